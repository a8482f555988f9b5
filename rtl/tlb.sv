// Fully associative TLB. An entry is found by its tag {mode, asid, vpn} under its mask: all of the
// mode, the vpn above the page's size and inside the mode's width, and the asid unless the entry is
// global. So a hit, and an overlap of two entries, is one masked compare of 64 bits.
`include "mmu_records.svh"
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
  output logic [13:0] hit_page_o,
  output logic [3:0]  hit_pkey_o,
  output logic        hit_dirty_o,
  input  logic        touch_i,       // the hit entry answered

  // Fill
  input  logic        fill_i,
  input  logic [63:0] fill_tag_i,
  input  logic [43:0] fill_ppn_i,
  input  logic [13:0] fill_page_i,
  input  logic [3:0]  fill_pkey_i,
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
  `MMU_TAG lookup, hit_mask;
  logic [Entries-1:0] hit;
  logic [5:0] hit_index;
  logic [IndexBits-1:0] hit_way;
  logic [43:0] offset_mask;

  assign lookup = lookup_tag_i;

  always_comb begin
    hit = '0;
    if (lookup_i) begin
      for (int unsigned e = 0; e < Entries; e++) begin
        hit[e] = valid_q[e] && ((tag_q[e] ^ lookup) & mask_q[e]) == 64'd0;
      end
    end
  end

  assign hit_o = |hit;
  assign hit_index = mmu_pkg::onehot_index({{(64 - Entries) {1'b0}}, hit});
  assign hit_way = hit_index[IndexBits-1:0];
  assign hit_mask = mask_q[hit_way];

  always_comb begin
    offset_mask = 44'd0;
    hit_ppn_o = 44'd0;
    hit_page_o = 14'd0;
    hit_pkey_o = 4'd0;
    hit_dirty_o = 1'b0;
    if (hit_o) begin
      offset_mask = ~hit_mask.vpn[43:0];
      hit_ppn_o = ppn_q[hit_way] | (lookup.vpn[43:0] & offset_mask);
      hit_page_o = {shift_q[hit_way], perm_q[hit_way], type_q[hit_way], global_q[hit_way]};
      hit_pkey_o = pkey_q[hit_way];
      hit_dirty_o = dirty_q[hit_way];
    end
  end

  // Fill: the lowest invalid entry, else the pseudo-LRU victim
  `MMU_TAG fill_tag, fill_mask;
  `MMU_PAGE fill_page;
  logic full;
  logic [Entries-1:0] free, overlap;
  logic [44:0] fill_reach;
  logic [5:0] fill_index, free_index, victim_index;
  logic [IndexBits-1:0] fill_way;

  assign full = &valid_q;
  assign free = ~valid_q & (valid_q + {{(Entries - 1) {1'b0}}, 1'b1});
  assign free_index = mmu_pkg::onehot_index({{(64 - Entries) {1'b0}}, free});
  assign fill_index = full ? victim_index : free_index;
  assign fill_way = fill_index[IndexBits-1:0];
  assign fill_tag = fill_tag_i;
  assign fill_page = fill_page_i;
  assign fill_reach = mmu_pkg::page_mask(fill_page.shift)
      & mmu_pkg::width_mask(fill_tag.mode, Arch == mmu_pkg::ArchX86);
  assign fill_mask = {3'b111, {16{!fill_page.glob}}, fill_reach};

  always_comb begin
    overlap = '0;
    if (fill_i) begin
      for (int unsigned e = 0; e < Entries; e++) begin
        overlap[e] = valid_q[e] && ((tag_q[e] ^ fill_tag) & mask_q[e] & fill_mask) == 64'd0;
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

  // Fence and drop: the same masked compare, of what they name. The mode does not matter, and the
  // address counts only as far as the entry's own mode reaches; a global entry has no asid to
  // compare.
  `MMU_TAG fence_tag, fence_care, drop_tag, drop_care;
  logic [Entries-1:0] fence_clear, drop_clear, cleared;

  assign drop_care = {3'd0, 61'h1fff_ffff_ffff_ffff};

  always_comb begin
    fence_tag = 64'd0;
    fence_care = 64'd0;
    drop_tag = 64'd0;
    fence_clear = '0;
    drop_clear = '0;
    if (fence_i) begin
      fence_tag = {3'd0, fence_asid_i, fence_vpn_i};
      fence_care = {3'd0, {16{fence_asid_valid_i}}, {45{fence_va_valid_i}}};
      for (int unsigned e = 0; e < Entries; e++) begin
        fence_clear[e] = ((tag_q[e] ^ fence_tag) & mask_q[e] & fence_care) == 64'd0
            && (!global_q[e] || fence_globals_i);
      end
    end
    if (drop_i) begin
      drop_tag = {3'd0, drop_asid_i, drop_vpn_i};
      for (int unsigned e = 0; e < Entries; e++) begin
        drop_clear[e] = ((tag_q[e] ^ drop_tag) & mask_q[e] & drop_care) == 64'd0;
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
      tag_q[fill_way] <= fill_tag;
      mask_q[fill_way] <= fill_mask;
      ppn_q[fill_way] <= fill_ppn_i;
      shift_q[fill_way] <= fill_page.shift;
      perm_q[fill_way] <= fill_page.perm;
      type_q[fill_way] <= fill_page.memtype;
      pkey_q[fill_way] <= fill_pkey_i;
      global_q[fill_way] <= fill_page.glob;
      dirty_q[fill_way] <= fill_dirty_i;
    end
  end

  // `cleared` is for the probe; a vpn has one bit more than a frame number, and a hit's mask is
  // read for its vpn only.
  logic unused_bits;
  assign unused_bits = ^{cleared, lookup, hit_mask};

endmodule
