"""A cocotb bench with Lockwalk's golden model: random requests and table edits on the MMU, every
answer, PTE read and A/D update judged.

Run it with the Makefile beside it (cocotb 1.8 or later, Verilator 5.006 or later or Icarus). Put
your own unit in the MMU's place: what the judge needs is only what happens, in the order in which
it happens.
"""
import os
import random

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import FallingEdge

from lockwalk_golden import FETCH, LOAD, OK, STORE, USER, Judge, Regime

ROOT = 0x80000000
FLAGS_SVADU = 0x84


def table(n):
    return ROOT + n * 4096


class Bench:
    def __init__(self, dut, rng, break_one):
        self.dut, self.rng, self.break_one = dut, rng, break_one
        self.memory, self.judge = {}, Judge("sv39")
        self.busy, self.pending = set(), None
        self.answers = self.edits = 0

    def store(self, addr, value):
        self.memory[addr] = value
        self.judge.store(addr, 8, value)

    def leaf(self):
        return (0x90000 + self.rng.randrange(16)) << 10 | 0x11 | self.rng.choice([0x02, 0x06, 0x0e, 0x08]) | \
            self.rng.choice([0, 0x40, 0xc0])

    def build(self):
        for i in range(2):
            self.store(ROOT + 8 * i, table(1 + i) >> 12 << 10 | 1)
            for k in range(3):
                self.store(table(1 + i) + 8 * k, table(3 + (i + k) % 5) >> 12 << 10 | 1)
        for t in range(3, 8):
            for k in range(8):
                self.store(table(t) + 8 * k, self.leaf())

    def memory_port(self):
        """One access at a time: accepted on one clock, answered on the next."""
        dut = self.dut
        dut.mem_rsp_valid_i.value = 0
        if self.pending:
            op, addr, expected, desired = self.pending
            old = self.memory.get(addr, 0)
            if op == 0:
                self.judge.read(addr, 8, old)
            else:
                self.judge.update(addr, 8, old, desired, old == expected)
                if old == expected:
                    self.memory[addr] = desired
            dut.mem_rsp_valid_i.value = 1
            dut.mem_rsp_data_i.value = old
            dut.mem_rsp_ok_i.value = op == 1 and old == expected
            self.pending = None
        elif dut.mem_req_valid_o.value:
            op, addr = int(dut.mem_req_op_o.value), int(dut.mem_req_addr_o.value)
            expected, desired = int(dut.mem_req_expected_o.value), int(dut.mem_req_desired_o.value)
            explained = self.judge.explains_update(addr, expected, desired) if op else self.judge.explains_read(addr)
            assert explained, "a PTE access at %#x that no request in flight explains" % addr
            self.pending = (op, addr, expected, desired)

    def response(self):
        dut = self.dut
        if not dut.rsp_valid_o.value:
            return
        pa = int(dut.rsp_pa_o.value)
        if self.break_one and int(dut.rsp_kind_o.value) == OK and self.answers > 100:
            pa ^= 0x1000
        ident = int(dut.rsp_id_o.value)
        legal = self.judge.response(ident, kind=int(dut.rsp_kind_o.value), code=int(dut.rsp_code_o.value), pa=pa,
                                    shift=int(dut.rsp_shift_o.value), perm=int(dut.rsp_perm_o.value),
                                    type=int(dut.rsp_type_o.value), is_global=int(dut.rsp_global_o.value))
        assert legal, self.judge.why()
        self.busy.discard(ident)
        self.answers += 1


@cocotb.test()
async def every_answer_is_legal(dut):
    requests = int(os.environ.get("REQUESTS", "500"))
    bench = Bench(dut, random.Random(int(os.environ.get("SEED", "1"))), bool(os.environ.get("BREAK")))
    for port in ("regime_valid regime_root_low regime_load regime_pkru regime_pkrs "
                 "req_valid req_implicit req_priv rsp_ready "
                 "mem_rsp_valid mem_rsp_id mem_rsp_error mem_rsp_ok mem_rsp_data fence_valid fence_va_valid fence_va "
                 "fence_asid_valid fence_asid").split():
        getattr(dut, port + "_i").value = 0
    dut.rst_ni.value = 0
    cocotb.start_soon(Clock(dut.clk_i, 2, "ns").start())
    for _ in range(3):
        await FallingEdge(dut.clk_i)
    dut.rst_ni.value = 1
    bench.build()
    bench.judge.regime(Regime("sv39", root=ROOT, asid=1, adue=True, svadu=True))
    dut.regime_valid_i.value = 1
    dut.regime_mode_i.value = 3
    dut.regime_root_ppn_i.value = ROOT >> 12
    dut.regime_asid_i.value = 1
    dut.regime_flags_i.value = FLAGS_SVADU
    dut.regime_pa_bits_i.value = 56
    await FallingEdge(dut.clk_i)
    dut.regime_valid_i.value = 0
    dut.rsp_ready_i.value = 1
    dut.mem_req_ready_i.value = 1
    dut.fence_globals_i.value = 1
    dut.fence_structures_i.value = 1
    made = 0
    # Everything is driven at the falling edge and looked at there too: outputs come from registers.
    while bench.answers < requests:
        if dut.fence_done_o.value:
            bench.judge.fence()
        bench.response()
        bench.memory_port()
        dut.fence_valid_i.value = bench.rng.random() < 0.005
        if bench.rng.random() < 0.02:
            bench.store(table(3 + bench.rng.randrange(5)) + 8 * bench.rng.randrange(8), bench.leaf())
            bench.edits += 1
        ident = made % 64
        offer = made < requests and ident not in bench.busy and dut.req_ready_o.value
        dut.req_valid_i.value = bool(offer)
        if offer:
            va = bench.rng.randrange(2) << 30 | bench.rng.randrange(3) << 21 | bench.rng.randrange(8) << 12 | \
                bench.rng.randrange(4096)
            access = bench.rng.choice([LOAD, STORE, FETCH])
            dut.req_id_i.value, dut.req_va_i.value, dut.req_access_i.value = ident, va, access
            bench.judge.request(ident, va, access, USER)
            bench.busy.add(ident)
            made += 1
        await FallingEdge(dut.clk_i)
    dut._log.info("%d answers, all legal; %d table edits without a fence of their own", bench.answers, bench.edits)
