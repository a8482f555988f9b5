// RISC-V: what a PTE means to this request (priv 12.3.2 steps 3 to 9, 12.5). Combinational; outputs
// are 0 without en_i. An Sv32 PTE comes with bits 63:32 zero: then there is no N, PBMT or reserved
// bit, and its PPN stands where the others' low 22 bits stand. Exactly one of fault_o, pointer_o,
// leaf_o is set with en_i. update_o: A, or D for a store, has to be set first.
module pte_riscv #(
  parameter logic [31:0] Xlen = 64
) (
  input  logic        en_i,
  input  logic [63:0] pte_i,
  input  logic [2:0]  level_i,
  input  logic        global_i,  // some pointer on the path had G
  input  logic [3:0]  op_i,
  input  logic [9:0]  flags_i,
  output logic        fault_o,
  output logic [5:0]  code_o,
  output logic        pointer_o,
  output logic        leaf_o,
  output logic        update_o,
  output logic [43:0] ppn_o,     // the next table, or the page's base
  output logic [5:0]  shift_o,
  output logic [3:0]  perm_o,
  output logic [2:0]  type_o,
  output logic        global_o,
  output logic        dirty_o
);

  localparam logic Narrow = Xlen == 32;

  logic v, r, w, x, u, g, a, d, n;
  logic [1:0] pbmt;
  logic adue, pbmte, napot;
  logic reserved, pointer, aligned, pointer_bad, leaf_bad, refuse, stale_ad;
  logic [5:0] cause;
  logic [44:0] page_mask;

  assign {d, a, g, u, x, w, r, v} = pte_i[7:0];
  assign n = pte_i[63];
  assign pbmt = pte_i[62:61];
  assign adue = flags_i[2] && flags_i[7];
  assign pbmte = flags_i[3] && flags_i[5];

  perm_riscv u_perm (
    .op_i    (op_i),
    .flags_i (flags_i),
    .perm_i  ({u, x, w, r}),
    .refuse_o(refuse),
    .code_o  (cause)
  );

  always_comb begin
    reserved = 1'b0;
    pointer = 1'b0;
    napot = 1'b0;
    aligned = 1'b0;
    pointer_bad = 1'b0;
    leaf_bad = 1'b0;
    stale_ad = 1'b0;
    page_mask = 45'd0;
    fault_o = 1'b0;
    code_o = 6'd0;
    pointer_o = 1'b0;
    leaf_o = 1'b0;
    update_o = 1'b0;
    ppn_o = 44'd0;
    shift_o = 6'd0;
    perm_o = 4'd0;
    type_o = 3'd0;
    global_o = 1'b0;
    dirty_o = 1'b0;
    if (en_i) begin
      // Step 3. Bits 60:59 belong to software with Svrsw60t59b.
      reserved = |pte_i[58:54] || (|pte_i[60:59] && !flags_i[6]);
      pointer = !r && !w && !x;
      // Step 4: a pointer has no A, D, U, N or PBMT, and none stands at level 0.
      pointer_bad = a || d || u || n || pbmt != 2'd0 || level_i == 3'd0;
      // Step 5 and Svnapot: a 64 KiB group carries its size in ppn[3:0].
      napot = n && level_i == 3'd0;
      page_mask = mmu_pkg::page_mask(mmu_pkg::level_shift(level_i, Narrow));
      aligned = (pte_i[53:10] & ~page_mask[43:0]) == 44'd0;
      leaf_bad = (n && !(flags_i[4] && napot && pte_i[13:10] == 4'b1000))
          || (pbmt != 2'd0 && !pbmte) || pbmt == 2'd3 || !aligned || refuse;
      // Step 7: without hardware update a clear A, or a clear D under a store, is a page fault.
      stale_ad = !a || (!d && op_i[1:0] == mmu_pkg::AccessStore);
      fault_o = !v || reserved || (w && !r)
          || (pointer ? pointer_bad : leaf_bad || (stale_ad && !adue));
      code_o = fault_o ? cause : 6'd0;
      pointer_o = pointer && !fault_o;
      leaf_o = !pointer && !fault_o;
      update_o = leaf_o && stale_ad;
      ppn_o = pte_i[53:10];
      if (napot) ppn_o[3:0] = 4'd0;
      shift_o = napot ? 6'd16 : mmu_pkg::level_shift(level_i, Narrow);
      perm_o = {u, x, w, r};
      type_o = {1'b0, pbmt};
      global_o = global_i || g;
      dirty_o = d;
    end
  end

  // RSW belongs to software; no page is larger than the ppn.
  logic unused_bits;
  assign unused_bits = ^{pte_i[9:8], page_mask[44], flags_i[9:8]};

endmodule
