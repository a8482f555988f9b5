#include "tb/dut/verilated_golden.h"

#include <cstring>
#include <type_traits>
#include <utility>

#include <verilated.h>
#include <verilated_fst_c.h>
#include "lw_golden.h"

namespace {

// Newer versions of Verilator trace every model of a context at the call for the first; older ones
// want a call a model.
template <class Context, class = void> struct traces_all : std::false_type {};
template <class Context>
struct traces_all<Context, std::void_t<decltype(std::declval<Context &>().trace(nullptr, 0, 0))>> : std::true_type {};

// A text's last character lies in the lowest byte, as a string literal's does.
template <class Wide> void put_text(Wide &wide, const char *text) {
  static_assert(sizeof wide == WAVE_TEXT, "wave_golden.sv and WAVE_TEXT");
  size_t length = strnlen(text, WAVE_TEXT);
  memset(&wide, 0, sizeof wide);
  for (size_t i = 0; i < length; i++) {
    size_t at = length - 1 - i;
    wide[at / 4] |= static_cast<EData>(static_cast<unsigned char>(text[i])) << (8 * (at % 4));
  }
}

void put_twin(lw_golden &t, const mmu_out &out) {
#define PORT_OUT(group, signal, bits, type, valid) t.signal##_i = out.signal;
#include "csim/port.def"
}

void put_expected(lw_golden &t, const wave_golden &g) {
  t.judged_i = g.judged;
  t.legal_i = g.legal;
  t.answers_i = g.answers;
  t.kind_i = static_cast<CData>(g.expected.kind);
  t.code_i = static_cast<CData>(g.expected.code & 63);
  t.pa_i = g.expected.pa & ((1ull << 56) - 1);
  t.shift_i = g.expected.shift;
  t.perm_i = g.expected.perm;
  t.type_i = g.expected.type;
  t.glob_i = g.expected.global;
}

void put_state(lw_golden &t, const mmu_probe &p) {
  t.word0_i = p.word[0];
  t.word1_i = p.word[1];
  t.word2_i = p.word[2];
  t.word3_i = p.word[3];
  t.word4_i = p.word[4];
  t.word5_i = p.word[5];
  t.word6_i = p.word[6];
  t.word7_i = p.word[7];
  t.word8_i = p.word[8];
  t.word9_i = p.word[9];
  t.word10_i = p.word[10];
  t.word11_i = p.word[11];
}

} // namespace

verilated_golden::verilated_golden() = default;
verilated_golden::~verilated_golden() {
  if (top) top->final();
}

void verilated_golden::make(VerilatedContext &context) {
  if (top) return;
  // Newer versions of Verilator take new models at time 0 only; this one depends on nothing that
  // has happened.
  uint64_t now = context.time();
  context.time(0);
  top = std::make_unique<lw_golden>(&context, "");
  context.time(now);
}

void verilated_golden::trace(VerilatedFstC &fst) {
  if (!traces_all<VerilatedContext>::value) top->trace(&fst, 99);
}

void verilated_golden::show(const wave_golden &g) {
  if (!top) return;
  lw_golden &t = *top;
  t.clock_i = g.clock;
  t.transaction_i = g.transaction;
  t.in_flight_i = g.in_flight;
  t.failed_i = g.failed;
  t.compared_i = g.compared;
  t.x86_i = g.x86;
  t.ok_i = g.ok;
  put_text(t.event_i, g.event);
  put_text(t.request_i, g.request);
  put_text(t.walking_i, g.walking);
  put_text(t.decoded_i, g.pte);
  put_text(t.answer_i, g.answer);
  put_text(t.want_i, g.want);
  put_text(t.mismatch_i, g.mismatch);
  put_twin(t, g.twin);
  put_expected(t, g);
  put_state(t, g.state);
  t.walk_va_i = g.walk_va;
  t.walk_addr_i = g.walk_addr & ((1ull << 56) - 1);
  t.walk_pte_i = g.walk_pte;
  t.walk_access_i = g.walk_access;
  t.eval();
}
