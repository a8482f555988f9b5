// The state of the MMU, handed to C once a clock with the values before the edge: README.md,
// "Probe". Attached by mmu_bind.sv. walk*_i are a walker's part of the words (walker_probe.sv).
`include "mmu_records.svh"
module mmu_probe #(
  parameter logic [31:0] TlbEntries = 32
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

  input logic [63:0]           walk2_i,
  input logic [63:0]           walk3_i,
  input logic [63:0]           walk4_i,
  input logic [63:0]           walk8_i,
  input logic [63:0]           walk9_i,
  input logic [63:0]           walk10_i,

  input logic [TlbEntries-1:0] tlb_valid_i,
  input logic [TlbEntries-2:0] tlb_tree_i,
  input logic [TlbEntries-1:0] tlb_cleared_i,
  input logic                  tlb_fill_i,
  input logic [5:0]            tlb_way_i,
  input logic [63:0]           tlb_tag_i,
  input logic [43:0]           tlb_ppn_i,
  input logic [13:0]           tlb_page_i,
  input logic [3:0]            tlb_pkey_i,
  input logic                  tlb_dirty_i
);

  import "DPI-C" function void lockwalk_probe(
    input longint unsigned w0, input longint unsigned w1, input longint unsigned w2, input longint unsigned w3,
    input longint unsigned w4, input longint unsigned w5, input longint unsigned w6, input longint unsigned w7,
    input longint unsigned w8, input longint unsigned w9, input longint unsigned w10, input longint unsigned w11
  );

  `MMU_TAG tag;
  `MMU_PAGE page;
  logic loading;
  logic [5:0] s1_id;
  logic [63:0] control, load, w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11;

  assign tag = tlb_tag_i;
  assign page = tlb_page_i;
  assign loading = ld_state_i != mmu_pkg::LdIdle;
  assign s1_id = s1_valid_i ? s1_id_i : 6'd0;

  assign control = {17'd0, s1_id, drop_exec_i, fence_exec_i, cur_valid_i, rsp_count_i, mq_count_i, 1'b0, loading,
      s1_valid_i && s1_old_i, s1_valid_i && s1_replay_i, s1_valid_i, 27'd0};
  assign load = {28'd0, loading ? ld_index_i : 2'd0, ld_state_i, 31'd0};

  assign w0 = {{(64 - TlbEntries) {1'b0}}, tlb_valid_i};
  assign w1 = {{(65 - TlbEntries) {1'b0}}, tlb_tree_i};
  assign w2 = control | walk2_i;
  assign w3 = walk3_i;
  assign w4 = walk4_i;
  assign w5 = tlb_fill_i ? {19'd0, tlb_dirty_i, page.glob, tlb_pkey_i, page.memtype, page.perm, tag.mode, tag.asid,
      page.shift, tlb_way_i, 1'b1} : 64'd0;
  assign w6 = tlb_fill_i ? {19'd0, tag.vpn} : 64'd0;
  assign w7 = tlb_fill_i ? {20'd0, tlb_ppn_i} : 64'd0;
  assign w8 = load | walk8_i;
  assign w9 = walk9_i;
  assign w10 = {pdpte_present_i, 60'd0} | walk10_i;
  assign w11 = {{(64 - TlbEntries) {1'b0}}, tlb_cleared_i};

  always_ff @(posedge clk_i) begin
    if (rst_ni) lockwalk_probe(w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11);
  end

endmodule
