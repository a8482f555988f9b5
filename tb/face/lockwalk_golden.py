"""Lockwalk's golden model for Python and cocotb, over liblockwalk_golden.so by ctypes. The C header
lockwalk/golden.h has the meaning of each call.

    from lockwalk_golden import Judge, Regime, LOAD, USER
    judge = Judge("sv39")
    judge.store(0x80000000, 8, 0x20000401)          # what software does, in the order in which it does it
    judge.regime(Regime("sv39", root=0x80000000, svadu=True, adue=True))
    judge.request(1, va=0x1000, access=LOAD, priv=USER)
    if not judge.response(1, kind=OK, pa=0x80001000, shift=12, perm=0xb):
        raise AssertionError(judge.why())
"""
import ctypes
import os

LOAD, STORE, FETCH, SS_LOAD, SS_STORE = range(5)
USER, SUPERVISOR = range(2)
OK, PAGE_FAULT, ACCESS_FAULT, GENERAL_PROTECTION, BUS_ERROR = range(5)

FLAGS = dict(
    sum=0x1, mxr=0x2, adue=0x4, pbmte=0x8, svnapot=0x10, svpbmt=0x20, svrsw60t59b=0x40, svadu=0x80, sbe=0x10000,
    wp=0x1, smep=0x2, smap=0x4, ac=0x8, nxe=0x10, pge=0x20, pke=0x40, pse=0x80, pks=0x100, no1g=0x200, cet=0x10000,
    lam_u48=0x20000, lam_u57=0x40000, lam_sup=0x80000)

ABI = 2


class _Regime(ctypes.Structure):
    _fields_ = [("format", ctypes.c_int32), ("flags", ctypes.c_uint32), ("root", ctypes.c_uint64),
                ("pdpte", ctypes.c_uint64 * 4), ("pkru", ctypes.c_uint32), ("pkrs", ctypes.c_uint32),
                ("asid", ctypes.c_uint16), ("pa_bits", ctypes.c_uint8), ("reserved", ctypes.c_uint8 * 5)]


class _Request(ctypes.Structure):
    _fields_ = [("va", ctypes.c_uint64), ("access", ctypes.c_uint8), ("priv", ctypes.c_uint8),
                ("implicit", ctypes.c_uint8), ("reserved", ctypes.c_uint8 * 5)]


class Answer(ctypes.Structure):
    _fields_ = [("pa", ctypes.c_uint64), ("code", ctypes.c_uint32), ("kind", ctypes.c_uint8), ("shift", ctypes.c_uint8),
                ("perm", ctypes.c_uint8), ("type", ctypes.c_uint8), ("is_global", ctypes.c_uint8),
                ("reserved", ctypes.c_uint8 * 7)]

    def __repr__(self):
        return "Answer(%s)" % ", ".join("%s=%#x" % (n, getattr(self, n)) for n, _ in self._fields_[:-1])


class Step(ctypes.Structure):
    _fields_ = [("addr", ctypes.c_uint64), ("value", ctypes.c_uint64), ("written", ctypes.c_uint64),
                ("level", ctypes.c_uint8), ("event", ctypes.c_uint8), ("reserved", ctypes.c_uint8 * 6)]


class Walk(ctypes.Structure):
    _fields_ = [("answer", Answer), ("reason", ctypes.c_uint32), ("steps", ctypes.c_uint32), ("step", Step * 24)]


def _load():
    name = os.environ.get("LOCKWALK_GOLDEN", "liblockwalk_golden.so.%d" % ABI)
    lib = ctypes.CDLL(name)
    u64, u32, i32, p = ctypes.c_uint64, ctypes.c_uint32, ctypes.c_int32, ctypes.c_void_p
    lib.lw_golden_abi.restype = u32
    if lib.lw_golden_abi() != ABI:
        raise ImportError("%s has interface version %d, this module speaks %d" % (name, lib.lw_golden_abi(), ABI))
    lib.lw_judge_open.restype = p
    lib.lw_judge_why.restype = ctypes.c_char_p
    lib.lw_reason_name.restype = lib.lw_reason_clause.restype = ctypes.c_char_p
    for call, arguments in dict(
            lw_format_find=[ctypes.c_char_p], lw_format_arch=[ctypes.c_int],
            lw_reason_name=[u32], lw_reason_clause=[u32, ctypes.c_int],
            lw_judge_open=[i32, u32, ctypes.c_char_p, u32, u32, ctypes.c_char_p, ctypes.c_size_t],
            lw_judge_sinval=[p, i32, u64, i32, u32], lw_judge_inval_ir=[p], lw_judge_free=[p],
            lw_judge_store=[p, u64, u32, u64],
            lw_judge_regime=[p, ctypes.POINTER(_Regime)], lw_judge_read=[p, u64, u32, u64, i32],
            lw_judge_update=[p, u64, u32, u64, u64, i32, i32], lw_judge_fence=[p, i32, u64, i32, u32, i32, i32],
            lw_judge_request=[p, u32, ctypes.POINTER(_Request)], lw_judge_response=[p, u32, ctypes.POINTER(Answer)],
            lw_judge_explains_read=[p, u64], lw_judge_explains_update=[p, u64, u64, u64],
            lw_judge_walk=[p, ctypes.POINTER(_Request), ctypes.POINTER(Walk)], lw_judge_answers=[p],
            lw_judge_answer=[p, u32, ctypes.POINTER(Answer)], lw_judge_why=[p]).items():
        getattr(lib, call).argtypes = arguments
    return lib


_lib = _load()


class GoldenError(Exception):
    """The call could not be carried out: a bad argument, or the judge's storage is full."""


def _checked(result):
    if result < 0:
        raise GoldenError({-1: "bad argument", -2: "the judge's storage is full: fence more, or make it larger"}.get(
            result, "no memory"))
    return result


def _format(name):
    number = _lib.lw_format_find(name.encode())
    if number < 0:
        raise GoldenError("no translation scheme '%s'" % name)
    return number


class Regime(_Regime):
    """What the unit is told: Regime("sv39", root=0x80000000, asid=1, sum=True, ...). Flags by name, see FLAGS."""

    def __init__(self, scheme, root=0, asid=0, pa_bits=40, pkru=0, pkrs=0, pdpte=(0, 0, 0, 0), **flags):
        super().__init__(_format(scheme), 0, root, (ctypes.c_uint64 * 4)(*pdpte), pkru, pkrs, asid, pa_bits)
        for name, on in flags.items():
            if on:
                self.flags |= FLAGS[name]


class Judge:
    """The set of legal answers of one translation unit. `profile`: what it is, keeps and may do, as
    the text of a profile ("profile 1\\ntlb=none"), or as a dict of its keys."""

    def __init__(self, scheme, hidden_port=False, whole_walk=False, fresh_faults=False, lazy_a=False, pairs=65536,
                 pages=4096, profile=None):
        options = hidden_port * 1 | whole_walk * 2 | fresh_faults * 4 | lazy_a * 8
        if isinstance(profile, dict):
            profile = "\n".join(["profile 1"] + ["%s=%s" % item for item in profile.items()])
        why = ctypes.create_string_buffer(512)
        self._arch = _lib.lw_format_arch(_format(scheme))
        self._judge = _lib.lw_judge_open(self._arch, options, profile and profile.encode(), pairs, pages, why,
                                         len(why))
        if not self._judge:
            raise GoldenError(why.value.decode())

    def __del__(self):
        if getattr(self, "_judge", None):
            _lib.lw_judge_free(self._judge)
            self._judge = None

    def store(self, addr, size, value):
        _checked(_lib.lw_judge_store(self._judge, addr, size, value))

    def regime(self, regime):
        _checked(_lib.lw_judge_regime(self._judge, regime))

    def read(self, addr, size, value, error=False):
        _checked(_lib.lw_judge_read(self._judge, addr, size, value, error))

    def update(self, addr, size, old, desired, ok, error=False):
        _checked(_lib.lw_judge_update(self._judge, addr, size, old, desired, ok, error))

    def fence(self, va=None, asid=None, globals_too=None, structures=None):
        """SFENCE.VMA with what is given; x86 names `globals_too` and `structures` as the instruction has it."""
        if globals_too is None:
            globals_too = asid is None
        if structures is None:
            structures = va is None
        _checked(_lib.lw_judge_fence(self._judge, va is not None, va or 0, asid is not None, asid or 0, globals_too,
                                     structures))

    def sinval(self, va=None, asid=None):
        """SINVAL.VMA: counts from the next inval_ir() on, which is SFENCE.INVAL.IR."""
        _checked(_lib.lw_judge_sinval(self._judge, va is not None, va or 0, asid is not None, asid or 0))

    def inval_ir(self):
        _checked(_lib.lw_judge_inval_ir(self._judge))

    def request(self, id, va, access=LOAD, priv=USER, implicit=False):
        _checked(_lib.lw_judge_request(self._judge, id, _Request(va, access, priv, implicit)))

    def response(self, id, kind=OK, code=0, pa=0, shift=0, perm=0, type=0, is_global=False):
        """True: legal."""
        return bool(_checked(_lib.lw_judge_response(self._judge, id, Answer(pa, code, kind, shift, perm, type,
                                                                            is_global))))

    def explains_read(self, addr):
        return bool(_checked(_lib.lw_judge_explains_read(self._judge, addr)))

    def explains_update(self, addr, expected, desired):
        return bool(_checked(_lib.lw_judge_explains_update(self._judge, addr, expected, desired)))

    def walk(self, va, access=LOAD, priv=USER, implicit=False):
        walk = Walk()
        _checked(_lib.lw_judge_walk(self._judge, _Request(va, access, priv, implicit), walk))
        return walk

    def clause(self, walk):
        """The clause of the manual that the walk ended by."""
        return _lib.lw_reason_clause(walk.reason, self._arch).decode()

    def answers(self):
        """The legal answers of the last response (at most 8 of them)."""
        found, answer = [], Answer()
        while _lib.lw_judge_answer(self._judge, len(found), answer) == 1:
            found.append(Answer.from_buffer_copy(answer))
        return found

    def why(self):
        return _lib.lw_judge_why(self._judge).decode()
