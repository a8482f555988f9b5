// S1: the one stage of a request, between the port and its answer, and what moves in a clock. A
// request is looked up in the TLB; it leaves with an answer, for the walker, or for the miss queue,
// whose head comes back (a replay) when the walker is idle. README.md has the equations; the names
// there are the names here. What S1 does follows from registers only.
`include "mmu_records.svh"
module s1 #(
  parameter logic [31:0] Arch = mmu_pkg::ArchRiscv,
  parameter logic [31:0] Xlen = 64,
  parameter logic [31:0] MissDepth = 4
) (
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        req_valid_i,
  output logic        req_ready_o,
  input  logic [5:0]  req_id_i,
  input  logic [63:0] req_va_i,
  input  logic [3:0]  req_op_i,

  // The regime in force, which a request takes with it; open_i: there is one, and no load is busy.
  input  logic        open_i,
  input  logic [62:0] cur_space_i,
  input  logic [15:0] cur_control_i,
  input  logic [63:0] cur_keys_i,

  input  logic        mark_i,        // a fence executes
  output logic        drained_o,     // no request is here or in the queue

  // TLB, in the same clock
  output logic        lookup_o,
  output logic [63:0] lookup_tag_o,
  input  logic        hit_i,
  input  logic [43:0] hit_ppn_i,
  input  logic [13:0] hit_page_i,
  input  logic [3:0]  hit_pkey_i,
  input  logic        hit_dirty_i,
  output logic        touch_o,

  // The walker
  input  logic        walker_idle_i,
  output logic        start_o,
  output logic        start_old_o,
  output logic [5:0]  start_id_o,
  output logic [63:0] start_va_o,
  output logic [3:0]  start_op_o,
  output logic [62:0] start_space_o,
  output logic [15:0] start_control_o,
  output logic [63:0] start_keys_o,

  // The answer of a hit; room_i: the response FIFO takes it.
  input  logic        room_i,
  output logic        push_o,
  output logic [28:0] meta_o,
  output logic [55:0] pa_o,
  output logic [60:0] who_o
);

  // The request
  `MMU_VA va_q;
  `MMU_SPACE space_q;
  `MMU_CONTROL control_q;
  logic valid_q, replay_q, old_q;
  logic [5:0] id_q;
  logic [3:0] op_q;
  logic [63:0] keys_q;

  // Control: what moves this clock
  logic answers, push_s1, s1_miss, start_walk, push_mq, s1_free, replay, accept;
  logic [3:0] mq_count;

  assign push_s1 = valid_q && answers && room_i;
  assign s1_miss = valid_q && !answers;
  assign start_walk = s1_miss && walker_idle_i && (replay_q || mq_count == 4'd0);
  assign push_mq = s1_miss && !start_walk;
  assign s1_free = !valid_q || push_s1 || s1_miss;
  assign replay = s1_free && mq_count != 4'd0 && walker_idle_i && !(valid_q && replay_q);
  assign req_ready_o = open_i && s1_free && !replay && {1'b0, mq_count} + {4'd0, valid_q} < MissDepth[4:0];
  assign accept = req_valid_i && req_ready_o;
  assign drained_o = !valid_q && mq_count == 4'd0;

  logic mq_old;
  logic [5:0] mq_id;
  logic [63:0] mq_va, mq_keys;
  logic [3:0] mq_op;
  logic [62:0] mq_space;
  logic [15:0] mq_control;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= 1'b0;
    else valid_q <= replay || accept || !s1_free;
  end

  always_ff @(posedge clk_i) begin
    if (replay) begin
      replay_q <= 1'b1;
      id_q <= mq_id;
      va_q <= mq_va;
      op_q <= mq_op;
      space_q <= mq_space;
      control_q <= mq_control;
      keys_q <= mq_keys;
    end else if (accept) begin
      replay_q <= 1'b0;
      id_q <= req_id_i;
      va_q <= req_va_i;
      op_q <= req_op_i;
      space_q <= cur_space_i;
      control_q <= cur_control_i;
      keys_q <= cur_keys_i;
    end
  end

  // A fence that executes makes every request accepted until now old: its regime may name a root
  // that the fence has forgotten, so what its walk finds, even if all read after the fence, is for
  // itself only.
  logic old;
  assign old = old_q || mark_i;

  always_ff @(posedge clk_i) begin
    if (replay) old_q <= mq_old;
    else if (accept) old_q <= mark_i;
    else if (mark_i) old_q <= 1'b1;
  end

  // Lookup and answer
  logic [44:0] vpn;
  logic translates;
  assign vpn = va_q.vpn & mmu_pkg::width_mask(space_q.mode, Arch == mmu_pkg::ArchX86);
  assign lookup_o = valid_q && translates;
  assign lookup_tag_o = {space_q.mode, space_q.asid, vpn};
  assign touch_o = push_s1 && translates;
  assign push_o = push_s1;
  assign who_o = {space_q.asid, va_q.vpn};

  s1_answer #(
    .Arch(Arch), .Xlen(Xlen)
  ) u_s1_answer (
    .id_i       (id_q),
    .va_i       (va_q),
    .op_i       (op_q),
    .mode_i     (space_q.mode),
    .flags_i    (control_q.flags),
    .keys_i     (keys_q),
    .lookup_o   (translates),
    .hit_i      (hit_i),
    .hit_ppn_i  (hit_ppn_i),
    .hit_page_i (hit_page_i),
    .hit_pkey_i (hit_pkey_i),
    .hit_dirty_i(hit_dirty_i),
    .answers_o  (answers),
    .meta_o     (meta_o),
    .pa_o       (pa_o)
  );

  // A miss
  assign start_o = start_walk;
  assign start_old_o = old;
  assign start_id_o = id_q;
  assign start_va_o = va_q;
  assign start_op_o = op_q;
  assign start_space_o = space_q;
  assign start_control_o = control_q;
  assign start_keys_o = keys_q;

  miss_queue #(
    .Depth(MissDepth)
  ) u_miss_queue (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .count_o  (mq_count),
    .mark_i   (mark_i),
    .push_i   (push_mq),
    .old_i    (old),
    .id_i     (id_q),
    .va_i     (va_q),
    .op_i     (op_q),
    .space_i  (space_q),
    .control_i(control_q),
    .keys_i   (keys_q),
    .pop_i    (replay),
    .old_o    (mq_old),
    .id_o     (mq_id),
    .va_o     (mq_va),
    .op_o     (mq_op),
    .space_o  (mq_space),
    .control_o(mq_control),
    .keys_o   (mq_keys)
  );

endmodule
