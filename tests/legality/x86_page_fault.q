# A page fault is an invalidation (SDM3 4.10.4.1): the page's TLB entries in the current PCID, global or
# not, and the paging-structure-cache entries that would be used for the address; no others.
regime x86-4l root=r pcid=1

# A page that is read-only, cached; a store to it is about to fault.
setup page
map a 4k va=0x8040201000 pa=0x80000000 w=0
use load a
setup fault
req 1 store a
rsp 1 = fault p

case drops_page [SDM3 4.10.4.1]: after the fault the page is read again
with page
with fault
illegal demanded: load a = new
illegal demanded: store a = fault p
legal demanded: load a walks = new
legal demanded: store a walks = fault p

case spurious_once [SDM3 4.10.4.3]: a right that was given is refused at most once
with page
set a w=1
legal allowed: store a = fault p
with fault
illegal demanded: store a = fault p
illegal demanded: load a = old
legal demanded: store a walks = new

case spurious_global [SDM3 4.10.4.1]: a global page goes too
map a 4k va=0x8040201000 pa=0x80000000 w=0 g=1
use load a
set a w=1
with fault
illegal demanded: store a = fault p
illegal demanded: load a = old
legal demanded: store a walks = new

for S G = 2m, g=0 | 2m, g=1 | 1g, g=0 | 1g, g=1
case large_page [SDM3 4.10.4.1]: all of a large page goes, at whatever address of it the fault was
map a $S va=0x8040201000 pa=0x80000000 w=0 $G
use load a
set a w=1
req 1 store a+0x5000
rsp 1 = fault p
illegal demanded: store a = fault p
illegal demanded: load a+0x5000 = old
illegal demanded: load a+0x9000 = old
legal demanded: store a walks = new

for WHY BITS REQ = write, w=0, store user | user, u=0, load user | fetch, x=0, fetch user | user_store, u=0, store user
for G = g=0 | g=1
case every_cause [SDM3 4.10.4.1]: whatever right the fault was about
map a 4k va=0x8040201000 pa=0x80000000 $BITS $G
use load supervisor a
req 1 $REQ a
rsp 1 = fault p
illegal demanded: load supervisor a = new
illegal demanded: $REQ a = fault p
legal demanded: load supervisor a walks = new

for WHY REG REQ = smep, smep=1, fetch supervisor | smap, smap=1, load supervisor | smap_ac, smap=1 ac=1, load supervisor implicit
case mode_causes [SDM3 4.10.4.1]: a fault for SMEP or SMAP too
regime $REG
map a 4k va=0x8040201000 pa=0x80000000
use load user a
req 1 $REQ a
rsp 1 = fault p
illegal demanded: load user a = new
legal demanded: load user a walks = new

case key_cause [SDM3 4.10.4.1]: and one for a protection key
regime pke=1 pkru=0x4
map a 4k va=0x8040201000 pa=0x80000000 key=1
req 1 load a
walk a
rsp 1 = fault p pk
regime pkru=0
illegal demanded: load a = new
legal demanded: load a walks = new

# Other pages.
for WHERE VA = same_table, 0x8040202000 | same_directory, 0x8040401000 | elsewhere, 0x18040201000
case other_page [SDM3 4.10.4.1]: a TLB entry of another page stays
with page
map b 4k va=$VA pa=0x90000000
use b
set b pa=0xa0000000
with fault
legal allowed: load b = old
legal allowed: load b walks = new

case other_page_whole [SDM3 4.10.4.1]: also one made through a pointer that goes
with page
map b 4k va=0x8040202000 pa=0x90000000
use b
swing a 1 pa=0xa0000000 w=0
with fault
legal allowed: load b = new
illegal demanded: load b may read b.0

# Pointers.
for L = 1 | 2 | 3
case pointers_used [SDM3 4.10.4.1]: pointers that would be used for the address go
with page
swing a $L pa=0xa0000000
legal allowed: store a may read a@0.0 [SDM3 4.10.3.1]
with fault
illegal demanded: store a may read a@0.0
illegal demanded: store a reads a@0.0 = fault p
legal demanded: store a walks = new

for L = 1 | 2 | 3
case pointers_of_large_page [SDM3 4.10.4.1]: a fault that the pointers themselves make drops them
map a 4k va=0x8040201000 pa=0x80000000 w$L=0
use load a
set a w$L=1
with fault
illegal demanded: store a = fault p
illegal demanded: store a reads a.0 = fault p
legal demanded: store a walks = new

for L = 1 | 2 | 3
case pointers_of_not_present [SDM3 4.10.4.1]: so does one for an entry that is not present
map a 4k va=0x8040201000 pa=0x80000000 v=0
use load a = fault np
swing a $L pa=0x90000000 v=1
illegal demanded: load a may read a@0.0
legal demanded: load a walks = new

case pointer_shared [SDM3 4.10.4.1]: a pointer that another address shares is gone for it too
with page
map b 4k va=0x8040202000 pa=0x90000000
use b
swing a 1 pa=0xa0000000 w=0
with fault
illegal demanded: load b may read b.0

case pointer_elsewhere [SDM3 4.10.4.1]: pointers that are not used for the address stay
with page
map b 4k va=0x18040201000 pa=0x90000000
use b
swing b 3 pa=0xa0000000
with fault
legal allowed: load b may read b@0.0
legal allowed: load b may read b@0.1
legal allowed: load b reads b@0.0 = old

case pde_of_neighbour [SDM3 4.10.3.1]: a PDE-cache entry stands for its whole path, and another one's stays
with page
map b 4k va=0x8040401000 pa=0x90000000
use b
swing b 2 pa=0xa0000000
with fault
legal allowed: load b may read b@0.0
illegal demanded: load b may read b@0.1

# PCIDs.
case other_pcid [SDM3 4.10.4.1]: entries of another PCID stay
with page
set a pa=0xa0000000
mov_cr3 keep root=s pcid=2
map b 4k va=0x8040201000 pa=0x90000000 w=0
use load b
req 1 store b
rsp 1 = fault p
mov_cr3 keep root=r pcid=1
legal allowed: load a = old
legal allowed: load a may read a.0

case other_pcid_global [SDM3 4.10.4.1]: a global entry that another PCID made may stay
map a 4k va=0x8040201000 pa=0x80000000 w=0 g=1
use load a
mov_cr3 keep root=s pcid=2
map b 4k va=0x8040201000 pa=0x90000000
legal allowed: store b = fault p
req 1 store b
rsp 1 = fault p
legal allowed: load b = a
legal allowed: store b walks = new

case own_after_other_global [SDM3 4.10.4.1]: what the current PCID made goes, beside another's global entry
map a 4k va=0x8040201000 pa=0x80000000 g=1
use load a
mov_cr3 keep root=s pcid=2
map b 4k va=0x8040201000 pa=0x90000000 w=0
use load b
req 1 store b
rsp 1 = fault p
illegal demanded: load b = new
legal allowed: load b = a

# When.
case delivery [SDM3 4.10.4.1]: the fault counts when it is delivered; who was accepted before may still use the page
with page
req 2 load a
with fault
legal allowed: 2 = new
illegal demanded: load a = new

case not_delivered [SDM3 4.10.4.1]: a fault under way drops nothing yet
with page
req 1 store a
legal allowed: load a = new
rsp 1 = fault p
illegal demanded: load a = new

case reread [SDM3 4.10.2.2]: what is read after the fault may be kept
with page
with fault
use load a
set a pa=0xa0000000
legal allowed: load a = old
legal allowed: store a = fault p

case read_for_it_before [SDM3 4.10.4.1]: what was read before the delivery goes, though another walk read it
with page
req 1 store a
req 2 load a
walk a
rsp 1 = fault p
legal allowed: 2 = new
rsp 2 = new
illegal demanded: load a = new

# What is no page fault.
case general_protection [SDM3 4.10.4.1]: a #GP for an address that is not canonical drops nothing
with page
req 1 load 0x800000000000
rsp 1 = gp
legal allowed: load a = new
legal allowed: store a = fault p

case bus_error [SDM3 4.10.4.1]: nor does a bus error
with page
req 1 load a
read refused a.0
rsp 1 = bus
legal allowed: load a = new

case success [SDM3 4.10.4.1]: nor an access that succeeds
with page
use load a
set a pa=0xa0000000
use load a
legal allowed: load a = old

for F VA = x86-2l, 0x40201000 | x86-pae, 0x40201000 | x86-5l, 0x8040201000
for G = g=0 | g=1
case schemes [SDM3 4.10.4.1]: in every scheme
regime $F pcid=0 root=t
map a 4k va=$VA pa=0x80000000 w=0 $G
mov_cr3 root=t
use load a
set a w=1
with fault
illegal demanded: store a = fault p
illegal demanded: load a = old
legal demanded: store a walks = new

for F L VA = x86-2l, 1, 0x40201000 | x86-pae, 1, 0x40201000 | x86-5l, 4, 0x8040201000 | x86-5l, 1, 0x8040201000
case schemes_pointers [SDM3 4.10.4.1]: pointers in every scheme
regime $F pcid=0 root=t
map a 4k va=$VA pa=0x80000000 w=0
mov_cr3 root=t
use load a
swing a $L pa=0x40000000
with fault
illegal demanded: store a may read a@0.0
legal demanded: store a walks = new

for S = 4m
case large_two_level [SDM3 4.10.4.1]: a 4 MiB page too
regime x86-2l pcid=0 root=t
map a $S va=0x40201000 pa=0x80000000 w=0
use load a
set a w=1
req 1 store a+0x100000
rsp 1 = fault p
illegal demanded: store a = fault p
legal demanded: store a walks = new
