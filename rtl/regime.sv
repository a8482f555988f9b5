// The regime in force (`cur`), and on x86 the load of the PDPTE registers that precedes it in PAE
// paging. A flag that means nothing in the mode that is written is kept as 0 here, so that nobody
// behind has to ask for the mode.
`include "mmu_records.svh"
module regime #(
  parameter logic [31:0] Arch = mmu_pkg::ArchRiscv
) (
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        valid_i,
  input  logic [2:0]  mode_i,
  input  logic [43:0] root_ppn_i,
  input  logic [6:0]  root_low_i,
  input  logic        load_i,
  input  logic [15:0] asid_i,
  input  logic [15:0] flags_i,
  input  logic [5:0]  pa_bits_i,
  input  logic [31:0] pkru_i,
  input  logic [31:0] pkrs_i,

  output logic        busy_o,
  output logic        done_o,
  output logic [1:0]  fault_o,
  input  logic        drained_i,

  output logic        cur_valid_o,
  output logic [62:0] cur_space_o,
  output logic [15:0] cur_control_o,
  output logic [63:0] cur_keys_o,

  output logic [2:0]  ld_state_o,
  output logic [1:0]  ld_index_o,
  output logic [3:0]  pdpte_present_o,
  input  logic        pdpte_lookup_i,
  input  logic [1:0]  pdpte_index_i,
  output logic        pdpte_hit_o,      // present; 0 without lookup, as the ppn
  output logic [39:0] pdpte_ppn_o,

  output logic        mem_req_valid_o,
  input  logic        mem_req_ready_i,
  output logic [55:0] mem_req_addr_o,
  input  logic        mem_rsp_valid_i,
  input  logic [63:0] mem_rsp_data_i,
  input  logic        mem_rsp_error_i
);

  logic valid_q;
  logic [62:0] space_q, space_d;
  logic [15:0] control_q, control_d;
  logic [63:0] keys_q, keys_d;
  logic start, commit;

  assign cur_valid_o = valid_q;
  assign cur_space_o = space_q;
  assign cur_control_o = control_q;
  assign cur_keys_o = keys_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= 1'b0;
    else if ((valid_i && !start) || commit) valid_q <= 1'b1;
  end

  always_ff @(posedge clk_i) begin
    if ((valid_i && !start) || commit) begin
      space_q <= space_d;
      control_q <= control_d;
      keys_q <= keys_d;
    end
  end

  if (Arch == mmu_pkg::ArchX86) begin : gen_x86
    // What is written, and what is kept of it while a load is under way
    `MMU_SPACE written, loaded_q;
    `MMU_CONTROL control, loaded_control_q;
    `MMU_KEYS keys, loaded_keys_q;
    `MMU_FLAGS_X86 flags;
    logic [6:0] loaded_low_q;

    // PSE counts in two-level paging only, and NXE does not (4.1.1); keys belong to 4-level and
    // LA57.
    always_comb begin
      flags = flags_i[9:0];
      if (mode_i != mmu_pkg::ModeTwo) flags.pse = 1'b0;
      else flags.nxe = 1'b0;
      if (mode_i == mmu_pkg::ModeTwo || mode_i == mmu_pkg::ModePae) {flags.pks, flags.pke} = 2'd0;
    end

    assign start = valid_i && load_i && mode_i == mmu_pkg::ModePae;
    assign written = {mode_i, asid_i, root_ppn_i};
    assign control = {flags, pa_bits_i};
    assign keys = {pkrs_i, pkru_i};
    assign space_d = commit ? loaded_q : written;
    assign control_d = commit ? loaded_control_q : control;
    assign keys_d = commit ? loaded_keys_q : keys;

    always_ff @(posedge clk_i) begin
      if (start) begin
        loaded_q <= written;
        loaded_control_q <= control;
        loaded_keys_q <= keys;
        loaded_low_q <= root_low_i;
      end
    end

    pdpte_load u_ld (
      .clk_i           (clk_i),
      .rst_ni          (rst_ni),
      .start_i         (start),
      .base_i          ({loaded_q.root_ppn, loaded_low_q}),
      .pa_bits_i       (loaded_control_q.pa_bits),
      .drained_i       (drained_i),
      .state_o         (ld_state_o),
      .index_o         (ld_index_o),
      .done_o          (done_o),
      .fault_o         (fault_o),
      .commit_o        (commit),
      .present_o       (pdpte_present_o),
      .lookup_i        (pdpte_lookup_i),
      .lookup_index_i  (pdpte_index_i),
      .lookup_present_o(pdpte_hit_o),
      .lookup_ppn_o    (pdpte_ppn_o),
      .mem_req_valid_o (mem_req_valid_o),
      .mem_req_ready_i (mem_req_ready_i),
      .mem_req_addr_o  (mem_req_addr_o),
      .mem_rsp_valid_i (mem_rsp_valid_i),
      .mem_rsp_data_i  (mem_rsp_data_i),
      .mem_rsp_error_i (mem_rsp_error_i)
    );
    assign busy_o = ld_state_o != mmu_pkg::LdIdle;

    logic unused_flags;
    assign unused_flags = ^flags_i[15:10];
  end else begin : gen_riscv
    assign start = 1'b0;
    assign commit = 1'b0;
    assign space_d = {mode_i, asid_i, root_ppn_i};
    assign control_d = {flags_i[9:0], pa_bits_i};
    assign keys_d = 64'd0;
    assign busy_o = 1'b0;
    assign done_o = 1'b0;
    assign fault_o = 2'd0;
    assign ld_state_o = mmu_pkg::LdIdle;
    assign ld_index_o = 2'd0;
    assign pdpte_present_o = 4'd0;
    assign pdpte_hit_o = 1'b0;
    assign pdpte_ppn_o = 40'd0;
    assign mem_req_valid_o = 1'b0;
    assign mem_req_addr_o = 56'd0;

    // A load, keys and PDPTEs are x86's.
    logic unused_inputs;
    assign unused_inputs = ^{root_low_i, load_i, flags_i[15:10], pkru_i, pkrs_i, drained_i, pdpte_lookup_i,
        pdpte_index_i, mem_req_ready_i, mem_rsp_valid_i, mem_rsp_data_i, mem_rsp_error_i};
  end

endmodule
