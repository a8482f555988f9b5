// Tree pseudo-LRU over a power of two of entries. Node n has the children 2n+1 and 2n+2; bit 0
// points to the lower half. The bits lead to the victim; a touch turns every bit on the touched
// entry's path away from it.
module tlb_plru #(
  parameter logic [31:0] Entries = 32
) (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       touch_i,
  input  logic [5:0] touch_index_i,
  input  logic       victim_en_i,
  output logic [5:0] victim_o        // 0 without victim_en_i
);

  localparam logic [31:0] Depth = $clog2(Entries);

  logic [Entries-2:0] tree_q, tree_d;
  // tree_q from node 0 on, padded so that a node number of any depth indexes it.
  logic [63:0] tree;
  logic [5:0] node;

  assign tree = {{(65 - Entries) {1'b0}}, tree_q};

  always_comb begin
    node = 6'd0;
    victim_o = 6'd0;
    if (victim_en_i) begin
      for (int unsigned depth = 0; depth < Depth; depth++) begin
        victim_o = {victim_o[4:0], tree[node]};
        node = {node[4:0], 1'b1} + {5'd0, tree[node]};
      end
    end
  end

  // Node `path` of depth d is 2**d - 1 plus the d top bits of the index.
  logic [63:0] touched, away;
  always_comb begin
    touched = 64'd0;
    away = 64'd0;
    if (touch_i) begin
      for (int unsigned depth = 0; depth < Depth; depth++) begin
        touched = touched | (64'd1 << ((6'd1 << depth) - 6'd1 + (touch_index_i >> (Depth - depth))));
        away = away | ({63'd0, !touch_index_i[Depth-1-depth]}
            << ((6'd1 << depth) - 6'd1 + (touch_index_i >> (Depth - depth))));
      end
    end
    tree_d = (tree_q & ~touched[Entries-2:0]) | away[Entries-2:0];
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) tree_q <= '0;
    else if (touch_i) tree_q <= tree_d;
  end

  logic unused_bits;
  assign unused_bits = ^{touched[63:Entries-1], away[63:Entries-1]};

endmodule
