#include "tb/input/dump_write.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "tb/text/outfile.h"

static void put(unsigned char *to, unsigned bytes, uint64_t value) {
  for (unsigned i = 0; i < bytes; i++)
    to[i] = (unsigned char)(value >> 8 * i);
}

struct dump_run *dump_runs(const struct ram_image *ram, size_t *runs) {
  struct dump_run *run = calloc(ram->pages + 1, sizeof *run);
  *runs = 0;
  for (size_t i = 0; run && i < ram->pages; i++) {
    struct dump_run *last = *runs ? &run[*runs - 1] : NULL;
    if (last && last->pa + last->bytes == ram->page_pa[i])
      last->bytes += DUMP_PAGE_BYTES;
    else
      run[(*runs)++] = (struct dump_run){ram->page_pa[i], DUMP_PAGE_BYTES, ram->page[i]};
  }
  return run;
}

static void write_words(FILE *f, const struct dump_run *run) {
  for (uint64_t i = 0; i < run->bytes / 8; i++) {
    unsigned char b[8];
    put(b, 8, run->words[i]);
    fwrite(b, 1, sizeof b, f);
  }
}

int dump_write_lime(const char *path, const struct dump_run *run, size_t runs, struct lw_error *e) {
  struct outfile out;
  if (outfile_open(&out, path, e)) return LW_INPUT;
  for (size_t i = 0; i < runs; i++) {
    unsigned char header[32] = {0};
    put(header, 4, 0x4c694d45);
    put(header + 4, 4, 1);
    put(header + 8, 8, run[i].pa);
    put(header + 16, 8, run[i].pa + run[i].bytes - 1);
    fwrite(header, 1, sizeof header, out.file);
    write_words(out.file, &run[i]);
  }
  return outfile_commit(&out, e);
}

int dump_write_raw(const char *path, const struct dump_run *run, size_t runs, struct lw_error *e) {
  struct outfile out;
  if (outfile_open(&out, path, e)) return LW_INPUT;
  for (size_t i = 0; i < runs; i++) {
    if (fseeko(out.file, (off_t)(run[i].pa - run[0].pa), SEEK_SET)) {
      outfile_abort(&out);
      return lw_fail(e, LW_INPUT, "%s: cannot write: a file of this size is not possible here", path);
    }
    write_words(out.file, &run[i]);
  }
  return outfile_commit(&out, e);
}

// --- ELF -----------------------------------------------------------------------------------------
enum {
  EHDR = sizeof(Elf64_Ehdr),
  PHDR = sizeof(Elf64_Phdr),
  SHDR = sizeof(Elf64_Shdr),
  QEMU_DESC = 440,
  QEMU_CR0 = 392,
  NOTES_ROOM = 4096
};

static size_t put_note(unsigned char *to, const char *name, const void *desc, size_t bytes) {
  size_t name_bytes = strlen(name) + 1, at = 12;
  put(to, 4, name_bytes);
  put(to + 4, 4, bytes);
  memcpy(to + at, name, name_bytes);
  at += (name_bytes + 3) & ~(size_t)3;
  memcpy(to + at, desc, bytes);
  return at + ((bytes + 3) & ~(size_t)3);
}

// QEMU's CPU state, of which only the control registers, rip and cs are told (dump_elf.c).
static size_t put_notes(unsigned char notes[NOTES_ROOM], const struct registers *r, const struct image *image) {
  size_t at = 0;
  if (r->known >> REG_CR3 & 1) {
    unsigned char desc[QEMU_DESC] = {0};
    put(desc, 4, 1);
    put(desc + 4, 4, sizeof desc);
    put(desc + 136, 8, r->value[REG_RIP]);
    put(desc + 152, 4, r->value[REG_CPL]);
    put(desc + QEMU_CR0, 8, r->value[REG_CR0]);
    put(desc + QEMU_CR0 + 24, 8, r->value[REG_CR3]);
    put(desc + QEMU_CR0 + 32, 8, r->value[REG_CR4]);
    at += put_note(notes, "QEMU", desc, sizeof desc);
  }
  if (image->json_bytes < NOTES_ROOM / 2) at += put_note(notes + at, "LOCKWALK", image->json, image->json_bytes);
  return at;
}

static void write_phdr(FILE *f, uint32_t type, uint64_t offset, uint64_t pa, uint64_t bytes) {
  unsigned char p[PHDR] = {0};
  put(p, 4, type);
  put(p + 8, 8, offset);
  put(p + 24, 8, pa);
  put(p + 32, 8, bytes);
  put(p + 40, 8, bytes);
  fwrite(p, 1, sizeof p, f);
}

static void write_ehdr(FILE *f, const struct format *format, size_t headers) {
  static const unsigned char ident[7] = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT};
  unsigned char h[EHDR] = {0};
  bool many = headers >= PN_XNUM;
  memcpy(h, ident, sizeof ident);
  put(h + 16, 2, ET_CORE);
  put(h + 18, 2, format->arch == ARCH_RISCV ? EM_RISCV : format->levels >= 4 ? EM_X86_64 : EM_386);
  put(h + 20, 4, EV_CURRENT);
  put(h + 32, 8, EHDR + (many ? SHDR : 0)); // e_phoff
  put(h + 40, 8, many ? EHDR : 0);          // e_shoff
  put(h + 52, 2, EHDR);
  put(h + 54, 2, PHDR);
  put(h + 56, 2, many ? PN_XNUM : headers);
  put(h + 58, 2, SHDR);
  put(h + 60, 2, many ? 1 : 0);
  fwrite(h, 1, sizeof h, f);
  if (!many) return;
  unsigned char section[SHDR] = {0};
  put(section + 44, 4, headers); // sh_info
  fwrite(section, 1, sizeof section, f);
}

int dump_write_elf(const char *path, const struct dump_run *run, size_t runs, const struct image *image,
                   struct lw_error *e) {
  struct outfile out;
  struct registers regs = {0};
  unsigned char notes[NOTES_ROOM] = {0};
  registers_of_json(&regs, image->json, image->json_bytes);
  size_t note_bytes = put_notes(notes, &regs, image), headers = runs + 1;
  if (outfile_open(&out, path, e)) return LW_INPUT;
  write_ehdr(out.file, format_get(image->regime.format), headers);
  uint64_t at = EHDR + (headers >= PN_XNUM ? SHDR : 0) + headers * PHDR;
  write_phdr(out.file, PT_NOTE, at, 0, note_bytes);
  at += note_bytes;
  for (size_t i = 0; i < runs; i++) {
    write_phdr(out.file, PT_LOAD, at, run[i].pa, run[i].bytes);
    at += run[i].bytes;
  }
  fwrite(notes, 1, note_bytes, out.file);
  for (size_t i = 0; i < runs; i++)
    write_words(out.file, &run[i]);
  return outfile_commit(&out, e);
}
