// A small textbook Sv39 walker: no TLB, one request at a time, A and D are never written (a clear
// one faults), memory behind the read channels of AXI4. Example of another shape for Lockwalk's
// kit, with planted bugs (bug_i, 0 for none).
module walker_axi (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [3:0]  bug_i,
  // Control registers, stable while a request is worked on.
  input  logic [43:0] satp_ppn_i,
  input  logic        sum_i,
  input  logic        mxr_i,
  // Request: taken when valid and ready; one at a time.
  input  logic        req_valid_i,
  output logic        req_ready_o,
  input  logic [63:0] req_va_i,
  input  logic        req_store_i,
  input  logic        req_fetch_i,
  input  logic        req_user_i,
  // Answer: valid for one clock.
  output logic        rsp_valid_o,
  output logic        rsp_page_fault_o,
  output logic        rsp_access_fault_o,
  output logic [55:0] rsp_pa_o,
  output logic [1:0]  rsp_level_o,
  // AXI4, single beats of 8 bytes.
  output logic        ar_valid_o,
  input  logic        ar_ready_i,
  output logic [55:0] ar_addr_o,
  output logic [7:0]  ar_len_o,
  output logic [2:0]  ar_size_o,
  output logic [1:0]  ar_burst_o,
  input  logic        r_valid_i,
  output logic        r_ready_o,
  input  logic [63:0] r_data_i,
  input  logic [1:0]  r_resp_i
);
  localparam logic [1:0] StIdle = 2'd0, StAddress = 2'd1, StData = 2'd2, StAnswer = 2'd3;

  logic [1:0]  state_q, state_d, level_q, level_d;
  logic [43:0] table_q, table_d;
  logic [63:0] va_q, va_d;
  logic        store_q, store_d, fetch_q, fetch_d, user_q, user_d, again_q, again_d;
  logic        page_fault_q, page_fault_d, access_fault_q, access_fault_d;
  logic [55:0] pa_q, pa_d;

  // The entry that r_data_i holds, for level_q.
  logic v, r, w, x, u, a, d, pointer, malformed, misaligned, refused, stale_bits, canonical, error;
  logic [43:0] ppn;
  assign {d, a} = r_data_i[7:6];
  assign {u, x, w, r, v} = r_data_i[4:0];
  assign ppn = r_data_i[53:10];
  assign pointer = !r && !x && !(w && bug_i != 4'd10);
  assign misaligned = bug_i != 4'd1 &&
                      ((level_q >= 2'd1 && ppn[8:0] != 9'd0) || (level_q == 2'd2 && ppn[17:9] != 9'd0));
  assign malformed = !v || (w && !r && bug_i != 4'd10) || r_data_i[63:54] != 10'd0 ||
                     (pointer && (level_q == 2'd0 || ((d || a || u) && bug_i != 4'd7)));
  assign stale_bits = (!a && bug_i != 4'd5) || (store_q && !d && bug_i != 4'd6);
  assign error = r_resp_i[1] && bug_i != 4'd8;
  always_comb begin
    refused = store_q ? !w : fetch_q ? !x : !(r || ((mxr_i || bug_i == 4'd3) && x));
    if (user_q && !u) refused = 1'b1;
    if (!user_q && u && fetch_q && bug_i != 4'd9) refused = 1'b1;
    if (!user_q && u && !fetch_q && !sum_i && bug_i != 4'd2) refused = 1'b1;
  end
  assign canonical = req_va_i[63:38] == 26'd0 || req_va_i[63:38] == 26'h3ffffff || bug_i == 4'd4;

  logic [8:0] index;
  always_comb begin
    case (level_q)
      2'd2: index = va_q[38:30];
      2'd1: index = va_q[29:21];
      default: index = va_q[20:12];
    endcase
  end

  always_comb begin
    state_d = state_q;
    level_d = level_q;
    table_d = table_q;
    va_d = va_q;
    store_d = store_q;
    fetch_d = fetch_q;
    user_d = user_q;
    again_d = again_q;
    page_fault_d = page_fault_q;
    access_fault_d = access_fault_q;
    pa_d = pa_q;
    case (state_q)
      StIdle: begin
        if (req_valid_i) begin
          va_d = req_va_i;
          store_d = req_store_i;
          fetch_d = req_fetch_i;
          user_d = req_user_i;
          level_d = 2'd2;
          table_d = satp_ppn_i;
          again_d = bug_i == 4'd12;
          page_fault_d = !canonical;
          access_fault_d = 1'b0;
          state_d = canonical ? StAddress : StAnswer;
        end
      end
      StAddress: if (ar_ready_i) state_d = StData;
      StData: begin
        if (r_valid_i) begin
          state_d = StAnswer;
          if (error) begin
            access_fault_d = 1'b1;
          end else if (malformed) begin
            page_fault_d = 1'b1;
          end else if (again_q) begin
            again_d = 1'b0;
            state_d = StAddress;
          end else if (pointer) begin
            table_d = ppn;
            level_d = level_q - 2'd1;
            state_d = StAddress;
          end else begin
            page_fault_d = misaligned || refused || stale_bits;
            pa_d = {ppn, va_q[11:0]};
            if (level_q >= 2'd1) pa_d[20:12] = va_q[20:12];
            if (level_q == 2'd2 && bug_i != 4'd11) pa_d[29:21] = va_q[29:21];
          end
        end
      end
      default: state_d = StIdle;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) state_q <= StIdle;
    else state_q <= state_d;
    level_q <= level_d;
    table_q <= table_d;
    va_q <= va_d;
    store_q <= store_d;
    fetch_q <= fetch_d;
    user_q <= user_d;
    again_q <= again_d;
    page_fault_q <= page_fault_d;
    access_fault_q <= access_fault_d;
    pa_q <= pa_d;
  end

  assign req_ready_o = state_q == StIdle;
  assign rsp_valid_o = state_q == StAnswer;
  assign rsp_page_fault_o = page_fault_q;
  assign rsp_access_fault_o = access_fault_q;
  assign rsp_pa_o = pa_q;
  assign rsp_level_o = level_q;
  assign ar_valid_o = state_q == StAddress;
  assign ar_addr_o = {table_q, index, 3'd0};
  assign ar_len_o = 8'd0;
  assign ar_size_o = 3'd3;
  assign ar_burst_o = 2'b01;
  assign r_ready_o = state_q == StData;

  logic unused;
  assign unused = ^{r_data_i[9:8], r_data_i[5], r_resp_i[0]};
endmodule
