# A and D: set by compare-and-swap of the whole entry before the answer, D exactly, or a fault.
regime sv39 root=r asid=1
setup clean
map a 4k va=0x40201000 pa=0x80000000 a=0 d=0

case a_before_answer [priv 12.3.2 step 9]: no answer by an entry without A
with clean
req 1 load a
walk a
illegal forbidden: 1 = new
illegal forbidden: 1 = fault
legal demanded: 1 may update a.0 +a
update a.0 +a
legal demanded: 1 = new

case load_sets_a_alone [priv 12.3.1]: a load sets A, and D never
with clean
req 1 load a
walk a
illegal forbidden: 1 may update a.0 +a +d
illegal forbidden: 1 may update a.0 +d
legal demanded: 1 may update a.0 +a

case fetch_sets_a_alone [priv 12.3.1]: and so does a fetch
with clean
req 1 fetch a
walk a
illegal forbidden: 1 may update a.0 +a +d
legal demanded: 1 may update a.0 +a
update a.0 +a
legal demanded: 1 = new

case store_sets_both [priv 12.3.2 step 9]: a store sets A and D in one write
with clean
req 1 store a
walk a
legal demanded: 1 may update a.0 +a +d
illegal forbidden: 1 may update a.0 +d
illegal forbidden: 1 = new
update a.0 +a +d
legal demanded: 1 = new

case store_needs_d [priv 12.3.2 step 9]: no store by an entry without D
map a 4k va=0x40201000 pa=0x80000000 d=0
use load a
illegal forbidden: store a = new
illegal forbidden: store a = fault
legal demanded: store a may update a.0 +d
legal demanded: store a updates a.0 +d = new
legal demanded: load a = new

for L S = 1, 2m | 2, 1g
case superpage [priv 12.3.2 step 9]: A and D of a superpage stand in its leaf
map a $S va=0x40201000 pa=0x80000000 a=0 d=0
req 1 store a
walk a
illegal forbidden: 1 = new
legal demanded: 1 may update a.$L +a +d
update a.$L +a +d
legal demanded: 1 = new

for F = sv32 | sv48 | sv57
case schemes [priv 12.3.2 step 9]: A and D are set in every scheme
regime $F root=t
with clean
req 1 store a
walk a
illegal forbidden: 1 = new
legal demanded: 1 may update a.0 +a +d
illegal forbidden: 1 may update a.1 +a
update a.0 +a +d
legal demanded: 1 = new

# What may be written, and where.
case exactly_these [priv 12.3.2 step 9]: an update sets the bits and changes nothing else
with clean
req 1 store a
walk a
illegal forbidden: 1 may update a.0 +a +d ^w
illegal forbidden: 1 may update a.0 +a +d +g
illegal forbidden: 1 may update a.0 +a +d ^v
illegal forbidden: 1 may update a.0 ^u

case never_cleared [priv 12.3.1]: A and D are never cleared by hardware
map a 4k va=0x40201000 pa=0x80000000
req 1 load a
walk a
illegal forbidden: 1 may update a.0 ^a
illegal forbidden: 1 may update a.0 ^d
illegal forbidden: 1 may update a.0

case not_in_pointers [priv 12.3.1]: A, D and U of pointers are reserved, and never set
with clean
req 1 store a
walk a
illegal forbidden: 1 may update a.1 +a
illegal forbidden: 1 may update a.2 +a
illegal forbidden: 1 may update a.1 +a +d

case not_another_entry [priv 12.3.2 step 9]: the update is of the entry that was read for the address
with clean
map b 4k va=0x40202000 pa=0xc0000000 a=0 d=0
req 1 store a
walk a
read b.0
illegal forbidden: 1 may update b.0 +a +d
legal demanded: 1 may update a.0 +a +d

case not_unread [priv 12.3.2 step 9]: an update compares with what was read
with clean
req 1 store a
illegal forbidden: 1 may update a.0 +a +d
illegal forbidden: 1 reads a.2 a.1 may update a.0 +a +d
legal demanded: 1 reads a.2 a.1 a.0 may update a.0 +a +d

case no_request [priv 12.3.1]: D is set for a store alone, and none is asked for
map a 4k va=0x40201000 pa=0x80000000 d=0
use load a
map b 4k va=0x40202000 pa=0xc0000000
illegal forbidden: store b may update a.0 +d
illegal forbidden: load a may update a.0 +d

# A walk that must fault writes nothing.
for WHY BITS REQ = no_right, w=0, store user | no_user, u=0, load user
  | supervisor_page_fetch, u=1, fetch supervisor | not_execute, x=0, fetch user | no_sum, u=1, load supervisor
  | reserved, xor=0x40000000000000, load user | w_without_r, r=0, store user | type_3, pbmt=3, load user
case fault_writes_nothing [priv 12.3.2 step 9]: a translation that fails sets no A and no D
map a 4k va=0x40201000 pa=0x80000000 a=0 d=0 $BITS
req 1 $REQ a
walk a
illegal forbidden: 1 may update a.0 +a
illegal forbidden: 1 may update a.0 +a +d
legal demanded: 1 = fault

case misaligned_writes_nothing [priv 12.3.2 step 5]: nor does a superpage that is not aligned
map a 2m va=0x40201000 pa=0x80001000 a=0 d=0
req 1 store a
walk a
illegal forbidden: 1 may update a.1 +a +d
illegal forbidden: 1 may update a.1 +a
legal demanded: 1 = fault

case invalid_writes_nothing [priv 12.3.2 step 3]: nor an entry with V=0
map a 4k va=0x40201000 pa=0x80000000 v=0 a=0 d=0
req 1 load a
walk a
illegal forbidden: 1 may update a.0 +a
legal demanded: 1 = fault

# Races.
case lost [priv 12.3.2 step 9]: after a failed comparison the walk goes on from what memory holds
with clean
req 1 store a
walk a
set a pa=0xc0000000
update lost a@0.0 +a +d
illegal forbidden: 1 = old
illegal forbidden: 1 = new
legal demanded: 1 may update a.0 +a +d
update a.0 +a +d
legal demanded: 1 = new

case lost_right [priv 12.3.2 step 9]: and judges that value anew
with clean
req 1 store a
walk a
set a w=0
update lost a@0.0 +a +d
illegal forbidden: 1 = old
illegal forbidden: 1 may update a.0 +a +d
illegal forbidden: 1 may update a.0 +a
legal demanded: 1 = fault

case stale_expected [priv 12.3.2 step 9]: an old entry may be compared, and then fails
with clean
req 1 store a
walk a
set a pa=0xc0000000
legal allowed: 1 may update a@0.0 +a +d
illegal forbidden: 1 may update a.0 +a +d
illegal forbidden: 1 = old

case d_not_from_cache [priv 12.3.2]: D is set in memory, not in a cached entry
map a 4k va=0x40201000 pa=0x80000000 d=0
use load a
set a d=1
illegal forbidden: store a = new
legal demanded: store a reads a.0 = new

case d_taken_away [priv 12.2.1]: an entry that was read with D may serve stores until a fence
map a 4k va=0x40201000 pa=0x80000000
use store a
set a d=0
legal allowed: store a = new
legal demanded: store a reads a.0 may update a.0 +d
sfence va=a
illegal demanded: store a = old
illegal forbidden: store a reads a.0 = new

case a_taken_away [priv 12.2.1]: and one with A loads
map a 4k va=0x40201000 pa=0x80000000
use load a
set a a=0
legal allowed: load a = new
sfence va=a asid=1
illegal demanded: load a walks = new
legal demanded: load a walks may update a.0 +a

case set_by_one_used_by_all [priv 12.3.1]: an entry whose D is set serves every store
map a 4k va=0x40201000 pa=0x80000000 d=0
use store a
legal allowed: store a = new
legal allowed: load a = new
illegal forbidden: store a may update a.0 +d

# Svade.
for WHY FLAGS = adue, adue=0 | no_svadu, svadu=0
case svade [priv 12.3.1]: without hardware updates a clear bit faults
regime $FLAGS
sfence
with clean
req 1 load a
walk a
illegal forbidden: 1 = new
illegal forbidden: 1 may update a.0 +a
legal demanded: 1 = fault

case svade_store [priv 12.3.1]: a store by an entry without D faults, a load does not
regime adue=0
sfence
map a 4k va=0x40201000 pa=0x80000000 d=0
use load a
illegal forbidden: store a = new
illegal forbidden: store a may update a.0 +d
legal demanded: store a = fault
legal demanded: load a = new

case svade_set_by_software [priv 12.2.1]: software sets the bit: the fault may recur until the fence
regime adue=0
with clean
use load a = fault
set a a=1
legal allowed: load a = fault
legal allowed: load a walks = new
sfence va=a
illegal demanded: load a = fault

# menvcfg.ADUE may be remembered.
for FORM V W = -, legal, allowed | sfence va=0x40202000, legal, allowed | sfence asid=2, legal, allowed
  | sfence, illegal, demanded
case adue_cleared [priv 3.1.18]: an entry read while ADUE was set may be updated until SFENCE.VMA x0, x0
map a 4k va=0x40201000 pa=0x80000000 d=0
use load a
regime adue=0
$FORM
$V $W: store a may update a.0 +d
legal allowed: store a walks = fault

for FORM V W = -, legal, allowed | sfence asid=2, legal, allowed | sfence, illegal, demanded
case adue_set [priv 3.1.18]: an entry that faulted without ADUE may do so until SFENCE.VMA x0, x0
regime adue=0
map a 4k va=0x40201000 pa=0x80000000 d=0
use load a
regime adue=1
$FORM
$V $W: store a = fault
legal allowed: store a walks may update a.0 +d

case adue_new_walk [priv 3.1.18]: after the fence only the new setting is right
with clean
regime adue=0
sfence
illegal demanded: load a walks may update a.0 +a
illegal forbidden: load a walks = new
legal demanded: load a walks = fault

case adue_by_address [priv 3.1.18]: a fence of an address does not synchronise ADUE for others
map a 4k va=0x40201000 pa=0x80000000 d=0
map b 4k va=0x40202000 pa=0xc0000000 d=0
use load a
use load b
regime adue=0
sfence va=b
legal allowed: store a may update a.0 +d
