// The state of the MMU, handed to C once a clock with the values before the edge: README.md,
// "Probe". Attached by mmu_bind.sv.
module mmu_probe #(
  parameter logic [31:0] TlbEntries = 32,
  parameter logic [31:0] PwcEntries = 8
) (
  input logic                  clk_i,
  input logic                  rst_ni,

  input logic                  cur_valid_i,
  input logic                  s1_valid_i,
  input logic                  s1_replay_i,
  input logic                  s1_old_i,
  input logic [5:0]            s1_id_i,
  input logic [3:0]            mq_count_i,
  input logic [1:0]            rsp_count_i,
  input logic                  fence_exec_i,
  input logic                  drop_exec_i,
  input logic [2:0]            ld_state_i,
  input logic [1:0]            ld_index_i,
  input logic [3:0]            pdpte_present_i,

  input logic [2:0]            ptw_state_i,
  input logic                  ptw_nofill_i,
  input logic [2:0]            ptw_level_i,
  input logic [5:0]            ptw_id_i,
  input logic [63:0]           ptw_pte_i,
  input logic [43:0]           ptw_table_i,
  input logic [3:0]            ptw_perm_i,
  input logic                  ptw_global_i,

  input logic [TlbEntries-1:0] tlb_valid_i,
  input logic [TlbEntries-2:0] tlb_tree_i,
  input logic [TlbEntries-1:0] tlb_cleared_i,
  input logic                  tlb_fill_i,
  input logic [5:0]            tlb_way_i,
  input logic [63:0]           tlb_tag_i,
  input logic [43:0]           tlb_ppn_i,
  input logic [5:0]            tlb_shift_i,
  input logic [3:0]            tlb_perm_i,
  input logic [2:0]            tlb_type_i,
  input logic [3:0]            tlb_pkey_i,
  input logic                  tlb_global_i,
  input logic                  tlb_dirty_i,

  input logic [PwcEntries-1:0] pwc_valid_i,
  input logic [3:0]            pwc_pointer_i,
  input logic                  pwc_fill_i,
  input logic [3:0]            pwc_way_i,
  input logic [1:0]            pwc_next_i,
  input logic [15:0]           pwc_asid_i,
  input logic [2:0]            pwc_levels_i,
  input logic [35:0]           pwc_tag_i,
  input logic [43:0]           pwc_ppn_i,
  input logic [3:0]            pwc_perm_i,
  input logic                  pwc_global_i
);

  import "DPI-C" function void lockwalk_probe(
    input longint unsigned w0, input longint unsigned w1, input longint unsigned w2, input longint unsigned w3,
    input longint unsigned w4, input longint unsigned w5, input longint unsigned w6, input longint unsigned w7,
    input longint unsigned w8, input longint unsigned w9, input longint unsigned w10, input longint unsigned w11
  );

  logic idle, walking, judging, loading;
  logic [5:0] s1_id, walk_id;
  logic [2:0] level;
  logic [15:0] pwc_valid;
  logic [63:0] w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11;

  assign idle = ptw_state_i == mmu_pkg::StIdle;
  assign walking = ptw_state_i >= mmu_pkg::StReq && ptw_state_i <= mmu_pkg::StCasWait;
  assign judging = ptw_state_i >= mmu_pkg::StDecode && ptw_state_i <= mmu_pkg::StCasWait;
  assign loading = ld_state_i != mmu_pkg::LdIdle;
  assign level = idle || ptw_state_i == mmu_pkg::StPwc ? 3'd0 : ptw_level_i;
  assign s1_id = s1_valid_i ? s1_id_i : 6'd0;
  assign walk_id = idle ? 6'd0 : ptw_id_i;

  assign pwc_valid = {{(16 - PwcEntries) {1'b0}}, pwc_valid_i};

  assign w0 = {{(64 - TlbEntries) {1'b0}}, tlb_valid_i};
  assign w1 = {{(65 - TlbEntries) {1'b0}}, tlb_tree_i};
  assign w2 = {
    11'd0, walk_id, s1_id, drop_exec_i, fence_exec_i, cur_valid_i, rsp_count_i, mq_count_i, 1'b0, loading,
        s1_valid_i && s1_old_i,
    s1_valid_i && s1_replay_i, s1_valid_i, level, ptw_nofill_i && !idle, ptw_state_i, pwc_pointer_i, pwc_valid
  };
  assign w3 = judging ? ptw_pte_i : 64'd0;
  assign w4 = walking ? {15'd0, ptw_global_i, ptw_perm_i, ptw_table_i} : 64'd0;
  assign w5 = tlb_fill_i ? {
    19'd0, tlb_dirty_i, tlb_global_i, tlb_pkey_i, tlb_type_i, tlb_perm_i, tlb_tag_i[63:45], tlb_shift_i, tlb_way_i, 1'b1
  } : 64'd0;
  assign w6 = tlb_fill_i ? {19'd0, tlb_tag_i[44:0]} : 64'd0;
  assign w7 = tlb_fill_i ? {20'd0, tlb_ppn_i} : 64'd0;
  assign w8 = {
    28'd0, loading ? ld_index_i : 2'd0, ld_state_i,
    pwc_fill_i ? {pwc_global_i, pwc_perm_i, pwc_levels_i, pwc_asid_i, pwc_next_i, pwc_way_i, 1'b1} : 31'd0
  };
  assign w9 = pwc_fill_i ? {28'd0, pwc_tag_i} : 64'd0;
  assign w10 = {pdpte_present_i, 16'd0, pwc_fill_i ? pwc_ppn_i : 44'd0};
  assign w11 = {{(64 - TlbEntries) {1'b0}}, tlb_cleared_i};

  always_ff @(posedge clk_i) begin
    if (rst_ni) lockwalk_probe(w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11);
  end

endmodule
