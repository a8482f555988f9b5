# Walks for no request: prefetches and speculation, where a profile says that the unit makes them. A
# request for another address is in flight, unless the case says that none is.
setup riscv_alone
profile speculation=yes
regime sv39 root=r asid=1
map a 4k va=0x40201000 pa=0x80000000

setup x86_alone
profile speculation=yes
regime x86-4l root=r pcid=1
map a 4k va=0x8040201000 pa=0x80000000

setup riscv
with riscv_alone
req 9 load 0x1000

setup x86
with x86_alone
req 9 load 0x1000

setup riscv_none
regime sv39 root=r asid=1
map a 4k va=0x40201000 pa=0x80000000

setup x86_none
regime x86-4l root=r pcid=1
map a 4k va=0x8040201000 pa=0x80000000

for ARCH TOP CLAUSE = riscv_none, 2, priv 12.3.2 | x86_none, 3, SDM3 4.10.2.3
case none [$CLAUSE]: a unit that is not said to speculate reads and updates for its requests alone
with $ARCH
illegal forbidden: may read a.$TOP
req 1 load a
walk a
rsp 1 = new
illegal forbidden: may read a.$TOP
illegal forbidden: may read a.0
illegal forbidden: load a may read a+0x1000.0

for ARCH TOP CLAUSE = riscv, 2, priv 12.3.2 | x86, 3, SDM3 4.10.2.3
case any_address [$CLAUSE]: speculation may walk from the root for any address
with $ARCH
legal allowed: may read a.$TOP
legal allowed: may read a+0x4000000000.$TOP
illegal forbidden: may read a.1
illegal forbidden: may read a.0
illegal forbidden: may read 0x90000000

for ARCH TOP CLAUSE = riscv, 2, priv 12.2.1 | x86, 3, SDM3 4.5.4
case reachable [$CLAUSE]: but only through entries that lead there
with $ARCH
read a.$TOP
illegal forbidden: may read a.0
read a.2
legal allowed: may read a.1
read a.1
legal allowed: may read a.0
legal allowed: may read a+0x7000.0

for ARCH TOP CLAUSE = riscv, 2, priv 12.3.2 | x86, 3, SDM3 4.10.2.3
case alone [$CLAUSE]: also while no request is in flight at all
with ${ARCH}_alone
legal allowed: may read a.$TOP
walk a
legal allowed: may read a.0
legal allowed: may read a+0x7000.0

for ARCH CLAUSE = riscv, priv 12.3.1 | x86, SDM3 4.8
case a_alone [$CLAUSE]: A too
with ${ARCH}_alone
set a a=0
walk a
legal allowed: may update a.0 +a
illegal forbidden: may update a.0 +d

for ARCH CLAUSE = riscv, priv 12.2.1 | x86, SDM3 4.10.2.3
case not_through_invalid [$CLAUSE]: not through one that is not valid
with $ARCH
set a v1=0
walk a
illegal forbidden: may read a.0

for ARCH CLAUSE = riscv, priv 12.3.2 | x86, SDM3 4.10.2.3
case prepared [$CLAUSE]: what it read serves requests
with $ARCH
walk a
legal allowed: load a = new
set a pa=0xc0000000
legal allowed: load a = old
legal allowed: load a walks = new

for ARCH FENCE CLAUSE = riscv, sfence, priv 12.3.2 | riscv, sfence va=a, priv 12.3.2 | x86, invlpg a, SDM3 4.10.4.1 | x86, mov_cr3 root=r, SDM3 4.10.4.1
case fenced [$CLAUSE]: a fence takes what speculation read before it
with $ARCH
walk a
$FENCE
illegal demanded: load a = new
legal demanded: load a walks = new

for FENCE ARCH TOP CLAUSE = sfence, riscv, 2, priv 12.3.2 | sfence asid=1, riscv, 2, priv 12.3.2
  | invlpg a, x86, 3, SDM3 4.10.4.1 | invlpg 0x1000, x86, 3, SDM3 4.10.4.1 | mov_cr3 root=r, x86, 3, SDM3 4.10.4.1
  | invpcid 1 pcid=1, x86, 3, SDM3 4.10.4.1 | invpcid 2, x86, 3, SDM3 4.10.4.1 | flush, x86, 3, SDM3 4.10.4.1
case fenced_midway [$CLAUSE]: and a speculative walk does not go on by what a fence took
with ${ARCH}_alone
read a.$TOP a.2 a.1
$FENCE
req 9 load 0x1000
illegal demanded: may read a.0
illegal demanded: may read a.1

case old_root [SDM3 4.10.3.2]: speculation begins at the root in force too
with x86_alone
mov_cr3 keep root=s
req 9 load 0x1000
illegal forbidden: may read a.3

for NEXT = regime bare root=0 asid=0
case inactive [priv 12.3.2]: nothing is walked while satp is not active
with riscv_alone
$NEXT
req 9 load 0x1000
illegal forbidden: may read a.2
walk a
illegal forbidden: may read a.0

for ARCH CLAUSE = riscv, priv 12.3.1 | x86, SDM3 4.8
case a_ahead [$CLAUSE]: A may be set ahead of the access, D never
with $ARCH
set a a=0 d=0
walk a
legal allowed: may update a.0 +a
illegal forbidden: may update a.0 +a +d
illegal forbidden: may update a.0 +d

for ARCH CLAUSE = riscv, priv 12.3.2 step 9 | x86, SDM3 4.8
case a_unread [$CLAUSE]: A is set in an entry that was read
with $ARCH
set a a=0
illegal forbidden: may update a.0 +a

case a_invalid [priv 12.3.2 step 3]: and in none that is not valid
with riscv
set a a=0 v=0
walk a
illegal forbidden: may update a.0 +a

case a_pointer_riscv [priv 12.3.1]: never in a RISC-V pointer
with riscv
walk a
illegal forbidden: may update a.1 +a

case a_pointer_x86 [SDM3 4.8]: in x86 pointers it may be
with x86
set a a1=0
walk a
legal allowed: may update a.1 +a
illegal forbidden: may update a.1 +a +d

case a_svade [priv 12.3.1]: not under Svade
with riscv_alone
regime adue=0
sfence
req 9 load 0x1000
set a a=0
walk a
illegal forbidden: may update a.0 +a

case not_present_x86 [SDM3 4.10.4.3]: what speculation found not present is not remembered
with x86
set a v=0
walk a
set a v=1
illegal forbidden: load a = fault np
legal demanded: load a walks = new

case invalid_riscv [priv 12.2.1]: on RISC-V it may be
with riscv
set a v=0
walk a
set a v=1
legal allowed: load a = fault
sfence va=a
illegal demanded: load a = fault

case other_asid [priv 12.3.2]: speculation reads for the ASID in force
with riscv_alone
walk a
regime asid=2 root=s
req 9 load 0x1000
illegal forbidden: load a = new

case other_pcid [SDM3 4.10.1]: and for the PCID in force
with x86_alone
walk a
mov_cr3 keep root=r pcid=2
req 9 load 0x1000
illegal forbidden: load a = new
illegal forbidden: may read a.1
