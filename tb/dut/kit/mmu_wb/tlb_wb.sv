// A fully associative first-level TLB of mmu_wb: combinational look-up, replaced in turn. Holds
// well-formed leaves with A=1.
module tlb_wb #(
  parameter int Entries = 4
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [3:0]  bug_i,
  input  logic [26:0] vpn_i,
  input  logic [8:0]  asid_i,
  output logic        hit_o,
  output logic [43:0] ppn_o,
  output logic [1:0]  level_o,
  output logic [5:0]  bits_o,   // D G U X W R
  input  logic        fill_i,
  input  logic [26:0] fill_vpn_i,
  input  logic [8:0]  fill_asid_i,
  input  logic [43:0] fill_ppn_i,
  input  logic [1:0]  fill_level_i,
  input  logic [5:0]  fill_bits_i,
  input  logic        flush_i,
  input  logic        flush_va_valid_i,
  input  logic [26:0] flush_vpn_i,
  input  logic        flush_asid_valid_i,
  input  logic [8:0]  flush_asid_i
);
  logic [Entries-1:0] valid_q, match, flushed;
  logic [26:0]        vpn_q   [Entries];
  logic [8:0]         asid_q  [Entries];
  logic [43:0]        ppn_q   [Entries];
  logic [1:0]         level_q [Entries];
  logic [5:0]         bits_q  [Entries];
  logic [$clog2(Entries)-1:0] next_q;

  // Of an entry of a level, the bits of the page number that are compared.
  logic [26:0] compared;
  always_comb begin
    compared = '0;
    for (int i = 0; i < Entries; i++) begin
      compared = level_q[i] == 2'd2 ? {9'h1ff, 18'd0} : level_q[i] == 2'd1 ? {18'h3ffff, 9'd0} : 27'h7ffffff;
      match[i] = valid_q[i] && ((vpn_q[i] ^ vpn_i) & compared) == 27'd0 &&
                 (bits_q[i][4] || asid_q[i] == asid_i || bug_i == 4'd3);
      flushed[i] = flush_i &&
                   (!flush_va_valid_i ||
                    ((vpn_q[i] ^ flush_vpn_i) & (bug_i == 4'd7 ? 27'h7ffffff : compared)) == 27'd0) &&
                   (!flush_asid_valid_i || (asid_q[i] == flush_asid_i && !bits_q[i][4] && bug_i != 4'd2));
    end
  end

  assign hit_o = match != '0;
  always_comb begin
    ppn_o = '0;
    level_o = '0;
    bits_o = '0;
    for (int i = 0; i < Entries; i++) begin
      if (match[i]) begin
        ppn_o = ppn_q[i];
        level_o = level_q[i];
        bits_o = bits_q[i];
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= '0;
      next_q <= '0;
    end else begin
      valid_q <= valid_q & ~flushed;
      if (fill_i) begin
        valid_q[next_q] <= 1'b1;
        next_q <= next_q + 1'b1;
      end
    end
    if (fill_i) begin
      vpn_q[next_q] <= fill_vpn_i;
      asid_q[next_q] <= fill_asid_i;
      ppn_q[next_q] <= fill_ppn_i;
      level_q[next_q] <= fill_level_i;
      bits_q[next_q] <= fill_bits_i;
    end
  end
endmodule
