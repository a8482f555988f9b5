// Two answers on their way out. The head is slot 0 and drives the response port; the owner pushes
// only when count_o is below 2. `who` is the address that was asked for: a page fault taken on x86
// drops it from the TLB.
module rsp_fifo (
  input  logic        clk_i,
  input  logic        rst_ni,
  output logic [1:0]  count_o,

  input  logic        push_i,
  input  logic [28:0] meta_i,
  input  logic [55:0] pa_i,
  input  logic [60:0] who_i,

  // Valid when count_o is not 0, else 0.
  input  logic        pop_i,
  output logic [28:0] meta_o,
  output logic [55:0] pa_o,
  output logic [60:0] who_o
);

  logic [1:0] count_q;
  logic [28:0] meta0_q, meta1_q;
  logic [55:0] pa0_q, pa1_q;
  logic [60:0] who0_q, who1_q;

  assign count_o = count_q;

  always_comb begin
    meta_o = 29'd0;
    pa_o = 56'd0;
    who_o = 61'd0;
    if (count_q != 2'd0) begin
      meta_o = meta0_q;
      pa_o = pa0_q;
      who_o = who0_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) count_q <= 2'd0;
    else count_q <= count_q + {1'b0, push_i} - {1'b0, pop_i};
  end

  always_ff @(posedge clk_i) begin
    if (push_i && (count_q == 2'd0 || pop_i)) begin
      meta0_q <= meta_i;
      pa0_q <= pa_i;
      who0_q <= who_i;
    end else if (pop_i) begin
      meta0_q <= meta1_q;
      pa0_q <= pa1_q;
      who0_q <= who1_q;
    end
    if (push_i) begin
      meta1_q <= meta_i;
      pa1_q <= pa_i;
      who1_q <= who_i;
    end
  end

endmodule
