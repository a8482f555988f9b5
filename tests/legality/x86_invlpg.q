# INVLPG, sizes of pages, and what the caches may hold at all (SDM3 4.10.2, 4.10.3).
regime x86-4l root=r pcid=1

setup changed
use a
set a pa=0xc0000000

for S L = 4k, 0 | 2m, 1 | 1g, 2
case stale [SDM3 4.10.2.3]: the processor may use an old translation, and the new one once it was read
map a $S va=0x8040201000 pa=0x80000000
with changed
legal allowed: load a = old
illegal forbidden: load a = new [SDM3 4.5.4]
legal allowed: load a reads a.$L = new
legal allowed: load a walks = new
illegal forbidden: load a walks = old pa=0x100000000 [SDM3 4.5.4]

for G = g=0 | g=1
for S = 4k | 2m | 1g
case taken [SDM3 4.10.4.1]: INVLPG invalidates the page's entries, global ones too
map a $S va=0x8040201000 pa=0x80000000 $G
with changed
invlpg a
illegal demanded: load a = old
legal demanded: load a walks = new

for S OTHER = 4k, 0x8040201fff | 2m, 0x8040200000 | 2m, 0x80403fffff | 1g, 0x8040000000 | 1g, 0x807fffffff
case inside [SDM3 4.10.4.1]: any address inside the page will do
map a $S va=0x8040201000 pa=0x80000000
with changed
invlpg $OTHER
illegal demanded: load a = old

for S OTHER = 4k, 0x8040202000 | 4k, 0x8040200000 | 2m, 0x8040400000 | 1g, 0x8080000000 | 1g, 0x8000000000
case outside [SDM3 4.10.4.1]: a TLB entry of another page stays, whole
map a $S va=0x8040201000 pa=0x80000000
with changed
invlpg $OTHER
legal allowed: load a = old
legal allowed: load a walks = new

for L = 1 | 2 | 3
case pointers_taken [SDM3 4.10.4.1]: INVLPG takes all paging-structure-cache entries of the PCID, for whatever address
map a 4k va=0x8040201000 pa=0x80000000
map b 4k va=0x18040201000 pa=0x90000000
use a
use b
swing b $L pa=0xc0000000
store b@0.0 0xd0000067
legal allowed: load b may read b@0.0 [SDM3 4.10.3.1]
legal allowed: load b reads b@0.0 = old pa=0xd0000000 [SDM3 4.10.3.1]
invlpg a
illegal demanded: load b may read b@0.0
illegal demanded: load b reads b@0.0 = old pa=0xd0000000
legal allowed: load b = old
legal allowed: load b walks = new

for L = 1 | 2 | 3
case pointer_stale [SDM3 4.10.3.1]: an old pointer may be followed, to what memory holds below it now
map a 4k va=0x8040201000 pa=0x80000000
use a
swing a $L pa=0xc0000000
legal allowed: load a = old
legal allowed: load a may read a@0.0
legal allowed: load a reads a@0.0 = old
legal allowed: load a walks = new
illegal forbidden: load a may read a.0

for L = 1 | 2 | 3
case pointer_of_page [SDM3 4.10.4.1]: INVLPG of the page itself takes its pointers with it
map a 4k va=0x8040201000 pa=0x80000000
use a
swing a $L pa=0xc0000000
invlpg a
illegal demanded: load a = old
illegal demanded: load a may read a@0.0
legal demanded: load a may read a.3
legal demanded: load a walks = new

case tlb_survives_pointers [SDM3 4.10.2.2]: a TLB entry stands for its whole path, whatever became of the pointers
map a 4k va=0x8040201000 pa=0x80000000
use a
swing a 3 pa=0xc0000000
store a@0.0 0xd0000067
invlpg 0x18040201000
legal allowed: load a = old
illegal demanded: load a reads a@0.0 = old pa=0xd0000000
illegal demanded: load a may read a@0.0

case not_canonical [SDM2 INVLPG]: INVLPG of an address that is not canonical does nothing
map a 4k va=0x8040201000 pa=0x80000000
with changed
invlpg 0x800000000000
invlpg 0x1008040201000
legal allowed: load a = old

case other_pcid_kept [SDM3 4.10.4.1]: INVLPG is for the current PCID
map a 4k va=0x8040201000 pa=0x80000000
use a
swing a 1 pa=0xc0000000
mov_cr3 keep root=s pcid=2
invlpg a
mov_cr3 keep root=r pcid=1
legal allowed: load a = old
legal allowed: load a may read a@0.0

case other_pcid_global [SDM3 4.10.4.1]: and takes global translations of the page whatever their PCID
map a 4k va=0x8040201000 pa=0x80000000 g=1
with changed
mov_cr3 keep root=s pcid=2
invlpg a
mov_cr3 keep root=r pcid=1
illegal demanded: load a = old
legal demanded: load a walks = new

# Sizes that changed.
case split [SDM3 4.10.2.3]: a large page and the table in its place: either until INVLPG
map a 2m va=0x8040201000 pa=0x80000000
use a
swing a 1 pa=0xc0000000
legal allowed: load a = old
legal allowed: load a reads a.1 a.0 = new
invlpg 0x8040200000
illegal demanded: load a = old
legal demanded: load a walks = new

case joined [SDM3 4.10.2.3]: a large page over a table: either until INVLPG
map a 4k va=0x8040201000 pa=0x80000000
use a
lift a 1 pa=0xc0000000
legal allowed: load a = old
legal allowed: load a reads a.1 = new
legal allowed: load a may read a@0.0
invlpg a
illegal demanded: load a = old
illegal demanded: load a may read a@0.0
legal demanded: load a walks = new

case joined_elsewhere [SDM3 4.10.4.1]: INVLPG of one small page leaves the others of the old table
map a 4k va=0x8040201000 pa=0x80000000
map b 4k va=0x8040202000 pa=0x90000000
use a
use b
lift a 1 pa=0xc0000000
invlpg b
legal allowed: load a = old
illegal demanded: load b = new
illegal demanded: load a may read a@0.0

# Rights.
for LEVEL = 0 | 1 | 2 | 3
for BIT REQ = w, store user | u, load user | x, fetch user
case right_taken [SDM3 4.10.4.2]: a right that was taken away, at any level, holds until INVLPG
map a 4k va=0x8040201000 pa=0x80000000
use $REQ a
set a $BIT$LEVEL=0
legal allowed: $REQ a = old
legal allowed: $REQ a walks = fault p
invlpg a
illegal demanded: $REQ a = old
legal demanded: $REQ a walks = fault p

for LEVEL = 0 | 1 | 2 | 3
for BIT REQ FIRST = w, store user, load user | u, load user, load supervisor | x, fetch user, load user
case right_given [SDM3 4.10.4.3]: a right that was given, at any level, may be refused once
map a 4k va=0x8040201000 pa=0x80000000 $BIT$LEVEL=0
use $FIRST a
set a $BIT$LEVEL=1
legal allowed: $REQ a = fault p
legal allowed: $REQ a walks = new
illegal forbidden: $REQ a = new
invlpg a
illegal demanded: $REQ a = fault p
legal demanded: $REQ a walks = new

# What is never cached.
for LEVEL = 0 | 1 | 2 | 3
case not_present [SDM3 4.10.4.3]: nothing is cached of an entry with P=0
map a 4k va=0x8040201000 pa=0x80000000 v$LEVEL=0
use a = fault np
set a v$LEVEL=1
illegal forbidden: load a = fault np
legal demanded: load a walks = new

for LEVEL = 0 | 1 | 2 | 3
case reserved [SDM3 4.10.2.3]: nor of one with reserved bits
map a 4k va=0x8040201000 pa=0x80000000 xor$LEVEL=0x8000000000000
use a = fault p rsvd
set a xor$LEVEL=0
illegal forbidden: load a = fault p rsvd
legal demanded: load a walks = new

for LEVEL = 1 | 2 | 3
case below_reserved [SDM3 4.10.3.1]: no pointer below one with reserved bits or P=0
map a 4k va=0x8040201000 pa=0x80000000 xor$LEVEL=0x8000000000000
req 1 load a
walk a
rsp 1 = fault p rsvd
illegal forbidden: load a = new
set a xor$LEVEL=0
illegal forbidden: load a = new

case not_present_now [SDM3 4.10.2.3]: a request may fault by what was read for it, though memory has changed since
map a 4k va=0x8040201000 pa=0x80000000 v=0
req 1 load a
walk a
set a v=1
legal allowed: 1 = fault np
legal allowed: 1 reads a.0 = new
rsp 1 = fault np
illegal forbidden: load a = fault np

case present_to_not [SDM3 4.10.4.4]: a page that was taken out may be used until INVLPG
map a 4k va=0x8040201000 pa=0x80000000
use a
set a v=0
legal allowed: load a = old
legal allowed: load a walks = fault np
illegal forbidden: load a = fault np
invlpg a
illegal demanded: load a = old
legal demanded: load a walks = fault np

# Refused reads.
for L BEFORE = 3, - | 2, reads a.3 | 1, reads a.3 a.2 | 0, reads a.3 a.2 a.1
case bus_error [SDM3 4.10.2.3]: a refused read is no page fault, and no translation that could be cached
map a 4k va=0x8040201000 pa=0x80000000
legal demanded: load a $BEFORE refused a.$L = bus
illegal forbidden: load a $BEFORE refused a.$L = fault np
illegal forbidden: load a $BEFORE refused a.$L = new
illegal forbidden: load a $BEFORE = bus

case bus_error_again [SDM3 4.10.2.3]: the next access reads again
map a 4k va=0x8040201000 pa=0x80000000
req 1 load a
read a.3 a.2
read refused a.1
rsp 1 = bus
illegal forbidden: load a = bus
legal demanded: load a walks = new
legal demanded: load a refused a.1 = bus

case update_refused [SDM3 4.8]: a refused update is a bus error too
map a 4k va=0x8040201000 pa=0x80000000 a=0
req 1 load a
walk a
update refused a.0 +a
legal demanded: 1 = bus
illegal forbidden: 1 = new

# In flight.
for FORM = invlpg a | mov_cr3 root=r | invpcid 2 | flush
case in_flight [SDM3 4.10.4.1]: what was accepted before may still answer by it, what comes after may not
map a 4k va=0x8040201000 pa=0x80000000
use a
set a pa=0xc0000000
req 1 load a
$FORM
legal allowed: 1 = old
illegal demanded: load a = old

case refill [SDM3 4.10.4.1]: what a walk read before INVLPG makes no entry after it
map a 4k va=0x8040201000 pa=0x80000000
req 1 load a
walk a
set a pa=0xc0000000
invlpg a
rsp 1 = old
illegal demanded: load a = old
legal demanded: load a walks = new

# The other schemes.
for F S L VA = x86-2l, 4k, 0, 0x40201000 | x86-2l, 4m, 1, 0x40201000 | x86-pae, 4k, 0, 0x40201000
  | x86-pae, 2m, 1, 0x40201000 | x86-5l, 4k, 0, 0x8040201000 | x86-5l, 1g, 2, 0x8040201000
for G = g=0 | g=1
case schemes [SDM3 4.10.4.1]: INVLPG in every scheme
regime $F pcid=0 root=t
map a $S va=$VA pa=0x80000000 $G
mov_cr3 root=t
use a
set a pa=0x40000000
legal allowed: load a = old
legal allowed: load a reads a.$L = new
invlpg a
illegal demanded: load a = old
legal demanded: load a walks = new

for F = x86-2l | x86-pae
case schemes_pointer [SDM3 4.10.3.1]: PDEs are cached in the small schemes too
regime $F pcid=0 root=t
map a 4k va=0x40201000 pa=0x80000000
map b 4k va=0x80201000 pa=0x90000000
mov_cr3 root=t
use a
use b
swing a 1 pa=0x40000000
legal allowed: load a reads a@0.0 = old
invlpg b
illegal demanded: load a may read a@0.0
legal allowed: load a = old
legal allowed: load a walks = new
