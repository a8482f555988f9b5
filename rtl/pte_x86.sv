// x86: what a paging-structure entry means to this request (SDM3 4.3 to 4.7). Combinational;
// outputs are 0 without en_i. A 4-byte entry comes with bits 63:32 zero: then it has no XD, no key
// and no address bit above 31 but those of a 4 MiB leaf. Exactly one of fault_o, pointer_o, leaf_o
// is set with en_i. update_o: A, or D for a store, has to be set first.
module pte_x86 (
  input  logic        en_i,
  input  logic [63:0] pte_i,
  input  logic [2:0]  level_i,
  input  logic        narrow_i,  // two-level
  input  logic        pae_i,
  input  logic [3:0]  perm_i,    // merged over the path so far
  input  logic [3:0]  op_i,
  input  logic [9:0]  flags_i,
  input  logic [5:0]  pa_bits_i,
  input  logic [63:0] keys_i,
  output logic        fault_o,
  output logic [5:0]  code_o,
  output logic        pointer_o,
  output logic        leaf_o,
  output logic        update_o,
  output logic [43:0] ppn_o,     // the next table, or the page's base
  output logic [5:0]  shift_o,
  output logic [3:0]  perm_o,    // merged, this entry included
  output logic [2:0]  type_o,
  output logic [3:0]  pkey_o,
  output logic        global_o,
  output logic        dirty_o
);

  logic present, ps, store, nxe, leaf, reserved, beyond, large_reserved, refuse;
  logic [7:0] pse36_beyond;
  logic [3:0] perm;
  logic [5:0] rights_code;
  logic [51:0] above;
  logic [44:0] page_mask;

  assign present = pte_i[0];
  assign ps = pte_i[7];
  assign store = op_i[1:0] == mmu_pkg::AccessStore;
  assign nxe = flags_i[4];
  // U/S and R/W are ANDed over the path, XD is ORed (4.6).
  assign perm = perm_i & {pte_i[2], !pte_i[63], pte_i[1], 1'b1};
  // PS means a leaf above level 0; in two-level paging only with CR4.PSE.
  assign leaf = level_i == 3'd0 || (ps && (!narrow_i || flags_i[7]));
  // PSE-36: bits 20:13 of a 4 MiB leaf are pa bits 39:32. Beyond MAXPHYADDR (32 at least) they are
  // reserved.
  assign pse36_beyond = pte_i[20:13] >> pa_bits_i[4:0];

  perm_x86 u_perm (
    .op_i    (op_i),
    .flags_i (flags_i),
    .keys_i  (keys_i),
    .perm_i  (perm),
    .pkey_i  (pte_i[62:59]),
    .refuse_o(refuse),
    .code_o  (rights_code)
  );

  always_comb begin
    above = 52'd0;
    beyond = 1'b0;
    large_reserved = 1'b0;
    reserved = 1'b0;
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
    pkey_o = 4'd0;
    global_o = 1'b0;
    dirty_o = 1'b0;
    if (en_i) begin
      // Bits 51:MAXPHYADDR, at every level.
      above = pte_i[51:0] >> pa_bits_i;
      beyond = above != 52'd0;
      // PAE keeps the bits that long mode leaves to software (4.4).
      if (pae_i && |pte_i[62:52]) beyond = 1'b1;
      // PS is reserved above the PDPTE, and there without 1 GiB pages; a large leaf has reserved
      // bits between PAT (12) and its base.
      case (level_i)
        3'd0:    large_reserved = 1'b0;
        3'd1:    large_reserved = narrow_i ? leaf && (pte_i[21] || pse36_beyond != 8'd0) : ps && |pte_i[20:13];
        3'd2:    large_reserved = ps && (|pte_i[29:13] || flags_i[9]);
        default: large_reserved = ps;
      endcase
      reserved = beyond || large_reserved || (pte_i[63] && !nxe);
      // Rights are judged only once the leaf is reached: an entry's own defects come first.
      fault_o = !present || reserved || (leaf && refuse);
      if (fault_o) begin
        code_o = rights_code;
        if (!present) code_o = {1'b0, rights_code[4:1], 1'b0};
        else if (reserved) code_o = {1'b0, rights_code[4], 1'b1, rights_code[2:0]};
      end
      pointer_o = !leaf && !fault_o;
      leaf_o = leaf && !fault_o;
      update_o = !fault_o && (!pte_i[5] || (leaf && store && !pte_i[6]));
      page_mask = leaf ? mmu_pkg::page_mask(mmu_pkg::level_shift(level_i, narrow_i)) : 45'h1fff_ffff_ffff;
      ppn_o = {4'd0, pte_i[51:12]} & page_mask[43:0];
      if (narrow_i && leaf && level_i != 3'd0) ppn_o[27:20] = pte_i[20:13];
      shift_o = mmu_pkg::level_shift(level_i, narrow_i);
      perm_o = perm;
      type_o = {level_i == 3'd0 ? pte_i[7] : pte_i[12], pte_i[4:3]};
      pkey_o = pte_i[62:59];
      global_o = leaf && pte_i[8] && flags_i[5];
      dirty_o = pte_i[6];
    end
  end

  // Bits 11:9 belong to software, and 58:52 but for PAE; no page is larger than the ppn.
  logic unused_bits;
  assign unused_bits = ^{pte_i[11:9], page_mask[44], flags_i[8]};

endmodule
