// What always holds inside the TLB. Attached by mmu_bind.sv.
module tlb_assert #(
  parameter logic [31:0] Entries = 32
) (
  input logic               clk_i,
  input logic               rst_ni,
  input logic [Entries-1:0] valid_i,
  input logic [Entries-1:0] hit_i,
  input logic               touch_i,
  input logic               fill_i,
  input logic [5:0]         fill_index_i,
  input logic [63:0]        fill_tag_i,
  input logic [63:0]        fill_mask_i,
  input logic               fence_i,
  input logic               fence_va_valid_i,
  input logic               fence_asid_valid_i,
  input logic               fence_globals_i
);

  localparam logic [31:0] IndexBits = $clog2(Entries);

  // A copy of what was filled, and whether the entry filled in the last clock could match an
  // address together with another one.
  logic filled_q, overlaps;
  logic [IndexBits-1:0] fill_way, way_q;
  logic [63:0] tag_q[Entries];
  logic [63:0] mask_q[Entries];
  assign fill_way = fill_index_i[IndexBits-1:0];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) filled_q <= 1'b0;
    else filled_q <= fill_i;
    if (fill_i) begin
      way_q <= fill_way;
      tag_q[fill_way] <= fill_tag_i;
      mask_q[fill_way] <= fill_mask_i;
    end
  end

  always_comb begin
    overlaps = 1'b0;
    if (filled_q) begin
      for (int unsigned e = 0; e < Entries; e++) begin
        if (e[IndexBits-1:0] != way_q && valid_i[e]
            && ((tag_q[e] ^ tag_q[way_q]) & mask_q[e] & mask_q[way_q]) == 64'd0) begin
          overlaps = 1'b1;
        end
      end
    end
  end

  default clocking @(posedge clk_i);
  endclocking

  a_hit_onehot: assert property (disable iff (!rst_ni) $onehot0(hit_i))
    else $error("two TLB entries match one request");
  a_no_overlap: assert property (disable iff (!rst_ni) !overlaps)
    else $error("two TLB entries overlap");
  a_filled: assert property (disable iff (!rst_ni) rst_ni && fill_i |=> valid_i[way_q])
    else $error("a filled TLB entry is not valid");
  a_fill_alone: assert property (disable iff (!rst_ni) fill_i |-> !touch_i && !fence_i)
    else $error("a TLB fill beside a hit's answer or a fence");
  a_touch_hit: assert property (disable iff (!rst_ni) touch_i |-> hit_i != '0)
    else $error("a touch without a hit");
  a_full_fence: assert property (disable iff (!rst_ni)
      rst_ni && fence_i && !fence_va_valid_i && !fence_asid_valid_i && fence_globals_i |=> valid_i == '0)
    else $error("a full fence left TLB entries");

  logic unused_bits;
  assign unused_bits = ^fill_index_i;

endmodule
