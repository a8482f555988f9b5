// Memory for the tests: bytes behind a TLM socket, with pointers, compare-and-swap, and 10 ns an
// access.
#ifndef TESTS_SYSTEMC_RAM_HPP
#define TESTS_SYSTEMC_RAM_HPP

#include <cstring>
#include <functional>

#include "tb/systemc/mmu_tlm.hpp"

struct ram : sc_core::sc_module {
  static constexpr uint64_t base = 0x80000000;
  static constexpr size_t size = 4 << 20;
  tlm_utils::simple_target_socket<ram> socket{"socket"};
  std::vector<unsigned char> bytes = std::vector<unsigned char>(size);
  uint64_t accesses = 0, swaps = 0;
  bool swaps_allowed = true;
  std::function<void(uint64_t pa)> before_swap = [](uint64_t) {}; // another hart's chance
  const sc_core::sc_time latency{10, sc_core::SC_NS};

  explicit ram(const sc_core::sc_module_name &name) : sc_module(name) {
    socket.register_b_transport(this, &ram::b_transport);
    socket.register_get_direct_mem_ptr(this, &ram::get_direct_mem_ptr);
  }
  static bool holds(uint64_t pa, uint64_t length) { return pa >= base && pa - base + length <= size; }
  unsigned char *at(uint64_t pa) { return &bytes[pa - base]; }

private:
  void swap(lockwalk::cas_extension &cas, uint64_t pa, unsigned char *where, unsigned length) {
    if (!swaps_allowed) return;
    before_swap(pa);
    memcpy(&cas.old, where, length);
    cas.ok = cas.old == cas.expected;
    if (cas.ok) memcpy(where, &cas.desired, length);
    cas.done = true;
    swaps++;
  }

  void b_transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
    delay += latency;
    if (++accesses % 16 == 0) { // time passes now and then
      wait(delay);
      delay = sc_core::SC_ZERO_TIME;
    }
    unsigned length = trans.get_data_length();
    trans.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    if (!holds(trans.get_address(), length)) return;
    unsigned char *where = at(trans.get_address());
    if (trans.is_read()) memcpy(trans.get_data_ptr(), where, length);
    if (trans.is_write()) memcpy(where, trans.get_data_ptr(), length);
    if (lockwalk::cas_extension *cas = trans.get_extension<lockwalk::cas_extension>())
      swap(*cas, trans.get_address(), where, length);
    trans.set_response_status(tlm::TLM_OK_RESPONSE);
  }
  // In pieces of 64 KiB, as banked memory would.
  bool get_direct_mem_ptr(tlm::tlm_generic_payload &trans, tlm::tlm_dmi &dmi) {
    uint64_t first = trans.get_address() & ~UINT64_C(0xffff);
    dmi.init();
    if (!holds(first, 0x10000)) return false;
    dmi.set_dmi_ptr(at(first));
    dmi.set_start_address(first);
    dmi.set_end_address(first + 0xffff);
    dmi.allow_read_write();
    return true;
  }
};

#endif
