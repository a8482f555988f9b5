// RISC-V: may this access use a leaf with these permissions (priv 12.3.2 step 6)? Judged at use
// time, so the TLB and the walker both ask here.
module perm_riscv (
  input  logic [3:0] op_i,
  input  logic [9:0] flags_i,
  input  logic [3:0] perm_i,   // {U, X, W, R}
  output logic       refuse_o,
  output logic [5:0] code_o    // the page fault's cause, whether refused or not
);

  logic [1:0] access;
  logic sum, mxr, user, mode_ok, right_ok;

  assign access = op_i[1:0];
  assign user = !op_i[2];
  assign sum = flags_i[0];
  assign mxr = flags_i[1];

  always_comb begin
    // User code needs U=1; supervisor code never fetches from U=1 and loads or stores there only
    // with SUM.
    mode_ok = user ? perm_i[3] : (!perm_i[3] || (sum && access != mmu_pkg::AccessFetch));
    case (access)
      mmu_pkg::AccessStore: right_ok = perm_i[1];
      mmu_pkg::AccessFetch: right_ok = perm_i[2];
      default:              right_ok = perm_i[0] || (mxr && perm_i[2]);
    endcase
    refuse_o = !(mode_ok && right_ok);
    code_o = mmu_pkg::riscv_page_fault(access);
  end

  // op_i[3] is x86's implicit access; the other flags steer decode, not rights.
  logic unused_inputs;
  assign unused_inputs = ^{op_i[3], flags_i[9:2]};

endmodule
