// Page-walk cache: pointers that a walk has read, so that the next walk below them starts lower. An
// entry leads to a table of level `next` and is found by the vpn above that table's reach.
`include "mmu_records.svh"
module pwc #(
  parameter logic [31:0] Entries = 8
) (
  input  logic        clk_i,
  input  logic        rst_ni,

  // Lookup, answered in the same clock: the match with the lowest next level. Outputs are 0 on a
  // miss or without lookup_i.
  input  logic        lookup_i,
  input  logic [63:0] lookup_tag_i,
  output logic        hit_o,
  output logic [1:0]  hit_next_o,
  output logic [43:0] hit_ppn_o,
  output logic [3:0]  hit_perm_o,
  output logic        hit_global_o,

  // Fill, under the lookup's mode, asid and vpn (the walk's)
  input  logic        fill_i,
  input  logic [1:0]  fill_next_i,
  input  logic [43:0] fill_ppn_i,
  input  logic [3:0]  fill_perm_i,
  input  logic        fill_global_i,

  // A fence with structures, and the drop at a page fault. Both may execute in one clock.
  input  logic        fence_i,
  input  logic        fence_asid_valid_i,
  input  logic [15:0] fence_asid_i,
  input  logic        drop_i,
  input  logic [15:0] drop_asid_i
);

  localparam logic [31:0] IndexBits = Entries > 1 ? $clog2(Entries) : 1;
  localparam logic [31:0] LastWay = Entries - 1;

  logic [Entries-1:0] valid_q, valid_d, global_q;
  logic [1:0] next_q[Entries];
  logic [35:0] tag_q[Entries];
  logic [15:0] asid_q[Entries];
  logic [2:0] mode_q[Entries];
  logic [43:0] ppn_q[Entries];
  logic [3:0] perm_q[Entries];
  logic [3:0] pointer_q;

  // Lookup
  `MMU_TAG lookup;
  logic [Entries-1:0] match, lowest;
  logic [Entries-1:0] level0, level1, level2, level3;
  logic [5:0] hit_index;
  logic [IndexBits-1:0] hit_way;
  logic [35:0] lookup_high;

  assign lookup = lookup_tag_i;
  // A table of 4-byte entries covers ten bits of the vpn, one of 8-byte entries nine.
  assign lookup_high = lookup.mode == mmu_pkg::ModeTwo ? {1'b0, lookup.vpn[44:10]} : lookup.vpn[44:9];

  always_comb begin
    match = '0;
    level0 = '0;
    level1 = '0;
    level2 = '0;
    level3 = '0;
    lowest = '0;
    if (lookup_i) begin
      for (int unsigned e = 0; e < Entries; e++) begin
        match[e] = valid_q[e] && mode_q[e] == lookup.mode && asid_q[e] == lookup.asid
            && tag_q[e] == mmu_pkg::pwc_tag(lookup_high, next_q[e]);
        level0[e] = match[e] && next_q[e] == 2'd0;
        level1[e] = match[e] && next_q[e] == 2'd1;
        level2[e] = match[e] && next_q[e] == 2'd2;
        level3[e] = match[e] && next_q[e] == 2'd3;
      end
      lowest = |level0 ? level0 : |level1 ? level1 : |level2 ? level2 : level3;
    end
  end

  assign hit_o = |match;
  assign hit_index = mmu_pkg::onehot_index({{(64 - Entries) {1'b0}}, lowest});
  assign hit_way = hit_index[IndexBits-1:0];

  always_comb begin
    hit_next_o = 2'd0;
    hit_ppn_o = 44'd0;
    hit_perm_o = 4'd0;
    hit_global_o = 1'b0;
    if (hit_o) begin
      hit_next_o = next_q[hit_way];
      hit_ppn_o = ppn_q[hit_way];
      hit_perm_o = perm_q[hit_way];
      hit_global_o = global_q[hit_way];
    end
  end

  // Fill: the lowest invalid entry, else round-robin
  logic full;
  logic [Entries-1:0] free;
  logic [5:0] free_index;
  logic [3:0] fill_index;
  logic [IndexBits-1:0] fill_way;
  logic [35:0] fill_tag;

  assign full = &valid_q;
  assign free = ~valid_q & (valid_q + {{(Entries - 1) {1'b0}}, 1'b1});
  assign free_index = mmu_pkg::onehot_index({{(64 - Entries) {1'b0}}, free});
  assign fill_index = full ? pointer_q : free_index[3:0];
  assign fill_way = fill_index[IndexBits-1:0];
  assign fill_tag = mmu_pkg::pwc_tag(lookup_high, fill_next_i);

  always_comb begin
    valid_d = valid_q;
    if (fence_i || drop_i) begin
      for (int unsigned e = 0; e < Entries; e++) begin
        if (fence_i && (!fence_asid_valid_i || asid_q[e] == fence_asid_i)) valid_d[e] = 1'b0;
        if (drop_i && asid_q[e] == drop_asid_i) valid_d[e] = 1'b0;
      end
    end
    if (fill_i) valid_d[fill_way] = 1'b1;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= '0;
      pointer_q <= 4'd0;
    end else begin
      if (fill_i || fence_i || drop_i) valid_q <= valid_d;
      if (fill_i && full) pointer_q <= pointer_q == LastWay[3:0] ? 4'd0 : pointer_q + 4'd1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (fill_i) begin
      next_q[fill_way] <= fill_next_i;
      tag_q[fill_way] <= fill_tag;
      asid_q[fill_way] <= lookup.asid;
      mode_q[fill_way] <= lookup.mode;
      ppn_q[fill_way] <= fill_ppn_i;
      perm_q[fill_way] <= fill_perm_i;
      global_q[fill_way] <= fill_global_i;
    end
  end

  // Entries is at most 16; no tag reaches below a level-0 table.
  logic unused_bits;
  assign unused_bits = ^{hit_index, free_index, fill_index, LastWay, lookup};

endmodule
