// Random translations through the TLM MMU against golden walks over the same memory. Software
// fences after every edit, so that each transaction, and each pointer that the initiator still
// holds, has one right answer.
//   tlm_mmu csim|PLUGIN.so FORMAT COUNT [forgetful]
// `forgetful` plants a bug: pointers are not invalidated. Exit codes: 0 all right, 1 a difference,
// 2 usage.
#include <cinttypes>
#include <dlfcn.h>
#include <memory>

extern "C" {
#include "csim/wires.h"
#include "golden/walk.h"
#include "tb/dut/dut_find.h"
#include "tb/engine/engine.h"
#include "tb/text/words.h"
}
#include "tests/systemc/ram.hpp"

namespace {

enum { PAGES = 96, FIRST_DATA = 256 }; // pages mapped; the first page of RAM that is data

struct forgetful : lockwalk::mmu_tlm {
  using mmu_tlm::mmu_tlm;
  void forget(uint64_t, uint64_t) override {}
};

struct pointer {
  uint64_t first, last;
  unsigned char *at;
  enum access access;
  enum priv priv;
};

// Golden's view of memory: what it writes is noted, and not yet there.
struct view {
  ram *memory;
  uint64_t addr[WALK_MAX_STEPS], value[WALK_MAX_STEPS];
  unsigned bytes[WALK_MAX_STEPS], writes = 0;
};
phys_status view_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  view &v = *static_cast<view *>(ctx);
  *value = 0;
  if (!ram::holds(addr, bytes)) return PHYS_ERROR;
  memcpy(value, v.memory->at(addr), bytes);
  for (unsigned i = 0; i < v.writes; i++)
    if (v.addr[i] == addr) *value = v.value[i];
  return PHYS_OK;
}
phys_status view_update(void *ctx, phys_swap *swap) {
  view &v = *static_cast<view *>(ctx);
  if (!v.memory->swaps_allowed || view_read(ctx, swap->addr, swap->bytes, &swap->old) != PHYS_OK) return PHYS_ERROR;
  swap->ok = swap->old == swap->expected;
  if (!swap->ok) return PHYS_OK;
  v.addr[v.writes] = swap->addr;
  v.bytes[v.writes] = swap->bytes;
  v.value[v.writes++] = swap->desired;
  return PHYS_OK;
}

struct driver : sc_core::sc_module {
  tlm_utils::simple_initiator_socket<driver> socket{"socket"};
  lockwalk::mmu_tlm &mmu;
  ram &memory;
  const format &scheme;
  struct regime regime = {};
  std::vector<pointer> pointers;
  std::vector<unsigned char> mirror; // what memory must hold
  uint64_t va[PAGES] = {}, entry[PAGES] = {}, tables = 1, random_state = 1, count;
  unsigned level[PAGES] = {};
  uint64_t faults = 0, granted = 0, used = 0, invalidated = 0, edits = 0, failures = 0, updates = 0, races = 0;

  SC_HAS_PROCESS(driver);
  driver(const sc_core::sc_module_name &name, lockwalk::mmu_tlm &m, ram &r, const format &f, format_id id, uint64_t n)
      : sc_module(name), mmu(m), memory(r), scheme(f), count(n) {
    regime.format = id;
    regime.root_pa = ram::base;
    regime.pa_bits = f.arch == ARCH_X86 ? 46 : 56;
    regime.flags = RV_ADUE | RV_SVADU | RV_SVNAPOT | RV_SVPBMT;
    if (f.arch == ARCH_X86) regime.flags = X86_WP | X86_NXE | X86_PGE;
    socket.register_invalidate_direct_mem_ptr(this, &driver::invalidate);
    SC_THREAD(run);
  }

  uint64_t draw(uint64_t below) { // xorshift64*
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (random_state * UINT64_C(2685821657736338717) >> 16) % below;
  }
  void wrong(const char *what, uint64_t address, uint64_t got, uint64_t expected) {
    if (failures++ < 10)
      printf("%s at 0x%" PRIx64 ": 0x%" PRIx64 ", expected 0x%" PRIx64 "\n", what, address, got, expected);
  }
  void store(uint64_t pa, uint64_t value) {
    memcpy(memory.at(pa), &value, 8);
    memcpy(&mirror[pa - ram::base], &value, 8);
  }

  // --- tables ------------------------------------------------------------------------------------
  uint64_t pointer_entry(uint64_t pa) { return scheme.arch == ARCH_X86 ? pa | 0x27 : pa >> 2 | 1; }
  uint64_t random_leaf(unsigned at) {
    // The one large page of RAM without tables in it, or any data page.
    uint64_t page = at ? 512 : FIRST_DATA + draw(ram::size / 4096 - FIRST_DATA);
    uint64_t pa = ram::base + page * 4096, flags = draw(256);
    if (draw(4)) flags |= 7; // mostly of use
    if (scheme.arch == ARCH_X86) return pa | (flags & 0x67) | (at ? 0x80 : 0) | (flags & 0x80) << 1 | draw(4) / 3 << 63;
    return pa >> 2 | (flags & 0xff);
  }
  void map(unsigned i) {
    level[i] = draw(8) == 0;
    // Neighbours, so that transactions cross from one page to the next.
    va[i] =
        i % 2 && !level[i - 1] ? va[i - 1] + 4096 : (draw(2) << 37 | draw(8) << 30 | draw(16) << 21 | draw(511) << 12);
    if (i % 2) level[i] = level[i - 1];
    if (level[i]) va[i] &= ~UINT64_C(0x1fffff);
    uint64_t table = ram::base;
    for (unsigned l = scheme.levels - 1u;; l--) {
      uint64_t at = table + 8 * format_index(&scheme, l, va[i]), value;
      entry[i] = at;
      memcpy(&value, memory.at(at), 8);
      if (l == level[i]) break;
      struct pte_meaning m = decode(&regime, (uint8_t)l, value);
      if (m.present && m.leaf) { // a large page is there already: this one is that page
        level[i] = l;
        break;
      }
      if (!m.present) store(at, pointer_entry(ram::base + 4096 * tables++));
      memcpy(&value, memory.at(at), 8);
      table = decode(&regime, (uint8_t)l, value).base;
    }
    uint64_t there;
    memcpy(&there, memory.at(entry[i]), 8);
    if (!there) store(entry[i], random_leaf(level[i]));
  }

  // --- what golden says --------------------------------------------------------------------------
  walk_record golden(uint64_t address, enum access access, enum priv priv, view &v) {
    struct request req = {address, access, priv, false};
    const struct phys phys = {&v, view_read, view_update};
    v.memory = &memory;
    return walk(&regime, &req, &phys, AD_EAGER);
  }
  void update_mirror(const view &v) {
    for (unsigned i = 0; i < v.writes; i++)
      memcpy(&mirror[v.addr[i] - ram::base], &v.value[i], v.bytes[i]);
    updates += v.writes;
  }

  // --- transactions ------------------------------------------------------------------------------
  void access() {
    unsigned char data[64], expected[64];
    unsigned i = draw(PAGES), length = 1 + draw(sizeof data);
    uint64_t mask = (UINT64_C(1) << (12 + 9 * level[i])) - 1;
    uint64_t address = va[i] + (draw(2) ? mask - draw(64) : draw(mask + 1));
    lockwalk::mmu_extension who;
    who.access = (enum access)draw(3);
    who.priv = (enum priv)draw(2);
    for (unsigned k = 0; k < length; k++)
      data[k] = expected[k] = (unsigned char)draw(256);
    struct answer last = {};
    uint64_t faulted = 0;
    for (unsigned at = 0, part; at < length; at += part) {
      view v;
      part = std::min<unsigned>(length - at, 4096 - ((address + at) & 0xfff));
      last = golden(address + at, who.access, who.priv, v).answer;
      update_mirror(v);
      if (last.kind == ANSWER_PAGE_FAULT) faulted = address + at;
      if (last.kind != ANSWER_OK || !ram::holds(last.pa, part)) break;
      unsigned char *there = &mirror[last.pa - ram::base];
      if (who.access == ACCESS_STORE)
        memcpy(there, expected + at, part);
      else
        memcpy(expected + at, there, part);
    }
    send(address, length, data, who);
    judge(address, who, last, length, data, expected);
    for (const pointer &p : pointers)
      if (faulted && p.first <= faulted && faulted <= p.last)
        wrong("a pointer outlived a page fault", faulted, p.first, 0);
    if (who.answer.kind == ANSWER_OK && draw(2)) {
      ask_pointer(address, who);
      // Another access, another privilege: what is given must be good for them.
      who.access = (enum access)draw(3);
      who.priv = (enum priv)draw(2);
      ask_pointer(address, who);
      use_pointers();
    }
  }

  void send(uint64_t address, unsigned length, unsigned char *data, lockwalk::mmu_extension &who) {
    tlm::tlm_generic_payload trans;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME, before = sc_core::sc_time_stamp();
    uint64_t clocks = mmu.clocks(), accesses = memory.accesses;
    trans.set_command(who.access == ACCESS_STORE ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
    trans.set_address(address);
    trans.set_data_ptr(data);
    trans.set_data_length(length);
    trans.set_streaming_width(length);
    trans.set_extension(&who);
    socket->b_transport(trans, delay);
    sc_core::sc_time took = sc_core::sc_time_stamp() + delay - before;
    sc_core::sc_time due = sc_core::sc_time(2, sc_core::SC_NS) * double(mmu.clocks() - clocks) +
                           memory.latency * double(memory.accesses - accesses);
    if (took != due) wrong("time in ps", address, took.value(), due.value());
    if (trans.is_response_ok() != (who.answer.kind == ANSWER_OK) && ram::holds(who.answer.pa, length))
      wrong("response status", address, (uint64_t)trans.get_response_status(), who.answer.kind);
    trans.clear_extension(&who);
  }

  void judge(uint64_t address, const lockwalk::mmu_extension &who, const struct answer &last, unsigned length,
             const unsigned char *data, const unsigned char *expected) {
    const struct answer &a = who.answer;
    faults += last.kind != ANSWER_OK;
    if (a.kind != last.kind || a.code != last.code)
      wrong("kind and code", address, a.kind << 8 | a.code, last.kind << 8 | last.code);
    if (a.kind != ANSWER_OK) return;
    // The last page's own part began where the page does, or at the address.
    if (((a.pa ^ last.pa) & ~UINT64_C(0xfff)) && a.shift == 12) wrong("pa", address, a.pa, last.pa);
    if (a.shift != last.shift || a.perm != last.perm)
      wrong("shift and perm", address, a.shift << 8 | a.perm, last.shift << 8 | last.perm);
    if (who.access != ACCESS_STORE && memcmp(data, expected, length)) wrong("data", address, data[0], expected[0]);
  }

  // --- pointers ----------------------------------------------------------------------------------
  void ask_pointer(uint64_t address, lockwalk::mmu_extension &who) {
    tlm::tlm_generic_payload trans;
    tlm::tlm_dmi dmi;
    trans.set_command(who.access == ACCESS_STORE ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
    trans.set_address(address);
    trans.set_extension(&who);
    if (socket->get_direct_mem_ptr(trans, dmi)) {
      bool right = who.access == ACCESS_STORE ? dmi.is_write_allowed() && !dmi.is_read_allowed()
                                              : dmi.is_read_allowed() && !dmi.is_write_allowed();
      if (!right || address < dmi.get_start_address() || dmi.get_end_address() < address)
        wrong("a pointer's access or range", address, dmi.get_start_address(), dmi.get_end_address());
      pointers.push_back({dmi.get_start_address(), dmi.get_end_address(), dmi.get_dmi_ptr(), who.access, who.priv});
      granted++;
    }
    trans.clear_extension(&who);
  }
  void invalidate(sc_dt::uint64 first, sc_dt::uint64 last) {
    size_t before = pointers.size();
    pointers.erase(std::remove_if(pointers.begin(), pointers.end(),
                                  [=](const pointer &p) { return p.first <= last && first <= p.last; }),
                   pointers.end());
    invalidated += before - pointers.size();
  }
  // Every pointer that is still held leads where golden's walk of this moment leads.
  void use_pointers() {
    for (const pointer &p : pointers) {
      view v;
      uint64_t address = p.first + draw(p.last - p.first + 1);
      walk_record w = golden(address, p.access, p.priv, v);
      uint64_t pa = ram::base + (uint64_t)(p.at + (address - p.first) - memory.bytes.data());
      used++;
      if (v.writes) wrong("a pointer before A and D are set", address, pa, v.value[0]);
      if (w.answer.kind != ANSWER_OK || w.answer.pa != pa)
        wrong("a pointer outlived its page", address, pa, w.answer.pa);
    }
  }

  // --- software ----------------------------------------------------------------------------------
  void edit() {
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    unsigned i = draw(PAGES);
    store(entry[i], draw(8) ? random_leaf(level[i]) : 0);
    edits++;
    bool all = draw(4) == 0;
    lockwalk::mmu_fence f = {
        !all, false, true, all || scheme.arch == ARCH_X86, va[i] + draw(UINT64_C(1) << (12 + 9 * level[i])), 0};
    mmu.fence(f, delay);
    use_pointers();
  }
  void change() {
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    regime.asid = (uint16_t)(1 + draw(3));
    const uint32_t flags[2][2] = {{RV_SUM, RV_MXR}, {X86_SMEP, X86_WP}};
    regime.flags ^= flags[scheme.arch == ARCH_X86][draw(2)];
    tell(delay);
    use_pointers();
  }
  void tell(sc_core::sc_time &delay) {
    mmu_in in = {};
    wires_put_regime(&in, &regime, false);
    if (mmu.write_regime(in, delay) != REGIME_FINE) wrong("regime", 0, 1, 0);
  }

  // Memory that cannot compare and swap: the access is refused, and nothing is written.
  void without_swaps() {
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    uint64_t leaf =
        scheme.arch == ARCH_X86 ? (ram::base + FIRST_DATA * 4096) | 7 : (ram::base + FIRST_DATA * 4096) >> 2 | 0x17;
    unsigned i = 0;
    while (level[i])
      i++;
    store(entry[i], leaf);
    mmu.fence({false, false, true, true, 0, 0}, delay);
    memory.swaps_allowed = false;
    lockwalk::mmu_extension who;
    unsigned char byte = 0;
    who.priv = PRIV_USER;
    send(va[i], 1, &byte, who);
    answer_kind refused = scheme.arch == ARCH_X86 ? ANSWER_BUS_ERROR : ANSWER_ACCESS_FAULT;
    if (who.answer.kind != refused) wrong("memory without compare-and-swap", va[i], who.answer.kind, refused);
    memory.swaps_allowed = true;
    view v;
    golden(va[i], ACCESS_LOAD, PRIV_USER, v);
    update_mirror(v);
    send(va[i], 1, &byte, who);
    if (who.answer.kind != ANSWER_OK) wrong("memory with compare-and-swap", va[i], who.answer.kind, ANSWER_OK);
  }

  void run() {
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    mirror = memory.bytes;
    for (unsigned i = 0; i < PAGES; i++)
      map(i);
    if (tables > FIRST_DATA) wrong("too many tables", 0, tables, FIRST_DATA);
    tell(delay);
    // Now and then a bit that is software's changes between the walk's read and its
    // compare-and-swap.
    memory.before_swap = [this](uint64_t pa) {
      if (draw(4)) return;
      const unsigned byte = 1, bit = scheme.arch == ARCH_X86 ? 2 : 1;
      *memory.at(pa + byte) ^= bit;
      mirror[pa + byte - ram::base] ^= bit;
      races++;
    };
    for (uint64_t n = 0; n < count; n++) {
      uint64_t what = draw(100);
      if (what < 10)
        edit();
      else if (what < 13)
        change();
      else
        access();
    }
    use_pointers();
    without_swaps();
    for (size_t at = 0; at < ram::size; at += 8)
      if (memcmp(&memory.bytes[at], &mirror[at], 8)) wrong("memory", ram::base + at, memory.bytes[at], mirror[at]);
    finished = true;
  }
  bool finished = false;
};

const dut_ops *find(const char *name) {
  if (!strcmp(name, "csim")) return dut_csim();
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  auto get = library ? reinterpret_cast<const dut_ops *(*)()>(dlsym(library, "lockwalk_dut")) : nullptr;
  if (!get) fprintf(stderr, "%s\n", dlerror());
  return get ? get() : nullptr;
}

} // namespace

int sc_main(int argc, char *argv[]) {
  const dut_ops *ops = argc >= 4 ? find(argv[1]) : nullptr;
  format_id id = argc >= 4 ? format_find(argv[2]) : FORMAT_COUNT;
  uint64_t operations = 0;
  if (!ops || id == FORMAT_COUNT || !words_number(argv[3], &operations)) {
    fprintf(stderr, "usage: tlm_mmu csim|PLUGIN.so FORMAT COUNT [forgetful]\n");
    return 2;
  }
  const format &scheme = *format_get(id);
  dut_options options = {};
  options.config = {scheme.arch, MMU_TLB_ENTRIES, MMU_PWC_ENTRIES, MMU_MISS_DEPTH, 0};
  options.seed = 1;
  const sc_core::sc_time period(2, sc_core::SC_NS);
  std::unique_ptr<lockwalk::mmu_tlm> mmu;
  if (argc > 4)
    mmu.reset(new forgetful("mmu", *ops, options, period));
  else
    mmu.reset(new lockwalk::mmu_tlm("mmu", *ops, options, period));
  ram memory("ram");
  driver cpu("cpu", *mmu, memory, scheme, id, operations);
  cpu.socket.bind(mmu->cpu);
  mmu->memory.bind(memory.socket);
  sc_core::sc_start();
  printf("%s %s: %" PRIu64 " operations, %" PRIu64 " faults, %" PRIu64 " updates of A and D, %" PRIu64
         " of them raced, %" PRIu64 " edits, %" PRIu64 " pointers, %" PRIu64 " uses, %" PRIu64 " invalidated, %" PRIu64
         " clocks: %" PRIu64 " wrong\n",
         ops->name, scheme.name, cpu.count, cpu.faults, cpu.updates, cpu.races, cpu.edits, cpu.granted, cpu.used,
         cpu.invalidated, mmu->clocks(), cpu.failures);
  bool worked = cpu.finished && (argc > 4 || cpu.invalidated) && cpu.faults && cpu.races && cpu.granted && cpu.used;
  return cpu.failures || !worked;
}

int main(int argc, char *argv[]) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);
  return sc_core::sc_elab_and_sim(argc, argv);
}
