// One port of mmu_wb, fetch or data: a request stands until it is acknowledged, a hit in the clock
// it comes.
module port_wb (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [3:0]  bug_i,
  input  logic [8:0]  asid_i,
  input  logic        sum_i,
  input  logic        mxr_i,
  input  logic        req_i,
  input  logic [63:0] va_i,
  input  logic        store_i,
  input  logic        fetch_i,
  input  logic        user_i,
  output logic        ack_o,
  output logic        page_fault_o,
  output logic        access_fault_o,
  output logic [55:0] pa_o,
  output logic [1:0]  level_o,
  output logic [3:0]  perm_o,   // U X W R
  output logic        miss_o,
  // The end of this port's walk: a fault, or an entry.
  input  logic        walk_page_fault_i,
  input  logic        walk_access_fault_i,
  input  logic        fill_i,
  input  logic [26:0] fill_vpn_i,
  input  logic [43:0] fill_ppn_i,
  input  logic [1:0]  fill_level_i,
  input  logic [5:0]  fill_bits_i,
  input  logic        flush_i,
  input  logic        flush_va_valid_i,
  input  logic [26:0] flush_vpn_i,
  input  logic        flush_asid_valid_i,
  input  logic [8:0]  flush_asid_i
);
  logic        hit, canonical, refused, d, u, x, w, r;
  logic [43:0] ppn;
  logic [1:0]  level;
  logic [5:0]  bits;

  tlb_wb tlb (
    .clk_i, .rst_ni, .bug_i, .vpn_i(va_i[38:12]), .asid_i, .hit_o(hit), .ppn_o(ppn), .level_o(level), .bits_o(bits),
    .fill_i, .fill_vpn_i, .fill_asid_i(asid_i), .fill_ppn_i, .fill_level_i, .fill_bits_i,
    .flush_i, .flush_va_valid_i, .flush_vpn_i, .flush_asid_valid_i, .flush_asid_i
  );

  assign {d, u, x, w, r} = {bits[5], bits[3:0]};
  assign canonical = va_i[63:38] == 26'd0 || va_i[63:38] == 26'h3ffffff;
  // At use: rights, privilege, SUM and MXR of now.
  always_comb begin
    refused = store_i ? !w || (!d && bug_i != 4'd5) : fetch_i ? !x : !(r || ((mxr_i || bug_i == 4'd12) && x));
    if (user_i && !u) refused = 1'b1;
    if (!user_i && u && (fetch_i || (!sum_i && bug_i != 4'd9))) refused = 1'b1;
  end

  logic faulted;
  assign faulted = walk_page_fault_i || walk_access_fault_i;
  assign ack_o = req_i && (!canonical || faulted || hit);
  assign page_fault_o = ack_o && (!canonical || walk_page_fault_i || (!faulted && refused));
  assign access_fault_o = ack_o && canonical && walk_access_fault_i;
  assign miss_o = req_i && !ack_o;
  assign level_o = level;
  assign perm_o = {u, x, w, r};
  always_comb begin
    pa_o = {ppn, va_i[11:0]};
    if (level >= 2'd1) pa_o[20:12] = va_i[20:12];
    if (level == 2'd2 && bug_i != 4'd11) pa_o[29:21] = va_i[29:21];
  end

  logic unused;
  assign unused = bits[4];
endmodule
