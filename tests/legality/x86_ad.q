# A and D on x86 (SDM3 4.8): A in every entry used, D in the leaf of a store, and no cache of an entry
# without A.
regime x86-4l root=r pcid=1

for L = 0 | 1 | 2 | 3
case a_needed [SDM3 4.10.2.3]: no translation by an entry without A
map a 4k va=0x8040201000 pa=0x80000000 a$L=0
req 1 load a
walk a
illegal forbidden: 1 = new
legal demanded: 1 may update a.$L +a
update a.$L +a
legal demanded: 1 = new

for L = 0 | 1 | 2 | 3
case a_once [SDM3 4.8]: where A is set nothing is written
map a 4k va=0x8040201000 pa=0x80000000
req 1 load a
walk a
illegal forbidden: 1 may update a.$L +a
illegal forbidden: 1 may update a.$L ^a
illegal forbidden: 1 may update a.$L +d ^a

for L = 1 | 2 | 3
case d_of_pointer [SDM3 4.8]: D of a pointer is ignored and never written
map a 4k va=0x8040201000 pa=0x80000000 a$L=0
req 1 store a
walk a
illegal forbidden: 1 may update a.$L +a +d
illegal forbidden: 1 may update a.$L +d
legal demanded: 1 may update a.$L +a

case store_sets_both [SDM3 4.8]: a store sets A and D of its leaf before it is done
map a 4k va=0x8040201000 pa=0x80000000 a=0 d=0
req 1 store a
walk a
illegal forbidden: 1 = new
legal demanded: 1 may update a.0 +a +d
update a.0 +a +d
legal demanded: 1 = new

case load_sets_a [SDM3 4.8]: a load sets A alone
map a 4k va=0x8040201000 pa=0x80000000 a=0 d=0
req 1 load a
walk a
illegal forbidden: 1 may update a.0 +a +d
illegal forbidden: 1 may update a.0 +d
legal demanded: 1 may update a.0 +a

case d_needed [SDM3 4.10.2.2]: a store by a translation cached without D sets it in memory first
map a 4k va=0x8040201000 pa=0x80000000 d=0
use load a
illegal forbidden: store a = new
legal demanded: store a may update a.0 +d
legal demanded: store a updates a.0 +d = new
legal demanded: load a = new

for L S = 1, 2m | 2, 1g
case large_page [SDM3 4.8]: A and D of a large page stand in the entry that maps it
map a $S va=0x8040201000 pa=0x80000000 a=0 d=0
req 1 store a
walk a
illegal forbidden: 1 = new
legal demanded: 1 may update a.$L +a +d
update a.$L +a +d
legal demanded: 1 = new

for WHY BITS REQ = write, w=0, store user | user, u=0, load user | fetch, x=0, fetch user
case leaf_of_fault [SDM3 4.8]: a leaf whose access faults is not written
map a 4k va=0x8040201000 pa=0x80000000 a=0 d=0 $BITS
req 1 $REQ a
walk a
illegal forbidden: 1 may update a.0 +a
illegal forbidden: 1 may update a.0 +a +d
legal demanded: 1 = fault p

for L = 1 | 2 | 3
case pointer_of_fault [SDM3 4.8]: a pointer above a fault may be written, or not
map a 4k va=0x8040201000 pa=0x80000000 w=0 a$L=0
req 1 store a
walk a
legal allowed: 1 may update a.$L +a
legal allowed: 1 updates a.$L +a = fault p

case not_present_leaf [SDM3 4.8]: nor an entry that is not present
map a 4k va=0x8040201000 pa=0x80000000 v=0 a=0
req 1 load a
walk a
illegal forbidden: 1 may update a.0 +a
legal demanded: 1 = fault np

case reserved_leaf [SDM3 4.8]: nor one with reserved bits
map a 4k va=0x8040201000 pa=0x80000000 xor=0x8000000000000 a=0
req 1 load a
walk a
illegal forbidden: 1 may update a.0 +a
legal demanded: 1 = fault p rsvd

case read_only_by_pointer [SDM3 4.8]: nor one that a pointer forbids
map a 4k va=0x8040201000 pa=0x80000000 w2=0 d=0
req 1 store a
walk a
illegal forbidden: 1 may update a.0 +d
legal demanded: 1 = fault p

case wp_clear_sets_d [SDM3 4.8]: a supervisor's store with WP=0 sets D of a read-only page
regime wp=0
map a 4k va=0x8040201000 pa=0x80000000 w=0 d=0
req 1 store supervisor a
walk a
illegal forbidden: 1 = new
legal demanded: 1 may update a.0 +d
update a.0 +d
legal demanded: 1 = new

case exactly [SDM3 4.8]: an update sets the bits and changes nothing else
map a 4k va=0x8040201000 pa=0x80000000 a=0 d=0
req 1 store a
walk a
illegal forbidden: 1 may update a.0 +a +d ^w
illegal forbidden: 1 may update a.0 +a +d +g
illegal forbidden: 1 may update a.0 +a +d ^v

case changed_between [SDM3 4.8]: the update is of the entry as memory holds it
map a 4k va=0x8040201000 pa=0x80000000 a=0 d=0
req 1 store a
walk a
set a w=0
update lost a@0.0 +a +d
illegal forbidden: 1 = old
illegal forbidden: 1 may update a.0 +a +d
legal demanded: 1 = fault p

case d_kept [SDM3 4.10.4.2]: a translation cached with D may serve stores until an invalidation
map a 4k va=0x8040201000 pa=0x80000000
use store a
set a d=0
legal allowed: store a = new
invlpg a
illegal demanded: store a = old
illegal forbidden: store a walks = new
legal demanded: store a walks may update a.0 +d

case a_kept [SDM3 4.10.4.3]: one cached with A may serve until an invalidation
map a 4k va=0x8040201000 pa=0x80000000
use load a
set a a=0
legal allowed: load a = new
invlpg a
illegal demanded: load a = new
illegal forbidden: load a walks = new
legal demanded: load a walks may update a.0 +a

for L = 1 | 2 | 3
case not_cached_without_a [SDM3 4.10.3.1]: a pointer without A is not cached
map a 4k va=0x8040201000 pa=0x80000000 a$L=0 v=0
req 1 load a
walk a
rsp 1 = fault np
illegal forbidden: load a may read a.0

case leaf_not_cached_without_a [SDM3 4.10.4.3]: nor is a leaf: software may set A without an invalidation
map a 4k va=0x8040201000 pa=0x80000000 a=0 w=0
req 1 store a
walk a
rsp 1 = fault p
set a a=1 w=1
illegal forbidden: store a = fault p
legal demanded: store a walks = new

case not_unread [SDM3 4.8]: nothing is written that was not read
map a 4k va=0x8040201000 pa=0x80000000 a=0
illegal forbidden: load a may update a.0 +a
illegal forbidden: load a reads a.3 a.2 a.1 may update a.0 +a
legal demanded: load a reads a.3 a.2 a.1 a.0 may update a.0 +a

case another_page [SDM3 4.8]: nor an entry that the access does not use
map a 4k va=0x8040201000 pa=0x80000000 a=0 d=0
map b 4k va=0x8040202000 pa=0x90000000 a=0
req 1 store a
walk a
read b.0
illegal forbidden: 1 may update b.0 +a
illegal forbidden: 1 may update b.0 +a +d

for F = x86-2l | x86-pae | x86-5l
case schemes [SDM3 4.8]: in every scheme
regime $F pcid=0 root=t
map a 4k va=0x40201000 pa=0x80000000 a1=0 a=0 d=0
mov_cr3 root=t
req 1 store a
walk a
illegal forbidden: 1 = new
legal demanded: 1 may update a.1 +a
update a.1 +a
illegal forbidden: 1 = new
legal demanded: 1 may update a.0 +a +d
update a.0 +a +d
legal demanded: 1 = new
