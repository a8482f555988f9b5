// x86: may this access use a page with these rights, merged over the whole path (SDM3 4.6)? Judged
// at use time, so the TLB and the walker both ask here.
`include "mmu_records.svh"
module perm_x86 (
  input  logic [3:0]  op_i,
  input  logic [9:0]  flags_i,
  input  logic [63:0] keys_i,
  input  logic [3:0]  perm_i,
  input  logic [3:0]  pkey_i,
  output logic        refuse_o,
  output logic [5:0]  code_o    // #PF code of a refusal
);

  `MMU_OP op;
  `MMU_FLAGS_X86 flags;
  `MMU_PERM perm;
  logic user, store, fetch, writes_need_w, key_ad, key_wd;
  logic mode_bad, write_bad, fetch_bad, key_bad;

  assign op = op_i;
  assign flags = flags_i;
  assign perm = perm_i;
  assign store = op.access == mmu_pkg::AccessStore;
  assign fetch = op.access == mmu_pkg::AccessFetch;
  assign user = !op.priv;
  // PKRU judges U=1 pages, PKRS the others.
  assign {key_wd, key_ad} = keys_i[{!perm.u, pkey_i, 1'b0}+:2];

  always_comb begin
    writes_need_w = user || flags.wp;
    // SMEP and SMAP (4.6.1): supervisor use of a U=1 page; an implicit access has no use for AC.
    mode_bad = user ? !perm.u : perm.u && (fetch ? flags.smep : flags.smap && (op.implicit || !flags.ac));
    write_bad = store && !perm.w && writes_need_w;
    fetch_bad = fetch && !perm.x && flags.nxe;
    // Protection keys (4.6.2): data accesses only. WD of a supervisor page counts with WP alone.
    key_bad = !fetch && (perm.u ? flags.pke : flags.pks)
        && (key_ad || (key_wd && store && (perm.u ? writes_need_w : flags.wp)));
    refuse_o = mode_bad || write_bad || fetch_bad || key_bad;
    // 4.7: P=1, since the page is there.
    code_o = {key_bad, fetch && (flags.smep || flags.nxe), 1'b0, user, store, 1'b1};
  end

  logic unused_inputs;
  assign unused_inputs = ^{flags, perm};

endmodule
