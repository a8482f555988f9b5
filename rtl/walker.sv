// A walker as the MMU sees it: the unit that walks (ptw), its page-walk cache, and its part of the
// PTE memory port, under an id of its own. Every output but idle_o and done_o is 0 while the walker
// has nothing to say, so those of several may be ORed.
module walker #(
  parameter logic [31:0] Arch = mmu_pkg::ArchRiscv,
  parameter logic [31:0] Xlen = 64,
  parameter logic [31:0] PwcEntries = 8,
  parameter logic [1:0] Id = 2'd0
) (
  input  logic        clk_i,
  input  logic        rst_ni,

  // A request that missed; taken at once, so only with idle_o.
  output logic        idle_o,
  input  logic        start_i,
  input  logic        start_old_i,
  input  logic [5:0]  start_id_i,
  input  logic [63:0] start_va_i,
  input  logic [3:0]  start_op_i,
  input  logic [62:0] start_space_i,
  input  logic [15:0] start_control_i,
  input  logic [63:0] start_keys_i,

  // Invalidations of this clock: a fence (with the structures or not), the drop at a page fault.
  input  logic        fence_i,
  input  logic        fence_asid_valid_i,
  input  logic [15:0] fence_asid_i,
  input  logic        fence_structures_i,
  input  logic        drop_i,
  input  logic [15:0] drop_asid_i,

  // PAE: the PDPTE register that this walk's va selects
  output logic        pdpte_en_o,
  output logic [1:0]  pdpte_index_o,
  input  logic        pdpte_present_i,
  input  logic [39:0] pdpte_ppn_i,

  // The answer, offered with done_o, and what the TLB gets when it is taken
  output logic        done_o,
  input  logic        taken_i,
  output logic [28:0] meta_o,
  output logic [55:0] pa_o,
  output logic [60:0] who_o,
  output logic        tlb_fill_o,
  output logic [63:0] tlb_tag_o,
  output logic [43:0] tlb_ppn_o,
  output logic [13:0] tlb_page_o,
  output logic [3:0]  tlb_pkey_o,
  output logic        tlb_dirty_o,

  // PTE memory. An answer to another id is not for this walker.
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
  input  logic        mem_rsp_error_i
);

  logic [2:0] state;
  logic [63:0] tag;
  logic pwc_lookup, pwc_hit, pwc_hit_global, pwc_fill, pwc_fill_global;
  logic [1:0] pwc_hit_next, pwc_fill_next;
  logic [43:0] pwc_hit_ppn, pwc_fill_ppn;
  logic [3:0] pwc_hit_perm, pwc_fill_perm;

  assign idle_o = state == mmu_pkg::StIdle;
  assign done_o = state == mmu_pkg::StDone;
  assign tlb_tag_o = tag;
  assign mem_req_id_o = mem_req_valid_o ? Id : 2'd0;

  ptw #(
    .Arch(Arch), .Xlen(Xlen)
  ) u_ptw (
    .clk_i(clk_i), .rst_ni(rst_ni), .state_o(state),
    .start_i        (start_i),
    .start_old_i    (start_old_i),
    .start_id_i     (start_id_i),
    .start_va_i     (start_va_i),
    .start_op_i     (start_op_i),
    .start_space_i  (start_space_i),
    .start_control_i(start_control_i),
    .start_keys_i   (start_keys_i),
    .inval_i        (fence_i || drop_i),
    .pdpte_en_o     (pdpte_en_o),
    .pdpte_index_o  (pdpte_index_o),
    .pdpte_present_i(pdpte_present_i),
    .pdpte_ppn_i    (pdpte_ppn_i),
    .taken_i        (taken_i),
    .meta_o         (meta_o),
    .pa_o           (pa_o),
    .tag_o          (tag),
    .who_o          (who_o),
    .tlb_fill_o     (tlb_fill_o),
    .tlb_page_o     (tlb_page_o),
    .tlb_ppn_o      (tlb_ppn_o),
    .tlb_pkey_o     (tlb_pkey_o),
    .tlb_dirty_o    (tlb_dirty_o),
    .pwc_lookup_o   (pwc_lookup),
    .pwc_hit_i      (pwc_hit),
    .pwc_next_i     (pwc_hit_next),
    .pwc_ppn_i      (pwc_hit_ppn),
    .pwc_perm_i     (pwc_hit_perm),
    .pwc_global_i   (pwc_hit_global),
    .pwc_fill_o     (pwc_fill),
    .pwc_next_o     (pwc_fill_next),
    .pwc_ppn_o      (pwc_fill_ppn),
    .pwc_perm_o     (pwc_fill_perm),
    .pwc_global_o   (pwc_fill_global),
    .mem_req_valid_o(mem_req_valid_o),
    .mem_req_ready_i(mem_req_ready_i),
    .mem_req_op_o   (mem_req_op_o),
    .mem_req_narrow_o  (mem_req_narrow_o),
    .mem_req_addr_o    (mem_req_addr_o),
    .mem_req_expected_o(mem_req_expected_o),
    .mem_req_desired_o (mem_req_desired_o),
    .mem_rsp_valid_i(mem_rsp_valid_i && mem_rsp_id_i == Id),
    .mem_rsp_data_i (mem_rsp_data_i),
    .mem_rsp_ok_i   (mem_rsp_ok_i),
    .mem_rsp_error_i(mem_rsp_error_i)
  );

  pwc #(
    .Entries(PwcEntries)
  ) u_pwc (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .lookup_i          (pwc_lookup),
    .lookup_tag_i      (tag),
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
    .fence_i           (fence_i && fence_structures_i),
    .fence_asid_valid_i(fence_asid_valid_i),
    .fence_asid_i      (fence_asid_i),
    .drop_i            (drop_i),
    .drop_asid_i       (drop_asid_i)
  );

endmodule
