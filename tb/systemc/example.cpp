// A platform in one page: a processor, the TLM MMU, a memory. Builds against an installed Lockwalk,
// from any folder:
//   P=/usr
//   g++ -std=c++17 -I$P/share/lockwalk/systemc -I$P/include/lockwalk/kit example.cpp
//     $P/share/lockwalk/systemc/tb/systemc/mmu_tlm.cpp $(pkg-config --cflags --libs systemc) -o example
//   ./example $P/lib/*/lockwalk/dut_csim.so           or dut_rtl.so: the RTL in its place
// It maps one Sv39 page, stores and loads through it, takes a pointer, unmaps the page and fences.
#include <cstdio>
#include <cstring>
#include <dlfcn.h>
#include <memory>

#include "tb/systemc/mmu_tlm.hpp"

using sc_core::sc_time;

struct memory : sc_core::sc_module {
  tlm_utils::simple_target_socket<memory> socket{"socket"};
  static constexpr uint64_t base = 0x80000000;
  std::vector<unsigned char> bytes = std::vector<unsigned char>(1 << 20);

  explicit memory(const sc_core::sc_module_name &name) : sc_module(name) {
    socket.register_b_transport(this, &memory::b_transport);
    socket.register_get_direct_mem_ptr(this, &memory::get_direct_mem_ptr);
  }
  void b_transport(tlm::tlm_generic_payload &trans, sc_time &delay) {
    uint64_t at = trans.get_address() - base;
    unsigned length = trans.get_data_length();
    delay += sc_time(50, sc_core::SC_NS);
    trans.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    if (at >= bytes.size() || bytes.size() - at < length) return;
    if (trans.is_read()) memcpy(trans.get_data_ptr(), &bytes[at], length);
    if (trans.is_write()) memcpy(&bytes[at], trans.get_data_ptr(), length);
    // How the MMU sets A and D: compare and swap.
    if (auto *cas = trans.get_extension<lockwalk::cas_extension>()) {
      memcpy(&cas->old, &bytes[at], length);
      cas->ok = cas->old == cas->expected;
      if (cas->ok) memcpy(&bytes[at], &cas->desired, length);
      cas->done = true;
    }
    trans.set_response_status(tlm::TLM_OK_RESPONSE);
  }
  bool get_direct_mem_ptr(tlm::tlm_generic_payload &, tlm::tlm_dmi &dmi) {
    dmi.set_dmi_ptr(bytes.data());
    dmi.set_start_address(base);
    dmi.set_end_address(base + bytes.size() - 1);
    dmi.allow_read_write();
    return true;
  }
};

struct processor : sc_core::sc_module {
  tlm_utils::simple_initiator_socket<processor> socket{"socket"};
  lockwalk::mmu_tlm &mmu;
  unsigned ended = 0; // pointers

  SC_HAS_PROCESS(processor);
  processor(const sc_core::sc_module_name &name, lockwalk::mmu_tlm &m) : sc_module(name), mmu(m) {
    socket.register_invalidate_direct_mem_ptr(this, &processor::invalidate);
    SC_THREAD(run);
  }
  void invalidate(sc_dt::uint64, sc_dt::uint64) { ended++; }

  // One access; a supervisor's, so physical addresses do for the tables while the mode is Bare.
  lockwalk::mmu_extension access(enum access kind, uint64_t va, uint64_t &value) {
    lockwalk::mmu_extension who;
    tlm::tlm_generic_payload trans;
    sc_time delay;
    who.access = kind;
    trans.set_command(kind == ACCESS_STORE ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
    trans.set_address(va);
    trans.set_data_ptr(reinterpret_cast<unsigned char *>(&value));
    trans.set_data_length(8);
    trans.set_streaming_width(8);
    trans.set_extension(&who);
    socket->b_transport(trans, delay);
    trans.clear_extension(&who);
    printf("%s 0x%llx: kind %d code %u value 0x%llx, %s\n", kind == ACCESS_STORE ? "store" : "load",
           (unsigned long long)va, who.answer.kind, who.answer.code, (unsigned long long)value,
           delay.to_string().c_str());
    return who;
  }
  void regime(unsigned levels) {
    mmu_in in = {};
    sc_time delay;
    in.regime_mode = levels;
    in.regime_root_ppn = memory::base >> 12;
    in.regime_flags = RV_ADUE | RV_SVADU;
    in.regime_pa_bits = 56;
    mmu.write_regime(in, delay);
  }

  void run() {
    uint64_t table = (memory::base + 0x1000) >> 2 | 1, last = (memory::base + 0x2000) >> 2 | 1;
    uint64_t page = (memory::base + 0x3000) >> 2 | 7, none = 0, value = 0x1234; // V, R, W; neither A nor D
    const uint64_t va = 0x40000000;
    regime(0);
    access(ACCESS_STORE, memory::base + 8, table);
    access(ACCESS_STORE, memory::base + 0x1000, last);
    access(ACCESS_STORE, memory::base + 0x2000, page);
    regime(3);
    access(ACCESS_STORE, va + 0x18, value);
    value = 0;
    access(ACCESS_LOAD, va + 0x18, value);
    pointer(va);
    regime(0);
    access(ACCESS_LOAD, memory::base + 0x2000, page); // with A and D
    access(ACCESS_STORE, memory::base + 0x2000, none);
    regime(3);
    sc_time delay;
    mmu.fence({true, false, true, false, va, 0}, delay); // SFENCE.VMA va, x0
    access(ACCESS_LOAD, va + 0x18, value);
    printf("%u pointers ended\n", ended);
  }
  void pointer(uint64_t va) {
    tlm::tlm_generic_payload trans;
    tlm::tlm_dmi dmi;
    trans.set_read();
    trans.set_address(va);
    if (!socket->get_direct_mem_ptr(trans, dmi)) return;
    uint64_t value;
    memcpy(&value, dmi.get_dmi_ptr() + 0x18, 8);
    printf("pointer to 0x%llx..0x%llx: 0x%llx\n", (unsigned long long)dmi.get_start_address(),
           (unsigned long long)dmi.get_end_address(), (unsigned long long)value);
  }
};

int sc_main(int argc, char *argv[]) {
  void *library = argc == 2 ? dlopen(argv[1], RTLD_NOW) : nullptr;
  auto get = library ? reinterpret_cast<const dut_ops *(*)()>(dlsym(library, "lockwalk_dut")) : nullptr;
  if (!get) {
    fprintf(stderr, "usage: example PLUGIN.so%s%s\n", argc == 2 ? ": " : "", argc == 2 ? dlerror() : "");
    return 2;
  }
  dut_options options = {};
  options.config = {ARCH_RISCV, MMU_TLB_ENTRIES, MMU_PWC_ENTRIES, MMU_MISS_DEPTH, 64};
  options.seed = 1;
  lockwalk::mmu_tlm mmu("mmu", *get(), options);
  memory ram("ram");
  processor cpu("cpu", mmu);
  cpu.socket.bind(mmu.cpu);
  mmu.memory.bind(ram.socket);
  sc_core::sc_start();
  return 0;
}
