// The only process of a captured machine: it makes page tables worth looking at, and waits where it
// is told to. No libc: one static binary for i386 and amd64. It talks over the serial port:
// "lockwalk: NAME" when a phase is reached; a byte from outside sends it on.
#define PAGE 4096ul
enum { RD = 0, RDWR = 2, O_NONBLOCK = 04000, O_DSYNC = 010000 };
enum { R = 1, W = 2, X = 4, PRIVATE = 2, SHARED = 1, ANON = 0x20, HUGETLB = 0x40000, HUGEPAGE = 14 };

#ifdef __x86_64__
enum { READ = 0, WRITE = 1, OPEN = 2, MMAP = 9, MPROTECT = 10, MADVISE = 28, FORK = 57, MKNOD = 133, MOUNT = 165,
       GETRANDOM = 318, SCHED_YIELD = 24, GETPID = 39, EXIT = 60 };
static long call(long n, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "0"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
static long map(long at, long bytes, long prot, long flags, long fd, long offset) {
  return call(MMAP, at, bytes, prot, flags, fd, offset);
}
#else
enum { READ = 3, WRITE = 4, OPEN = 5, MMAP2 = 192, MPROTECT = 125, MADVISE = 219, FORK = 2, MKNOD = 14, MOUNT = 21,
       GETRANDOM = 355, SCHED_YIELD = 158, GETPID = 20, EXIT = 1 };
static long call(long n, long a, long b, long c, long d, long e, long f) {
  long result;
  long six[7] = {n, a, b, c, d, e, f};
  __asm__ volatile("pushl %%ebp; pushl %%ebx; movl 4(%1), %%ebx; movl 8(%1), %%ecx; movl 12(%1), %%edx;"
                   "movl 16(%1), %%esi; movl 20(%1), %%edi; movl 24(%1), %%ebp; movl (%1), %%eax; int $0x80;"
                   "popl %%ebx; popl %%ebp"
                   : "=a"(result)
                   : "a"(six)
                   : "ecx", "edx", "esi", "edi", "memory");
  return result;
}
static long map(long at, long bytes, long prot, long flags, long fd, long offset) {
  return call(MMAP2, at, bytes, prot, flags, fd, (long)((unsigned long)offset / PAGE));
}
#endif

static const char only_read[3 * PAGE] = {1};
static char written[8 * PAGE] = {1};
static char never_touched[64 * PAGE];
static long serial;

static int is_error(long result) {
  return result < 0 && result > -4096;
}

static void say(const char *text) {
  long n = 0;
  while (text[n])
    n++;
  call(WRITE, serial, (long)text, n, 0, 0, 0);
}

static void touch(long at, long bytes, long step, int store) {
  for (long i = 0; i < bytes && !is_error(at); i += step) {
    volatile char *p = (volatile char *)at + i;
    if (store)
      *p = 1;
    else
      (void)*p;
  }
}

static void spin(long turns) {
  for (volatile long i = 0; i < turns; i++) {
  }
}

// Until a byte comes. In the kernel: nearly all the time is spent in one long call after another.
static void wait_at(const char *name, int in_kernel, long buffer) {
  char byte;
  say(name);
  while (call(READ, serial, (long)&byte, 1, 0, 0, 0) != 1) {
    if (in_kernel)
      call(GETRANDOM, buffer, 64 * 1024, 0, 0, 0, 0);
    else
      spin(2000000);
  }
}

static long map_one(long bytes, long prot, long flags) {
  return map(0, bytes, prot, PRIVATE | ANON | flags, -1, 0);
}

static void map_device(void) {
  call(MKNOD, (long)"/dev/mem", 020600, 1 << 8 | 1, 0, 0, 0);
  long mem = call(OPEN, (long)"/dev/mem", RDWR | O_DSYNC, 0, 0, 0, 0); // so opened it is mapped uncached
  touch(map(0, 8 * PAGE, R | W, SHARED, mem, 0xb8000), 8 * PAGE, PAGE, 0);
  touch(map(0, PAGE, R, SHARED, mem, 0xfed00000), PAGE, PAGE, 0); // HPET
}

static void map_file(void) {
  long self = call(OPEN, (long)"/init", RD, 0, 0, 0, 0);
  touch(map(0, 4 * PAGE, R, SHARED, self, 0), 4 * PAGE, PAGE, 0);
  touch(map(0, 4 * PAGE, R | X, PRIVATE, self, 0), 4 * PAGE, PAGE, 0);
  touch(map(0, 4 * PAGE, R | W, PRIVATE, self, 0), 4 * PAGE, 2 * PAGE, 1);
}

// Every right, pages that are read only so far, holes, large pages, and some at far addresses.
static long map_memory(void) {
  static const long prot[] = {R, R | W, R | X, R | W | X, 0};
  for (unsigned i = 0; i < sizeof prot / sizeof *prot; i++) {
    long at = map_one(24 * PAGE, prot[i], 0);
    if (prot[i] & R) touch(at, 8 * PAGE, PAGE, 0); // the zero page
    if (prot[i] & W) touch(at + 8 * PAGE, 16 * PAGE, 3 * PAGE, 1);
  }
  long changed = map_one(32 * PAGE, R | W, 0);
  touch(changed, 32 * PAGE, PAGE, 1);
  call(MPROTECT, changed + 4 * PAGE, 8 * PAGE, R, 0, 0, 0);
  call(MPROTECT, changed + 16 * PAGE, 4 * PAGE, R | X, 0, 0, 0);
  call(MPROTECT, changed + 24 * PAGE, 4 * PAGE, 0, 0, 0, 0);
  long thp = map_one(32l << 20, R | W, 0);
  call(MADVISE, thp, 32l << 20, HUGEPAGE, 0, 0, 0);
  touch(thp, 16l << 20, 1l << 20, 1);
  for (int i = 0; i < 3; i++) // one at a time, so that a failure costs only one
    touch(map_one(4l << 20, i == 1 ? R : R | W, HUGETLB), 4l << 20, 2l << 20, i != 1);
  touch(map(0x10000000, 3 * PAGE, R | W, PRIVATE | ANON, -1, 0), 3 * PAGE, PAGE, 1);
  touch(map(0x3ffff000, 2 * PAGE, R | W, PRIVATE | ANON, -1, 0), 2 * PAGE, PAGE, 1);
  touch((long)only_read, sizeof only_read, PAGE, 0);
  touch((long)written, sizeof written / 2, PAGE, 1);
  touch((long)never_touched, 4 * PAGE, PAGE, 0);
  long buffer = map_one(64 * 1024, R | W, 0);
  touch(buffer, 64 * 1024, PAGE, 1);
  return buffer;
}

void begin(void) {
  if (call(GETPID, 0, 0, 0, 0, 0, 0) != 1) call(EXIT, 2, 0, 0, 0, 0, 0); // this is for a machine of its own
  call(MKNOD, (long)"/dev/ttyS0", 020600, 4 << 8 | 64, 0, 0, 0);
  serial = call(OPEN, (long)"/dev/ttyS0", RDWR | O_NONBLOCK, 0, 0, 0, 0);
  map_device();
  map_file();
  long buffer = map_memory();
  wait_at("lockwalk: user\n", 0, 0);
  wait_at("lockwalk: kernel\n", 1, buffer);
  if (call(FORK, 0, 0, 0, 0, 0, 0) == 0) {
    touch((long)written, sizeof written, 3 * PAGE, 1); // some copied, some still shared
    wait_at("lockwalk: child\n", 0, 0);
  }
  for (;;)
    call(READ, 0, 0, 0, 0, 0, 0), call(SCHED_YIELD, 0, 0, 0, 0, 0, 0);
}

__asm__(".globl _start\n_start:\n"
#ifdef __x86_64__
        "andq $-16, %rsp\ncall begin\n"
#else
        "andl $-16, %esp\ncall begin\n"
#endif
);
