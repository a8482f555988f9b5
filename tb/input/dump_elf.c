// ELF cores of a whole machine: QEMU's dump-guest-memory, virsh dump --memory-only, /proc/vmcore,
// and our own.
#include <gelf.h>
#include <inttypes.h>
#include <libelf.h>
#include <string.h>

#include "tb/input/dump_internal.h"

// QEMU's note on each CPU: u32 version, u32 size, 16 general registers, rip, flags, 10 segments of
// 24 bytes, cr0 to cr4.
enum {
  QEMU_VERSION = 1,
  QEMU_RIP = 8 + 16 * 8,
  QEMU_CS = QEMU_RIP + 16,
  QEMU_CR0 = QEMU_CS + 10 * 24,
  QEMU_CR3 = QEMU_CR0 + 3 * 8,
  QEMU_CR4 = QEMU_CR0 + 4 * 8,
  QEMU_BYTES = QEMU_CR0 + 5 * 8
};
static const uint64_t NOTES_MAX = 1u << 26;

struct core {
  struct dump *d;
  Elf *elf;
  GElf_Ehdr header;
  size_t segments;
  unsigned cpus; // notes seen so far
  bool has_load, has_address;
};

// QEMU's note on the wanted CPU. It holds no EFER: a 64-bit core's CPU was in long mode, and every
// kernel sets NXE.
static void take_qemu(struct core *c, const unsigned char *desc, size_t bytes) {
  if (bytes < QEMU_BYTES || dump_le32(desc) != QEMU_VERSION || c->cpus++ != c->d->cpu) return;
  struct registers *r = &c->d->regs;
  uint64_t cr4 = dump_le64(desc + QEMU_CR4);
  registers_put(r, REG_CR0, dump_le64(desc + QEMU_CR0));
  registers_put(r, REG_CR3, dump_le64(desc + QEMU_CR3));
  registers_put(r, REG_CR4, cr4);
  registers_put(r, REG_RIP, dump_le64(desc + QEMU_RIP));
  registers_put(r, REG_CPL, dump_le32(desc + QEMU_CS) & 3);
  registers_put(r, REG_EFER, c->header.e_machine == EM_X86_64 ? 0xd01 : cr4 >> 5 & 1 ? 0x800 : 0);
}

static int read_notes(struct core *c, const GElf_Phdr *p, struct lw_error *e) {
  if (p->p_filesz > NOTES_MAX || p->p_offset > c->d->size || p->p_filesz > c->d->size - p->p_offset)
    return dump_fail(c->d, p->p_offset, e, "absurd notes: %" PRIu64 " bytes", (uint64_t)p->p_filesz);
  Elf_Data *notes = p->p_filesz ? elf_getdata_rawchunk(c->elf, (int64_t)p->p_offset, p->p_filesz, ELF_T_NHDR) : NULL;
  if (!notes) return p->p_filesz ? dump_fail(c->d, p->p_offset, e, "bad notes: %s", elf_errmsg(-1)) : 0;
  GElf_Nhdr n;
  size_t name, desc;
  bool x86 = c->header.e_machine != EM_RISCV;
  for (size_t at = 0; (at = gelf_getnote(notes, at, &n, &name, &desc)) > 0;) {
    const char *owner = (const char *)notes->d_buf + name;
    const unsigned char *body = (const unsigned char *)notes->d_buf + desc;
    if (x86 && n.n_namesz == 5 && memcmp(owner, "QEMU", 5) == 0) take_qemu(c, body, n.n_descsz);
    if (n.n_namesz == 9 && memcmp(owner, "LOCKWALK", 9) == 0) {
      struct registers ours = {0};
      if (!registers_of_json(&ours, (const char *)body, n.n_descsz))
        return dump_fail(c->d, p->p_offset, e, "the LOCKWALK note is no JSON object");
      registers_merge(&c->d->regs, &ours);
    }
  }
  return 0;
}

static int read_load(struct core *c, const GElf_Phdr *p, size_t index, struct lw_error *e) {
  struct dump *d = c->d;
  uint64_t memory = p->p_memsz < p->p_filesz ? p->p_filesz : p->p_memsz;
  if (p->p_paddr == UINT64_MAX) return 0; // "no physical address" (/proc/kcore)
  if (p->p_offset > d->size || p->p_filesz > d->size - p->p_offset)
    return dump_fail(d, p->p_offset, e, "the file ends in segment %zu (0x%" PRIx64 " bytes at 0x%" PRIx64 ")", index,
                     (uint64_t)p->p_filesz, (uint64_t)p->p_paddr);
  if (p->p_paddr >> 56 || memory > (1ull << 56) - p->p_paddr)
    return dump_fail(d, c->header.e_phoff, e, "segment %zu at 0x%" PRIx64 " leaves 56 bits", index,
                     (uint64_t)p->p_paddr);
  c->has_load = true;
  c->has_address = c->has_address || p->p_paddr || !p->p_vaddr;
  struct dump_segment held = {p->p_paddr, p->p_paddr + p->p_filesz, p->p_offset, false};
  struct dump_segment rest = {held.end, p->p_paddr + memory, 0, true}; // ELF: the rest of a segment is zero
  return dump_add(d, &held, e) || dump_add(d, &rest, e) ? LW_INPUT : 0;
}

static int read_segments(struct core *c, struct lw_error *e) {
  for (size_t i = 0; i < c->segments; i++) {
    GElf_Phdr p;
    if (!gelf_getphdr(c->elf, (int)i, &p))
      return dump_fail(c->d, c->header.e_phoff, e, "bad program header %zu: %s", i, elf_errmsg(-1));
    if (p.p_type == PT_NOTE && read_notes(c, &p, e)) return LW_INPUT;
    if (p.p_type == PT_LOAD && read_load(c, &p, i, e)) return LW_INPUT;
  }
  if (c->has_load && !c->has_address)
    return dump_fail(c->d, c->header.e_phoff, e, "the core of a process: its segments have no physical addresses");
  if (c->cpus && c->d->cpu >= c->cpus) return dump_fail(c->d, 0, e, "no CPU %u: the core holds %u", c->d->cpu, c->cpus);
  return 0;
}

static int read_header(struct core *c, struct lw_error *e) {
  struct dump *d = c->d;
  if (elf_kind(c->elf) != ELF_K_ELF || !gelf_getehdr(c->elf, &c->header))
    return dump_fail(d, 0, e, "bad ELF header: %s", elf_errmsg(-1));
  unsigned machine = c->header.e_machine;
  if (machine != EM_X86_64 && machine != EM_386 && machine != EM_RISCV)
    return dump_fail(d, 18, e, "a core of machine %u: not x86 or RISC-V", machine);
  if (c->header.e_ident[EI_DATA] != ELFDATA2LSB) return dump_fail(d, EI_DATA, e, "a big-endian core");
  if (c->header.e_type != ET_CORE) return dump_fail(d, 16, e, "ELF, but no core (type %u)", c->header.e_type);
  // More than 65,534 segments: e_phnum is 0xffff and section 0 holds the count; libelf knows.
  if (elf_getphdrnum(c->elf, &c->segments)) return dump_fail(d, 0, e, "bad ELF header: %s", elf_errmsg(-1));
  size_t each = gelf_fsize(c->elf, ELF_T_PHDR, 1, EV_CURRENT);
  if (c->header.e_phoff > d->size || c->segments > (d->size - c->header.e_phoff) / each)
    return dump_fail(d, c->header.e_phoff, e, "the file ends in its %zu program headers", c->segments);
  return 0;
}

int dump_read_elf(struct dump *d, struct lw_error *e) {
  if (elf_version(EV_CURRENT) == EV_NONE) return dump_fail(d, 0, e, "libelf is too old");
  struct core c = {.d = d, .elf = elf_begin(d->fd, ELF_C_READ_MMAP, NULL)};
  if (!c.elf) return dump_fail(d, 0, e, "bad ELF file: %s", elf_errmsg(-1));
  int code = read_header(&c, e);
  if (code == 0) code = read_segments(&c, e);
  elf_end(c.elf);
  return code;
}
