# PCIDs: what INVLPG, INVPCID, MOV to CR3 and the flushes of MOV to CR0 and CR4 take of each kind of
# cached information, and whose it is. PCID 1 (root r) is in force, PCID 2 has root s; `a` and `b` are
# one address in the two, `far` shares no table with it.
regime x86-4l root=r pcid=1
map far 4k va=0x28040201000 pa=0xa0000000

for S = 4k | 2m | 1g
for FORM = invlpg a | invpcid 0 va=a pcid=1 | invpcid 1 pcid=1 | invpcid 2 | invpcid 3 | mov_cr3 root=r pcid=1
  | flush | flush pcid
case own_taken [SDM3 4.10.4.1]: a translation of the current PCID, taken
map a $S va=0x8040201000 pa=0x80000000
use a
set a pa=0xc0000000
$FORM
mov_cr3 keep root=r pcid=1
illegal demanded: load a = old
legal demanded: load a walks = new

for S = 4k | 2m | 1g
for FORM = mov_cr3 keep root=r pcid=1 | invpcid 1 pcid=2 | invpcid 0 va=a pcid=2 | invlpg far
  | invpcid 0 va=far pcid=1 | mov_cr3 root=s pcid=2
case own_kept [SDM3 4.10.4.1]: and kept
map a $S va=0x8040201000 pa=0x80000000
use a
set a pa=0xc0000000
$FORM
mov_cr3 keep root=r pcid=1
legal allowed: load a = old
legal allowed: load a walks = new

for S = 4k | 2m | 1g
for FORM = invlpg a | invpcid 2 | flush | flush pcid
case own_global_taken [SDM3 4.10.4.1]: a global translation of the current PCID, taken
map a $S va=0x8040201000 pa=0x80000000 g=1
use a
set a pa=0xc0000000
$FORM
mov_cr3 keep root=r pcid=1
illegal demanded: load a = old
legal demanded: load a walks = new

for S = 4k | 2m | 1g
for FORM = invpcid 0 va=a pcid=1 | invpcid 1 pcid=1 | invpcid 3 | mov_cr3 root=r pcid=1
  | mov_cr3 keep root=r pcid=1 | invpcid 1 pcid=2 | invpcid 0 va=a pcid=2 | invlpg far
  | invpcid 0 va=far pcid=1 | mov_cr3 root=s pcid=2
case own_global_kept [SDM3 4.10.4.1]: and kept
map a $S va=0x8040201000 pa=0x80000000 g=1
use a
set a pa=0xc0000000
$FORM
mov_cr3 keep root=r pcid=1
legal allowed: load a = old
legal allowed: load a walks = new

for S = 4k | 2m | 1g
for FORM = invpcid 2 | invpcid 3 | flush | invpcid 1 pcid=2 | invpcid 0 va=a pcid=2 | mov_cr3 root=s pcid=2
case other_taken [SDM3 4.10.4.1]: a translation of another PCID, taken
map a $S va=0x8040201000 pa=0x80000000
mov_cr3 keep root=s pcid=2
map b $S va=0x8040201000 pa=0x40000000
use b
set b pa=0x140000000
mov_cr3 keep root=r pcid=1
$FORM
mov_cr3 keep root=s pcid=2
illegal demanded: load b = old
legal demanded: load b walks = new

for S = 4k | 2m | 1g
for FORM = invlpg a | invpcid 0 va=a pcid=1 | invpcid 1 pcid=1 | mov_cr3 root=r pcid=1
  | mov_cr3 keep root=r pcid=1 | flush pcid | invlpg far | invpcid 0 va=far pcid=1
case other_kept [SDM3 4.10.4.1]: and kept
map a $S va=0x8040201000 pa=0x80000000
mov_cr3 keep root=s pcid=2
map b $S va=0x8040201000 pa=0x40000000
use b
set b pa=0x140000000
mov_cr3 keep root=r pcid=1
$FORM
mov_cr3 keep root=s pcid=2
legal allowed: load b = old
legal allowed: load b walks = new

for S = 4k | 2m | 1g
for FORM = invlpg a | invpcid 2 | flush
case other_global_taken [SDM3 4.10.4.1]: a global translation that another PCID made, taken
map a $S va=0x8040201000 pa=0x80000000
mov_cr3 keep root=s pcid=2
map b $S va=0x8040201000 pa=0x40000000 g=1
use b
set b pa=0x140000000
mov_cr3 keep root=r pcid=1
$FORM
mov_cr3 keep root=r pcid=1
illegal demanded: load a = b@0
legal demanded: load a walks = new

for S = 4k | 2m | 1g
for FORM = invpcid 0 va=a pcid=1 | invpcid 1 pcid=1 | invpcid 3 | mov_cr3 root=r pcid=1
  | mov_cr3 keep root=r pcid=1 | flush pcid | invpcid 1 pcid=2 | invpcid 0 va=a pcid=2 | invlpg far
  | invpcid 0 va=far pcid=1 | mov_cr3 root=s pcid=2
case other_global_kept [SDM3 4.10.4.1]: and kept
map a $S va=0x8040201000 pa=0x80000000
mov_cr3 keep root=s pcid=2
map b $S va=0x8040201000 pa=0x40000000 g=1
use b
set b pa=0x140000000
mov_cr3 keep root=r pcid=1
$FORM
mov_cr3 keep root=r pcid=1
legal allowed: load a = b@0
legal allowed: load a walks = new

for FORM = invlpg a | invpcid 0 va=a pcid=1 | invpcid 1 pcid=1 | invpcid 2 | invpcid 3 | mov_cr3 root=r pcid=1
  | flush | flush pcid | invlpg far
case pointer_taken [SDM3 4.10.4.1]: a pointer that is used for the address, taken
map a 4k va=0x8040201000 pa=0x80000000
use a
swing a 1 pa=0xc0000000
$FORM
mov_cr3 keep root=r pcid=1
illegal demanded: load a may read a@0.0

for FORM = mov_cr3 keep root=r pcid=1 | invpcid 1 pcid=2 | invpcid 0 va=a pcid=2 | invpcid 0 va=far pcid=1
  | mov_cr3 root=s pcid=2
case pointer_kept [SDM3 4.10.4.1]: and kept
map a 4k va=0x8040201000 pa=0x80000000
use a
swing a 1 pa=0xc0000000
$FORM
mov_cr3 keep root=r pcid=1
legal allowed: load a may read a@0.0

for FORM = invlpg a | invpcid 1 pcid=1 | invpcid 2 | invpcid 3 | mov_cr3 root=r pcid=1 | flush | flush pcid
  | invlpg far
case pointer_elsewhere_taken [SDM3 4.10.4.1]: a pointer that is not used for the address, taken
map a 4k va=0x8040201000 pa=0x80000000
map c 4k va=0x18040201000 pa=0x80000000
use c
swing c 2 pa=0xc0000000
$FORM
mov_cr3 keep root=r pcid=1
illegal demanded: load c may read c@0.0

for FORM = invpcid 0 va=a pcid=1 | mov_cr3 keep root=r pcid=1 | invpcid 1 pcid=2 | invpcid 0 va=a pcid=2
  | invpcid 0 va=far pcid=1 | mov_cr3 root=s pcid=2
case pointer_elsewhere_kept [SDM3 4.10.4.1]: and kept
map a 4k va=0x8040201000 pa=0x80000000
map c 4k va=0x18040201000 pa=0x80000000
use c
swing c 2 pa=0xc0000000
$FORM
mov_cr3 keep root=r pcid=1
legal allowed: load c may read c@0.0

for FORM = invpcid 2 | invpcid 3 | flush | invpcid 1 pcid=2 | invpcid 0 va=a pcid=2 | mov_cr3 root=s pcid=2
case other_pointer_taken [SDM3 4.10.4.1]: a pointer of another PCID, taken
map a 4k va=0x8040201000 pa=0x80000000
mov_cr3 keep root=s pcid=2
map b 4k va=0x8040201000 pa=0x90000000
use b
swing b 3 pa=0xd0000000
mov_cr3 keep root=r pcid=1
$FORM
mov_cr3 keep root=s pcid=2
illegal demanded: load b may read b@0.0

for FORM = invlpg a | invpcid 0 va=a pcid=1 | invpcid 1 pcid=1 | mov_cr3 root=r pcid=1
  | mov_cr3 keep root=r pcid=1 | flush pcid | invlpg far | invpcid 0 va=far pcid=1
case other_pointer_kept [SDM3 4.10.4.1]: and kept
map a 4k va=0x8040201000 pa=0x80000000
mov_cr3 keep root=s pcid=2
map b 4k va=0x8040201000 pa=0x90000000
use b
swing b 3 pa=0xd0000000
mov_cr3 keep root=r pcid=1
$FORM
mov_cr3 keep root=s pcid=2
legal allowed: load b may read b@0.0

for FORM = invlpg a | invpcid 0 va=a pcid=1 | invpcid 1 pcid=1 | invpcid 2 | invpcid 3 | mov_cr3 root=r pcid=1
  | flush | flush pcid | invlpg far
case pointer_of_global_taken [SDM3 4.10.2.4]: a pointer above a global page is not global, and taken
map a 4k va=0x8040201000 pa=0x80000000 g=1
use a
swing a 1 pa=0xc0000000
$FORM
mov_cr3 keep root=r pcid=1
illegal demanded: load a may read a@0.0

for FORM = mov_cr3 keep root=r pcid=1 | invpcid 1 pcid=2 | invpcid 0 va=a pcid=2 | invpcid 0 va=far pcid=1
  | mov_cr3 root=s pcid=2
case pointer_of_global_kept [SDM3 4.10.2.4]: and kept
map a 4k va=0x8040201000 pa=0x80000000 g=1
use a
swing a 1 pa=0xc0000000
$FORM
mov_cr3 keep root=r pcid=1
legal allowed: load a may read a@0.0

# Whose it is.
case shared_root [SDM3 4.10.1]: two PCIDs with one root know nothing of each other
map a 4k va=0x8040201000 pa=0x80000000
use a
mov_cr3 keep root=r pcid=2
illegal forbidden: load a = new
illegal forbidden: load a may read a.0
illegal forbidden: load a may read a.2
legal demanded: load a may read a.3
legal demanded: load a walks = new

case shared_root_stale [SDM3 4.10.1]: nor does one answer by what the other read before software changed it
map a 4k va=0x8040201000 pa=0x80000000
use a
set a pa=0xc0000000
mov_cr3 keep root=r pcid=2
illegal forbidden: load a = old
legal demanded: load a walks = new
mov_cr3 keep root=r pcid=1
legal allowed: load a = old

case shared_root_after_use [SDM3 4.10.1]: a walk of the other PCID reads for that PCID
map a 4k va=0x8040201000 pa=0x80000000
use a
set a pa=0xc0000000
mov_cr3 keep root=r pcid=2
use a
legal demanded: load a = new
illegal forbidden: load a = old
mov_cr3 keep root=r pcid=1
legal allowed: load a = old
illegal forbidden: load a = new

case shared_root_fenced [SDM3 4.10.4.1]: one PCID is invalidated, the other keeps what it read
map a 4k va=0x8040201000 pa=0x80000000
use a
mov_cr3 keep root=r pcid=2
use a
set a pa=0xc0000000
invpcid 1 pcid=1
legal allowed: load a = old
mov_cr3 keep root=r pcid=1
illegal demanded: load a = old

case shared_root_first_use [SDM3 4.10.1]: what a PCID knew long ago is older than what another reads now
map a 4k va=0x8040201000 pa=0x80000000
use a
mov_cr3 keep root=r pcid=2
use a
mov_cr3 root=r pcid=1
illegal demanded: load a = new
mov_cr3 keep root=r pcid=2
legal allowed: load a = new

case shared_global [SDM3 4.10.2.4]: a global translation is used with any PCID
map a 4k va=0x8040201000 pa=0x80000000 g=1
use a
mov_cr3 keep root=s pcid=2
map b 4k va=0x8040201000 pa=0x90000000
legal allowed: load b = a
legal allowed: load b walks = new
illegal forbidden: load b may read a.0

for L = 1 | 2 | 3
case g_of_pointer [SDM3 4.10.2.4]: G of an entry that maps no page means nothing
map a 4k va=0x8040201000 pa=0x80000000 g$L=1
use a
legal demanded: load a = new global=0
illegal forbidden: load a = new global=1
mov_cr3 root=r pcid=1
illegal demanded: load a = new

for S = 4k | 2m | 1g
case g_of_page [SDM3 4.10.2.4]: G of the entry that maps the page is told
map a $S va=0x8040201000 pa=0x80000000 g=1
use a
legal demanded: load a = new global=1
illegal forbidden: load a = new global=0
mov_cr3 root=r pcid=1
legal allowed: load a = new

for S = 4k | 2m | 1g
case sizes [SDM3 4.10.4.1]: MOV to CR3 takes pages of every size
map a $S va=0x8040201000 pa=0x80000000
use a
set a pa=0xc0000000
mov_cr3 root=r pcid=1
illegal demanded: load a = old
legal demanded: load a walks = new

case to_other_pcid [SDM3 4.10.4.1]: MOV to CR3 without bit 63 takes what its new PCID had, not what the old one has
map a 4k va=0x8040201000 pa=0x80000000
use a
set a pa=0xc0000000
mov_cr3 root=s pcid=2
map b 4k va=0x8040201000 pa=0x90000000
illegal forbidden: load b = a@0
mov_cr3 keep root=r pcid=1
legal allowed: load a = old
mov_cr3 root=r pcid=1
illegal demanded: load a = old

case new_root_kept [SDM3 4.10.4.1]: bit 63 with another root for the same PCID: the old translations may serve
map a 4k va=0x8040201000 pa=0x80000000
use a
mov_cr3 keep root=s pcid=1
map b 4k va=0x8040201000 pa=0x90000000
legal allowed: load b = a
legal allowed: load b walks = new
mov_cr3 root=s pcid=1
illegal demanded: load b = a

case in_flight [SDM3 4.10.1]: what a walk reads belongs to the PCID that its request was accepted with
map a 4k va=0x8040201000 pa=0x80000000
req 1 load a
read a.3 a.2
mov_cr3 keep root=r pcid=2
read a.1 a.0
legal demanded: 1 = new
rsp 1 = new
illegal forbidden: load a = new
illegal forbidden: load a may read a.0
mov_cr3 keep root=r pcid=1
legal allowed: load a = new

case without_pcids [SDM3 4.10.1]: without PCIDs all is PCID 0, and MOV to CR3 takes it
regime pcid=0
map a 4k va=0x8040201000 pa=0x80000000
map g 4k va=0x8040202000 pa=0x90000000 g=1
use a
use g
mov_cr3 root=r
illegal demanded: load a = new
illegal demanded: load a may read a.0
legal allowed: load g = new
