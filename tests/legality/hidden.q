# A bench that does not see the PTE port: whatever memory held since the last fence may be known. The first
# fence forgets that the tables were empty once.
options hidden_port

setup riscv
regime sv39 root=r asid=1
map a 4k va=0x40201000 pa=0x80000000
sfence

setup x86
regime x86-4l root=r pcid=1
map a 4k va=0x8040201000 pa=0x80000000
flush

for ARCH CLAUSE = riscv, priv 12.2.1 | x86, SDM3 4.10.2.3
case unread [$CLAUSE]: what memory holds may be answered, and nothing else
with $ARCH
legal demanded: load a = new
illegal forbidden: load a = new pa=0x90000000
illegal forbidden: load a = new w=0
set a pa=0xc0000000
legal allowed: load a = old
legal allowed: load a = new
illegal forbidden: load a = new w=0

for ARCH FENCE CLAUSE = riscv, sfence, priv 12.2.1 | riscv, sfence va=a, priv 12.2.1 | riscv, sfence asid=1, priv 12.2.1
  | riscv, sfence va=a asid=1, priv 12.2.1 | x86, invlpg a, SDM3 4.10.4.1 | x86, invpcid 1 pcid=1, SDM3 4.10.4.1
  | x86, invpcid 2, SDM3 4.10.4.1 | x86, mov_cr3 root=r, SDM3 4.10.4.1 | x86, flush, SDM3 4.10.4.1
case fenced [$CLAUSE]: what was replaced before a fence is gone after it
with $ARCH
set a pa=0xc0000000
$FENCE
illegal demanded: load a = old
legal demanded: load a = new
set a pa=0x100000000
legal allowed: load a = old
legal allowed: load a = new
illegal demanded: load a = a@0

for ARCH FENCE CLAUSE = riscv, sfence asid=2, priv 12.2.1 | riscv, sfence va=0x40202000, priv 12.2.1
  | x86, invlpg 0x8040202000, SDM3 4.10.4.1 | x86, invpcid 1 pcid=2, SDM3 4.10.4.1
case other_fence [$CLAUSE]: a fence of something else leaves it
with $ARCH
set a pa=0xc0000000
$FENCE
legal allowed: load a = old
legal allowed: load a = new

for ARCH CLAUSE = riscv, priv 12.2.1 | x86, SDM3 4.10.3.2
case several [$CLAUSE]: every value since the fence is one
with $ARCH
set a pa=0xc0000000
set a pa=0x100000000
set a pa=0x140000000
legal allowed: load a = a@0
legal allowed: load a = a@1
legal allowed: load a = a@2
legal allowed: load a = new
illegal forbidden: load a = a@0 pa=0x180000000

for ARCH LATER FENCE CLAUSE = riscv, sfence, sfence va=a, priv 12.2.1 | x86, invlpg a, invpcid 1 pcid=2, SDM3 4.10.3.1
case pointers [$CLAUSE]: an old pointer leads to what memory holds below it
with $ARCH
swing a 1 pa=0xc0000000
store a@0.0 0
legal allowed: load a = old
legal allowed: load a = new
$FENCE
legal allowed: load a = new
$LATER
illegal demanded: load a = old
legal demanded: load a = new

case invalid_riscv [priv 12.2.1]: an entry that was invalid may be remembered on RISC-V
with riscv
set a v=0
set a v=1
legal allowed: load a = old
legal allowed: load a = new
sfence va=a
illegal demanded: load a = old

case invalid_x86 [SDM3 4.10.4.3]: and not on x86, where a walk may still see it while it lasts
with x86
set a v=0
legal allowed: load a = fault np
set a v=1
illegal forbidden: load a = fault np
legal demanded: load a = new

case in_flight [priv 12.2.1]: what memory holds while a request is in flight may answer it
with riscv
req 1 load a
set a pa=0xc0000000
sfence
legal allowed: 1 = old
legal allowed: 1 = new
illegal demanded: load a = old

for ARCH VA CLAUSE = riscv, 0x40201000, priv 12.3.2 | x86, 0x8040201000, SDM3 4.10.1
case other_space [$CLAUSE]: another ASID or PCID has its own tables
with $ARCH
regime pcid=2 root=s
map b 4k va=$VA pa=0x90000000
illegal forbidden: load b = a
legal allowed: load b = new

case global [priv 12.3.1]: a global mapping serves them all
with riscv
set a g=1
regime asid=2 root=s
map b 4k va=0x40201000 pa=0x90000000
legal allowed: load b = a
legal allowed: load b = new

case page_fault [SDM3 4.10.4.1]: a page fault forgets the page, so that a right that was given is refused once
with x86
set a w=0
flush
set a w=1
legal allowed: store a = fault p
req 1 store a
rsp 1 = fault p
illegal demanded: store a = fault p
legal demanded: store a = new

case updates [priv 12.3.2 step 9]: A and D that the unit set are in memory before the answer
with riscv
set a d=0
sfence
illegal forbidden: store a = new
req 1 store a
update a.0 +d
legal demanded: 1 = new
legal allowed: store a = new
