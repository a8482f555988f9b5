// Requests that missed while a walk was under way, in order. Each knows whether a fence has
// executed since it was accepted (`old`). A push and a pop may happen in one clock; the owner never
// pushes into a full queue nor pops an empty one.
module miss_queue #(
  parameter logic [31:0] Depth = 4
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  output logic [3:0]  count_o,

  input  logic        mark_i,   // a fence executes: all that are here, or come in this clock, are old
  input  logic        push_i,
  input  logic        old_i,
  input  logic [5:0]  id_i,
  input  logic [63:0] va_i,
  input  logic [3:0]  op_i,
  input  logic [62:0] space_i,
  input  logic [15:0] control_i,
  input  logic [63:0] keys_i,

  input  logic        pop_i,
  output logic        old_o,
  output logic [5:0]  id_o,
  output logic [63:0] va_o,
  output logic [3:0]  op_o,
  output logic [62:0] space_o,
  output logic [15:0] control_o,
  output logic [63:0] keys_o
);

  localparam logic [31:0] IndexBits = Depth > 1 ? $clog2(Depth) : 1;
  localparam logic [31:0] LastSlot = Depth - 1;
  localparam logic [IndexBits-1:0] Last = LastSlot[IndexBits-1:0];

  logic [3:0] count_q;
  logic [IndexBits-1:0] head_q, tail_q;
  logic [Depth-1:0] old_q;
  logic [5:0] id_q[Depth];
  logic [63:0] va_q[Depth];
  logic [3:0] op_q[Depth];
  logic [62:0] space_q[Depth];
  logic [15:0] control_q[Depth];
  logic [63:0] keys_q[Depth];

  assign count_o = count_q;

  assign old_o = old_q[head_q] || mark_i;

  always_comb begin
    id_o = 6'd0;
    va_o = 64'd0;
    op_o = 4'd0;
    space_o = 63'd0;
    control_o = 16'd0;
    keys_o = 64'd0;
    if (pop_i) begin
      id_o = id_q[head_q];
      va_o = va_q[head_q];
      op_o = op_q[head_q];
      space_o = space_q[head_q];
      control_o = control_q[head_q];
      keys_o = keys_q[head_q];
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      count_q <= 4'd0;
      head_q <= '0;
      tail_q <= '0;
    end else if (push_i || pop_i) begin
      count_q <= count_q + {3'd0, push_i} - {3'd0, pop_i};
      if (push_i) tail_q <= tail_q == Last ? '0 : tail_q + 1'b1;
      if (pop_i) head_q <= head_q == Last ? '0 : head_q + 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (mark_i) old_q <= {Depth{1'b1}};
    else if (push_i) old_q[tail_q] <= old_i;
  end

  always_ff @(posedge clk_i) begin
    if (push_i) begin
      id_q[tail_q] <= id_i;
      va_q[tail_q] <= va_i;
      op_q[tail_q] <= op_i;
      space_q[tail_q] <= space_i;
      control_q[tail_q] <= control_i;
      keys_q[tail_q] <= keys_i;
    end
  end

endmodule
