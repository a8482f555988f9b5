// The MMU: how the parts meet. Requests go through S1 (s1.sv: TLB lookup, miss queue, what moves in
// a clock) to the response FIFO, those that miss by the walker. README.md is the clock-by-clock
// contract; the names there are the names here. Outputs depend on registers only.
`include "mmu_records.svh"
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
  logic [15:0] cur_control;
  logic [63:0] cur_keys;

  // Invalidations that execute
  logic fence_exec, fence_va_valid, fence_asid_valid, fence_globals, fence_structures, drop_exec;
  logic [44:0] fence_vpn, drop_vpn;
  logic [15:0] fence_asid, drop_asid;

  // S1 and the TLB
  logic s1_drained, lookup, hit, hit_dirty, touch;
  logic [63:0] lookup_tag;
  logic [43:0] hit_ppn;
  logic [13:0] hit_page;
  logic [3:0] hit_pkey;

  // S1 and the walker
  logic walker_idle, start, start_old;
  logic [5:0] start_id;
  logic [63:0] start_va, start_keys;
  logic [3:0] start_op;
  logic [62:0] start_space;
  logic [15:0] start_control;

  // The walker and the TLB, the PDPTE registers
  logic fill, fill_dirty, pdpte_en, pdpte_hit;
  logic [63:0] fill_tag;
  logic [43:0] fill_ppn;
  logic [13:0] fill_page;
  logic [3:0] fill_pkey, pdpte_present;
  logic [1:0] pdpte_index;
  logic [39:0] pdpte_ppn;

  // Answers
  logic push_s1, walk_done, push_ptw, pop;
  logic [28:0] s1_meta, walk_meta;
  logic [55:0] s1_pa, walk_pa;
  logic [60:0] s1_who, walk_who, rsp_who;
  logic [1:0] rsp_count;
  `MMU_META rsp;
  `MMU_PAGE rsp_page;

  // The load unit, and PTE memory's two askers
  logic ld_req_valid, walk_req_valid;
  logic [55:0] ld_req_addr, walk_req_addr;
  logic [2:0] ld_state;
  logic [1:0] ld_index;

  regime #(
    .Arch(Arch)
  ) u_regime (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .valid_i        (regime_valid_i),
    .mode_i         (regime_mode_i),
    .root_ppn_i     (regime_root_ppn_i),
    .root_low_i     (regime_root_low_i),
    .load_i         (regime_load_i),
    .asid_i         (regime_asid_i),
    .flags_i        (regime_flags_i),
    .pa_bits_i      (regime_pa_bits_i),
    .pkru_i         (regime_pkru_i),
    .pkrs_i         (regime_pkrs_i),
    .busy_o         (regime_busy_o),
    .done_o         (regime_done_o),
    .fault_o        (regime_fault_o),
    .drained_i      (s1_drained && walker_idle),
    .cur_valid_o    (cur_valid),
    .cur_space_o    (cur_space),
    .cur_control_o  (cur_control),
    .cur_keys_o     (cur_keys),
    .ld_state_o     (ld_state),
    .ld_index_o     (ld_index),
    .pdpte_present_o(pdpte_present),
    .pdpte_lookup_i (pdpte_en),
    .pdpte_index_i  (pdpte_index),
    .pdpte_hit_o    (pdpte_hit),
    .pdpte_ppn_o    (pdpte_ppn),
    .mem_req_valid_o(ld_req_valid),
    .mem_req_ready_i(mem_req_ready_i),
    .mem_req_addr_o (ld_req_addr),
    .mem_rsp_valid_i(mem_rsp_valid_i && mem_rsp_id_i == 2'd0),
    .mem_rsp_data_i (mem_rsp_data_i),
    .mem_rsp_error_i(mem_rsp_error_i)
  );

  fence #(
    .Arch(Arch)
  ) u_fence (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .valid_i     (fence_valid_i),
    .ready_o     (fence_ready_o),
    .va_valid_i  (fence_va_valid_i),
    .va_i        (fence_va_i),
    .asid_valid_i(fence_asid_valid_i),
    .asid_i      (fence_asid_i),
    .globals_i   (fence_globals_i),
    .structures_i(fence_structures_i),
    .done_o      (fence_done_o),
    .pop_i       (pop),
    .page_fault_i(rsp.kind == mmu_pkg::KindPageFault),
    .who_i       (rsp_who),
    .exec_o      (fence_exec),
    .va_valid_o  (fence_va_valid),
    .vpn_o       (fence_vpn),
    .asid_valid_o(fence_asid_valid),
    .asid_o      (fence_asid),
    .globals_o   (fence_globals),
    .structures_o(fence_structures),
    .drop_o      (drop_exec),
    .drop_vpn_o  (drop_vpn),
    .drop_asid_o (drop_asid)
  );

  s1 #(
    .Arch(Arch), .Xlen(Xlen), .MissDepth(MissDepth)
  ) u_s1 (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .req_valid_i    (req_valid_i),
    .req_ready_o    (req_ready_o),
    .req_id_i       (req_id_i),
    .req_va_i       (req_va_i),
    .req_op_i       ({req_implicit_i, req_priv_i, req_access_i}),
    .open_i         (cur_valid && !regime_busy_o),
    .cur_space_i    (cur_space),
    .cur_control_i  (cur_control),
    .cur_keys_i     (cur_keys),
    .mark_i         (fence_exec),
    .drained_o      (s1_drained),
    .lookup_o       (lookup),
    .lookup_tag_o   (lookup_tag),
    .hit_i          (hit),
    .hit_ppn_i      (hit_ppn),
    .hit_page_i     (hit_page),
    .hit_pkey_i     (hit_pkey),
    .hit_dirty_i    (hit_dirty),
    .touch_o        (touch),
    .walker_idle_i  (walker_idle),
    .start_o        (start),
    .start_old_o    (start_old),
    .start_id_o     (start_id),
    .start_va_o     (start_va),
    .start_op_o     (start_op),
    .start_space_o  (start_space),
    .start_control_o(start_control),
    .start_keys_o   (start_keys),
    .room_i         (rsp_count != 2'd2 && !walk_done),
    .push_o         (push_s1),
    .meta_o         (s1_meta),
    .pa_o           (s1_pa),
    .who_o          (s1_who)
  );

  tlb #(
    .Arch(Arch), .Entries(TlbEntries)
  ) u_tlb (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .lookup_i          (lookup),
    .lookup_tag_i      (lookup_tag),
    .hit_o             (hit),
    .hit_ppn_o         (hit_ppn),
    .hit_page_o        (hit_page),
    .hit_pkey_o        (hit_pkey),
    .hit_dirty_o       (hit_dirty),
    .touch_i           (touch),
    .fill_i            (fill),
    .fill_tag_i        (fill_tag),
    .fill_ppn_i        (fill_ppn),
    .fill_page_i       (fill_page),
    .fill_pkey_i       (fill_pkey),
    .fill_dirty_i      (fill_dirty),
    .fence_i           (fence_exec),
    .fence_va_valid_i  (fence_va_valid),
    .fence_vpn_i       (fence_vpn),
    .fence_asid_valid_i(fence_asid_valid),
    .fence_asid_i      (fence_asid),
    .fence_globals_i   (fence_globals),
    .drop_i            (drop_exec),
    .drop_vpn_i        (drop_vpn),
    .drop_asid_i       (drop_asid)
  );

  walker #(
    .Arch(Arch), .Xlen(Xlen), .PwcEntries(PwcEntries), .Id(2'd0)
  ) u_walker (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .idle_o            (walker_idle),
    .start_i           (start),
    .start_old_i       (start_old),
    .start_id_i        (start_id),
    .start_va_i        (start_va),
    .start_op_i        (start_op),
    .start_space_i     (start_space),
    .start_control_i   (start_control),
    .start_keys_i      (start_keys),
    .fence_i           (fence_exec),
    .fence_asid_valid_i(fence_asid_valid),
    .fence_asid_i      (fence_asid),
    .fence_structures_i(fence_structures),
    .drop_i            (drop_exec),
    .drop_asid_i       (drop_asid),
    .pdpte_en_o        (pdpte_en),
    .pdpte_index_o     (pdpte_index),
    .pdpte_present_i   (pdpte_hit),
    .pdpte_ppn_i       (pdpte_ppn),
    .done_o            (walk_done),
    .taken_i           (push_ptw),
    .meta_o            (walk_meta),
    .pa_o              (walk_pa),
    .who_o             (walk_who),
    .tlb_fill_o        (fill),
    .tlb_tag_o         (fill_tag),
    .tlb_ppn_o         (fill_ppn),
    .tlb_page_o        (fill_page),
    .tlb_pkey_o        (fill_pkey),
    .tlb_dirty_o       (fill_dirty),
    .mem_req_valid_o   (walk_req_valid),
    .mem_req_ready_i   (mem_req_ready_i),
    .mem_req_id_o      (mem_req_id_o),
    .mem_req_op_o      (mem_req_op_o),
    .mem_req_narrow_o  (mem_req_narrow_o),
    .mem_req_addr_o    (walk_req_addr),
    .mem_req_expected_o(mem_req_expected_o),
    .mem_req_desired_o (mem_req_desired_o),
    .mem_rsp_valid_i   (mem_rsp_valid_i),
    .mem_rsp_id_i      (mem_rsp_id_i),
    .mem_rsp_data_i    (mem_rsp_data_i),
    .mem_rsp_ok_i      (mem_rsp_ok_i),
    .mem_rsp_error_i   (mem_rsp_error_i)
  );

  // The load unit reads, under id 0, while the walker is idle.
  assign mem_req_valid_o = walk_req_valid || ld_req_valid;
  assign mem_req_addr_o = walk_req_addr | ld_req_addr;

  // A walk's answer goes before a hit's.
  assign push_ptw = walk_done && rsp_count != 2'd2;

  rsp_fifo u_rsp_fifo (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .count_o(rsp_count),
    .push_i (push_s1 || push_ptw),
    .meta_i (push_ptw ? walk_meta : s1_meta),
    .pa_i   (push_ptw ? walk_pa : s1_pa),
    .who_i  (push_ptw ? walk_who : s1_who),
    .pop_i  (pop),
    .meta_o (rsp),
    .pa_o   (rsp_pa_o),
    .who_o  (rsp_who)
  );

  assign rsp_valid_o = rsp_count != 2'd0;
  assign pop = rsp_valid_o && rsp_ready_i;
  assign rsp_id_o = rsp.id;
  assign rsp_kind_o = rsp.kind;
  assign rsp_code_o = rsp.code;
  assign rsp_page = rsp.page;
  assign rsp_shift_o = rsp_page.shift;
  assign rsp_perm_o = rsp_page.perm;
  assign rsp_type_o = rsp_page.memtype;
  assign rsp_global_o = rsp_page.glob;

endmodule
