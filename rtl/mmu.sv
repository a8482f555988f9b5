// The MMU: request -> S1 (TLB lookup) -> response FIFO, with the walker and a queue of waiting misses beside it. README.md is the
// clock-by-clock contract; the names there are the names here. Outputs depend on registers only.
`include "mmu_bug.svh"
module mmu #(
  parameter int unsigned Arch = mmu_pkg::ArchRiscv,
  parameter int unsigned TlbEntries = 32,
  parameter int unsigned PwcEntries = 8,
  parameter int unsigned MissDepth = 4
) (
  `MMU_BUG_PORT
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        regime_valid_i,
  input  logic [2:0]  regime_levels_i,
  input  logic [43:0] regime_root_ppn_i,
  input  logic [15:0] regime_asid_i,
  input  logic [7:0]  regime_flags_i,
  input  logic [5:0]  regime_pa_bits_i,
  input  logic [31:0] regime_pkru_i,

  input  logic        req_valid_i,
  output logic        req_ready_o,
  input  logic [5:0]  req_id_i,
  input  logic [63:0] req_va_i,
  input  logic [1:0]  req_access_i,
  input  logic        req_priv_i,
  input  logic        req_implicit_i,

  output logic        rsp_valid_o,
  input  logic        rsp_ready_i,
  output logic [5:0]  rsp_id_o,
  output logic [2:0]  rsp_kind_o,
  output logic [5:0]  rsp_code_o,
  output logic [55:0] rsp_pa_o,
  output logic [5:0]  rsp_shift_o,
  output logic [3:0]  rsp_perm_o,
  output logic [2:0]  rsp_type_o,
  output logic        rsp_global_o,

  output logic        mem_req_valid_o,
  input  logic        mem_req_ready_i,
  output logic [1:0]  mem_req_id_o,
  output logic        mem_req_op_o,
  output logic [55:0] mem_req_addr_o,
  output logic [63:0] mem_req_expected_o,
  output logic [63:0] mem_req_desired_o,
  input  logic        mem_rsp_valid_i,
  input  logic [1:0]  mem_rsp_id_i,
  input  logic [63:0] mem_rsp_data_i,
  input  logic        mem_rsp_ok_i,
  input  logic        mem_rsp_error_i,

  input  logic        fence_valid_i,
  output logic        fence_ready_o,
  input  logic        fence_va_valid_i,
  input  logic [63:0] fence_va_i,
  input  logic        fence_asid_valid_i,
  input  logic [15:0] fence_asid_i,
  input  logic        fence_globals_i,
  input  logic        fence_structures_i,
  output logic        fence_done_o
);

  // Regime ------------------------------------------------------------------------------------------------------------------
  logic cur_valid_q;
  logic [62:0] cur_space_q;
  logic [45:0] cur_mode_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) cur_valid_q <= 1'b0;
    else if (regime_valid_i) cur_valid_q <= 1'b1;
  end

  always_ff @(posedge clk_i) begin
    if (regime_valid_i) begin
      cur_space_q <= {regime_levels_i, regime_asid_i, regime_root_ppn_i};
      cur_mode_q <= {regime_flags_i, regime_pa_bits_i, regime_pkru_i};
    end
  end

  // Control: what moves this clock ----------------------------------------------------------------------------------------------
  logic s1_valid_q, s1_replay_q;
  logic s1_answers, s1_miss, s1_free, push_s1, push_ptw, taken_ptw, start_walk, push_mq, replay, accept, fifo_full;
  logic ptw_idle, ptw_done;
  logic [1:0] rsp_count;
  logic [3:0] mq_count;
  logic [2:0] ptw_state;

  assign ptw_idle = ptw_state == mmu_pkg::StIdle;
  assign ptw_done = ptw_state == mmu_pkg::StDone;
  assign fifo_full = rsp_count == 2'd2;
  // Bug 10: a walk's answer that meets a hit's, or a full FIFO, is believed to be taken.
  assign push_ptw = ptw_done && !fifo_full && !(`MMU_BUG(8'd10) && s1_valid_q && s1_answers);
  assign taken_ptw = push_ptw || (`MMU_BUG(8'd10) && ptw_done);
  assign push_s1 = s1_valid_q && s1_answers && !fifo_full && !ptw_done;
  assign s1_miss = s1_valid_q && !s1_answers;
  assign start_walk = s1_miss && ptw_idle && (s1_replay_q || mq_count == 4'd0);
  assign push_mq = s1_miss && !start_walk;
  assign s1_free = !s1_valid_q || push_s1 || s1_miss;
  assign replay = s1_free && mq_count != 4'd0 && ptw_idle && !(s1_valid_q && s1_replay_q);
  assign req_ready_o = cur_valid_q && s1_free && !replay
      && ({1'b0, mq_count} + {4'd0, s1_valid_q} < MissDepth[4:0]);
  assign accept = req_valid_i && req_ready_o;

  // Executing invalidations, declared here because S1 marks what they find in flight.
  logic fence_exec_q, fence_done_q, drop_exec_q, inval;

  // S1 ----------------------------------------------------------------------------------------------------------------------
  logic [5:0] s1_id_q, mq_id;
  logic [63:0] s1_va_q, mq_va;
  logic [3:0] s1_op_q, mq_op;
  logic [62:0] s1_space_q, mq_space;
  logic [45:0] s1_mode_q, mq_mode;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) s1_valid_q <= 1'b0;
    else s1_valid_q <= replay || accept || !s1_free;
  end

  always_ff @(posedge clk_i) begin
    if (replay) begin
      s1_replay_q <= 1'b1;
      s1_id_q <= mq_id;
      s1_va_q <= mq_va;
      s1_op_q <= mq_op;
      s1_space_q <= mq_space;
      s1_mode_q <= mq_mode;
    end else if (accept) begin
      s1_replay_q <= 1'b0;
      s1_id_q <= req_id_i;
      s1_va_q <= req_va_i;
      s1_op_q <= {req_implicit_i, req_priv_i, req_access_i};
      s1_space_q <= cur_space_q;
      s1_mode_q <= cur_mode_q;
    end
  end

  // A fence that executes makes every request accepted until now old: its regime may name a root that the fence has forgotten, so
  // what its walk finds, even if all read after the fence, is for itself only.
  logic s1_old_q, s1_old, mq_old;
  assign s1_old = s1_old_q || fence_exec_q;

  always_ff @(posedge clk_i) begin
    if (replay) s1_old_q <= mq_old;
    else if (accept) s1_old_q <= fence_exec_q;
    else if (fence_exec_q) s1_old_q <= 1'b1;
  end

  logic s1_canonical, s1_store, hit, hit_global, hit_dirty, refuse;
  logic [43:0] hit_ppn;
  logic [5:0] hit_shift, fault_code, refuse_code;
  logic [3:0] hit_perm, hit_pkey;
  logic [2:0] hit_type;
  logic [63:0] s1_tag;
  logic [44:0] s1_vpn;
  logic [28:0] s1_meta;
  logic [55:0] s1_pa;
  logic [7:0] s1_flags;
  logic [3:0] s1_perm;

  assign s1_canonical = mmu_pkg::canonical(s1_va_q[63:38], s1_space_q[62:60]) || `MMU_BUG(8'd17);
  assign s1_vpn = s1_va_q[56:12] & mmu_pkg::width_mask(s1_space_q[62:60]);
  assign s1_tag = {s1_space_q[62:44], s1_vpn};
  assign s1_store = s1_op_q[1:0] == mmu_pkg::AccessStore;
  assign s1_answers = !s1_canonical || (hit && (refuse || !s1_store || hit_dirty || `MMU_BUG(8'd5)));

`ifdef LOCKWALK_BUGS
  logic [7:0] hit_flags, fill_flags;
  assign s1_flags = `MMU_BUG(8'd9) ? hit_flags : s1_mode_q[45:38];
`else
  assign s1_flags = s1_mode_q[45:38];
`endif
  assign s1_perm = hit_perm | {`MMU_BUG(8'd1) && !s1_op_q[2], 3'd0};

  if (Arch == mmu_pkg::ArchX86) begin : gen_x86
    perm_x86 u_perm (
      `MMU_BUG_PIN
      .op_i    (s1_op_q),
      .flags_i (s1_flags),
      .pkru_i  (s1_mode_q[31:0]),
      .perm_i  (s1_perm),
      .pkey_i  (hit_pkey),
      .refuse_o(refuse),
      .code_o  (refuse_code)
    );
    assign fault_code = s1_canonical ? refuse_code : 6'd0;
  end else begin : gen_riscv
    perm_riscv u_perm (
      .op_i    (s1_op_q),
      .flags_i (s1_flags),
      .perm_i  (s1_perm),
      .refuse_o(refuse),
      .code_o  (refuse_code)
    );
    assign fault_code = refuse_code;
    logic unused_pkey;
    assign unused_pkey = ^hit_pkey;
  end

  always_comb begin
    s1_meta = {s1_id_q, 23'd0};
    s1_pa = 56'd0;
    if (!s1_canonical) begin
      s1_meta[22:20] = Arch == mmu_pkg::ArchX86 ? mmu_pkg::KindGeneralProtection : mmu_pkg::KindPageFault;
      s1_meta[19:14] = fault_code;
    end else if (refuse) begin
      s1_meta[22:14] = {mmu_pkg::KindPageFault, fault_code};
    end else begin
      s1_meta[13:0] = {hit_shift, hit_perm, hit_type, hit_global};
      s1_pa = {hit_ppn, s1_va_q[11:0]};
    end
  end

  // Fence, and the x86 drop at a delivered page fault ---------------------------------------------------------------------------
  logic fence_va_valid_q, fence_asid_valid_q, fence_globals_q, fence_structures_q;
  logic [44:0] fence_vpn_q, drop_vpn_q;
  logic [15:0] fence_asid_q, drop_asid_q;
  logic pop;
  logic [60:0] rsp_who;

  // A fence compares va[56:12].
  logic unused_fence_va;
  assign unused_fence_va = ^{fence_va_i[63:57], fence_va_i[11:0]};

  assign fence_ready_o = !fence_exec_q;
  assign fence_done_o = fence_done_q;
  assign inval = fence_exec_q || drop_exec_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      fence_exec_q <= 1'b0;
      fence_done_q <= 1'b0;
      drop_exec_q <= 1'b0;
    end else begin
      fence_exec_q <= fence_valid_i && !fence_exec_q;
      fence_done_q <= fence_exec_q;
      drop_exec_q <= Arch == mmu_pkg::ArchX86 && pop && rsp_kind_o == mmu_pkg::KindPageFault;
    end
  end

  always_ff @(posedge clk_i) begin
    if (fence_valid_i) begin
      fence_va_valid_q <= fence_va_valid_i;
      fence_vpn_q <= fence_va_i[56:12];
      fence_asid_valid_q <= fence_asid_valid_i;
      fence_asid_q <= fence_asid_i;
      fence_globals_q <= fence_globals_i;
      fence_structures_q <= fence_structures_i;
    end
    if (pop) {drop_asid_q, drop_vpn_q} <= rsp_who;
  end

  // Parts -------------------------------------------------------------------------------------------------------------------
  logic ptw_tlb_fill, ptw_dirty, pwc_lookup, pwc_hit, pwc_hit_global, pwc_fill, pwc_fill_global, mem_rsp_mine;
  logic [28:0] ptw_meta, rsp_meta;
  logic [55:0] ptw_pa;
  logic [15:0] ptw_asid, fill_asid;
  logic [2:0] ptw_levels;
  logic [44:0] ptw_vpn, ptw_va_vpn;
  logic [43:0] ptw_ppn, pwc_hit_ppn, pwc_fill_ppn;
  logic [3:0] ptw_pkey, pwc_hit_perm, pwc_fill_perm;
  logic [1:0] pwc_hit_next, pwc_fill_next;

  assign fill_asid = `MMU_BUG(8'd21) ? cur_space_q[59:44] : ptw_asid;

  tlb #(
    .Entries(TlbEntries)
  ) u_tlb (
    `MMU_BUG_PIN
    .clk_i(clk_i), .rst_ni(rst_ni),
    .lookup_i          (s1_valid_q && s1_canonical),
    .lookup_tag_i      (s1_tag),
    .hit_o             (hit),
    .hit_ppn_o         (hit_ppn),
    .hit_shift_o       (hit_shift),
    .hit_perm_o        (hit_perm),
    .hit_type_o        (hit_type),
    .hit_pkey_o        (hit_pkey),
    .hit_global_o      (hit_global),
    .hit_dirty_o       (hit_dirty),
    .touch_i           (push_s1 && s1_canonical),
`ifdef LOCKWALK_BUGS
    .hit_flags_o       (hit_flags),
    .fill_flags_i      (fill_flags),
`endif
    .fill_i            (ptw_tlb_fill),
    .fill_tag_i        ({ptw_levels, fill_asid, ptw_vpn}),
    .fill_ppn_i        (ptw_ppn),
    .fill_shift_i      (ptw_meta[13:8]),
    .fill_perm_i       (ptw_meta[7:4]),
    .fill_type_i       (ptw_meta[3:1]),
    .fill_pkey_i       (ptw_pkey),
    .fill_global_i     (ptw_meta[0]),
    .fill_dirty_i      (ptw_dirty),
    .fence_i           (fence_exec_q),
    .fence_va_valid_i  (fence_va_valid_q),
    .fence_vpn_i       (fence_vpn_q),
    .fence_asid_valid_i(fence_asid_valid_q),
    .fence_asid_i      (fence_asid_q),
    .fence_globals_i   (fence_globals_q),
    .drop_i(drop_exec_q), .drop_vpn_i(drop_vpn_q), .drop_asid_i(drop_asid_q)
  );

  // Id 0 is the only walker: an answer to another id is nobody's.
  assign mem_req_id_o = 2'd0;
  assign mem_rsp_mine = mem_rsp_valid_i && mem_rsp_id_i == 2'd0;

  ptw #(
    .Arch(Arch)
  ) u_ptw (
    `MMU_BUG_PIN
    .clk_i(clk_i), .rst_ni(rst_ni),
    .state_o           (ptw_state),
    .start_i           (start_walk),
    .start_old_i       (s1_old && !`MMU_BUG(8'd23)),
    .start_id_i        (s1_id_q),
    .start_va_i        (s1_va_q[56:0]),
    .start_op_i        (s1_op_q),
    .start_space_i     (s1_space_q),
    .start_mode_i      (s1_mode_q),
    .inval_i           (inval),
    .taken_i           (taken_ptw),
    .meta_o            (ptw_meta),
    .pa_o              (ptw_pa),
    .asid_o            (ptw_asid),
    .levels_o          (ptw_levels),
    .vpn_o             (ptw_vpn),
    .va_vpn_o          (ptw_va_vpn),
    .tlb_fill_o        (ptw_tlb_fill),
    .tlb_ppn_o         (ptw_ppn),
    .tlb_pkey_o        (ptw_pkey),
    .tlb_dirty_o       (ptw_dirty),
`ifdef LOCKWALK_BUGS
    .tlb_flags_o       (fill_flags),
`endif
    .pwc_lookup_o      (pwc_lookup),
    .pwc_hit_i         (pwc_hit),
    .pwc_next_i        (pwc_hit_next),
    .pwc_ppn_i         (pwc_hit_ppn),
    .pwc_perm_i        (pwc_hit_perm),
    .pwc_global_i      (pwc_hit_global),
    .pwc_fill_o        (pwc_fill),
    .pwc_next_o        (pwc_fill_next),
    .pwc_ppn_o         (pwc_fill_ppn),
    .pwc_perm_o        (pwc_fill_perm),
    .pwc_global_o      (pwc_fill_global),
    .mem_req_valid_o   (mem_req_valid_o),
    .mem_req_ready_i   (mem_req_ready_i),
    .mem_req_op_o      (mem_req_op_o),
    .mem_req_addr_o    (mem_req_addr_o),
    .mem_req_expected_o(mem_req_expected_o),
    .mem_req_desired_o (mem_req_desired_o),
    .mem_rsp_valid_i   (mem_rsp_mine),
    .mem_rsp_data_i    (mem_rsp_data_i),
    .mem_rsp_ok_i(mem_rsp_ok_i), .mem_rsp_error_i(mem_rsp_error_i)
  );

  pwc #(
    .Entries(PwcEntries)
  ) u_pwc (
    `MMU_BUG_PIN
    .clk_i(clk_i), .rst_ni(rst_ni),
    .lookup_i          (pwc_lookup),
    .lookup_levels_i   (ptw_levels),
    .lookup_asid_i     (ptw_asid),
    .lookup_vpn_i      (ptw_vpn),
    .hit_o             (pwc_hit),
    .hit_next_o        (pwc_hit_next),
    .hit_ppn_o         (pwc_hit_ppn),
    .hit_perm_o        (pwc_hit_perm),
    .hit_global_o      (pwc_hit_global),
    .fill_i            (pwc_fill),
    .fill_next_i       (pwc_fill_next),
    .fill_ppn_i        (pwc_fill_ppn),
    .fill_perm_i       (pwc_fill_perm),
    .fill_global_i     (pwc_fill_global),
    .fence_i           (fence_exec_q && fence_structures_q),
    .fence_asid_valid_i(fence_asid_valid_q), .fence_asid_i(fence_asid_q),
    .drop_i(drop_exec_q), .drop_asid_i(drop_asid_q)
  );

  miss_queue #(
    .Depth(MissDepth)
  ) u_miss_queue (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .count_o(mq_count),
    .mark_i (fence_exec_q),
    .push_i (push_mq),
    .old_i  (s1_old),
    .id_i(s1_id_q), .va_i(s1_va_q), .op_i(s1_op_q), .space_i(s1_space_q), .mode_i(s1_mode_q),
    .pop_i  (replay),
    .old_o  (mq_old),
    .id_o(mq_id), .va_o(mq_va), .op_o(mq_op), .space_o(mq_space), .mode_o(mq_mode)
  );

  assign rsp_valid_o = rsp_count != 2'd0;
  assign pop = rsp_valid_o && rsp_ready_i;
  assign {rsp_id_o, rsp_kind_o, rsp_code_o, rsp_shift_o, rsp_perm_o, rsp_type_o, rsp_global_o} = rsp_meta;

  rsp_fifo u_rsp_fifo (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .count_o(rsp_count),
    .push_i (push_s1 || push_ptw),
    .meta_i (push_ptw ? ptw_meta : s1_meta),
    .pa_i   (push_ptw ? ptw_pa : s1_pa),
    .who_i  (push_ptw ? {ptw_asid, ptw_va_vpn} : {s1_space_q[59:44], s1_va_q[56:12]}),
    .pop_i  (pop),
    .meta_o (rsp_meta),
    .pa_o   (rsp_pa_o),
    .who_o  (rsp_who)
  );

endmodule
