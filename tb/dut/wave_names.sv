// Names for the eye: what the MMU's probe words and coded signals mean, as fields and enumerations
// that a waveform carries by name. The same modules stand on the DUT's side (wave_bind.sv) and in
// the scope `golden` (wave_golden.sv), so that the two read alike. Nothing is driven by them and
// nothing depends on them.
package wave_names;
  typedef enum logic [2:0] {Ok, PageFault, AccessFault, GeneralProtection, BusError} kind_e;
  typedef enum logic [1:0] {Load, Store, Fetch} access_e;
  typedef enum logic {User, Supervisor} priv_e;
  typedef enum logic {Read, Cas} op_e;
  typedef enum logic [1:0] {Fine, Refused, Bus} load_fault_e;
  typedef enum logic [2:0] {Idle, Pwc, Req, Wait, Decode, CasReq, CasWait, Done} ptw_e;
  typedef enum logic [2:0] {LdIdle, LdDrain, LdReq, LdWait, LdEnd} load_e;
endpackage

// An entry as either architecture names its bits (priv 12.4; SDM3 tables 4-15 to 4-20).
module wave_pte_riscv (
  input logic [63:0] pte
);
  logic v, r, w, x, u, g, a, d, n;
  logic [1:0] rsw, pbmt;
  logic [43:0] ppn;
  logic [6:0] reserved;
  assign {d, a, g, u, x, w, r, v} = pte[7:0];
  assign rsw = pte[9:8];
  assign ppn = pte[53:10];
  assign reserved = pte[60:54];
  assign pbmt = pte[62:61];
  assign n = pte[63];
endmodule

module wave_pte_x86 (
  input logic [63:0] pte
);
  logic p, rw, us, pwt, pcd, a, d, ps_pat, g, xd;
  logic [2:0] avl;
  logic [39:0] frame;
  logic [6:0] bits_58_52;
  logic [3:0] pkey;
  assign {g, ps_pat, d, a, pcd, pwt, us, rw, p} = pte[8:0];
  assign avl = pte[11:9];
  assign frame = pte[51:12];
  assign bits_58_52 = pte[58:52];
  assign pkey = pte[62:59];
  assign xd = pte[63];
endmodule

// The fields of the probe words (rtl/README.md, "Probe"), named as a mismatch report names them
// after `probe.`.
module wave_state (
  input logic x86_i,
  input logic [63:0] w0_i, w1_i, w2_i, w3_i, w4_i, w5_i, w6_i, w7_i, w8_i, w9_i, w10_i, w11_i
);
  logic [63:0] tlb_valid, tlb_plru, tlb_cleared, ptw_pte;
  logic [15:0] pwc_valid, tlb_fill_asid, pwc_fill_asid;
  logic [3:0] pwc_robin, mq_count, ptw_perm, tlb_fill_perm, tlb_fill_pkey, pwc_fill_way, pwc_fill_perm, pdpte_present;
  wave_names::ptw_e ptw_state;
  wave_names::load_e load_state;
  logic ptw_nofill, s1_valid, s1_replay, s1_old, load_busy, cur_valid, fence_executing, drop_executing, ptw_global;
  logic tlb_fill_enable, tlb_fill_global, tlb_fill_dirty, pwc_fill_enable, pwc_fill_global;
  logic [2:0] ptw_level, tlb_fill_levels, tlb_fill_type, pwc_fill_levels;
  logic [1:0] rsp_count, pwc_fill_next_level, load_index;
  logic [5:0] s1_id, ptw_request_id, tlb_fill_way, tlb_fill_shift;
  logic [43:0] ptw_table_ppn, tlb_fill_ppn, pwc_fill_table;
  logic [44:0] tlb_fill_vpn, pwc_fill_tag;
  assign tlb_valid = w0_i;
  assign tlb_plru = w1_i;
  assign pwc_valid = w2_i[15:0];
  assign pwc_robin = w2_i[19:16];
  assign ptw_state = wave_names::ptw_e'(w2_i[22:20]);
  assign ptw_nofill = w2_i[23];
  assign ptw_level = w2_i[26:24];
  assign s1_valid = w2_i[27];
  assign s1_replay = w2_i[28];
  assign s1_old = w2_i[29];
  assign load_busy = w2_i[30];
  assign mq_count = w2_i[35:32];
  assign rsp_count = w2_i[37:36];
  assign cur_valid = w2_i[38];
  assign fence_executing = w2_i[39];
  assign drop_executing = w2_i[40];
  assign s1_id = w2_i[46:41];
  assign ptw_request_id = w2_i[52:47];
  assign ptw_pte = w3_i;
  assign ptw_table_ppn = w4_i[43:0];
  assign ptw_perm = w4_i[47:44];
  assign ptw_global = w4_i[48];
  assign tlb_fill_enable = w5_i[0];
  assign tlb_fill_way = w5_i[6:1];
  assign tlb_fill_shift = w5_i[12:7];
  assign tlb_fill_asid = w5_i[28:13];
  assign tlb_fill_levels = w5_i[31:29];
  assign tlb_fill_perm = w5_i[35:32];
  assign tlb_fill_type = w5_i[38:36];
  assign tlb_fill_pkey = w5_i[42:39];
  assign tlb_fill_global = w5_i[43];
  assign tlb_fill_dirty = w5_i[44];
  assign tlb_fill_vpn = w6_i[44:0];
  assign tlb_fill_ppn = w7_i[43:0];
  assign pwc_fill_enable = w8_i[0];
  assign pwc_fill_way = w8_i[4:1];
  assign pwc_fill_next_level = w8_i[6:5];
  assign pwc_fill_asid = w8_i[22:7];
  assign pwc_fill_levels = w8_i[25:23];
  assign pwc_fill_perm = w8_i[29:26];
  assign pwc_fill_global = w8_i[30];
  assign load_state = wave_names::load_e'(w8_i[33:31]);
  assign load_index = w8_i[35:34];
  assign pwc_fill_tag = w9_i[44:0];
  assign pwc_fill_table = w10_i[43:0];
  assign pdpte_present = w10_i[63:60];
  assign tlb_cleared = w11_i;
  wave_pte_riscv riscv (.pte(x86_i ? 64'd0 : w3_i));
  wave_pte_x86 x86 (.pte(x86_i ? w3_i : 64'd0));
endmodule
