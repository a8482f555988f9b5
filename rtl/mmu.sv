// The MMU: request -> S1 (TLB lookup) -> response FIFO, with the walker and a queue of waiting
// misses beside it. README.md is the clock-by-clock contract; the names there are the names here.
// Outputs depend on registers only.
module mmu #(
  parameter logic [31:0] Arch = mmu_pkg::ArchRiscv,
  parameter logic [31:0] Xlen = 64,
  parameter logic [31:0] TlbEntries = 32,
  parameter logic [31:0] PwcEntries = 8,
  parameter logic [31:0] MissDepth = 4
) (
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        regime_valid_i,
  input  logic [2:0]  regime_mode_i,
  input  logic [43:0] regime_root_ppn_i,
  input  logic [6:0]  regime_root_low_i,
  input  logic        regime_load_i,
  input  logic [15:0] regime_asid_i,
  input  logic [15:0] regime_flags_i,
  input  logic [5:0]  regime_pa_bits_i,
  input  logic [31:0] regime_pkru_i,
  input  logic [31:0] regime_pkrs_i,
  output logic        regime_busy_o,
  output logic        regime_done_o,
  output logic [1:0]  regime_fault_o,

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
  output logic        mem_req_narrow_o,
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

  // The regime in force
  logic cur_valid;
  logic [62:0] cur_space;
  logic [15:0] cur_mode;
  logic [63:0] cur_keys;

  // Control: what moves this clock
  logic s1_valid_q, s1_replay_q;
  logic s1_answers, s1_miss, s1_free, push_s1, push_ptw, start_walk, push_mq, replay, accept, fifo_full;
  logic ptw_idle, ptw_done;
  logic [1:0] rsp_count;
  logic [3:0] mq_count;
  logic [2:0] ptw_state;

  assign ptw_idle = ptw_state == mmu_pkg::StIdle;
  assign ptw_done = ptw_state == mmu_pkg::StDone;
  assign fifo_full = rsp_count == 2'd2;
  assign push_ptw = ptw_done && !fifo_full;
  assign push_s1 = s1_valid_q && s1_answers && !fifo_full && !ptw_done;
  assign s1_miss = s1_valid_q && !s1_answers;
  assign start_walk = s1_miss && ptw_idle && (s1_replay_q || mq_count == 4'd0);
  assign push_mq = s1_miss && !start_walk;
  assign s1_free = !s1_valid_q || push_s1 || s1_miss;
  assign replay = s1_free && mq_count != 4'd0 && ptw_idle && !(s1_valid_q && s1_replay_q);
  assign req_ready_o = cur_valid && s1_free && !replay && !regime_busy_o
      && ({1'b0, mq_count} + {4'd0, s1_valid_q} < MissDepth[4:0]);
  assign accept = req_valid_i && req_ready_o;

  // Executing invalidations, declared here because S1 marks what they find in flight.
  logic fence_exec, drop_exec, inval;

  // S1
  logic [5:0] s1_id_q, mq_id;
  logic [63:0] s1_va_q, mq_va;
  logic [3:0] s1_op_q, mq_op;
  logic [62:0] s1_space_q, mq_space;
  logic [15:0] s1_mode_q, mq_mode;
  logic [63:0] s1_keys_q, mq_keys;

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
      s1_keys_q <= mq_keys;
    end else if (accept) begin
      s1_replay_q <= 1'b0;
      s1_id_q <= req_id_i;
      s1_va_q <= req_va_i;
      s1_op_q <= {req_implicit_i, req_priv_i, req_access_i};
      s1_space_q <= cur_space;
      s1_mode_q <= cur_mode;
      s1_keys_q <= cur_keys;
    end
  end

  // A fence that executes makes every request accepted until now old: its regime may name a root
  // that the fence has forgotten, so what its walk finds, even if all read after the fence, is for
  // itself only.
  logic s1_old_q, s1_old, mq_old;
  assign s1_old = s1_old_q || fence_exec;

  always_ff @(posedge clk_i) begin
    if (replay) s1_old_q <= mq_old;
    else if (accept) s1_old_q <= fence_exec;
    else if (fence_exec) s1_old_q <= 1'b1;
  end

  logic s1_lookup, hit, hit_global, hit_dirty;
  logic [43:0] hit_ppn;
  logic [5:0] hit_shift;
  logic [3:0] hit_perm, hit_pkey;
  logic [2:0] hit_type;
  logic [44:0] s1_vpn;
  logic [28:0] s1_meta;
  logic [55:0] s1_pa;

  assign s1_vpn = s1_va_q[56:12] & mmu_pkg::width_mask(s1_space_q[62:60], Arch == mmu_pkg::ArchX86);

  s1_answer #(
    .Arch(Arch), .Xlen(Xlen)
  ) u_s1_answer (
    .id_i       (s1_id_q),
    .va_i       (s1_va_q),
    .op_i       (s1_op_q),
    .levels_i   (s1_space_q[62:60]),
    .flags_i    (s1_mode_q[15:6]),
    .keys_i     (s1_keys_q),
    .lookup_o   (s1_lookup),
    .hit_i      (hit),
    .hit_ppn_i  (hit_ppn),
    .hit_page_i ({hit_shift, hit_perm, hit_type, hit_global}),
    .hit_pkey_i (hit_pkey),
    .hit_dirty_i(hit_dirty),
    .answers_o  (s1_answers),
    .meta_o     (s1_meta),
    .pa_o       (s1_pa)
  );

  // Parts
  logic ptw_tlb_fill, ptw_dirty, pwc_lookup, pwc_hit, pwc_hit_global, pwc_fill, pwc_fill_global, mem_rsp_mine;
  logic pop, fence_va_valid, fence_asid_valid, fence_globals, fence_structures, pdpte_en, pdpte_hit;
  logic ptw_req_valid, ld_req_valid;
  logic [55:0] ptw_req_addr, ld_req_addr;
  logic [44:0] fence_vpn, drop_vpn;
  logic [15:0] fence_asid, drop_asid;
  logic [60:0] rsp_who;
  logic [28:0] ptw_meta, rsp_meta;
  logic [13:0] ptw_page;
  logic [55:0] ptw_pa;
  logic [15:0] ptw_asid;
  logic [2:0] ptw_levels;
  logic [44:0] ptw_vpn, ptw_va_vpn;
  logic [43:0] ptw_ppn, pwc_hit_ppn, pwc_fill_ppn;
  logic [3:0] ptw_pkey, pwc_hit_perm, pwc_fill_perm;
  logic [1:0] pwc_hit_next, pwc_fill_next, pdpte_index, ld_index;
  logic [39:0] pdpte_ppn;
  logic [2:0] ld_state;
  logic [3:0] pdpte_present;

  // Id 0 is the only walker: an answer to another id is nobody's. The load unit reads while the
  // walker is idle.
  assign mem_req_id_o = 2'd0;
  assign mem_req_valid_o = ptw_req_valid || ld_req_valid;
  assign mem_req_addr_o = ptw_req_addr | ld_req_addr;
  assign mem_rsp_mine = mem_rsp_valid_i && mem_rsp_id_i == 2'd0;
  assign inval = fence_exec || drop_exec;

  regime #(
    .Arch(Arch)
  ) u_regime (
    .clk_i(clk_i), .rst_ni(rst_ni), .valid_i(regime_valid_i), .levels_i(regime_mode_i),
    .root_ppn_i(regime_root_ppn_i), .root_low_i(regime_root_low_i), .load_i(regime_load_i),
    .asid_i(regime_asid_i), .flags_i(regime_flags_i), .pa_bits_i(regime_pa_bits_i),
    .pkru_i(regime_pkru_i), .pkrs_i(regime_pkrs_i), .busy_o(regime_busy_o), .done_o(regime_done_o),
    .fault_o(regime_fault_o), .drained_i(!s1_valid_q && mq_count == 4'd0 && ptw_idle),
    .cur_valid_o(cur_valid), .cur_space_o(cur_space), .cur_mode_o(cur_mode), .cur_keys_o(cur_keys),
    .ld_state_o(ld_state), .ld_index_o(ld_index), .pdpte_present_o(pdpte_present), .pdpte_lookup_i(pdpte_en),
    .pdpte_index_i(pdpte_index), .pdpte_hit_o(pdpte_hit), .pdpte_ppn_o(pdpte_ppn),
    .mem_req_valid_o(ld_req_valid), .mem_req_ready_i(mem_req_ready_i), .mem_req_addr_o(ld_req_addr),
    .mem_rsp_valid_i(mem_rsp_mine), .mem_rsp_data_i(mem_rsp_data_i), .mem_rsp_error_i(mem_rsp_error_i)
  );

  fence #(
    .Arch(Arch)
  ) u_fence (
    .clk_i(clk_i), .rst_ni(rst_ni), .valid_i(fence_valid_i), .ready_o(fence_ready_o),
    .va_valid_i(fence_va_valid_i), .va_i(fence_va_i),
    .asid_valid_i(fence_asid_valid_i), .asid_i(fence_asid_i), .globals_i(fence_globals_i),
    .structures_i(fence_structures_i), .done_o(fence_done_o), .pop_i(pop),
    .page_fault_i(rsp_kind_o == mmu_pkg::KindPageFault), .who_i(rsp_who), .exec_o(fence_exec),
    .va_valid_o(fence_va_valid), .vpn_o(fence_vpn), .asid_valid_o(fence_asid_valid), .asid_o(fence_asid),
    .globals_o(fence_globals), .structures_o(fence_structures),
    .drop_o(drop_exec), .drop_vpn_o(drop_vpn), .drop_asid_o(drop_asid)
  );

  tlb #(
    .Arch(Arch), .Entries(TlbEntries)
  ) u_tlb (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .lookup_i          (s1_valid_q && s1_lookup),
    .lookup_tag_i      ({s1_space_q[62:44], s1_vpn}),
    .hit_o             (hit),
    .hit_ppn_o         (hit_ppn),
    .hit_shift_o       (hit_shift),
    .hit_perm_o        (hit_perm),
    .hit_type_o        (hit_type),
    .hit_pkey_o        (hit_pkey),
    .hit_global_o      (hit_global),
    .hit_dirty_o       (hit_dirty),
    .touch_i           (push_s1 && s1_lookup),
    .fill_i            (ptw_tlb_fill),
    .fill_tag_i        ({ptw_levels, ptw_asid, ptw_vpn}),
    .fill_ppn_i        (ptw_ppn),
    .fill_shift_i      (ptw_page[13:8]),
    .fill_perm_i       (ptw_page[7:4]),
    .fill_type_i       (ptw_page[3:1]),
    .fill_pkey_i       (ptw_pkey),
    .fill_global_i     (ptw_page[0]),
    .fill_dirty_i      (ptw_dirty),
    .fence_i           (fence_exec),
    .fence_va_valid_i  (fence_va_valid),
    .fence_vpn_i       (fence_vpn),
    .fence_asid_valid_i(fence_asid_valid),
    .fence_asid_i      (fence_asid),
    .fence_globals_i   (fence_globals),
    .drop_i(drop_exec), .drop_vpn_i(drop_vpn), .drop_asid_i(drop_asid)
  );

  ptw #(
    .Arch(Arch), .Xlen(Xlen)
  ) u_ptw (
    .clk_i(clk_i), .rst_ni(rst_ni), .state_o(ptw_state), .start_i(start_walk),
    .start_old_i(s1_old), .start_id_i(s1_id_q),
    .start_va_i(s1_va_q[56:0]),
    .start_op_i(s1_op_q), .start_space_i(s1_space_q), .start_mode_i(s1_mode_q), .start_keys_i(s1_keys_q),
    .inval_i(inval),
    .pdpte_en_o(pdpte_en), .pdpte_index_o(pdpte_index), .pdpte_present_i(pdpte_hit), .pdpte_ppn_i(pdpte_ppn),
    .taken_i(push_ptw), .meta_o(ptw_meta), .pa_o(ptw_pa), .asid_o(ptw_asid), .levels_o(ptw_levels),
    .vpn_o(ptw_vpn), .va_vpn_o(ptw_va_vpn), .tlb_fill_o(ptw_tlb_fill), .tlb_page_o(ptw_page),
    .tlb_ppn_o(ptw_ppn), .tlb_pkey_o(ptw_pkey), .tlb_dirty_o(ptw_dirty),
    .pwc_lookup_o(pwc_lookup), .pwc_hit_i(pwc_hit), .pwc_next_i(pwc_hit_next), .pwc_ppn_i(pwc_hit_ppn),
    .pwc_perm_i(pwc_hit_perm), .pwc_global_i(pwc_hit_global), .pwc_fill_o(pwc_fill),
    .pwc_next_o(pwc_fill_next), .pwc_ppn_o(pwc_fill_ppn), .pwc_perm_o(pwc_fill_perm),
    .pwc_global_o(pwc_fill_global), .mem_req_valid_o(ptw_req_valid), .mem_req_ready_i(mem_req_ready_i),
    .mem_req_op_o(mem_req_op_o), .mem_req_narrow_o(mem_req_narrow_o), .mem_req_addr_o(ptw_req_addr),
    .mem_req_expected_o(mem_req_expected_o), .mem_req_desired_o(mem_req_desired_o),
    .mem_rsp_valid_i(mem_rsp_mine), .mem_rsp_data_i(mem_rsp_data_i),
    .mem_rsp_ok_i(mem_rsp_ok_i), .mem_rsp_error_i(mem_rsp_error_i)
  );

  pwc #(
    .Entries(PwcEntries)
  ) u_pwc (
    .clk_i(clk_i), .rst_ni(rst_ni), .lookup_i(pwc_lookup), .lookup_levels_i(ptw_levels),
    .lookup_asid_i(ptw_asid), .lookup_vpn_i(ptw_vpn), .hit_o(pwc_hit), .hit_next_o(pwc_hit_next),
    .hit_ppn_o(pwc_hit_ppn), .hit_perm_o(pwc_hit_perm), .hit_global_o(pwc_hit_global), .fill_i(pwc_fill),
    .fill_next_i(pwc_fill_next), .fill_ppn_i(pwc_fill_ppn), .fill_perm_i(pwc_fill_perm),
    .fill_global_i(pwc_fill_global), .fence_i(fence_exec && fence_structures),
    .fence_asid_valid_i(fence_asid_valid), .fence_asid_i(fence_asid),
    .drop_i(drop_exec), .drop_asid_i(drop_asid)
  );

  miss_queue #(
    .Depth(MissDepth)
  ) u_miss_queue (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .count_o(mq_count),
    .mark_i (fence_exec),
    .push_i (push_mq),
    .old_i  (s1_old),
    .id_i(s1_id_q), .va_i(s1_va_q), .op_i(s1_op_q), .space_i(s1_space_q), .mode_i(s1_mode_q), .keys_i(s1_keys_q),
    .pop_i  (replay),
    .old_o  (mq_old),
    .id_o(mq_id), .va_o(mq_va), .op_o(mq_op), .space_o(mq_space), .mode_o(mq_mode), .keys_o(mq_keys)
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
