// RISC-V: may this access use a leaf with these permissions (priv 12.3.2 step 6)? Judged at use
// time, so the TLB and the walker both ask here.
`include "mmu_records.svh"
module perm_riscv (
  input  logic [3:0] op_i,
  input  logic [9:0] flags_i,
  input  logic [3:0] perm_i,
  output logic       refuse_o,
  output logic [5:0] code_o    // the page fault's cause, whether refused or not
);

  `MMU_OP op;
  `MMU_FLAGS_RISCV flags;
  `MMU_PERM perm;
  logic user, fetch, mode_ok, right_ok;

  assign op = op_i;
  assign flags = flags_i;
  assign perm = perm_i;
  assign user = !op.priv;
  assign fetch = op.access == mmu_pkg::AccessFetch;

  always_comb begin
    // User code needs U=1; supervisor code never fetches from U=1 and loads or stores there only
    // with SUM.
    mode_ok = user ? perm.u : !perm.u || (flags.sum && !fetch);
    case (op.access)
      mmu_pkg::AccessStore: right_ok = perm.w;
      mmu_pkg::AccessFetch: right_ok = perm.x;
      default:              right_ok = perm.r || (flags.mxr && perm.x);
    endcase
    refuse_o = !(mode_ok && right_ok);
    code_o = mmu_pkg::riscv_page_fault(op.access);
  end

  // Only x86 has implicit accesses; the other flags steer decode, not rights.
  logic unused_inputs;
  assign unused_inputs = ^{op, flags};

endmodule
