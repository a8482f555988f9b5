# Linear-address masking and shadow stacks, as far as caches are concerned.

setup tagged
regime x86-4l root=r pcid=1 lam_u48=1
map a 4k va=0x8040201000 pa=0x80000000

case masked [SDM1 4.4]: a tagged pointer is the page of the address without its tag
with tagged
legal demanded: load user 0x1234008040201000 may read a.3
use a
legal allowed: load user 0x1234008040201000 = a
illegal forbidden: load user 0x1234008040201000 = gp
legal allowed: load user 0x2468008040201000 = a

case masked_fetch [SDM1 4.4]: fetches are not masked
with tagged
use fetch a
legal demanded: fetch user 0x1234008040201000 = gp
illegal forbidden: fetch user 0x1234008040201000 = a

case masked_supervisor_pointer [SDM1 4.4]: nor are supervisor pointers by the user's mask
with tagged
use a
legal demanded: load supervisor 0x9234008040201000 = gp
illegal forbidden: load supervisor 0x9234008040201000 = a

case unmasked [SDM1 4.4]: without LAM a tagged pointer is not canonical
regime x86-4l root=r pcid=1
map a 4k va=0x8040201000 pa=0x80000000
use a
legal demanded: load user 0x1234008040201000 = gp
illegal forbidden: load user 0x1234008040201000 = a

case invlpg_tagged [SDM1 4.4]: operands of INVLPG are not masked: a tagged one is not canonical and does nothing
with tagged
use a
set a pa=0xc0000000
invlpg 0x1234008040201000
legal allowed: load a = old
invlpg 0x8040201000
illegal demanded: load user 0x1234008040201000 = a@0
illegal demanded: load a = old

case fault_tagged [SDM3 4.10.4.1]: a page fault at a tagged pointer drops the page of its address
with tagged
set a w=0
use load a
set a w=1
req 1 store user 0x1234008040201000
rsp 1 = fault p
illegal demanded: store a = fault p
legal demanded: store a walks = new

case lam_at_once [SDM1 4.4]: a request is masked by the registers as it was accepted
with tagged
use a
regime lam_u48=0
illegal forbidden: load user 0x1234008040201000 = a
legal demanded: load user 0x1234008040201000 = gp
legal allowed: load a = new

# Shadow stacks.
setup shadow
regime x86-4l root=r pcid=1 cet=1
map a 4k va=0x8040201000 pa=0x80000000 w=0

case shadow_page [SDM3 4.6.1]: a shadow-stack page takes shadow-stack accesses, and no ordinary stores
with shadow
use load user a
legal demanded: ss_load user a = new
legal demanded: ss_store user a = new
illegal forbidden: store user a = new
legal demanded: store user a = fault p
legal demanded: load user a = new

for WHY BITS = writable, w=1 | not_dirty, d=0
case no_shadow_page [SDM3 4.6.1]: a page that is writable or not dirty is none
with shadow
set a $BITS
use load user a
illegal forbidden: ss_load user a = new
legal demanded: ss_load user a = fault p
illegal forbidden: ss_store user a may update a.0 +d

for L = 1 | 2 | 3
case pointer_must_grant [SDM3 4.6.1]: nor is one below a pointer that forbids writes
with shadow
set a w$L=0
use load user a
illegal forbidden: ss_load user a = new
legal demanded: ss_load user a = fault p

case shadow_stale [SDM3 4.10.4.2]: what a page was may be used until an invalidation
with shadow
use load user a
set a w=1
legal allowed: ss_store user a = old
legal allowed: store user a = fault p
legal allowed: store user a walks = new
invlpg a
illegal demanded: ss_store user a = old
legal demanded: store user a walks = new

case shadow_fault_drops [SDM3 4.10.4.1]: a fault of a shadow-stack access drops the page too
with shadow
set a w=1
use load user a
set a w=0
req 1 ss_load user a
rsp 1 = fault p
illegal demanded: ss_load user a = fault p
legal demanded: ss_load user a walks = new

case mode_must_match [SDM3 4.6.1]: a supervisor's shadow stack is no user page
with shadow
use load user a
illegal forbidden: ss_load supervisor a = new
legal demanded: ss_load supervisor a = fault p
