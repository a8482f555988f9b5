# What of the status and configuration registers acts at once, and what may be remembered.
regime sv39 root=r asid=1

# SUM, MXR and the privilege are looked at when a translation is used.
case sum_cleared [priv 12.2.1]: SUM acts at once
regime sum=1
map a 4k va=0x40201000 pa=0x80000000 u=1
use load supervisor a
regime sum=0
illegal forbidden: load supervisor a = new
illegal forbidden: store supervisor a = new
legal demanded: load supervisor a = fault
legal demanded: load user a = new

case sum_set [priv 12.2.1]: SUM acts at once, the other way
map a 4k va=0x40201000 pa=0x80000000 u=1
use load supervisor a = fault
regime sum=1
legal demanded: load supervisor a = new
illegal forbidden: load supervisor a = fault

case sum_fetch [priv 12.3.1]: SUM never allows a supervisor to fetch from a user page
regime sum=1
map a 4k va=0x40201000 pa=0x80000000 u=1
use load supervisor a
illegal forbidden: fetch supervisor a = new
legal demanded: fetch supervisor a = fault
legal demanded: fetch user a = new

case sum_in_flight [priv 12.2.1]: a request is judged by SUM as it was accepted
regime sum=1
map a 4k va=0x40201000 pa=0x80000000 u=1
use load supervisor a
req 1 load supervisor a
regime sum=0
legal demanded: 1 = new
illegal forbidden: 1 = fault

case mxr_set [priv 12.2.1]: MXR acts at once
map a 4k va=0x40201000 pa=0x80000000 r=0 w=0
use load a = fault
regime mxr=1
legal demanded: load a = new
illegal forbidden: load a = fault

case mxr_cleared [priv 12.2.1]: MXR acts at once, the other way
regime mxr=1
map a 4k va=0x40201000 pa=0x80000000 r=0 w=0
use load a
regime mxr=0
illegal forbidden: load a = new
legal demanded: load a = fault

case mxr_store [priv 12.3.1]: MXR is for loads
regime mxr=1
map a 4k va=0x40201000 pa=0x80000000 r=0 w=0
use load a
illegal forbidden: store a = new
legal demanded: store a = fault

for U RIGHT WRONG = u=0, supervisor, user | u=1, user, supervisor
case privilege [priv 12.3.2 step 6]: the U bit is judged for each request by itself
map a 4k va=0x40201000 pa=0x80000000 $U
use load $RIGHT a
illegal forbidden: load $WRONG a = new
legal demanded: load $WRONG a = fault
legal demanded: load $RIGHT a = new
illegal forbidden: load $RIGHT a = fault

for ACCESS BITS = store, w=0 | fetch, x=0 | load, r=0 w=0
case rights [priv 12.3.2 step 8]: the access is judged for each request by itself
map a 4k va=0x40201000 pa=0x80000000 $BITS
req 1 $ACCESS a
walk a
legal demanded: 1 = fault
illegal forbidden: 1 = new

# Bare.
case into_bare [priv 12.2.1]: Bare acts at once
map a 4k va=0x40201000 pa=0x80000000 g=1
use a
regime bare root=0 asid=0
illegal forbidden: load 0x40201000 = a
legal demanded: load 0x40201000 = identity
illegal forbidden: load 0x40201000 = fault

case out_of_bare [priv 12.2.1]: and so does its end
regime bare root=0 asid=0
req 1 load 0x40201000
rsp 1 = identity
regime sv39 root=r asid=1
map a 4k va=0x40201000 pa=0x80000000
illegal forbidden: load a = identity
legal demanded: load a walks = new

case through_bare [priv 12.1.11]: what was known before Bare is known after it
map a 4k va=0x40201000 pa=0x80000000
use a
set a pa=0xc0000000
regime bare root=0 asid=0
regime sv39 root=r asid=1
legal allowed: load a = old
legal allowed: load a walks = new

case fenced_in_bare [priv 12.2.1]: a fence in Bare takes what was known before
map a 4k va=0x40201000 pa=0x80000000
use a
set a pa=0xc0000000
regime bare root=0 asid=0
sfence asid=1
regime sv39 root=r asid=1
illegal demanded: load a = old
legal demanded: load a walks = new

case bare_in_flight [priv 12.1.11]: a request is for the mode that it was accepted in
map a 4k va=0x40201000 pa=0x80000000
req 1 load a
walk a
regime bare root=0 asid=0
legal demanded: 1 = new
illegal forbidden: 1 = identity

# Other widths of addresses.
for F G = sv39, sv48 | sv48, sv39 | sv39, sv57 | sv57, sv48 | sv48, sv57
case width_changed [priv 12.2.1]: a translation of another width may be used, for its ASID, until a fence
regime $F root=t
map a 4k va=0x40201000 pa=0x80000000
use a
regime $G root=s
map b 4k va=0x40201000 pa=0xc0000000
legal allowed: load b = a
legal allowed: load b walks = new
sfence asid=1
illegal demanded: load b = a
legal demanded: load b walks = new

for F G = sv39, sv48 | sv48, sv39
case width_and_asid [priv 12.3.2]: but not for another ASID
regime $F root=t
map a 4k va=0x40201000 pa=0x80000000
use a
regime $G root=s asid=2
map b 4k va=0x40201000 pa=0xc0000000
illegal forbidden: load b = a
legal demanded: load b walks = new

for FORM V W = sfence va=a, illegal, demanded | sfence va=a asid=1, illegal, demanded
  | sfence, illegal, demanded | sfence asid=2, legal, allowed | sfence va=0x40202000, legal, allowed
case width_fence [priv 12.2.1]: a fence of the address takes a leaf of whatever width
regime sv48 root=t
map a 4k va=0x40201000 pa=0x80000000
use a
set a pa=0xc0000000
regime sv39 root=s
$FORM
regime sv48 root=t
$V $W: load a = old

for FORM = sfence va=a | sfence va=a asid=1
case narrow_fence [priv 12.2.1]: an address that is not valid now fences nothing, a wider mode's entry neither
regime sv48 root=t
map a 4k va=0x8040201000 pa=0x80000000
use a
set a pa=0xc0000000
regime sv39 root=s
$FORM
regime sv48 root=t
legal allowed: load a = old
$FORM
illegal demanded: load a = old

case wide_address_in_narrow_mode [priv 12.4.1]: an address that is not valid faults, whatever was known of it
regime sv48 root=t
map a 4k va=0x8040201000 pa=0x80000000
use a
regime sv39 root=s
illegal forbidden: load a = new
legal demanded: load a = fault
illegal forbidden: load a may read a.0

# menvcfg.PBMTE: a fence of everything synchronises it.
for FORM V W = -, legal, allowed | sfence va=0x40202000, legal, allowed | sfence asid=2, legal, allowed
  | sfence, illegal, demanded
case pbmte_cleared [priv 3.1.18]: an entry read while PBMTE was set may keep its memory type until SFENCE.VMA x0, x0
map a 4k va=0x40201000 pa=0x80000000 pbmt=1
use a
regime pbmte=0
$FORM
$V $W: load a = new
legal allowed: load a walks = fault

for FORM V W = -, legal, allowed | sfence asid=2, legal, allowed | sfence, illegal, demanded
case pbmte_set [priv 3.1.18]: an entry that faulted without PBMTE may do so until SFENCE.VMA x0, x0
regime pbmte=0
map a 4k va=0x40201000 pa=0x80000000 pbmt=2
use a = fault
regime pbmte=1
$FORM
$V $W: load a = fault
legal allowed: load a walks = new

case pbmte_new_entry [priv 3.1.18]: after the fence only the new meaning is right
map a 4k va=0x40201000 pa=0x80000000 pbmt=1
regime pbmte=0
sfence
illegal demanded: load a walks = new
legal demanded: load a walks = fault

for T = 1 | 2
case memory_type [Svpbmt]: an old memory type may be used until the fence
map a 4k va=0x40201000 pa=0x80000000 pbmt=$T
use a
set a pbmt=0
legal allowed: load a = old
legal allowed: load a walks = new
illegal forbidden: load a = new
sfence va=a
illegal demanded: load a = old

case memory_type_mixed [Svpbmt]: the memory type is the leaf's and goes with its page
map a 4k va=0x40201000 pa=0x80000000 pbmt=1
use a
set a pbmt=2 pa=0xc0000000
use a
legal allowed: load a = old
legal allowed: load a = new
illegal forbidden: load a = new type=1
illegal forbidden: load a = old type=2

case without_svpbmt [priv 12.4.1]: where Svpbmt is absent its bits are reserved
regime svpbmt=0
map a 4k va=0x40201000 pa=0x80000000 pbmt=1
illegal forbidden: load a walks = new
legal demanded: load a walks = fault
