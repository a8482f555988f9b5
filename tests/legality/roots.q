# Roots: satp.PPN, CR3. Reads begin at the root in force, or below what is known; what was read under a
# root that was replaced stays until a fence.

setup riscv
regime sv39 root=r asid=1
map a 4k va=0x40201000 pa=0x80000000
setup riscv_replaced
regime root=s
map b 4k va=0x40201000 pa=0xc0000000

setup x86
regime x86-4l root=r pcid=1
map a 4k va=0x8040201000 pa=0x80000000
setup x86_replaced
mov_cr3 keep root=s
map b 4k va=0x8040201000 pa=0xc0000000

for ARCH TOP CLAUSE NEXT = riscv, 2, priv 12.2.1, 0x40000000 | x86, 3, SDM3 4.10.3.2, 0x8000000000
case in_force [$CLAUSE]: a walk begins at the root in force, at the entry that the address selects
with $ARCH
legal demanded: load a may read a.$TOP
illegal forbidden: load a may read a.0
illegal forbidden: load a may read a.1
illegal forbidden: load a may read a+$NEXT.$TOP

for ARCH TOP CLAUSE = riscv, 2, priv 12.3.2 step 4 | x86, 3, SDM3 4.5.4
case step_by_step [$CLAUSE]: each entry is found by the one above it
with $ARCH
req 1 load a
read a.$TOP
illegal forbidden: 1 may read a.0
read a.2
legal demanded: 1 may read a.1
illegal forbidden: 1 may read a.0
illegal forbidden: 1 = new
read a.1
legal demanded: 1 may read a.0
illegal forbidden: 1 may read a+0x1000.0
illegal forbidden: 1 = new
read a.0
legal demanded: 1 = new

for ARCH TOP CLAUSE = riscv, 2, priv 12.3.2 | x86, 3, SDM3 4.10.3.2
case skipped [$CLAUSE]: a walk may begin below what is known, and may read again what it knows
with $ARCH
use a
legal allowed: load a may read a.0
legal allowed: load a may read a.1
legal allowed: load a may read a.$TOP
legal allowed: load a+0x1000 may read a+0x1000.0
illegal forbidden: load a may read a+0x1000.0

for ARCH TOP CLAUSE = riscv, 2, priv 12.2.1 | x86, 3, SDM3 4.10.3.2
case replaced [$CLAUSE]: a root that was replaced is not read for a request that comes after
with $ARCH
use a
with ${ARCH}_replaced
illegal forbidden: load b may read a.$TOP
legal demanded: load b may read b.$TOP
illegal forbidden: load b may read b.0
legal allowed: load b walks = new

for ARCH CLAUSE = riscv, priv 12.2.1 | x86, SDM3 4.10.4.1
case known_below [$CLAUSE]: pointers known under it stay, with the same ASID or PCID, until a fence
with $ARCH
use a
with ${ARCH}_replaced
legal allowed: load b may read a.1
legal allowed: load b may read a.0
legal allowed: load b reads a.0 = a
legal allowed: load b = a

for ARCH TOP CLAUSE = riscv, 2, priv 12.2.1 | x86, 3, SDM3 4.10.3.2
case never_walked [$CLAUSE]: nothing is known of a root that was replaced before it was read
with $ARCH
with ${ARCH}_replaced
illegal forbidden: load b may read a.$TOP
illegal forbidden: load b may read a.1
illegal forbidden: load b = a
illegal forbidden: load b reads a.$TOP a.2 a.1 a.0 = a

for ARCH TOP CLAUSE = riscv, 2, priv 12.1.11 | x86, 3, SDM3 4.10.3.2
case in_flight [$CLAUSE]: a request that was accepted before goes on under its own root
with $ARCH
req 1 load a
with ${ARCH}_replaced
legal allowed: 1 may read a.$TOP
legal allowed: 1 walks = new
read a.$TOP a.2
legal allowed: 1 may read a.1
illegal forbidden: load b may read a.$TOP

for ARCH TOP CLAUSE = riscv, 2, priv 12.2.1 | x86, 3, SDM3 4.10.3.2
case restored [$CLAUSE]: a root that is in force again is read again
with $ARCH
use a
with ${ARCH}_replaced
use b
regime root=r
legal demanded: load a may read a.$TOP
legal allowed: load a = new
illegal forbidden: load a may read b.$TOP

for ARCH TOP CLAUSE NEXT = riscv, 2, priv 12.2.1, sfence asid=1 | x86, 3, SDM3 4.10.4.1, mov_cr3 root=s
case fenced [$CLAUSE]: a fence of the ASID or PCID ends what was known below the old root
with $ARCH
use a
with ${ARCH}_replaced
$NEXT
illegal demanded: load b = a
illegal demanded: load b may read a.1
illegal demanded: load b may read a.$TOP
legal demanded: load b may read b.$TOP

for ARCH CLAUSE NEXT = riscv, priv 12.3.2, regime asid=2 root=s | x86, SDM3 4.10.1, mov_cr3 keep pcid=2 root=s
case other_space [$CLAUSE]: pointers known under another ASID or PCID are not followed
with $ARCH
use a
$NEXT
map b 4k va=0x8040201000 pa=0xc0000000
illegal forbidden: load a may read a.1
illegal forbidden: load a may read a.0
illegal forbidden: load a = new

for ARCH TOP CLAUSE = riscv, 2, priv 12.2.1 | x86, 3, SDM3 4.10.3.2
case edited_after [$CLAUSE]: what software stores in the old root later is never read
with $ARCH
use a
with ${ARCH}_replaced
swing a $TOP pa=0x40000000
illegal forbidden: load b may read a.$TOP
illegal forbidden: load b may read a.0
illegal forbidden: load b reads a.$TOP a.0 = a
legal allowed: load b = a@0

case bare_reads_nothing [priv 12.3.2 step 1]: without translation nothing is walked
with riscv
use a
regime bare root=0 asid=0
illegal forbidden: load 0x40201000 may read a.2
illegal forbidden: load 0x40201000 may read a.0

case bare_in_flight [priv 12.1.11]: a translation that began need not end when satp changes
with riscv
req 1 load a
read a.2
regime bare root=0 asid=0
legal allowed: 1 may read a.1
legal allowed: 1 reads a.1 a.0 = new

for F = sv48 | sv57
case other_scheme [priv 12.2.1]: a root for another scheme: its tables are not read as this one's
with riscv
use a
regime $F root=s
map b 4k va=0x40201000 pa=0xc0000000
illegal forbidden: load b may read a.2
legal allowed: load b walks = new
legal allowed: load b may read a.1

for F TOP = x86-2l, 1 | x86-5l, 4
case x86_schemes [SDM3 4.10.3.2]: a root that was replaced is not read in any scheme
regime $F root=r pcid=0
map a 4k va=0x40201000 pa=0x80000000
use a
mov_cr3 root=s
map b 4k va=0x40201000 pa=0xc0000000
illegal forbidden: load b may read a.$TOP
illegal demanded: load b may read a.0
illegal demanded: load b = a
legal demanded: load b walks = new

for F TOP = sv32, 1 | sv48, 3 | sv57, 4
case riscv_schemes [priv 12.2.1]: nor in any of these
regime $F root=r asid=0
map a 4k va=0x40201000 pa=0x80000000
use a
regime root=s
map b 4k va=0x40201000 pa=0xc0000000
illegal forbidden: load b may read a.$TOP
legal allowed: load b may read a.0
sfence asid=0
illegal demanded: load b may read a.0
legal demanded: load b walks = new
