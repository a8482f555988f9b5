#include "tests/csim/mmu_rig.h"

#include <CUnit/CUnit.h>
#include <string.h>

enum { PATIENCE = 2000, OWN_PAGES = 32 };

struct rig rig;

static void open_rig(enum arch arch, uint8_t xlen, uint32_t latency) {
  static _Alignas(64) char twin[1 << 15], memory[(OWN_PAGES + 1) << 12];
  const struct mmu_config config = {arch, MMU_TLB_ENTRIES, MMU_PWC_ENTRIES, MMU_MISS_DEPTH, xlen};
  const struct memport_config timing = {.seed = 1, .latency_min = latency, .latency_max = latency};
  memset(&rig, 0, sizeof rig);
  CU_ASSERT_TRUE_FATAL(csim_bytes() <= sizeof twin);
  rig.twin = csim_init(twin, &config);
  CU_ASSERT_PTR_NOT_NULL_FATAL(rig.twin);
  rig.ram = ram_init(memory, sizeof memory, NULL, OWN_PAGES);
  CU_ASSERT_PTR_NOT_NULL_FATAL(rig.ram);
  memport_init(&rig.port, rig.ram, &timing);
  rig.in.rsp_ready = 1;
  rig.in.regime_pa_bits = 46;
}

void rig_open(enum arch arch, uint32_t latency) {
  open_rig(arch, 0, latency);
}

void rig_open_rv32(uint32_t latency) {
  open_rig(ARCH_RISCV, 32, latency);
}

void rig_store(uint64_t pa, uint64_t value) {
  CU_ASSERT_EQUAL_FATAL(ram_add_page(rig.ram, pa), RAM_OK);
  CU_ASSERT_EQUAL_FATAL(ram_write(rig.ram, pa, value), RAM_OK);
}

void rig_store4(uint64_t pa, uint32_t value) {
  CU_ASSERT_EQUAL_FATAL(ram_add_page(rig.ram, pa), RAM_OK);
  CU_ASSERT_EQUAL_FATAL(ram_write4(rig.ram, pa, value), RAM_OK);
}

void rig_regime(uint8_t mode, uint64_t root_ppn, uint16_t asid, uint16_t flags) {
  rig.in.regime_valid = 1;
  rig.in.regime_mode = mode;
  rig.in.regime_root_ppn = root_ppn;
  rig.in.regime_asid = asid;
  rig.in.regime_flags = flags;
}

void rig_step(void) {
  csim_outputs(rig.twin, &rig.out);
  memport_drive(&rig.port, rig.clock, &rig.in, &rig.event);
  memport_accept(&rig.port, rig.clock, &rig.out, rig.in.mem_req_ready);
  csim_tick(rig.twin, &rig.in);
  csim_probe(rig.twin, &rig.probe);
  rig.in.regime_valid = rig.in.regime_load = rig.in.req_valid = rig.in.fence_valid = 0;
  rig.clock++;
}

void rig_idle(unsigned clocks) {
  while (clocks-- != 0)
    rig_step();
}

uint64_t rig_request(uint8_t id, uint64_t va, enum access access, enum priv priv) {
  for (unsigned i = 0; i < PATIENCE; i++) {
    rig.in.req_valid = 1;
    rig.in.req_id = id;
    rig.in.req_va = va;
    rig.in.req_access = (uint8_t)access;
    rig.in.req_priv = (uint8_t)priv;
    rig_step();
    if (rig.out.req_ready) return rig.clock - 1;
  }
  CU_FAIL_FATAL("a request is never accepted");
  return 0;
}

uint64_t rig_answer(void) {
  for (unsigned i = 0; i < PATIENCE; i++) {
    rig_step();
    if (rig.out.rsp_valid) return rig.clock - 1;
  }
  CU_FAIL_FATAL("no answer");
  return 0;
}

uint64_t rig_translate(uint64_t va, enum access access, enum priv priv) {
  const uint64_t accepted = rig_request(1, va, access, priv);
  return rig_answer() - accepted;
}

uint64_t rig_memory_request(void) {
  for (unsigned i = 0; i < PATIENCE; i++) {
    rig_step();
    if (rig.out.mem_req_valid) return rig.clock - 1;
  }
  CU_FAIL_FATAL("no memory request");
  return 0;
}

void rig_flush(void) {
  rig.in.fence_va_valid = rig.in.fence_asid_valid = 0;
  rig.in.fence_valid = rig.in.fence_globals = rig.in.fence_structures = 1;
  rig_idle(3);
  CU_ASSERT_EQUAL(rig.out.fence_done, 1);
}

unsigned rig_state(void) {
  return (unsigned)probe_ptw_state(&rig.probe);
}
