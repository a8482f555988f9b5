// x86: what a paging-structure entry means to this request (SDM3 4.3 to 4.7). Combinational;
// outputs are 0 without en_i. A 4-byte entry comes with bits 63:32 zero: then it has no XD, no key
// and no address bit above 31 but those of a 4 MiB leaf. Exactly one of fault_o, pointer_o, leaf_o
// is set with en_i. update_o: A, or D for a store, has to be set first. Bits of a large leaf, which
// lays its frame out otherwise, are named by the manual's numbers.
`include "mmu_records.svh"
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

  `MMU_PTE_X86 pte;
  `MMU_OP op;
  `MMU_FLAGS_X86 flags;
  logic store, leaf, reserved, beyond, large_reserved, refuse;
  logic [7:0] pse36_beyond;
  logic [3:0] perm;
  `MMU_CODE_X86 rights;
  logic [51:0] above;
  logic [44:0] page_mask;

  assign pte = pte_i;
  assign op = op_i;
  assign flags = flags_i;
  assign store = op.access == mmu_pkg::AccessStore;
  // U/S and R/W are ANDed over the path, XD is ORed (4.6).
  assign perm = perm_i & {pte.us, !pte.xd, pte.rw, 1'b1};
  // PS means a leaf above level 0; in two-level paging only with CR4.PSE.
  assign leaf = level_i == 3'd0 || (pte.ps && (!narrow_i || flags.pse));
  // PSE-36: bits 20:13 of a 4 MiB leaf are pa bits 39:32. Beyond MAXPHYADDR (32 at least) they are
  // reserved.
  assign pse36_beyond = pte_i[20:13] >> pa_bits_i[4:0];

  perm_x86 u_perm (
    .op_i    (op_i),
    .flags_i (flags_i),
    .keys_i  (keys_i),
    .perm_i  (perm),
    .pkey_i  (pte.pkey),
    .refuse_o(refuse),
    .code_o  (rights)
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
      if (pae_i && {pte.pkey, pte.software_high} != 11'd0) beyond = 1'b1;
      // PS is reserved above the PDPTE, and there without 1 GiB pages; a large leaf has reserved
      // bits between PAT (12) and its base.
      case (level_i)
        3'd0:    large_reserved = 1'b0;
        3'd1:    large_reserved = narrow_i ? leaf && (pte_i[21] || pse36_beyond != 8'd0) : pte.ps && |pte_i[20:13];
        3'd2:    large_reserved = pte.ps && (|pte_i[29:13] || flags.no1g);
        default: large_reserved = pte.ps;
      endcase
      reserved = beyond || large_reserved || (pte.xd && !flags.nxe);
      // Rights are judged only once the leaf is reached: an entry's own defects come first.
      fault_o = !pte.p || reserved || (leaf && refuse);
      // A key is violated in an entry that is present and fit to use.
      if (fault_o) begin
        code_o = {rights.key && pte.p && !reserved, rights.fetch, reserved && pte.p, rights.user, rights.write, pte.p};
      end
      pointer_o = !leaf && !fault_o;
      leaf_o = leaf && !fault_o;
      update_o = !fault_o && (!pte.a || (leaf && store && !pte.d));
      page_mask = leaf ? mmu_pkg::page_mask(mmu_pkg::level_shift(level_i, narrow_i)) : 45'h1fff_ffff_ffff;
      ppn_o = {4'd0, pte.frame} & page_mask[43:0];
      if (narrow_i && leaf && level_i != 3'd0) ppn_o[27:20] = pte_i[20:13];
      shift_o = mmu_pkg::level_shift(level_i, narrow_i);
      perm_o = perm;
      type_o = {level_i == 3'd0 ? pte.ps : pte_i[12], pte.pcd, pte.pwt};
      pkey_o = pte.pkey;
      global_o = leaf && pte.g && flags.pge;
      dirty_o = pte.d;
    end
  end

  // Software's bits, but for PAE; no page is larger than the ppn.
  logic unused_bits;
  assign unused_bits = ^{pte, op, flags, rights, page_mask[44]};

endmodule
