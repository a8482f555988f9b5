// The walker: one walk at a time, by the states of README.md. It reads an entry, has it decoded,
// and goes on to the next table, to a compare-and-swap that sets A (and D), or to an answer.
// Entries have 4 bytes (`narrow`) in the two-level modes. Invariant: table, level, perm and glob
// (what the path has given so far) always describe the table whose entry is being read.
`include "mmu_records.svh"
module ptw #(
  parameter logic [31:0] Arch = mmu_pkg::ArchRiscv,
  parameter logic [31:0] Xlen = 64
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  output logic [2:0]  state_o,

  // A request that missed; taken at once, so only when the state is StIdle.
  input  logic        start_i,
  input  logic        start_old_i,  // a fence has executed since the request was accepted
  input  logic [5:0]  start_id_i,
  input  logic [63:0] start_va_i,
  input  logic [3:0]  start_op_i,
  input  logic [62:0] start_space_i,
  input  logic [15:0] start_control_i,
  input  logic [63:0] start_keys_i,

  // A fence or drop executes: what this walk has read may not be kept.
  input  logic        inval_i,

  // PAE: the PDPTE register that this walk's va selects. Asked for in StPwc.
  output logic        pdpte_en_o,
  output logic [1:0]  pdpte_index_o,
  input  logic        pdpte_present_i,
  input  logic [39:0] pdpte_ppn_i,

  // The answer, offered in StDone, 0 elsewhere; taken with taken_i.
  input  logic        taken_i,
  output logic [28:0] meta_o,
  output logic [55:0] pa_o,

  // The walk's request, valid when not StIdle.
  output logic [63:0] tag_o,         // its vpn is as wide as the walk's mode
  output logic [60:0] who_o,         // its vpn is as asked

  // The TLB entry of an ok answer; tlb_fill_o in the clock in which it is taken.
  output logic        tlb_fill_o,
  output logic [13:0] tlb_page_o,
  output logic [43:0] tlb_ppn_o,
  output logic [3:0]  tlb_pkey_o,
  output logic        tlb_dirty_o,

  // Page-walk cache: looked up in StPwc, filled with each pointer read.
  output logic        pwc_lookup_o,
  input  logic        pwc_hit_i,
  input  logic [1:0]  pwc_next_i,
  input  logic [43:0] pwc_ppn_i,
  input  logic [3:0]  pwc_perm_i,
  input  logic        pwc_global_i,
  output logic        pwc_fill_o,
  output logic [1:0]  pwc_next_o,
  output logic [43:0] pwc_ppn_o,
  output logic [3:0]  pwc_perm_o,
  output logic        pwc_global_o,

  // PTE memory
  output logic        mem_req_valid_o,
  input  logic        mem_req_ready_i,
  output logic        mem_req_op_o,
  output logic        mem_req_narrow_o,
  output logic [55:0] mem_req_addr_o,
  output logic [63:0] mem_req_expected_o,
  output logic [63:0] mem_req_desired_o,
  input  logic        mem_rsp_valid_i,
  input  logic [63:0] mem_rsp_data_i,
  input  logic        mem_rsp_ok_i,
  input  logic        mem_rsp_error_i
);

  localparam logic [63:0] BitA = Arch == mmu_pkg::ArchX86 ? 64'h20 : 64'h40;
  localparam logic [63:0] BitD = Arch == mmu_pkg::ArchX86 ? 64'h40 : 64'h80;

  logic [2:0] state_q;
  logic nofill_q;
  // The request
  `MMU_VA va_q;
  `MMU_OP op_q;
  `MMU_SPACE space_q;
  `MMU_CONTROL control_q;
  logic [5:0] id_q;
  logic [63:0] keys_q;
  // The walk
  logic [2:0] level_q;
  logic [43:0] table_q;
  logic [3:0] perm_q;
  logic global_q;
  logic [63:0] pte_q;
  logic err_q;
  logic set_d_q;
  // The answer
  logic [2:0] kind_q;
  logic [5:0] code_q;
  logic [43:0] ppn_q;
  logic [5:0] shift_q;
  logic [2:0] type_q;
  logic [3:0] pkey_q;
  logic dirty_q;

  assign state_o = state_q;
  // The request's vpn as wide as its mode
  logic [44:0] vpn;
  assign vpn = va_q.vpn & mmu_pkg::width_mask(space_q.mode, Arch == mmu_pkg::ArchX86);
  assign tag_o = {space_q.mode, space_q.asid, vpn};
  assign who_o = {space_q.asid, va_q.vpn};

  logic narrow, pae, store, fetch;
  assign narrow = Arch == mmu_pkg::ArchX86 ? space_q.mode == mmu_pkg::ModeTwo : Xlen == 32;
  assign pae = Arch == mmu_pkg::ArchX86 && space_q.mode == mmu_pkg::ModePae;
  assign store = op_q.access == mmu_pkg::AccessStore;
  assign fetch = op_q.access == mmu_pkg::AccessFetch;

  // Decode
  logic decode, fault, pointer, leaf, update, d_global, d_dirty;
  logic [5:0] d_code, d_shift;
  logic [43:0] d_ppn;
  logic [3:0] d_perm, d_pkey;
  logic [2:0] d_type;

  assign decode = state_q == mmu_pkg::StDecode && !err_q;

  if (Arch == mmu_pkg::ArchX86) begin : gen_x86
    pte_x86 u_decode (
      .en_i     (decode),
      .pte_i    (pte_q),
      .level_i  (level_q),
      .narrow_i (narrow),
      .pae_i    (pae),
      .perm_i   (perm_q),
      .op_i     (op_q),
      .flags_i  (control_q.flags),
      .pa_bits_i(control_q.pa_bits),
      .keys_i   (keys_q),
      .fault_o  (fault),
      .code_o   (d_code),
      .pointer_o(pointer),
      .leaf_o   (leaf),
      .update_o (update),
      .ppn_o    (d_ppn),
      .shift_o  (d_shift),
      .perm_o   (d_perm),
      .type_o   (d_type),
      .pkey_o   (d_pkey),
      .global_o (d_global),
      .dirty_o  (d_dirty)
    );
  end else begin : gen_riscv
    pte_riscv #(
      .Xlen(Xlen)
    ) u_decode (
      .en_i     (decode),
      .pte_i    (pte_q),
      .level_i  (level_q),
      .global_i (global_q),
      .op_i     (op_q),
      .flags_i  (control_q.flags),
      .fault_o  (fault),
      .code_o   (d_code),
      .pointer_o(pointer),
      .leaf_o   (leaf),
      .update_o (update),
      .ppn_o    (d_ppn),
      .shift_o  (d_shift),
      .perm_o   (d_perm),
      .type_o   (d_type),
      .global_o (d_global),
      .dirty_o  (d_dirty)
    );
    assign d_pkey = 4'd0;
    logic unused_keys;
    assign unused_keys = ^{control_q, keys_q};
  end

  // Of a narrow answer only 32 bits are anybody's.
  logic [63:0] rsp_data;
  assign rsp_data = narrow ? {32'd0, mem_rsp_data_i[31:0]} : mem_rsp_data_i;

  // A pointer found is a step down, unless its A has to be set first (x86).
  logic step, suppress;
  assign step = pointer && !update;
  assign suppress = nofill_q || inval_i;

  assign pwc_lookup_o = state_q == mmu_pkg::StPwc;
  assign pwc_fill_o = step && !suppress;
  assign pwc_next_o = level_q[1:0] - 2'd1;
  assign pwc_ppn_o = d_ppn;
  // RISC-V pointers grant everything: only x86 rights narrow on the way.
  assign pwc_perm_o = Arch == mmu_pkg::ArchX86 ? d_perm : perm_q;
  assign pwc_global_o = d_global;

  // Error of the PTE port: the original access's fault on RISC-V; no #PF code fits on x86.
  logic [2:0] error_kind;
  logic [5:0] error_code, not_present_code;
  `MMU_FLAGS_X86 flags;
  assign flags = control_q.flags;
  assign not_present_code = {1'b0, fetch && (flags.smep || flags.nxe), 1'b0, !op_q.priv, store, 1'b0};
  assign error_kind = Arch == mmu_pkg::ArchX86 ? mmu_pkg::KindBusError : mmu_pkg::KindAccessFault;
  assign error_code = Arch == mmu_pkg::ArchX86 ? 6'd0 : mmu_pkg::riscv_access_fault(op_q.access);

  // Outputs
  logic done, ok;
  assign done = state_q == mmu_pkg::StDone;
  assign ok = kind_q == mmu_pkg::KindOk;

  // The vpn bits that the page's base replaces.
  logic [44:0] page_high;
  assign page_high = mmu_pkg::page_mask(shift_q);

  always_comb begin
    meta_o = 29'd0;
    pa_o = 56'd0;
    if (done) begin
      meta_o = {id_q, kind_q, code_q, ok ? tlb_page_o : 14'd0};
      if (ok) pa_o = {ppn_q | (vpn[43:0] & ~page_high[43:0]), va_q.offset};
    end
  end

  logic [63:0] desired;
  assign desired = pte_q | BitA | (set_d_q ? BitD : 64'd0);

  assign tlb_fill_o = done && taken_i && ok && !suppress;
  assign tlb_page_o = {shift_q, perm_q, type_q, global_q};
  assign tlb_ppn_o = ppn_q;
  assign tlb_pkey_o = pkey_q;
  assign tlb_dirty_o = dirty_q;

  always_comb begin
    mem_req_valid_o = 1'b0;
    mem_req_op_o = 1'b0;
    mem_req_narrow_o = 1'b0;
    mem_req_addr_o = 56'd0;
    mem_req_expected_o = 64'd0;
    mem_req_desired_o = 64'd0;
    if (state_q == mmu_pkg::StReq || state_q == mmu_pkg::StCasReq) begin
      mem_req_valid_o = 1'b1;
      mem_req_narrow_o = narrow;
      mem_req_addr_o = narrow ? {table_q, mmu_pkg::narrow_index(vpn[19:0], level_q), 2'd0}
          : {table_q, mmu_pkg::level_index(vpn, level_q), 3'd0};
      if (state_q == mmu_pkg::StCasReq) begin
        mem_req_op_o = 1'b1;
        mem_req_expected_o = pte_q;
        mem_req_desired_o = desired;
      end
    end
  end

  // State
  logic no_pdpte;
  // PAE (SDM3 4.4.1): the PDPTE registers stand for the table of level 2.
  assign pdpte_en_o = pwc_lookup_o && pae;
  assign pdpte_index_o = va_q.vpn[19:18];
  assign no_pdpte = pae && !pwc_hit_i && !pdpte_present_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= mmu_pkg::StIdle;
    end else begin
      case (state_q)
        mmu_pkg::StIdle:   if (start_i) state_q <= mmu_pkg::StPwc;
        mmu_pkg::StPwc:    state_q <= no_pdpte ? mmu_pkg::StDone : mmu_pkg::StReq;
        mmu_pkg::StReq:    if (mem_req_ready_i) state_q <= mmu_pkg::StWait;
        mmu_pkg::StWait:   if (mem_rsp_valid_i) state_q <= mmu_pkg::StDecode;
        mmu_pkg::StDecode: state_q <= update ? mmu_pkg::StCasReq : step ? mmu_pkg::StReq : mmu_pkg::StDone;
        mmu_pkg::StCasReq: if (mem_req_ready_i) state_q <= mmu_pkg::StCasWait;
        mmu_pkg::StCasWait: if (mem_rsp_valid_i) state_q <= mmu_pkg::StDecode;
        default:           if (taken_i) state_q <= mmu_pkg::StIdle;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (start_i) nofill_q <= start_old_i;
    else if (inval_i) nofill_q <= 1'b1;
  end

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      id_q <= start_id_i;
      va_q <= start_va_i;
      op_q <= start_op_i;
      space_q <= start_space_i;
      control_q <= start_control_i;
      keys_q <= start_keys_i;
    end
  end

  always_ff @(posedge clk_i) begin
    case (state_q)
      mmu_pkg::StPwc: begin
        level_q <= pwc_hit_i ? {1'b0, pwc_next_i} : space_q.mode - (pae && !no_pdpte ? 3'd2 : 3'd1);
        table_q <= pwc_hit_i ? pwc_ppn_i : pae ? {4'd0, pdpte_ppn_i} : space_q.root_ppn;
        perm_q <= pwc_hit_i ? pwc_perm_i : 4'b1111;
        global_q <= pwc_hit_i && pwc_global_i;
        if (no_pdpte) begin
          kind_q <= mmu_pkg::KindPageFault;
          code_q <= not_present_code;
        end
      end
      mmu_pkg::StDecode: begin
        set_d_q <= leaf && store;
        if (step) begin
          level_q <= level_q - 3'd1;
          table_q <= d_ppn;
          perm_q <= pwc_perm_o;
          global_q <= d_global;
        end else if (!update) begin
          // An answer: perm and global now include the leaf.
          kind_q <= err_q ? error_kind : fault ? mmu_pkg::KindPageFault : mmu_pkg::KindOk;
          code_q <= err_q ? error_code : d_code;
          perm_q <= d_perm;
          global_q <= d_global;
          ppn_q <= d_ppn;
          shift_q <= d_shift;
          type_q <= d_type;
          pkey_q <= d_pkey;
          dirty_q <= d_dirty;
        end
      end
      mmu_pkg::StWait: begin
        if (mem_rsp_valid_i) begin
          pte_q <= rsp_data;
          err_q <= mem_rsp_error_i;
        end
      end
      mmu_pkg::StCasWait: begin
        if (mem_rsp_valid_i) begin
          pte_q <= mem_rsp_ok_i ? desired : rsp_data;
          err_q <= mem_rsp_error_i;
        end
      end
      default: ;
    endcase
  end

  // No va reaches above the vpn, no page is larger than the ppn, and of the flags only those of a
  // fetch's fault are read here.
  logic unused_bits;
  assign unused_bits = ^{va_q, op_q, flags, page_high[44]};

endmodule
