// Invalidations: a fence, accepted at t, executes at t+1 from registers; on x86 a page fault that
// is taken at t drops its page at t+1.
`include "mmu_records.svh"
module fence #(
  parameter logic [31:0] Arch = mmu_pkg::ArchRiscv
) (
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        valid_i,
  output logic        ready_o,
  input  logic        va_valid_i,
  input  logic [63:0] va_i,
  input  logic        asid_valid_i,
  input  logic [15:0] asid_i,
  input  logic        globals_i,
  input  logic        structures_i,
  output logic        done_o,

  // An answer is taken; who it was for.
  input  logic        pop_i,
  input  logic        page_fault_i,
  input  logic [60:0] who_i,

  output logic        exec_o,
  output logic        va_valid_o,
  output logic [44:0] vpn_o,
  output logic        asid_valid_o,
  output logic [15:0] asid_o,
  output logic        globals_o,
  output logic        structures_o,
  output logic        drop_o,
  output logic [44:0] drop_vpn_o,
  output logic [15:0] drop_asid_o
);

  logic exec_q, done_q, drop_q;
  logic va_valid_q, asid_valid_q, globals_q, structures_q;
  logic [44:0] vpn_q;
  logic [15:0] asid_q;
  `MMU_WHO drop_who_q;
  `MMU_VA va;

  assign ready_o = !exec_q;
  assign done_o = done_q;
  assign exec_o = exec_q;
  assign va_valid_o = va_valid_q;
  assign vpn_o = vpn_q;
  assign asid_valid_o = asid_valid_q;
  assign asid_o = asid_q;
  assign globals_o = globals_q;
  assign structures_o = structures_q;
  assign drop_o = drop_q;
  assign drop_vpn_o = drop_who_q.vpn;
  assign drop_asid_o = drop_who_q.asid;
  assign va = va_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      exec_q <= 1'b0;
      done_q <= 1'b0;
      drop_q <= 1'b0;
    end else begin
      exec_q <= valid_i && !exec_q;
      done_q <= exec_q;
      drop_q <= Arch == mmu_pkg::ArchX86 && pop_i && page_fault_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      va_valid_q <= va_valid_i;
      vpn_q <= va.vpn;
      asid_valid_q <= asid_valid_i;
      asid_q <= asid_i;
      globals_q <= globals_i;
      structures_q <= structures_i;
    end
    if (pop_i) drop_who_q <= who_i;
  end

  // A fence compares the vpn.
  logic unused_va;
  assign unused_va = ^va;

endmodule
