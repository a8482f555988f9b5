// A SystemVerilog test bench with Lockwalk's golden model behind DPI-C: random loads, stores and
// table edits on an MMU, every answer, every PTE read and every A/D update judged. Two simulators'
// worth of language only: no UVM, no classes. The unit is Lockwalk's own RTL; put yours in its
// place.
// tests/face/dpi_example has the command line for Verilator.
//   plusargs: +requests=N  +seed=N  +break (flips a bit of one answer, to see that it is caught)
module mmu_tb;
`include "golden_dpi.svh"

  localparam longint unsigned Root = 64'h8000_0000;
  localparam int unsigned Tables = 8;   // root, two middle ones, five of leaves
  localparam int unsigned FlagsSvadu = 32'h84;

  bit clk = 0;
  always #1 clk = !clk;
  logic rst_n = 0;

  // Memory of the tables: what software and the unit see.
  longint unsigned mem[longint unsigned];
  chandle judge;
  int unsigned requests = 2000, made, answered, edits, broken, random_state = 1;
  bit breaking;

  logic regime_valid = 0, req_valid = 0, req_ready, rsp_valid, rsp_ready, rsp_global;
  logic [5:0] req_id = 0, rsp_id, rsp_code, rsp_shift;
  logic [63:0] req_va = 0;
  logic [1:0] req_access = 0;
  logic [2:0] rsp_kind, rsp_type;
  logic [3:0] rsp_perm;
  logic [55:0] rsp_pa, mem_addr;
  logic mem_valid, mem_op, mem_narrow, mem_rsp_valid = 0, mem_rsp_ok = 0;
  logic [1:0] mem_id, mem_rsp_id = 0;
  logic [63:0] mem_expected, mem_desired, mem_rsp_data = 0;
  logic fence_valid = 0, fence_ready, fence_done;
  logic regime_busy, regime_done;
  logic [1:0] regime_fault;

  mmu #(.Arch(0)) dut (
    .clk_i(clk), .rst_ni(rst_n),
    .regime_valid_i(regime_valid), .regime_mode_i(3'd3), .regime_root_ppn_i(Root[55:12]), .regime_root_low_i(7'd0),
    .regime_load_i(1'b0), .regime_asid_i(16'd1), .regime_flags_i(FlagsSvadu[15:0]), .regime_pa_bits_i(6'd56),
    .regime_pkru_i(32'd0), .regime_pkrs_i(32'd0),
    .regime_busy_o(regime_busy), .regime_done_o(regime_done), .regime_fault_o(regime_fault),
    .req_valid_i(req_valid), .req_ready_o(req_ready), .req_id_i(req_id), .req_va_i(req_va), .req_access_i(req_access),
    .req_priv_i(1'b0), .req_implicit_i(1'b0),
    .rsp_valid_o(rsp_valid), .rsp_ready_i(rsp_ready), .rsp_id_o(rsp_id), .rsp_kind_o(rsp_kind), .rsp_code_o(rsp_code),
    .rsp_pa_o(rsp_pa), .rsp_shift_o(rsp_shift), .rsp_perm_o(rsp_perm), .rsp_type_o(rsp_type), .rsp_global_o(rsp_global),
    .mem_req_valid_o(mem_valid), .mem_req_ready_i(1'b1), .mem_req_id_o(mem_id), .mem_req_op_o(mem_op),
    .mem_req_narrow_o(mem_narrow), .mem_req_addr_o(mem_addr), .mem_req_expected_o(mem_expected),
    .mem_req_desired_o(mem_desired), .mem_rsp_valid_i(mem_rsp_valid), .mem_rsp_id_i(mem_rsp_id),
    .mem_rsp_data_i(mem_rsp_data), .mem_rsp_ok_i(mem_rsp_ok), .mem_rsp_error_i(1'b0),
    .fence_valid_i(fence_valid), .fence_ready_o(fence_ready), .fence_va_valid_i(1'b0), .fence_va_i(64'd0),
    .fence_asid_valid_i(1'b0), .fence_asid_i(16'd0), .fence_globals_i(1'b1), .fence_structures_i(1'b1),
    .fence_done_o(fence_done)
  );

  function automatic int unsigned random_below(input int unsigned bound);
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 8) % bound;
  endfunction

  function automatic longint unsigned table_at(input int unsigned n);
    return Root + {32'd0, n} * 4096;
  endfunction

  // Every call must be carried out; a bench that ignores errors checks nothing.
  task automatic must(input int result, input string what);
    if (result != 1) $fatal(1, "%s: %0d", what, result);
  endtask

  task automatic store(input longint unsigned addr, input longint unsigned value);
    mem[addr] = value;
    must(lw_dpi_store(judge, addr, 8, value), "store");
  endtask

  function automatic longint unsigned leaf();
    longint unsigned flags = 64'h11;  // V, U
    int unsigned r = random_below(64);
    flags[1] = r[0] || r[1];
    flags[2] = flags[1] && r[2];
    flags[3] = r[3];
    flags[6] = r[4];
    flags[7] = r[4] && r[5];
    return {20'd0, 32'h0009_0000 + 32'(random_below(16)), 2'd0, 10'd0} | flags;
  endfunction

  task automatic build();
    for (int unsigned i = 0; i < 2; i++) store(Root + 64'(i) * 8, (table_at(1 + i) >> 12 << 10) | 1);
    for (int unsigned i = 0; i < 2; i++)
      for (int unsigned k = 0; k < 3; k++)
        store(table_at(1 + i) + 64'(k) * 8, (table_at(3 + (i + k) % 5) >> 12 << 10) | 1);
    for (int unsigned t = 3; t < Tables; t++)
      for (int unsigned k = 0; k < 8; k++) store(table_at(t) + 64'(k) * 8, leaf());
  endtask

  // Memory: a PTE access is answered on the next clock; read and compare-and-swap happen there, at
  // one moment.
  logic pending = 0, pending_op;
  logic [1:0] pending_id;
  longint unsigned pending_addr, pending_expected, pending_desired;
  task automatic memory_answer();
    longint unsigned old = mem.exists(pending_addr) ? mem[pending_addr] : 0;
    mem_rsp_ok <= 0;
    if (!pending_op) must(lw_dpi_read(judge, pending_addr, 8, old, 0), "read");
    else begin
      if (old == pending_expected) begin
        mem[pending_addr] = pending_desired;
        mem_rsp_ok <= 1;
      end
      must(lw_dpi_update(judge, pending_addr, 8, old, pending_desired, old == pending_expected ? 1 : 0, 0), "update");
    end
    mem_rsp_valid <= 1;
    mem_rsp_id <= pending_id;
    mem_rsp_data <= old;
    pending = 0;
  endtask

  task automatic memory_take();
    if (mem_op == 0 && lw_dpi_explains_read(judge, {8'd0, mem_addr}) != 1)
      $fatal(1, "a PTE read at %h that no request in flight explains", mem_addr);
    if (mem_op == 1 && lw_dpi_explains_update(judge, {8'd0, mem_addr}, mem_expected, mem_desired) != 1)
      $fatal(1, "an A/D update at %h that nobody asked for", mem_addr);
    pending = 1;
    pending_op = mem_op;
    pending_id = mem_id;
    pending_addr = {8'd0, mem_addr};
    pending_expected = mem_expected;
    pending_desired = mem_desired;
  endtask

  task automatic check_response();
    longint unsigned pa = {8'd0, rsp_pa};
    if (breaking && rsp_kind == 0 && answered > requests / 2) begin
      pa[12] = !pa[12];
      breaking = 0;
    end
    if (lw_dpi_response(judge, 32'(rsp_id), 32'(rsp_kind), 32'(rsp_code), pa, 32'(rsp_shift), 32'(rsp_perm),
                        32'(rsp_type), 32'(rsp_global)) != 1) begin
      $write("%s", lw_dpi_why(judge));
      $fatal(1, "request %0d: this answer is not legal", rsp_id);
    end
    answered++;
    busy[rsp_id] = 0;
  endtask

  bit [63:0] busy = 0;
  assign rsp_ready = 1;
  task automatic next_request();
    req_valid <= 0;
    if (made < requests && !busy[made % 64]) begin
      req_valid <= 1;
      req_id <= 6'(made % 64);
      req_va <= {33'd0, 1'(random_below(2)), 9'(random_below(3)), 9'(random_below(8)), 12'(random_below(4096))};
      req_access <= 2'(random_below(3));
    end
  endtask

  // Everything the bench drives changes after the edge; what it sees is as before it. The order of
  // the steps is the order of the clock.
  always @(posedge clk) if (rst_n) begin
    mem_rsp_valid <= 0;
    if (random_below(50) == 0) begin
      store(table_at(3 + random_below(5)) + 64'(random_below(8)) * 8, leaf());
      edits++;
    end
    if (pending) memory_answer();
    if (mem_valid) memory_take();
    if (fence_done) must(lw_dpi_fence(judge, 0, 0, 0, 0, 1, 1), "fence");
    if (req_valid && req_ready) begin
      must(lw_dpi_request(judge, 32'(req_id), req_va, 32'(req_access), LW_USER, 0), "request");
      busy[req_id] = 1;
      made++;
      next_request();
    end else if (!req_valid) next_request();
    if (rsp_valid && rsp_ready) check_response();
    fence_valid <= fence_valid ? !fence_ready : random_below(200) == 0;
    if (made == requests && answered == requests) begin
      $display("%0d answers, all legal; %0d table edits without a fence of their own", answered, edits);
      $finish;
    end
  end

  initial begin
    void'($value$plusargs("requests=%d", requests));
    void'($value$plusargs("seed=%d", random_state));
    breaking = $test$plusargs("break") != 0;
    judge = lw_dpi_new("sv39", 0, 0, 65536, 64);
    if (judge == null) $fatal(1, "no judge");
    build();
    must(lw_dpi_regime(judge, "sv39", Root, 1, FlagsSvadu, 56, 0, 0, 0, 0, 0, 0), "regime");
    repeat (4) @(negedge clk);
    rst_n = 1;
    regime_valid = 1;
    @(negedge clk);
    regime_valid = 0;
  end
endmodule
