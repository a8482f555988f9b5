// walker_axi behind the socket: one request at a time, no ids, AXI4 read channels, nothing to
// fence.
#include "tb/dut/adapter.hpp"
#include "Vwalker_axi.h"

namespace {

class walker final : public lockwalk::adapter<Vwalker_axi> {
public:
  explicit walker(const dut_options &options) : adapter(options) { top->bug_i = options.bug; }

  static const char *unfit(const dut_options &o) {
    if (o.config.arch != ARCH_RISCV || o.config.xlen == 32) return "this walker has Sv39 only";
    return o.bug > 12 ? "planted bugs have numbers up to 12" : nullptr;
  }

protected:
  void set_clock(bool high) override { top->clk_i = high; }
  void set_reset(bool active) override { top->rst_ni = !active; }

  void connect(const mmu_in &in, mmu_out &out) override {
    bool taken = take(in, out);
    drive(taken ? in.req_va : request.va, taken ? in.req_access : request.access,
          taken ? in.req_priv == PRIV_USER : request.user, taken ? regime : request.regime);
    top->req_valid_i = taken;
    top->r_valid_i = bus.valid(in);
    top->r_data_i = bus.data(in);
    top->r_resp_i = bus.error(in) ? 2 : 0; // SLVERR
    eval();
    bool ready;
    bus.address(in, out, top->ar_valid_o, top->ar_addr_o, 0, false, ready);
    top->ar_ready_i = ready;
    eval();
    fresh = mmu_out{};
    if (top->rsp_valid_o) answer();
    answers.show(fresh, out);
    fence.pulse(in, out, true);
  }

  void edge(const mmu_in &in, const mmu_out &out) override {
    if (in.req_valid && out.req_ready) request.take(in, regime);
    bus.edge(in, out, top->r_ready_o);
    answers.edge(in, &fresh, 1);
    if (out.rsp_valid && in.rsp_ready) request.busy = false;
    fence.edge(in, out);
    regime.edge(in);
  }

  void cleared() override {
    regime = {};
    request = {};
    bus.clear();
    answers.clear();
    fence = {};
  }

private:
  lockwalk::regime_register regime;
  lockwalk::one_request request;
  lockwalk::read_channels bus;
  lockwalk::response_queue<1> answers;
  lockwalk::fence_pulse fence;
  mmu_out fresh{};

  bool take(const mmu_in &in, mmu_out &out) {
    out.req_ready = regime.written && !request.busy && top->req_ready_o;
    return in.req_valid && out.req_ready;
  }
  void drive(uint64_t va, uint8_t access, bool user, const lockwalk::regime_register &r) {
    top->req_va_i = va;
    top->req_store_i = access == ACCESS_STORE;
    top->req_fetch_i = access == ACCESS_FETCH;
    top->req_user_i = user;
    top->satp_ppn_i = r.root_ppn;
    top->sum_i = (r.flags & RV_SUM) != 0;
    top->mxr_i = (r.flags & RV_MXR) != 0;
  }
  void answer() {
    static const uint8_t shift[] = {12, 21, 30, 30};
    if (top->rsp_page_fault_o || top->rsp_access_fault_o)
      lockwalk::answer_fault(fresh, request.id, top->rsp_access_fault_o, request.access);
    else
      lockwalk::answer_ok(fresh, request.id, top->rsp_pa_o, shift[top->rsp_level_o]);
  }
};

} // namespace

LOCKWALK_DUT(walker, "walker_axi")
