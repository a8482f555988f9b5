// A walker's part of the MMU's probe: README.md, "Probe", says which bits of which words. The other
// bits of these words are 0 here. Attached by mmu_bind.sv, one beside each walker.
`include "mmu_records.svh"
module walker_probe #(
  parameter logic [31:0] PwcEntries = 8
) (
  input logic [2:0]            state_i,
  input logic                  nofill_i,
  input logic [2:0]            level_i,
  input logic [5:0]            id_i,
  input logic [63:0]           pte_i,
  input logic [43:0]           table_i,
  input logic [3:0]            perm_i,
  input logic                  global_i,
  input logic [63:0]           tag_i,

  input logic [PwcEntries-1:0] pwc_valid_i,
  input logic [3:0]            pwc_pointer_i,
  input logic                  pwc_fill_i,
  input logic [3:0]            pwc_way_i,
  input logic [1:0]            pwc_next_i,
  input logic [35:0]           pwc_tag_i,
  input logic [43:0]           pwc_ppn_i,
  input logic [3:0]            pwc_perm_i,
  input logic                  pwc_global_i
);

  `MMU_TAG tag;
  logic idle, walking, judging;
  logic [5:0] id;
  logic [2:0] level;
  logic [15:0] pwc_valid;
  logic [63:0] w2, w3, w4, w8, w9, w10;

  assign tag = tag_i;
  assign idle = state_i == mmu_pkg::StIdle;
  assign walking = state_i >= mmu_pkg::StReq && state_i <= mmu_pkg::StCasWait;
  assign judging = state_i >= mmu_pkg::StDecode && state_i <= mmu_pkg::StCasWait;
  assign level = idle || state_i == mmu_pkg::StPwc ? 3'd0 : level_i;
  assign id = idle ? 6'd0 : id_i;
  assign pwc_valid = {{(16 - PwcEntries) {1'b0}}, pwc_valid_i};

  assign w2 = {11'd0, id, 20'd0, level, nofill_i && !idle, state_i, pwc_pointer_i, pwc_valid};
  assign w3 = judging ? pte_i : 64'd0;
  assign w4 = walking ? {15'd0, global_i, perm_i, table_i} : 64'd0;
  assign w8 = pwc_fill_i ? {33'd0, pwc_global_i, pwc_perm_i, tag.mode, tag.asid, pwc_next_i, pwc_way_i, 1'b1} : 64'd0;
  assign w9 = pwc_fill_i ? {28'd0, pwc_tag_i} : 64'd0;
  assign w10 = pwc_fill_i ? {20'd0, pwc_ppn_i} : 64'd0;

  // The words are for mmu_probe.
  logic unused_words;
  assign unused_words = ^{tag, w2, w3, w4, w8, w9, w10};

endmodule
