// An Sv39 MMU of another shape, an example for Lockwalk's kit: separate fetch and data ports with
// first-level TLBs that answer in the request's own clock, a shared second-level TLB, one walker on
// a bus like Wishbone (cyc, stb, ack, err). A and D are never written: a clear one faults. Planted
// bugs: bug_i, 0 for none.
module mmu_wb (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [3:0]  bug_i,
  // Control registers: change only while both ports are idle, but for SUM and MXR.
  input  logic [43:0] satp_ppn_i,
  input  logic [8:0]  satp_asid_i,
  input  logic        sum_i,
  input  logic        mxr_i,
  // Fetch port. A request stands until its ack; on the ack either a fault, or the address.
  input  logic        i_req_i,
  input  logic [63:0] i_va_i,
  input  logic        i_user_i,
  output logic        i_ack_o,
  output logic        i_page_fault_o,
  output logic        i_access_fault_o,
  output logic [55:0] i_pa_o,
  output logic [1:0]  i_level_o,
  output logic [3:0]  i_perm_o,
  // Data port, likewise.
  input  logic        d_req_i,
  input  logic [63:0] d_va_i,
  input  logic        d_user_i,
  input  logic        d_store_i,
  output logic        d_ack_o,
  output logic        d_page_fault_o,
  output logic        d_access_fault_o,
  output logic [55:0] d_pa_o,
  output logic [1:0]  d_level_o,
  output logic [3:0]  d_perm_o,
  // SFENCE.VMA: one clock; done at its end.
  input  logic        flush_i,
  input  logic        flush_va_valid_i,
  input  logic [63:0] flush_va_i,
  input  logic        flush_asid_valid_i,
  input  logic [8:0]  flush_asid_i,
  // Bus: cyc, stb and adr stand until ack or err.
  output logic        cyc_o,
  output logic        stb_o,
  output logic [55:0] adr_o,
  input  logic        ack_i,
  input  logic        err_i,
  input  logic [63:0] dat_i
);
  localparam logic [1:0] StIdle = 2'd0, StShared = 2'd1, StBus = 2'd2, StFault = 2'd3;

  logic [1:0]  state_q, state_d, level_q, level_d;
  logic        data_q, data_d, drop_q, drop_d, access_q, access_d;
  logic [26:0] vpn_q, vpn_d;
  logic [43:0] table_q, table_d;
  logic        i_miss, d_miss, walk_done;

  // Second level: 4 KiB pages, direct mapped by the low bits of the page number.
  localparam int Shared = 16;
  logic [Shared-1:0] shared_valid_q, shared_flushed;
  logic [26:0]       shared_vpn_q  [Shared];
  logic [8:0]        shared_asid_q [Shared];
  logic [43:0]       shared_ppn_q  [Shared];
  logic [5:0]        shared_bits_q [Shared];
  logic              shared_hit, shared_fill;
  logic [3:0]        way;
  assign way = vpn_q[3:0];
  assign shared_hit = shared_valid_q[way] && shared_vpn_q[way] == vpn_q &&
                      (shared_bits_q[way][4] || shared_asid_q[way] == satp_asid_i || bug_i == 4'd8);
  always_comb begin
    for (int i = 0; i < Shared; i++) begin
      shared_flushed[i] = flush_i && (!flush_va_valid_i || (shared_vpn_q[i] == flush_va_i[38:12] && bug_i != 4'd1)) &&
                          (!flush_asid_valid_i || (shared_asid_q[i] == flush_asid_i && !shared_bits_q[i][4]));
    end
  end

  // The entry on the bus. G of a pointer makes all below it global (priv 12.3.1); it is only left
  // out here, which is right.
  logic v, r, w, x, u, g, a, d, pointer, malformed, misaligned;
  logic [43:0] ppn;
  assign {d, a, g, u, x, w, r, v} = dat_i[7:0];
  assign ppn = dat_i[53:10];
  assign pointer = !r && !x && !w;
  assign misaligned = (level_q >= 2'd1 && ppn[8:0] != 9'd0) || (level_q == 2'd2 && ppn[17:9] != 9'd0 && bug_i != 4'd13);
  assign malformed = !v || (w && !r) || dat_i[63:54] != 10'd0 || (pointer && (level_q == 2'd0 || d || a || u)) ||
                     (!pointer && (misaligned || !a));

  logic [8:0] index;
  always_comb begin
    case (level_q)
      2'd2: index = vpn_q[26:18];
      2'd1: index = vpn_q[17:9];
      default: index = vpn_q[8:0];
    endcase
  end

  // What an L1 is filled with: from the second level, or from the bus.
  logic        fill;
  logic [43:0] fill_ppn;
  logic [1:0]  fill_level;
  logic [5:0]  fill_bits;
  logic        dropped;
  assign dropped = (flush_i || drop_q) && bug_i != 4'd6;
  assign walk_done = state_q == StBus && ack_i && !err_i && !malformed && !pointer && !dropped;
  assign fill = walk_done || (state_q == StShared && shared_hit && !flush_i);
  assign fill_ppn = state_q == StShared ? shared_ppn_q[way] : ppn;
  assign fill_level = state_q == StShared ? 2'd0 : level_q;
  assign fill_bits = state_q == StShared ? shared_bits_q[way] : {d, g, u, x, w, r};
  assign shared_fill = walk_done && (level_q == 2'd0 || bug_i == 4'd4);

  always_comb begin
    state_d = state_q;
    level_d = level_q;
    data_d = data_q;
    drop_d = drop_q || flush_i;
    access_d = access_q;
    vpn_d = vpn_q;
    table_d = table_q;
    case (state_q)
      StIdle: begin
        drop_d = 1'b0;
        if (i_miss || d_miss) begin
          data_d = d_miss;
          vpn_d = d_miss ? d_va_i[38:12] : i_va_i[38:12];
          state_d = StShared;
        end
      end
      StShared: begin
        drop_d = 1'b0;
        level_d = 2'd2;
        table_d = satp_ppn_i;
        state_d = shared_hit || flush_i ? StIdle : StBus;
      end
      StBus: begin
        if (ack_i || err_i) begin
          access_d = err_i && bug_i != 4'd10;
          if (dropped) begin
            state_d = StIdle; // what was read is from before the fence: the port asks again
          end else if (access_d || malformed) begin
            state_d = StFault;
          end else if (pointer) begin
            table_d = ppn;
            level_d = level_q - 2'd1;
          end else begin
            state_d = StIdle;
          end
        end
      end
      default: state_d = StIdle;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      shared_valid_q <= '0;
    end else begin
      state_q <= state_d;
      shared_valid_q <= shared_valid_q & ~shared_flushed;
      if (shared_fill) shared_valid_q[way] <= 1'b1;
    end
    if (shared_fill) begin
      shared_vpn_q[way] <= vpn_q;
      shared_asid_q[way] <= satp_asid_i;
      shared_ppn_q[way] <= ppn;
      shared_bits_q[way] <= {d, g, u, x, w, r};
    end
    level_q <= level_d;
    data_q <= data_d;
    drop_q <= drop_d;
    access_q <= access_d;
    vpn_q <= vpn_d;
    table_q <= table_d;
  end

  assign cyc_o = state_q == StBus;
  assign stb_o = cyc_o;
  assign adr_o = {table_q, index, 3'd0};

  logic fault;
  assign fault = state_q == StFault;
  port_wb fetch_port (
    .clk_i, .rst_ni, .bug_i, .asid_i(satp_asid_i), .sum_i, .mxr_i,
    .req_i(i_req_i), .va_i(i_va_i), .store_i(1'b0), .fetch_i(1'b1), .user_i(i_user_i),
    .ack_o(i_ack_o), .page_fault_o(i_page_fault_o), .access_fault_o(i_access_fault_o), .pa_o(i_pa_o),
    .level_o(i_level_o), .perm_o(i_perm_o), .miss_o(i_miss),
    .walk_page_fault_i(fault && !data_q && !access_q), .walk_access_fault_i(fault && !data_q && access_q),
    .fill_i(fill && !data_q), .fill_vpn_i(vpn_q), .fill_ppn_i(fill_ppn),
    .fill_level_i(fill_level), .fill_bits_i(fill_bits),
    .flush_i, .flush_va_valid_i, .flush_vpn_i(flush_va_i[38:12]), .flush_asid_valid_i, .flush_asid_i
  );
  port_wb data_port (
    .clk_i, .rst_ni, .bug_i, .asid_i(satp_asid_i), .sum_i, .mxr_i,
    .req_i(d_req_i), .va_i(d_va_i), .store_i(d_store_i), .fetch_i(1'b0), .user_i(d_user_i),
    .ack_o(d_ack_o), .page_fault_o(d_page_fault_o), .access_fault_o(d_access_fault_o), .pa_o(d_pa_o),
    .level_o(d_level_o), .perm_o(d_perm_o), .miss_o(d_miss),
    .walk_page_fault_i(fault && data_q && !access_q), .walk_access_fault_i(fault && data_q && access_q),
    .fill_i(fill && data_q), .fill_vpn_i(vpn_q), .fill_ppn_i(fill_ppn),
    .fill_level_i(fill_level), .fill_bits_i(fill_bits),
    .flush_i, .flush_va_valid_i, .flush_vpn_i(flush_va_i[38:12]), .flush_asid_valid_i, .flush_asid_i
  );

  logic unused;
  assign unused = ^{dat_i[9:8], flush_va_i[63:39], flush_va_i[11:0]};
endmodule
