// Attaches the names of wave_names.sv to the MMU and its probe.
module wave_port (
  input wave_names::kind_e rsp_kind_o,
  input wave_names::access_e req_access_i,
  input wave_names::priv_e req_priv_i,
  input wave_names::op_e mem_req_op_o,
  input wave_names::load_fault_e regime_fault_o
);
endmodule

bind mmu wave_port u_names (
  .rsp_kind_o    (wave_names::kind_e'(rsp_kind_o)),
  .req_access_i  (wave_names::access_e'(req_access_i)),
  .req_priv_i    (wave_names::priv_e'(req_priv_i)),
  .mem_req_op_o  (wave_names::op_e'(mem_req_op_o)),
  .regime_fault_o(wave_names::load_fault_e'(regime_fault_o))
);

bind mmu_probe wave_state u_state (
  .x86_i (mmu.Arch == mmu_pkg::ArchX86),
  .w0_i  (w0),
  .w1_i  (w1),
  .w2_i  (w2),
  .w3_i  (w3),
  .w4_i  (w4),
  .w5_i  (w5),
  .w6_i  (w6),
  .w7_i  (w7),
  .w8_i  (w8),
  .w9_i  (w9),
  .w10_i (w10),
  .w11_i (w11)
);
