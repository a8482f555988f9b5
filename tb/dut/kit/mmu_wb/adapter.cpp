// mmu_wb behind the socket: requests are split by access type onto its two ports and held there
// until their ack; both may answer in the clock they were asked, and in the same one, so answers
// queue. Its control registers change when both are idle.
#include "tb/dut/adapter.hpp"
#include "Vmmu_wb.h"

namespace {

enum { FETCH, DATA, PORTS };

class mmu final : public lockwalk::adapter<Vmmu_wb> {
public:
  explicit mmu(const dut_options &options) : adapter(options) { top->bug_i = options.bug; }

  static const char *unfit(const dut_options &o) {
    if (o.config.arch != ARCH_RISCV || o.config.xlen == 32) return "this MMU has Sv39 only";
    return o.bug > 13 ? "planted bugs have numbers up to 13" : nullptr;
  }

protected:
  void set_clock(bool high) override { top->clk_i = high; }
  void set_reset(bool active) override { top->rst_ni = !active; }

  void connect(const mmu_in &in, mmu_out &out) override {
    accept(in, out);
    drive_ports();
    drive_registers();
    drive_fence(in, out);
    bus.request(in, out, top->stb_o, top->adr_o, 0, false); // stb and adr are registers
    bool ack = bus.ack(in, top->stb_o, top->adr_o);
    top->ack_i = ack && !in.mem_rsp_error;
    top->err_i = ack && in.mem_rsp_error;
    top->dat_i = in.mem_rsp_data;
    eval();
    collect();
    answers.show(fresh[0], out);
  }

  void edge(const mmu_in &in, const mmu_out &out) override {
    port[FETCH] = now[FETCH];
    port[DATA] = now[DATA];
    if (top->i_ack_o) port[FETCH].busy = false;
    if (top->d_ack_o) port[DATA].busy = false;
    answers.edge(in, fresh, arrived);
    bus.edge(in, out, top->stb_o, top->adr_o);
    fence.edge(in, out);
    regime.edge(in);
    if (!port[FETCH].busy && !port[DATA].busy) {
      active = regime;
      waits = false;
    } else if (in.regime_valid)
      waits = true;
  }

  void cleared() override {
    port[FETCH] = port[DATA] = {};
    regime = active = {};
    waits = false;
    bus.clear();
    answers.clear();
    fence = {};
  }

private:
  lockwalk::one_request port[PORTS], now[PORTS]; // as the last clock left them; as they are on this one
  lockwalk::regime_register regime, active;      // as written last; what the MMU sees ...
  bool waits = false;                            // ... until both ports are idle: no request is taken
  lockwalk::held_bus bus;
  lockwalk::response_queue<4> answers;
  lockwalk::fence_pulse fence;
  mmu_out fresh[PORTS]{};
  int arrived = 0;

  void accept(const mmu_in &in, mmu_out &out) {
    int which = in.req_access == ACCESS_FETCH ? FETCH : DATA;
    now[FETCH] = port[FETCH];
    now[DATA] = port[DATA];
    out.req_ready =
        regime.written && !waits && !port[which].busy && answers.room(1 + port[FETCH].busy + port[DATA].busy);
    if (in.req_valid && out.req_ready) now[which].take(in, regime);
  }
  void drive_ports() {
    top->i_req_i = now[FETCH].busy;
    top->i_va_i = now[FETCH].va;
    top->i_user_i = now[FETCH].user;
    top->d_req_i = now[DATA].busy;
    top->d_va_i = now[DATA].va;
    top->d_user_i = now[DATA].user;
    top->d_store_i = now[DATA].access == ACCESS_STORE;
  }
  void drive_registers() {
    top->satp_ppn_i = active.root_ppn;
    top->satp_asid_i = active.asid;
    top->sum_i = (active.flags & RV_SUM) != 0;
    top->mxr_i = (active.flags & RV_MXR) != 0;
  }
  void drive_fence(const mmu_in &in, mmu_out &out) {
    // A fence also takes the old root, which requests under way still walk from: after them.
    top->flush_i = fence.pulse(in, out, !waits && !in.regime_valid);
    top->flush_va_valid_i = in.fence_va_valid;
    top->flush_va_i = in.fence_va;
    top->flush_asid_valid_i = in.fence_asid_valid;
    top->flush_asid_i = in.fence_asid;
  }
  void answer(const lockwalk::one_request &r, bool page_fault, bool access_fault, uint64_t pa, uint8_t level,
              uint8_t perm) {
    static const uint8_t shift[] = {12, 21, 30, 30};
    if (page_fault || access_fault)
      lockwalk::answer_fault(fresh[arrived++], r.id, access_fault, r.access);
    else
      lockwalk::answer_ok(fresh[arrived++], r.id, pa, shift[level], perm);
  }
  void collect() {
    fresh[0] = fresh[1] = mmu_out{};
    arrived = 0;
    if (top->d_ack_o)
      answer(now[DATA], top->d_page_fault_o, top->d_access_fault_o, top->d_pa_o, top->d_level_o, top->d_perm_o);
    if (top->i_ack_o)
      answer(now[FETCH], top->i_page_fault_o, top->i_access_fault_o, top->i_pa_o, top->i_level_o, top->i_perm_o);
  }
};

} // namespace

LOCKWALK_DUT(mmu, "mmu_wb")
