// x86: may this access use a page with these rights, merged over the whole path (SDM3 4.6)? Judged
// at use time, so the TLB and the walker both ask here.
module perm_x86 (
  input  logic [3:0]  op_i,
  input  logic [9:0]  flags_i,
  input  logic [63:0] keys_i,
  input  logic [3:0]  perm_i,   // {U, no XD, W, 1}
  input  logic [3:0]  pkey_i,
  output logic        refuse_o,
  output logic [5:0]  code_o    // #PF code of a refusal
);

  logic user, store, fetch, u, writes_need_w, key_ad, key_wd;
  logic mode_bad, write_bad, fetch_bad, key_bad;
  logic wp, smep, smap, ac, nxe, pke, pks;

  assign {pks, pke, nxe, ac, smap, smep, wp} = {flags_i[8], flags_i[6], flags_i[4:0]};
  assign store = op_i[1:0] == mmu_pkg::AccessStore;
  assign fetch = op_i[1:0] == mmu_pkg::AccessFetch;
  assign user = !op_i[2];
  assign u = perm_i[3];
  // PKRU judges U=1 pages, PKRS the others.
  assign {key_wd, key_ad} = keys_i[{!u, pkey_i, 1'b0}+:2];

  always_comb begin
    writes_need_w = user || wp;
    // SMEP and SMAP (4.6.1): supervisor use of a U=1 page; an implicit access has no use for AC.
    mode_bad = user ? !u : u && (fetch ? smep : smap && (op_i[3] || !ac));
    write_bad = store && !perm_i[1] && writes_need_w;
    fetch_bad = fetch && !perm_i[2] && nxe;
    // Protection keys (4.6.2): data accesses only. WD of a supervisor page counts with WP alone.
    key_bad = !fetch && (u ? pke : pks)
        && (key_ad || (key_wd && store && (u ? writes_need_w : wp)));
    refuse_o = mode_bad || write_bad || fetch_bad || key_bad;
    // 4.7: P=1, since the page is there.
    code_o = {key_bad, fetch && (smep || nxe), 1'b0, user, store, 1'b1};
  end

  logic unused_inputs;
  assign unused_inputs = ^{flags_i[9], flags_i[7], flags_i[5], perm_i[0]};

endmodule
