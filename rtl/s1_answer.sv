// What S1 says to its request, from its registers and what the TLB found: an answer, or that it has
// to be walked for.
`include "mmu_records.svh"
module s1_answer #(
  parameter logic [31:0] Arch = mmu_pkg::ArchRiscv,
  parameter logic [31:0] Xlen = 64
) (
  input  logic [5:0]  id_i,
  input  logic [63:0] va_i,
  input  logic [3:0]  op_i,
  input  logic [2:0]  mode_i,
  input  logic [9:0]  flags_i,
  input  logic [63:0] keys_i,

  output logic        lookup_o,       // the TLB has a say
  input  logic        hit_i,
  input  logic [43:0] hit_ppn_i,
  input  logic [13:0] hit_page_i,
  input  logic [3:0]  hit_pkey_i,
  input  logic        hit_dirty_i,

  output logic        answers_o,
  output logic [28:0] meta_o,
  output logic [55:0] pa_o
);

  `MMU_VA va;
  `MMU_OP op;
  `MMU_PAGE hit_page;
  logic bare, bare_beyond, canonical, store, refuse;
  logic [2:0] kind;
  logic [5:0] code, refuse_code;
  logic [13:0] page;

  assign va = va_i;
  assign op = op_i;
  assign hit_page = hit_page_i;

  // Bare: the address as it is, up to 56 bits.
  assign bare = Arch == mmu_pkg::ArchRiscv && mode_i == mmu_pkg::ModeBare;
  assign bare_beyond = Xlen == 64 && |va_i[63:56];
  assign canonical = mmu_pkg::canonical(va_i[63:38], mode_i, Arch == mmu_pkg::ArchX86);
  assign store = op.access == mmu_pkg::AccessStore;
  assign lookup_o = canonical && !bare;
  // A store finds D clear: the walk sets it.
  assign answers_o = !lookup_o || (hit_i && (refuse || !store || hit_dirty_i));

  if (Arch == mmu_pkg::ArchX86) begin : gen_x86
    perm_x86 u_perm (
      .op_i    (op_i),
      .flags_i (flags_i),
      .keys_i  (keys_i),
      .perm_i  (hit_page.perm),
      .pkey_i  (hit_pkey_i),
      .refuse_o(refuse),
      .code_o  (refuse_code)
    );
  end else begin : gen_riscv
    perm_riscv u_perm (
      .op_i    (op_i),
      .flags_i (flags_i),
      .perm_i  (hit_page.perm),
      .refuse_o(refuse),
      .code_o  (refuse_code)
    );
    logic unused_keys;
    assign unused_keys = ^{hit_pkey_i, keys_i};
  end

  always_comb begin
    kind = mmu_pkg::KindOk;
    code = 6'd0;
    page = 14'd0;
    pa_o = 56'd0;
    if (bare) begin
      if (bare_beyond) begin
        kind = mmu_pkg::KindAccessFault;
        code = mmu_pkg::riscv_access_fault(op.access);
      end else begin
        page = {6'd12, 4'hf, 3'd0, 1'b0};
        pa_o = Xlen == 64 ? va_i[55:0] : {24'd0, va_i[31:0]};
      end
    end else if (!canonical) begin
      // Before any entry is read: a page fault on RISC-V (priv 12.3.2), #GP on x86 (SDM1 3.3.7.1).
      kind = Arch == mmu_pkg::ArchX86 ? mmu_pkg::KindGeneralProtection : mmu_pkg::KindPageFault;
      code = Arch == mmu_pkg::ArchX86 ? 6'd0 : refuse_code;
    end else if (refuse) begin
      kind = mmu_pkg::KindPageFault;
      code = refuse_code;
    end else begin
      page = hit_page;
      pa_o = {hit_ppn_i, va.offset};
    end
    meta_o = {id_i, kind, code, page};
  end

  // Which bits of the address count depends on the parameters.
  logic unused_inputs;
  assign unused_inputs = ^{va_i, va, op};

endmodule
