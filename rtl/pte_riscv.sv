// RISC-V: what a PTE means to this request (priv 12.3.2 steps 3 to 9, 12.5). Combinational; outputs
// are 0 without en_i. An Sv32 PTE comes with bits 63:32 zero: then there is no N, PBMT or reserved
// bit. Exactly one of fault_o, pointer_o, leaf_o is set with en_i. update_o: A, or D for a store,
// has to be set first.
`include "mmu_records.svh"
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

  `MMU_PTE_RISCV pte;
  `MMU_OP op;
  `MMU_FLAGS_RISCV flags;
  logic [3:0] perm;
  logic adue, pbmte, store, napot;
  logic reserved, pointer, aligned, pointer_bad, leaf_bad, refuse, stale_ad;
  logic [5:0] cause;
  logic [44:0] page_mask;

  assign pte = pte_i;
  assign op = op_i;
  assign flags = flags_i;
  assign perm = {pte.u, pte.x, pte.w, pte.r};
  assign adue = flags.adue && flags.svadu;
  assign pbmte = flags.pbmte && flags.svpbmt;
  assign store = op.access == mmu_pkg::AccessStore;

  perm_riscv u_perm (
    .op_i    (op_i),
    .flags_i (flags_i),
    .perm_i  (perm),
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
      reserved = pte.reserved != 5'd0 || (pte.rsw60t59 != 2'd0 && !flags.svrsw60t59b);
      pointer = !pte.r && !pte.w && !pte.x;
      // Step 4: a pointer has no A, D, U, N or PBMT, and none stands at level 0.
      pointer_bad = pte.a || pte.d || pte.u || pte.n || pte.pbmt != 2'd0 || level_i == 3'd0;
      // Step 5 and Svnapot: a 64 KiB group carries its size in ppn[3:0].
      napot = pte.n && level_i == 3'd0;
      page_mask = mmu_pkg::page_mask(mmu_pkg::level_shift(level_i, Narrow));
      aligned = (pte.ppn & ~page_mask[43:0]) == 44'd0;
      leaf_bad = (pte.n && !(flags.svnapot && napot && pte.ppn[3:0] == 4'b1000))
          || (pte.pbmt != 2'd0 && !pbmte) || pte.pbmt == 2'd3 || !aligned || refuse;
      // Step 7: without hardware update a clear A, or a clear D under a store, is a page fault.
      stale_ad = !pte.a || (!pte.d && store);
      fault_o = !pte.v || reserved || (pte.w && !pte.r)
          || (pointer ? pointer_bad : leaf_bad || (stale_ad && !adue));
      code_o = fault_o ? cause : 6'd0;
      pointer_o = pointer && !fault_o;
      leaf_o = !pointer && !fault_o;
      update_o = leaf_o && stale_ad;
      ppn_o = pte.ppn;
      if (napot) ppn_o[3:0] = 4'd0;
      shift_o = napot ? 6'd16 : mmu_pkg::level_shift(level_i, Narrow);
      perm_o = perm;
      type_o = {1'b0, pte.pbmt};
      global_o = global_i || pte.g;
      dirty_o = pte.d;
    end
  end

  // RSW belongs to software; no page is larger than the ppn.
  logic unused_bits;
  assign unused_bits = ^{pte, op, flags, page_mask[44]};

endmodule
