// What S1 says to its request, from its registers and what the TLB found: an answer, or that it has
// to be walked for.
`include "mmu_bug.svh"
module s1_answer #(
  parameter logic [31:0] Arch = mmu_pkg::ArchRiscv,
  parameter logic [31:0] Xlen = 64
) (
  `MMU_BUG_PORT
  input  logic [5:0]  id_i,
  input  logic [63:0] va_i,
  input  logic [3:0]  op_i,
  input  logic [2:0]  levels_i,
  input  logic [9:0]  flags_i,
  input  logic [63:0] keys_i,
`ifdef LOCKWALK_BUGS
  input  logic        next_valid_i,   // bug 26: what the request port offers
  input  logic [25:0] next_high_i,
`endif

  output logic        lookup_o,       // the TLB has a say
  input  logic        hit_i,
  input  logic [43:0] hit_ppn_i,
  input  logic [13:0] hit_page_i,     // {shift, perm, type, global}
  input  logic [3:0]  hit_pkey_i,
  input  logic        hit_dirty_i,

  output logic        answers_o,
  output logic [28:0] meta_o,
  output logic [55:0] pa_o
);

  logic bare, bare_beyond, canonical, store, refuse;
  logic [5:0] refuse_code;
  logic [3:0] perm;
  logic [25:0] high;

`ifdef LOCKWALK_BUGS
  assign high = `MMU_BUG(8'd26) && next_valid_i ? next_high_i : va_i[63:38];
`else
  assign high = va_i[63:38];
`endif

  // Bare: the address as it is, up to 56 bits.
  assign bare = Arch == mmu_pkg::ArchRiscv && levels_i == mmu_pkg::LevelsBare;
  assign bare_beyond = Xlen == 64 && |va_i[63:56] && !`MMU_BUG(8'd82);
  assign canonical = mmu_pkg::canonical(high, `MMU_BUG(8'd79) && levels_i == 3'd4 ? 3'd5 : levels_i,
      Arch == mmu_pkg::ArchX86)
      || `MMU_BUG(8'd17);
  assign store = op_i[1:0] == mmu_pkg::AccessStore;
  assign perm = hit_page_i[7:4] | {`MMU_BUG(8'd1) && !op_i[2], 3'd0};
  assign lookup_o = canonical && !bare;
  // A store finds D clear: the walk sets it.
  assign answers_o = !lookup_o || (hit_i && (refuse || !store || hit_dirty_i || `MMU_BUG(8'd5)));

  if (Arch == mmu_pkg::ArchX86) begin : gen_x86
    perm_x86 u_perm (
      `MMU_BUG_PIN
      .op_i    (op_i),
      .flags_i (flags_i),
      .keys_i  (keys_i),
      .perm_i  (perm),
      .pkey_i  (hit_pkey_i),
      .refuse_o(refuse),
      .code_o  (refuse_code)
    );
  end else begin : gen_riscv
    perm_riscv u_perm (
      `MMU_BUG_PIN
      .op_i    (op_i),
      .flags_i (flags_i),
      .perm_i  (perm),
      .refuse_o(refuse),
      .code_o  (refuse_code)
    );
    logic unused_keys;
    assign unused_keys = ^{hit_pkey_i, keys_i};
  end

  always_comb begin
    meta_o = {id_i, 23'd0};
    pa_o = 56'd0;
    if (bare) begin
      if (bare_beyond) begin
        meta_o[22:14] = {mmu_pkg::KindAccessFault, mmu_pkg::riscv_access_fault(op_i[1:0])};
      end else begin
        meta_o[13:0] = {6'd12, 4'hf, 4'd0};
        pa_o = Xlen == 64 ? va_i[55:0] : {24'd0, va_i[31:0]};
      end
    end else if (!canonical) begin
      // Before any entry is read: a page fault on RISC-V (priv 12.3.2), #GP on x86 (SDM1 3.3.7.1).
      meta_o[22:20] = Arch == mmu_pkg::ArchX86 ? mmu_pkg::KindGeneralProtection : mmu_pkg::KindPageFault;
      meta_o[19:14] = Arch == mmu_pkg::ArchX86 ? 6'd0 : refuse_code;
    end else if (refuse) begin
      meta_o[22:14] = {mmu_pkg::KindPageFault, refuse_code};
      // Bug 29: what a hit refuses is called a load's.
      if (`MMU_BUG(8'd29)) meta_o[19:14] = Arch == mmu_pkg::ArchX86 ? refuse_code & ~6'd2 : 6'd13;
    end else begin
      meta_o[13:0] = hit_page_i;
      pa_o = {hit_ppn_i, va_i[11:0]};
    end
  end

  // The low bits of a canonical check's address are the entry's.
  logic unused_va;
  assign unused_va = ^va_i;

endmodule
