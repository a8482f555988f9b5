// Fully associative TLB. An entry is found by its tag {levels, asid, vpn} under its mask: all of
// levels, the vpn above the page's size and inside the mode's width, and the asid unless the entry
// is global. So a hit, and an overlap of two entries, is one masked compare of 64 bits.
module tlb #(
  parameter logic [31:0] Arch = mmu_pkg::ArchRiscv,
  parameter logic [31:0] Entries = 32
) (
  input  logic        clk_i,
  input  logic        rst_ni,

  // Lookup, answered in the same clock; outputs are 0 on a miss or without lookup_i.
  input  logic        lookup_i,
  input  logic [63:0] lookup_tag_i,
  output logic        hit_o,
  output logic [43:0] hit_ppn_o,     // translated: the low bits are the vpn's
  output logic [5:0]  hit_shift_o,
  output logic [3:0]  hit_perm_o,
  output logic [2:0]  hit_type_o,
  output logic [3:0]  hit_pkey_o,
  output logic        hit_global_o,
  output logic        hit_dirty_o,
  input  logic        touch_i,       // the hit entry answered

  // Fill
  input  logic        fill_i,
  input  logic [63:0] fill_tag_i,
  input  logic [43:0] fill_ppn_i,
  input  logic [5:0]  fill_shift_i,
  input  logic [3:0]  fill_perm_i,
  input  logic [2:0]  fill_type_i,
  input  logic [3:0]  fill_pkey_i,
  input  logic        fill_global_i,
  input  logic        fill_dirty_i,

  // Fence, and the drop of the entries that a delivered page fault has used. Both may execute in
  // one clock.
  input  logic        fence_i,
  input  logic        fence_va_valid_i,
  input  logic [44:0] fence_vpn_i,
  input  logic        fence_asid_valid_i,
  input  logic [15:0] fence_asid_i,
  input  logic        fence_globals_i,
  input  logic        drop_i,
  input  logic [44:0] drop_vpn_i,
  input  logic [15:0] drop_asid_i
);

  localparam logic [31:0] IndexBits = $clog2(Entries);

  logic [Entries-1:0] valid_q, valid_d, global_q, dirty_q;
  logic [63:0] tag_q[Entries];
  logic [63:0] mask_q[Entries];
  logic [43:0] ppn_q[Entries];
  logic [5:0] shift_q[Entries];
  logic [3:0] perm_q[Entries];
  logic [2:0] type_q[Entries];
  logic [3:0] pkey_q[Entries];

  // Lookup
  logic [Entries-1:0] hit;
  logic [5:0] hit_index;
  logic [IndexBits-1:0] hit_way;
  logic [43:0] offset_mask;

  always_comb begin
    hit = '0;
    if (lookup_i) begin
      for (int unsigned e = 0; e < Entries; e++) begin
        hit[e] = valid_q[e] && ((tag_q[e] ^ lookup_tag_i) & mask_q[e]) == 64'd0;
      end
    end
  end

  assign hit_o = |hit;
  assign hit_index = mmu_pkg::onehot_index({{(64 - Entries) {1'b0}}, hit});
  assign hit_way = hit_index[IndexBits-1:0];

  always_comb begin
    offset_mask = 44'd0;
    hit_ppn_o = 44'd0;
    hit_shift_o = 6'd0;
    hit_perm_o = 4'd0;
    hit_type_o = 3'd0;
    hit_pkey_o = 4'd0;
    hit_global_o = 1'b0;
    hit_dirty_o = 1'b0;
    if (hit_o) begin
      offset_mask = ~mask_q[hit_way][43:0];
      hit_ppn_o = ppn_q[hit_way] | (lookup_tag_i[43:0] & offset_mask);
      hit_shift_o = shift_q[hit_way];
      hit_perm_o = perm_q[hit_way];
      hit_type_o = type_q[hit_way];
      hit_pkey_o = pkey_q[hit_way];
      hit_global_o = global_q[hit_way];
      hit_dirty_o = dirty_q[hit_way];
    end
  end

  // Fill: the lowest invalid entry, else the pseudo-LRU victim
  logic full;
  logic [Entries-1:0] free, overlap;
  logic [44:0] fill_page;
  logic [63:0] fill_mask;
  logic [5:0] fill_index, free_index, victim_index;
  logic [IndexBits-1:0] fill_way;

  assign full = &valid_q;
  assign free = ~valid_q & (valid_q + {{(Entries - 1) {1'b0}}, 1'b1});
  assign free_index = mmu_pkg::onehot_index({{(64 - Entries) {1'b0}}, free});
  assign fill_index = full ? victim_index : free_index;
  assign fill_way = fill_index[IndexBits-1:0];
  assign fill_page = mmu_pkg::page_mask(fill_shift_i) & mmu_pkg::width_mask(fill_tag_i[63:61],
      Arch == mmu_pkg::ArchX86);
  assign fill_mask = {3'b111, {16{!fill_global_i}}, fill_page};

  always_comb begin
    overlap = '0;
    if (fill_i) begin
      for (int unsigned e = 0; e < Entries; e++) begin
        overlap[e] = valid_q[e] && ((tag_q[e] ^ fill_tag_i) & mask_q[e] & fill_mask) == 64'd0;
      end
    end
  end

  tlb_plru #(
    .Entries(Entries)
  ) u_plru (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .touch_i      (touch_i || fill_i),
    .touch_index_i(fill_i ? fill_index : hit_index),
    .victim_en_i  (fill_i && full),
    .victim_o     (victim_index)
  );

  // Fence and drop: levels do not matter, and the address counts only as far as the entry's own
  // mode reaches -------------------------
  logic [Entries-1:0] fence_clear, drop_clear, cleared;
  logic [44:0] vpn_care;
  logic fence_hits_va;

  always_comb begin
    fence_clear = '0;
    drop_clear = '0;
    vpn_care = 45'd0;
    fence_hits_va = 1'b0;
    if (fence_i || drop_i) begin
      for (int unsigned e = 0; e < Entries; e++) begin
        vpn_care = mask_q[e][44:0];
        fence_hits_va = !fence_va_valid_i || ((tag_q[e][44:0] ^ fence_vpn_i) & vpn_care) == 45'd0;
        fence_clear[e] = fence_i && fence_hits_va
            && (global_q[e] ? fence_globals_i : !fence_asid_valid_i || tag_q[e][60:45] == fence_asid_i);
        drop_clear[e] = drop_i
            && ((tag_q[e][44:0] ^ drop_vpn_i) & vpn_care) == 45'd0
            && (global_q[e] || tag_q[e][60:45] == drop_asid_i);
      end
    end
  end

  assign cleared = valid_q & (fence_clear | drop_clear);

  always_comb begin
    valid_d = valid_q & ~fence_clear & ~drop_clear & ~overlap;
    if (fill_i) valid_d[fill_way] = 1'b1;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= '0;
    else if (fill_i || fence_i || drop_i) valid_q <= valid_d;
  end

  always_ff @(posedge clk_i) begin
    if (fill_i) begin
      tag_q[fill_way] <= fill_tag_i;
      mask_q[fill_way] <= fill_mask;
      ppn_q[fill_way] <= fill_ppn_i;
      shift_q[fill_way] <= fill_shift_i;
      perm_q[fill_way] <= fill_perm_i;
      type_q[fill_way] <= fill_type_i;
      pkey_q[fill_way] <= fill_pkey_i;
      global_q[fill_way] <= fill_global_i;
      dirty_q[fill_way] <= fill_dirty_i;
    end
  end

  // `cleared` is for the probe.
  logic unused_bits;
  assign unused_bits = ^cleared;

endmodule
