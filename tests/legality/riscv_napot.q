# Svnapot: one entry for sixteen pages, and sixteen entries for one fence each.
regime sv39 root=r asid=1
setup group
map n 64k va=0x40200000 pa=0x80000000

for OFF = 0x0000 | 0x1000 | 0x7000 | 0xf000
case serves_group [Svnapot]: a NAPOT entry may serve each of its sixteen pages
with group
use n
legal allowed: load n+$OFF = new
legal allowed: load n+$OFF walks = new

for OFF = 0x10000 | 0x11000 | 0x1f000
case serves_no_more [Svnapot]: and no page of another group
with group
use n
illegal forbidden: load n+$OFF = new

case address [Svnapot]: the low four bits of the page number come from the address
with group
use n
legal allowed: load n+0x3000 = new pa=0x80003000
illegal forbidden: load n+0x3000 = new pa=0x80008000
illegal forbidden: load n+0x3000 = new pa=0x80000000

case one_entry [Svnapot]: one entry of a group may serve a page whose own entry says otherwise
map n napot va=0x40200000 pa=0x80000000
map p 4k va=0x40203000 pa=0xc0000000
use n
legal allowed: load p = n pa=0x80003000
legal allowed: load p walks = new
illegal forbidden: load p = new

case neighbours_differ [Svnapot]: two NAPOT entries of a group that differ: either may be used
map n napot va=0x40200000 pa=0x80000000
map m napot va=0x40203000 pa=0xc0000000
use n
use m
legal allowed: load n = m pa=0xc0000000
legal allowed: load n = new
legal allowed: load m = n pa=0x80003000
legal allowed: load n+0x5000 = n pa=0x80005000
legal allowed: load n+0x5000 = m pa=0xc0005000

# Fences.
for FORM = sfence va=n | sfence va=n asid=1
case page_fenced [Svnapot]: a fence of one page takes what serves that page
with group
use n
set n pa=0xc0000000
$FORM
illegal demanded: load n = old
legal allowed: load n+0x1000 = old
legal allowed: load n+0xf000 = old
legal demanded: load n walks = new

for OFF = 0x1000 | 0x2000 | 0xf000
case neighbour_fenced [Svnapot]: a fence of a neighbour takes what serves the neighbour, wherever it was read
with group
use n
set n pa=0xc0000000
sfence va=n+$OFF
illegal demanded: load n+$OFF = old
legal allowed: load n = old
legal demanded: load n+$OFF reads n+$OFF.0 = new

case read_page_fenced [Svnapot]: the page that was read has gone, its neighbours may stay
with group
use n
sfence va=n
legal allowed: load n+0x1000 = new
illegal demanded: load n = new
sfence va=n+0x1000
illegal demanded: load n+0x1000 = new
legal allowed: load n+0x2000 = new

case all_fenced [Svnapot]: fences of all sixteen pages take all
with group
use n
set n v=0
sfence va=n
sfence va=n+0x1000
sfence va=n+0x2000
sfence va=n+0x3000
sfence va=n+0x4000
sfence va=n+0x5000
sfence va=n+0x6000
sfence va=n+0x7000
sfence va=n+0x8000
sfence va=n+0x9000
sfence va=n+0xa000
sfence va=n+0xb000
sfence va=n+0xc000
sfence va=n+0xd000
sfence va=n+0xe000
sfence va=n+0xf000
illegal demanded: load n = old
illegal demanded: load n+0x9000 = old
illegal demanded: load n+0xf000 = old

for FORM = sfence | sfence asid=1
for OFF = 0x0000 | 0x5000 | 0xf000
case whole_fence [priv 12.2.1]: a fence without an address takes the group
with group
use n
set n pa=0xc0000000
$FORM
illegal demanded: load n+$OFF = old

for FORM = sfence va=0x40210000 | sfence va=0x401ff000 | sfence asid=2 | sfence va=n asid=2
case other_fence [Svnapot]: a fence of another group or ASID leaves it
with group
use n
set n pa=0xc0000000
$FORM
legal allowed: load n = old
legal allowed: load n+0x8000 = old

case reread_by_neighbour [Svnapot]: a fenced page may be served again by a neighbour's entry read since
with group
use n
set n pa=0xc0000000
sfence va=n
use n+0x2000
legal allowed: load n = new
illegal demanded: load n = old

case asid_of_group [Svnapot]: the copies are for the address space in satp
with group
use n
regime asid=2 root=s
map b 4k va=0x40203000 pa=0x40000000
illegal forbidden: load b = n pa=0x80003000

case global_group [Svnapot]: a global NAPOT mapping serves every address space, and a fence of an ASID spares it
map n 64k va=0x40200000 pa=0x80000000 g=1
use n
regime asid=2 root=s
map b 4k va=0x40203000 pa=0x40000000
legal allowed: load b = n pa=0x80003000
sfence va=b asid=1
sfence va=b asid=2
legal allowed: load b = n pa=0x80003000
sfence va=b
illegal demanded: load b = n pa=0x80003000

# Which values serve a group.
case invalid_serves_nobody [Svnapot]: an entry with V=0 has no size
map n napot va=0x40200000 pa=0x80000000 v=0
map p 4k va=0x40203000 pa=0xc0000000
use n
illegal forbidden: load p = fault
legal allowed: load n = new
legal demanded: load p walks = new

for X = xor=0x2000 | xor=0x800 | xor=0x400
case reserved_size [Svnapot]: a reserved encoding faults for its own page and serves no other
map n napot va=0x40200000 pa=0x80000000 $X
map p 4k va=0x40203000 pa=0xc0000000
use n = fault
legal allowed: load n = fault
illegal forbidden: load n = new
illegal forbidden: load p = fault

for WHY BIT = bit_60, xor=0x1000000000000000 | bit_54, xor=0x40000000000000 | pbmt_3, pbmt=3
  | w_without_r, r=0 | no_rights, w=0 r=0 x=0 u=0
case malformed [Svnapot]: an entry of a valid size may serve its group though it is malformed otherwise
map n napot va=0x40200000 pa=0x80000000 $BIT
map p 4k va=0x40203000 pa=0xc0000000
use n = fault
legal allowed: load n = fault
legal allowed: load p = fault
legal allowed: load p walks = new

for WHY BIT REQ = no_write, w=0, store | no_execute, x=0, fetch | no_user, u=0, load user
  | not_read, r=0 w=0, load
case forbidden [Svnapot]: an entry that forbids the access may do so for its group
map n napot va=0x40200000 pa=0x80000000 $BIT
map p 4k va=0x40203000 pa=0xc0000000
use $REQ n = fault
legal allowed: $REQ p = fault
legal allowed: $REQ p walks = new
sfence va=p
illegal demanded: $REQ p = fault

case pbmt_disabled [Svpbmt]: a memory type without PBMTE faults, for the group too
regime pbmte=0
map n napot va=0x40200000 pa=0x80000000 pbmt=1
map p 4k va=0x40203000 pa=0xc0000000
use n = fault
legal allowed: load p = fault

case without_svnapot [priv 12.4.1]: where Svnapot is absent N is reserved and there are no groups
regime svnapot=0
map n napot va=0x40200000 pa=0x80000000
map p 4k va=0x40203000 pa=0xc0000000
use n = fault
illegal forbidden: load n = new
illegal forbidden: load p = fault
illegal forbidden: load p = n pa=0x80003000

case n_of_superpage [Svnapot]: N in a superpage is reserved
map n 2m va=0x40200000 pa=0x80000000 n=1 xor=0x2000
use n = fault
illegal forbidden: load n walks = new shift=16
illegal forbidden: load n walks = new shift=21

case n_of_pointer [Svnapot]: N in a pointer is reserved
map n 4k va=0x40200000 pa=0x80000000 xor1=0x8000000000000000
req 1 load n
read n.2 n.1
legal demanded: 1 = fault
illegal forbidden: 1 may read n.0
illegal forbidden: 1 reads n.0 = new

# A and D.
case update_own [Svnapot]: the update is of an entry of the group with the value that was read
map n 64k va=0x40200000 pa=0x80000000 d=0
use load n
legal demanded: store n may update n.0 +d
illegal forbidden: store n = new [priv 12.3.2 step 9]
illegal forbidden: load n may update n.0 +d [priv 12.3.1]

case update_by_neighbour [Svnapot]: the copy for a neighbour's own entry expects the value that was read beside it
map n 64k va=0x40200000 pa=0x80000000 d=0
use load n
legal allowed: store n+0x3000 may update n+0x3000.0 +d
legal allowed: store n+0x3000 reads n+0x3000.0 may update n+0x3000.0 +d

case update_neighbour_differs [priv 12.3.2 step 9]: an update that expects what was never read anywhere in the group is none
map n napot va=0x40200000 pa=0x80000000 d=0
map m napot va=0x40203000 pa=0xc0000000 d=0
use load n
illegal forbidden: store m may update m.0 +d
legal demanded: store m reads m.0 may update m.0 +d

case update_then_neighbour [Svnapot]: after one entry of the group has D, it may serve stores of all
map n 64k va=0x40200000 pa=0x80000000 d=0
use store n
legal allowed: store n = new
legal allowed: store n+0x3000 = new

case svade_group [Svnapot]: a clear D faults for the group under Svade
regime adue=0
map n napot va=0x40200000 pa=0x80000000 d=0
map p 4k va=0x40203000 pa=0xc0000000
use load n
legal allowed: store p = fault
legal allowed: store p walks = new

for F = sv48 | sv57
case schemes [Svnapot]: groups are the same in every scheme that has them
regime $F root=t
with group
use n
set n pa=0xc0000000
legal allowed: load n+0x3000 = old
sfence va=n+0x3000
illegal demanded: load n+0x3000 = old
legal allowed: load n = old
