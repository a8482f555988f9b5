# Units that keep less than the architecture allows, by their profile or by the library's options: what
# they said they keep is all that they may keep.

setup page
regime sv39 root=r asid=1
map a 4k va=0x40201000 pa=0x80000000

setup x86_page
regime x86-4l root=r pcid=1
map a 4k va=0x8040201000 pa=0x80000000

# No TLB.
case no_tlb [profile tlb=none]: an answer comes from what was read since its request was accepted
profile tlb=none
with page
use a
illegal forbidden: load a = new
illegal forbidden: load a reads a.2 a.1 = new
legal demanded: load a walks = new
set a pa=0xc0000000
illegal forbidden: load a walks = old

case no_tlb_x86 [profile tlb=none]: on x86 too
profile tlb=none
with x86_page
use a
illegal forbidden: load a = new
legal demanded: load a walks = new

case no_tlb_in_flight [profile tlb=none]: what a request read itself may be old when it answers
profile tlb=none
with page
req 1 load a
walk a
set a pa=0xc0000000
legal allowed: 1 = old
illegal forbidden: load a = old
illegal forbidden: 1 = new

case no_tlb_fault [profile tlb=none]: a fault needs its own reads
profile tlb=none
with page
set a v=0
use a
set a v=1
illegal forbidden: load a = fault
legal demanded: load a walks = new

# No page-walk cache.
for P V W = options whole_walk, illegal, forbidden | profile page_walk_cache=none, illegal, forbidden
  | profile page_walk_cache=any, legal, allowed
case whole_walk [profile page_walk_cache=none]: all values of an answer come from one walk, none of them later
$P
with page
use a
legal allowed: load a = new
set a g1=1
legal allowed: load a = old
$V $W: load a reads a.2 a.1 = new
legal allowed: load a walks = new

case whole_walk_no_pointer [profile page_walk_cache=none]: no walk begins below a pointer of another one
profile page_walk_cache=none
with page
use a
swing a 1 pa=0xc0000000
illegal forbidden: load a may read a@0.0
illegal forbidden: load a may read a.1
legal demanded: load a reads a.2 may read a.1

for P = profile page_walk_cache=none | profile skip_levels=no
case from_root [profile skip_levels=no]: a walk begins at the root
$P
with page
use a
legal demanded: load a may read a.2
illegal forbidden: load a may read a.1
illegal forbidden: load a may read a.0
legal demanded: load a reads a.2 may read a.1
illegal forbidden: load a reads a.2 may read a.0

for P = profile page_walk_cache=none | profile skip_levels=no
case from_root_x86 [profile skip_levels=no]: on x86 too
$P
with x86_page
use a
legal demanded: load a may read a.3
illegal forbidden: load a may read a.2
illegal forbidden: load a may read a.0
legal demanded: load a reads a.3 a.2 may read a.1

case skips [profile skip_levels=yes]: where nothing is said it may begin below
with page
use a
legal allowed: load a may read a.1
legal allowed: load a may read a.0

case whole_walk_leaf_kept [profile page_walk_cache=none]: a leaf is kept with the walk that read it
profile page_walk_cache=none
with page
use a
set a pa=0xc0000000
legal allowed: load a = old
legal allowed: load a walks = new

# Faults.
for P = options fresh_faults | profile faults_cached=no
case fresh_faults [Svvptc]: an entry that is not valid is not kept
$P
with page
set a v=0
use a
set a v=1
illegal forbidden: load a = fault
legal demanded: load a walks = new

for P = options fresh_faults | profile faults_cached=no
case fresh_faults_valid [Svvptc]: one that is valid is, and may fault by its rights
$P
with page
set a w=0
use load a
set a pa=0xc0000000
legal allowed: load a = old
legal allowed: load a walks = new

for P = options fresh_faults | profile faults_cached=no
case fresh_faults_pointer [Svvptc]: a pointer that is not valid is not kept
$P
with page
set a v1=0
use a
set a v1=1
illegal forbidden: load a = fault
legal demanded: load a walks = new

for P = options fresh_faults | profile faults_cached=no
case fresh_faults_clean [Svvptc]: a leaf without A or D is usable, and may be kept for its update
$P
with page
set a a=0 d=0
req 1 load a
walk a
legal demanded: store a may update a.0 +a +d
legal demanded: 1 may update a.0 +a

for P = options fresh_faults | profile faults_cached=no
case fresh_faults_in_flight [Svvptc]: what a request read itself it may fault by
$P
with page
set a v=0
req 1 load a
walk a
set a v=1
legal allowed: 1 = fault
illegal forbidden: load a = fault

case faults_kept [priv 12.2.1]: where nothing is said it may be
with page
set a v=0
use a
set a v=1
legal allowed: load a = fault

# A and D.
case ad_fault [profile ad=fault]: a unit that never sets A and D: a clear bit faults, whatever ADUE is
profile ad=fault
with page
set a a=0 d=0
req 1 load a
walk a
illegal forbidden: 1 may update a.0 +a
legal demanded: 1 = fault
illegal forbidden: 1 = new

case ad_fault_store [profile ad=fault]: a clear D for stores alone
profile ad=fault
with page
set a d=0
use load a
illegal forbidden: store a may update a.0 +d
legal demanded: store a = fault

for L = 1 | 2 | 3
for P = options lazy_a | profile a=lazy
case lazy [SDM3 4.8]: A of a pointer only where the access succeeds
$P
with x86_page
set a a$L=0 w=0
req 1 store a
walk a
illegal forbidden: 1 may update a.$L +a
legal demanded: 1 = fault p

for L = 1 | 2 | 3
for P = options lazy_a | profile a=lazy
case lazy_success [SDM3 4.8]: and there it is set
$P
with x86_page
set a a$L=0
req 1 load a
walk a
legal demanded: 1 may update a.$L +a
illegal forbidden: 1 = new

# ASIDs.
for FORM = sfence asid=0x11 | sfence va=a asid=0x11 | sfence asid=0xfff1
case asid_bits [priv 12.2.1]: bits of an ASID that the unit has not are ignored by fences
profile asid_bits=4
with page
use a
set a pa=0xc0000000
$FORM
illegal demanded: load a = old
legal demanded: load a walks = new

case asid_bits_other [priv 12.2.1]: those it has are not
profile asid_bits=4
with page
use a
set a pa=0xc0000000
sfence asid=2
sfence asid=0x12
legal allowed: load a = old

case asid_bits_all [priv 12.2.1]: with all of them another ASID is another
with page
use a
set a pa=0xc0000000
sfence asid=0x11
legal allowed: load a = old

case asid_none [priv 12.1.11]: without ASIDs every space is one
profile asid_bits=0
with page
use a
regime asid=2 root=s
map b 4k va=0x40201000 pa=0x90000000
legal allowed: load b = a
sfence asid=7
illegal demanded: load b = a

# Extensions.
for EXT BITS = svpbmt, pbmt=1 | svrsw60t59b, xor=0x1000000000000000
case without [profile extensions]: bits of an extension that the unit has not are reserved
profile extensions=svnapot
with page
set a $BITS
illegal forbidden: load a walks = new
legal demanded: load a walks = fault

case without_napot [profile extensions]: N too
profile extensions=svpbmt
regime sv39 root=r asid=1
map n napot va=0x40200000 pa=0x80000000
legal demanded: load n walks = fault
illegal forbidden: load n+0x1000 walks = new

case with_napot [profile extensions]: one that it has always acts, whatever a regime says
profile extensions=svnapot
regime sv39 root=r asid=1 svnapot=0
map n napot va=0x40200000 pa=0x80000000
legal demanded: load n walks = new

# What an answer has.
case answer_fields [profile answer]: a field that answers have not is not compared
profile answer=pa,shift
with page
use a
legal demanded: load a = new r=0 w=0
legal demanded: load a = new global=1
legal demanded: load a = new type=2
illegal forbidden: load a = new pa=0x80001000
illegal forbidden: load a = new shift=21

for P CODE = profile fault=kind, 15 | profile fault=one, 15
case fault_code [profile fault]: a fault told without its code
$P
with page
set a v=0
legal demanded: load a walks = fault code=$CODE
illegal forbidden: load a walks = new pa=0x80000000

case fault_one [profile fault]: a fault told as a fault alone
profile fault=one
with page
set a v=0
legal demanded: load a walks = access_fault

case fault_kind [profile fault]: with its kind the kind is compared
profile fault=kind
with page
set a v=0
illegal forbidden: load a walks = access_fault
legal demanded: load a walks = fault

case fault_exact [priv 12.3.2]: with its code the code is
with page
set a v=0
illegal forbidden: load a walks = fault code=15
legal demanded: load a walks = fault

# Addresses that are not canonical.
for P V W = profile walks_noncanonical=yes, legal, allowed | profile walks_noncanonical=no, illegal, forbidden
case noncanonical [priv 12.4.1]: a walk for an address that is not canonical, where the profile says so
$P
with page
$V $W: load 0x4040201000 may read a+0x4000000000.2
legal demanded: load 0x4040201000 = fault
