// Replays a recording of every port on every clock (`lockwalk run --ports FILE`; tb/report/ports.h
// has the format) on the RTL in a four-state simulator. Registers start as X, and the payload of an
// input whose valid is 0 is driven X: neither may ever be seen. A valid, ready, busy or done that
// is X fails, a payload that is X fails (while its valid is 0 it is 0), and so does any difference
// to the recording.
//   vvp replay.vvp +ports=FILE
module replay #(
  parameter logic [31:0] Arch = 0,
  parameter logic [31:0] Xlen = 64
);

  localparam Ports = 52;

  logic clk_i, rst_ni;
  logic regime_valid_i, regime_load_i, req_valid_i, req_priv_i, req_implicit_i, rsp_ready_i, mem_req_ready_i,
      mem_rsp_valid_i, mem_rsp_ok_i, mem_rsp_error_i, fence_valid_i, fence_va_valid_i, fence_asid_valid_i,
      fence_globals_i, fence_structures_i;
  logic [1:0] req_access_i, mem_rsp_id_i;
  logic [2:0] regime_mode_i;
  logic [5:0] regime_pa_bits_i, req_id_i;
  logic [6:0] regime_root_low_i;
  logic [15:0] regime_asid_i, regime_flags_i, fence_asid_i;
  logic [31:0] regime_pkru_i, regime_pkrs_i;
  logic [43:0] regime_root_ppn_i;
  logic [63:0] req_va_i, mem_rsp_data_i, fence_va_i;
  wire regime_busy_o, regime_done_o, req_ready_o, rsp_valid_o, rsp_global_o, mem_req_valid_o, mem_req_op_o,
      mem_req_narrow_o, fence_ready_o, fence_done_o;
  wire [1:0] regime_fault_o, mem_req_id_o;
  wire [2:0] rsp_kind_o, rsp_type_o;
  wire [3:0] rsp_perm_o;
  wire [5:0] rsp_id_o, rsp_code_o, rsp_shift_o;
  wire [55:0] rsp_pa_o, mem_req_addr_o;
  wire [63:0] mem_req_expected_o, mem_req_desired_o;

  mmu #(
    .Arch(Arch),
    .Xlen(Xlen)
  ) dut (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .regime_valid_i(regime_valid_i), .regime_mode_i(regime_mode_i), .regime_root_ppn_i(regime_root_ppn_i),
    .regime_root_low_i(regime_root_low_i), .regime_load_i(regime_load_i), .regime_asid_i(regime_asid_i),
    .regime_flags_i(regime_flags_i), .regime_pa_bits_i(regime_pa_bits_i), .regime_pkru_i(regime_pkru_i),
    .regime_pkrs_i(regime_pkrs_i), .regime_busy_o(regime_busy_o), .regime_done_o(regime_done_o),
    .regime_fault_o(regime_fault_o),
    .req_valid_i(req_valid_i), .req_ready_o(req_ready_o), .req_id_i(req_id_i), .req_va_i(req_va_i),
    .req_access_i(req_access_i), .req_priv_i(req_priv_i), .req_implicit_i(req_implicit_i),
    .rsp_valid_o(rsp_valid_o), .rsp_ready_i(rsp_ready_i), .rsp_id_o(rsp_id_o), .rsp_kind_o(rsp_kind_o),
    .rsp_code_o(rsp_code_o), .rsp_pa_o(rsp_pa_o), .rsp_shift_o(rsp_shift_o), .rsp_perm_o(rsp_perm_o),
    .rsp_type_o(rsp_type_o), .rsp_global_o(rsp_global_o),
    .mem_req_valid_o(mem_req_valid_o), .mem_req_ready_i(mem_req_ready_i), .mem_req_id_o(mem_req_id_o),
    .mem_req_op_o(mem_req_op_o), .mem_req_narrow_o(mem_req_narrow_o), .mem_req_addr_o(mem_req_addr_o),
    .mem_req_expected_o(mem_req_expected_o), .mem_req_desired_o(mem_req_desired_o),
    .mem_rsp_valid_i(mem_rsp_valid_i), .mem_rsp_id_i(mem_rsp_id_i), .mem_rsp_data_i(mem_rsp_data_i),
    .mem_rsp_ok_i(mem_rsp_ok_i), .mem_rsp_error_i(mem_rsp_error_i),
    .fence_valid_i(fence_valid_i), .fence_ready_o(fence_ready_o), .fence_va_valid_i(fence_va_valid_i),
    .fence_va_i(fence_va_i), .fence_asid_valid_i(fence_asid_valid_i), .fence_asid_i(fence_asid_i),
    .fence_globals_i(fence_globals_i), .fence_structures_i(fence_structures_i), .fence_done_o(fence_done_o)
  );

  // The file
  logic [8*512-1:0] path;
  logic [8*24-1:0] column[0:Ports-1];
  logic [63:0] word[0:Ports-1], value;
  integer file, version, arch, xlen, clocks, clock, at;
  logic [63:0] compared;

  task stop_bad(input [8*40-1:0] why);
    begin
      $display("replay: %0s: clock %0d: %0s", path, clock, why);
      $finish_and_return(5);
      #1;
    end
  endtask

  task open;
    begin
      clock = 0;
      if ($value$plusargs("ports=%s", path) == 0) stop_bad("no +ports=FILE");
      file = $fopen(path, "r");
      if (file == 0) stop_bad("cannot read it");
      if ($fscanf(file, "lockwalk-ports %d %d %d %d", version, arch, xlen, clocks) != 4 || version != 1)
        stop_bad("not lockwalk-ports 1");
      if (arch != Arch || xlen != Xlen) stop_bad("of another build of the MMU");
      if (clocks == 0) stop_bad("it holds no clocks");
      for (at = 0; at < Ports; at = at + 1)
        if ($fscanf(file, "%s", column[at]) != 1) stop_bad("the names of the ports end early");
    end
  endtask

  task next;
    begin
      for (at = 0; at < Ports; at = at + 1) begin
        if ($fscanf(file, "%h", value) != 1) stop_bad("the file ends early");
        word[at] = value;
      end
    end
  endtask

  // The ports, in the file's order
`define NAMED(k, port) if (clock == 0 && column[k] != `"port`") stop_bad({"wants another column: ", `"port`"});
  // An input's payload means something only while `valid` is 1.
`define IN(k, port, valid) `NAMED(k, port) port = (valid) ? word[k] : {64{1'bx}};
  task drive;
    begin
      `IN(0, regime_valid_i, 1'b1)
      `IN(1, regime_mode_i, regime_valid_i)
      `IN(2, regime_root_ppn_i, regime_valid_i)
      `IN(3, regime_root_low_i, regime_valid_i)
      `IN(4, regime_load_i, regime_valid_i)
      `IN(5, regime_asid_i, regime_valid_i)
      `IN(6, regime_flags_i, regime_valid_i)
      `IN(7, regime_pa_bits_i, regime_valid_i)
      `IN(8, regime_pkru_i, regime_valid_i)
      `IN(9, regime_pkrs_i, regime_valid_i)
      `IN(10, req_valid_i, 1'b1)
      `IN(11, req_id_i, req_valid_i)
      `IN(12, req_va_i, req_valid_i)
      `IN(13, req_access_i, req_valid_i)
      `IN(14, req_priv_i, req_valid_i)
      `IN(15, req_implicit_i, req_valid_i)
      `IN(16, rsp_ready_i, 1'b1)
      `IN(17, mem_req_ready_i, 1'b1)
      `IN(18, mem_rsp_valid_i, 1'b1)
      `IN(19, mem_rsp_id_i, mem_rsp_valid_i)
      `IN(20, mem_rsp_data_i, mem_rsp_valid_i)
      `IN(21, mem_rsp_ok_i, mem_rsp_valid_i)
      `IN(22, mem_rsp_error_i, mem_rsp_valid_i)
      `IN(23, fence_valid_i, 1'b1)
      `IN(24, fence_va_valid_i, fence_valid_i)
      `IN(25, fence_va_i, fence_valid_i && fence_va_valid_i)
      `IN(26, fence_asid_valid_i, fence_valid_i)
      `IN(27, fence_asid_i, fence_valid_i && fence_asid_valid_i)
      `IN(28, fence_globals_i, fence_valid_i)
      `IN(29, fence_structures_i, fence_valid_i)
    end
  endtask

  task check(input [8*24-1:0] name, input [63:0] want, input [63:0] got);
    begin
      compared = compared + 1;
      if (got !== want) begin
        if (^got === 1'bx) $display("replay: clock %0d: %0s is X: %h, recorded %h", clock, name, got, want);
        else $display("replay: clock %0d: %0s is %h, recorded %h", clock, name, got, want);
        $finish_and_return(1);
        #1;
      end
    end
  endtask
`define OUT(k, port) `NAMED(k, port) check(`"port`", word[k], port);
  task compare;
    begin
      `OUT(30, regime_busy_o)
      `OUT(31, regime_done_o)
      `OUT(32, regime_fault_o)
      `OUT(33, req_ready_o)
      `OUT(34, rsp_valid_o)
      `OUT(35, rsp_id_o)
      `OUT(36, rsp_kind_o)
      `OUT(37, rsp_code_o)
      `OUT(38, rsp_pa_o)
      `OUT(39, rsp_shift_o)
      `OUT(40, rsp_perm_o)
      `OUT(41, rsp_type_o)
      `OUT(42, rsp_global_o)
      `OUT(43, mem_req_valid_o)
      `OUT(44, mem_req_id_o)
      `OUT(45, mem_req_op_o)
      `OUT(46, mem_req_narrow_o)
      `OUT(47, mem_req_addr_o)
      `OUT(48, mem_req_expected_o)
      `OUT(49, mem_req_desired_o)
      `OUT(50, fence_ready_o)
      `OUT(51, fence_done_o)
    end
  endtask

  task edges(input integer count);
    for (at = 0; at < count; at = at + 1) begin
      #1 clk_i = 1'b1;
      #1 clk_i = 1'b0;
    end
  endtask

  initial begin
    compared = 0;
    clk_i = 1'b0;
    rst_ni = 1'b0;
    {regime_valid_i, req_valid_i, rsp_ready_i, mem_req_ready_i, mem_rsp_valid_i, fence_valid_i} = 6'd0;
    open;
    edges(2);
    rst_ni = 1'b1;
    for (clock = 0; clock < clocks; clock = clock + 1) begin
      next;
      drive;
      #1 compare;
      edges(1);
    end
    $display("replay: %0d clocks, %0d outputs compared, all equal, none X", clocks, compared);
    $finish(0);
  end

endmodule
