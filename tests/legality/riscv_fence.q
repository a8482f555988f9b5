# SFENCE.VMA in its four forms: which leaves, which pointers, which levels, what it leaves.
regime sv39 root=r asid=1

setup changed
use a
set a pa=0xc0000000

for S L = 4k, 0 | 2m, 1 | 1g, 2
case unfenced [priv 12.2.1]: until a fence the old leaf may be used, and the new one once it was read
map a $S va=0x40201000 pa=0x80000000
with changed
legal allowed: load a = old
illegal forbidden: load a = new [priv 12.3.2 step 2]
legal allowed: load a reads a.$L = new
legal allowed: load a walks = new
illegal forbidden: load a walks = old pa=0x100000000 [priv 12.3.2 step 10]

for FORM = sfence | sfence asid=1 | sfence va=a | sfence va=a asid=1
for S L = 4k, 0 | 2m, 1 | 1g, 2
case fenced [priv 12.2.1]: every form that names the leaf's address and ASID takes it
map a $S va=0x40201000 pa=0x80000000
with changed
$FORM
illegal demanded: load a = old
legal demanded: load a walks = new

for FORM = sfence | sfence asid=1 | sfence va=a | sfence va=a asid=1
case unchanged [priv 12.2.1]: a fence takes what was read also where memory still holds it
map a 4k va=0x40201000 pa=0x80000000
use a
$FORM
illegal demanded: load a = new
legal demanded: load a walks = new

for S OTHER = 4k, 0x40202000 | 4k, 0x40200000 | 2m, 0x40400000 | 2m, 0x401ff000 | 1g, 0x80000000
case other_page [priv 12.2.1]: a fence of an address outside the page leaves its leaf
map a $S va=0x40201000 pa=0x80000000
with changed
sfence va=$OTHER
legal allowed: load a = old
legal allowed: load a walks = new

for S OTHER = 4k, 0x40201fff | 2m, 0x40200000 | 2m, 0x403fffff | 1g, 0x40000000 | 1g, 0x7fffffff
case inside_page [priv 12.2.1]: any address inside the page names its mapping
map a $S va=0x40201000 pa=0x80000000
with changed
sfence va=$OTHER asid=1
illegal demanded: load a = old

for FORM = sfence asid=2 | sfence va=a asid=2 | sfence asid=0 | sfence va=a asid=0
case other_asid [priv 12.2.1]: a fence of another ASID, 0 among them, leaves the leaf
map a 4k va=0x40201000 pa=0x80000000
with changed
$FORM
legal allowed: load a = old

case asid_zero [priv 12.2.1]: a register that holds 0 selects ASID 0, which is not every ASID
regime asid=0
map a 4k va=0x40201000 pa=0x80000000
map g 4k va=0x40202000 pa=0x90000000 g=1
use a
use g
set a pa=0xc0000000
set g pa=0xd0000000
sfence asid=0
illegal demanded: load a = old
legal allowed: load g = old

for FORM = sfence va=0x4040201000 | sfence va=0x8040201000 asid=1 | sfence va=0xffffff8000000000
case invalid_address [priv 12.2.1]: a fence of an address that is not valid has no effect, nor one of another address
map a 4k va=0x40201000 pa=0x80000000
with changed
$FORM
legal allowed: load a = old

# Pointers.
for L = 1 | 2
case pointer_unfenced [priv 12.2.1]: an old pointer leads to what memory holds below it
map a 4k va=0x40201000 pa=0x80000000
use a
swing a $L pa=0xc0000000
legal allowed: load a = old
legal allowed: load a may read a@0.0
legal allowed: load a reads a@0.0 = old
legal allowed: load a may read a.$L
legal allowed: load a walks = new
illegal forbidden: load a may read a.0 [priv 12.3.2 step 4]

for FORM = sfence | sfence asid=1
for L = 1 | 2
case pointer_fenced [priv 12.2.1]: a fence without an address takes every level
map a 4k va=0x40201000 pa=0x80000000
use a
swing a $L pa=0xc0000000
$FORM
illegal demanded: load a = old
illegal demanded: load a may read a@0.0
illegal demanded: load a reads a.2 may read a@0.0
legal demanded: load a may read a.2
legal demanded: load a walks = new

for FORM = sfence va=a | sfence va=a asid=1
for L = 1 | 2
case pointer_spared [priv 12.2.1]: a fence of an address takes leaves alone
map a 4k va=0x40201000 pa=0x80000000
use a
swing a $L pa=0xc0000000
$FORM
illegal demanded: load a = old
legal allowed: load a may read a@0.0
legal allowed: load a reads a@0.0 = old
legal allowed: load a walks = new

case pointer_other_asid [priv 12.2.1]: a fence of another ASID leaves pointers
map a 4k va=0x40201000 pa=0x80000000
use a
swing a 1 pa=0xc0000000
sfence asid=2
legal allowed: load a may read a@0.0
legal allowed: load a = old

case pointer_kept_leaf_gone [priv 12.2.1]: below a pointer that stayed the leaf is read again
map a 4k va=0x40201000 pa=0x80000000
with changed
sfence va=a
legal allowed: load a may read a.0
legal allowed: load a reads a.0 = new
illegal forbidden: load a may read a+0x1000.0 [priv 12.3.2 step 2]

# Entries that are not valid.
for FORM V W = -, legal, allowed | sfence va=0x40202000, legal, allowed | sfence asid=2, legal, allowed
  | sfence va=a, illegal, demanded | sfence, illegal, demanded | sfence va=a asid=1, illegal, demanded
  | sfence asid=1, illegal, demanded
case invalid_leaf [priv 12.2.1]: an entry with V=0 may be cached until its fence
map a 4k va=0x40201000 pa=0x80000000 v=0
use a
set a v=1
$FORM
$V $W: load a = old
legal allowed: load a walks = new

case invalid_pointer [priv 12.2.1]: V=0 where a pointer is now: no leaf, so a fence of the address leaves it
map a 4k va=0x40201000 pa=0x80000000 v1=0
use a
set a v1=1
legal allowed: load a = old
sfence va=a
legal allowed: load a = old
sfence
illegal demanded: load a = old
legal demanded: load a walks = new

case invalid_to_superpage [priv 12.2.1]: a store that makes an entry a leaf is ordered by the fence of its address
map a 4k va=0x40201000 pa=0x80000000 v1=0
use a
lift a 1 pa=0xc0000000
legal allowed: load a = old
legal allowed: load a walks = new
sfence va=a
illegal demanded: load a = old
legal demanded: load a walks = new

case valid_to_invalid [priv 12.2.1]: a leaf that was taken out may serve until its fence
map a 4k va=0x40201000 pa=0x80000000
use a
set a v=0
legal allowed: load a = old
legal allowed: load a walks = new
illegal forbidden: load a = new
sfence va=a
illegal demanded: load a = old
legal demanded: load a walks = new

# Rights.
for BIT = w | r
case right_lowered [priv 12.2.1]: a right that was taken away holds until the fence
map a 4k va=0x40201000 pa=0x80000000 w=1
use store a
set a $BIT=0 w=0
legal allowed: store a = old
legal allowed: store a walks = fault
sfence va=a asid=1
illegal demanded: store a = old
legal demanded: store a walks = fault

case right_raised [priv 12.2.1]: a right that was given may be refused until the fence
map a 4k va=0x40201000 pa=0x80000000 w=0
use load a
set a w=1
legal allowed: store a = fault
legal allowed: store a walks = new
illegal forbidden: store a = new [priv 12.3.2 step 2]
sfence va=a
illegal demanded: store a = fault
legal demanded: store a walks = new

case fault_may_recur [priv 12.2.1]: a page fault fences nothing on RISC-V
map a 4k va=0x40201000 pa=0x80000000 w=0
use load a
set a w=1
req 1 store a
rsp 1 = fault
legal allowed: store a = fault
sfence va=a
illegal demanded: store a = fault

case user_bit [priv 12.2.1]: an old U bit holds until the fence
map a 4k va=0x40201000 pa=0x80000000 u=1
use load user a
set a u=0
legal allowed: load user a = old
legal allowed: load user a walks = fault
sfence va=a
illegal demanded: load user a = old

for WHY BIT = bit_54, xor=0x40000000000000 | w_without_r, r=0 | type_3, pbmt=3 | pointer_at_0, r=0 w=0 x=0
case malformed [priv 12.2.1]: an entry that is reserved may be cached, and fault, until its fence
map a 4k va=0x40201000 pa=0x80000000 u=0 a=0 d=0 $BIT
req 1 load supervisor a
walk a
rsp 1 = fault
set a r=1 w=1 x=1 pbmt=0 a=1 d=1 xor=0
legal allowed: load supervisor a = fault
legal allowed: load supervisor a walks = new
sfence va=a
illegal demanded: load supervisor a = fault
legal demanded: load supervisor a walks = new

case misaligned [priv 12.2.1]: so may a superpage that is not aligned
map a 2m va=0x40201000 pa=0x80001000
use a = fault
set a pa=0x80000000
legal allowed: load a = fault
sfence va=a
illegal demanded: load a = fault
legal demanded: load a walks = new

for BIT = xor1=0x40000000000000 | a1=1 | u1=1 | xor1=0x2000000000000000
case malformed_pointer [priv 12.2.1]: a reserved pointer too, until a fence without address
map a 4k va=0x40201000 pa=0x80000000 $BIT
req 1 load a
read a.2 a.1
rsp 1 = fault
set a xor1=0 a1=0 u1=0
legal allowed: load a = fault
sfence
illegal demanded: load a = fault
legal demanded: load a walks = new

# Leaves and pointers in each other's place.
case split [priv 12.2.1]: a superpage and the page tables that take its place, each until a fence
map a 2m va=0x40201000 pa=0x80000000
use a
swing a 1 pa=0xc0000000
legal allowed: load a = old
legal allowed: load a reads a.1 a.0 = new
sfence va=a
illegal demanded: load a = old
legal demanded: load a walks = new

case joined [priv 12.2.1]: a superpage over what was a table: the old pointer stays until a fence without address
map a 4k va=0x40201000 pa=0x80000000
use a
lift a 1 pa=0xc0000000
legal allowed: load a = old
legal allowed: load a reads a.1 = new
sfence va=a
illegal demanded: load a = old
legal allowed: load a reads a@0.0 = old
legal demanded: load a walks = new
sfence asid=1
illegal demanded: load a may read a@0.0

# In flight.
for FORM = sfence | sfence va=a | sfence asid=1 | sfence va=a asid=1
case in_flight [priv 12.2.1]: a fence orders what comes after it, not a request that was accepted before
map a 4k va=0x40201000 pa=0x80000000
use a
set a pa=0xc0000000
req 1 load a
$FORM
legal allowed: 1 = old
legal allowed: 1 walks = new
illegal demanded: load a = old

case read_before_fence [priv 12.3.2]: what a walk read before a fence makes no entry after it
map a 4k va=0x40201000 pa=0x80000000
req 1 load a
walk a
set a pa=0xc0000000
sfence va=a
rsp 1 = old
illegal demanded: load a = old
legal demanded: load a walks = new

case read_across_fence [priv 12.3.2]: a pointer read before SFENCE.VMA x0, x0 is not followed for a request after it
map a 4k va=0x40201000 pa=0x80000000
req 1 load a
read a.2 a.1
swing a 1 pa=0xc0000000
sfence
legal allowed: 1 may read a@0.0
illegal demanded: load a reads a.2 a.1 = old

case read_after_fence [priv 12.2.1]: what is read after a fence may be kept
map a 4k va=0x40201000 pa=0x80000000
use a
set a pa=0xc0000000
sfence
use a
set a pa=0x100000000
legal allowed: load a = old
illegal demanded: load a = a@0
legal allowed: load a walks = new

case twice_changed [priv 12.2.1]: of several old values each may be used, but none that was never read
map a 4k va=0x40201000 pa=0x80000000
use a
set a pa=0xc0000000
set a pa=0x100000000
use a
set a pa=0x140000000
legal allowed: load a = a@0
legal allowed: load a = a@2
illegal forbidden: load a = a@1 [priv 12.3.2 step 2]
illegal forbidden: load a = a@3 [priv 12.3.2 step 2]
sfence va=a
illegal demanded: load a = a@0
illegal demanded: load a = a@2

# The other schemes.
for F S L = sv32, 4k, 0 | sv32, 4m, 1 | sv48, 4k, 0 | sv48, 512g, 3 | sv57, 4k, 0 | sv57, 512g, 3
  | sv57, 256t, 4
for FORM = sfence | sfence asid=1 | sfence va=a | sfence va=a asid=1
case schemes [priv 12.2.1]: the four forms take the leaf in every scheme
regime $F
map a $S va=0x40201000 pa=0
use a
set a g=0 u=0
legal allowed: load user a = old
$FORM
illegal demanded: load user a = old
legal demanded: load user a walks = fault
