# Refusals of the walk's own accesses (PMP, PMA, missing memory), and how long they may be remembered.
regime sv39 root=r asid=1
map a 4k va=0x40201000 pa=0x80000000
map b 4k va=0x40202000 pa=0x90000000
map c 4k va=0x80201000 pa=0xa0000000

setup refused
req 1 load a
read a.2
read refused a.1
rsp 1 = access_fault

for ACCESS = load | store | fetch
for L BEFORE = 2, - | 1, reads a.2 | 0, reads a.2 a.1
case kind [priv 12.3.2 step 2]: a refused read of an entry is an access fault of the type that was asked for
legal demanded: $ACCESS a $BEFORE refused a.$L = access_fault
illegal forbidden: $ACCESS a $BEFORE refused a.$L = fault
illegal forbidden: $ACCESS a $BEFORE refused a.$L = new
illegal forbidden: $ACCESS a $BEFORE = access_fault

for ACCESS WRONG = load, 7 | load, 1 | store, 5 | store, 1 | fetch, 5 | fetch, 7
case code [priv 12.3.2 step 2]: and of no other type
illegal forbidden: $ACCESS a reads a.2 a.1 refused a.0 = access_fault code=$WRONG

for FORM V W = -, legal, allowed | sfence va=a, legal, allowed | sfence va=a asid=1, legal, allowed
  | sfence asid=1, legal, allowed | sfence asid=2, legal, allowed | sfence, illegal, demanded
case remembered [priv 3.7.2]: a refusal may be remembered until SFENCE.VMA x0, x0, the only fence for PMP
with refused
$FORM
$V $W: load a = access_fault
legal allowed: load a walks = new

for FORM V W = sfence va=a, legal, allowed | sfence asid=1, legal, allowed | sfence, illegal, demanded
case leaf_remembered [priv 3.7.2]: one of a leaf too
req 1 load a
read a.2 a.1
read refused a.0
rsp 1 = access_fault
$FORM
$V $W: load a reads a.2 a.1 = access_fault
legal allowed: load a walks = new

for FORM V W = regime root=s, legal, allowed | regime asid=2, legal, allowed
  | regime asid=2 root=s, illegal, forbidden
case root_remembered [priv 3.7.2]: a refused read of the root stays with the root, and with whoever walks from there
req 1 load a
read refused a.2
rsp 1 = access_fault
$FORM
$V $W: load a = access_fault

case shared [priv 3.7.2]: it serves every address whose walk comes there, and no other
with refused
legal allowed: load b = access_fault
legal allowed: store b = access_fault
illegal forbidden: load c = access_fault
legal demanded: load c walks = new

case known_value [priv 12.2.1]: a value that was read before the refusal may still be used
use a
req 1 load a
read refused a.0
rsp 1 = access_fault
legal allowed: load a = new
legal allowed: load a = access_fault
sfence
illegal demanded: load a = new
illegal demanded: load a = access_fault

case refused_now [priv 3.7.2]: a value read while it was allowed may be used though it would be refused now
use a
set a pa=0xc0000000
legal allowed: load a = old
legal allowed: load a refused a.0 = access_fault
illegal forbidden: load a refused a.0 = new

case not_a_page_fault [priv 12.3.2 step 2]: a page fault needs an entry that says so
illegal forbidden: load a reads a.2 refused a.1 = fault
illegal forbidden: load a = fault
illegal forbidden: load a reads a.2 a.1 = fault

case reads_on [priv 12.3.2 step 2]: a walk ends where it was refused
req 1 load a
read a.2
read refused a.1
illegal forbidden: 1 may read a.0
legal allowed: 1 may read a.1
legal allowed: 1 reads a.1 may read a.0
legal allowed: 1 reads a.1 a.0 = new

# Updates.
for ACCESS BITS = load, +a | store, +a +d
case update_refused [priv 12.3.2 step 9]: a refused update is an access fault of the type that was asked for
set a a=0 d=0
req 1 $ACCESS a
walk a
legal demanded: 1 may update a.0 $BITS
update refused a.0 $BITS
legal demanded: 1 = access_fault
illegal forbidden: 1 = new
illegal forbidden: 1 = fault

for ACCESS WRONG = load, 7 | store, 5
case update_code [priv 12.3.2 step 9]: not of the update's own
set a a=0 d=0
req 1 $ACCESS a
walk a
update refused a.0 +a
illegal forbidden: 1 = access_fault code=$WRONG

case no_update_no_fault [priv 12.3.2 step 9]: without a refusal no access fault
set a a=0
req 1 load a
walk a
illegal forbidden: 1 = access_fault

case right_first [priv 12.3.2 step 8]: a page fault of the entry comes before its update
set a a=0 d=0 w=0
req 1 store a
walk a
illegal forbidden: 1 = access_fault
illegal forbidden: 1 may update a.0 +a +d
legal demanded: 1 = fault

case svade_first [priv 12.3.2 step 9]: under Svade a clear bit is a page fault, whatever could be written
regime adue=0
sfence
set a a=0
illegal forbidden: load a walks = access_fault
legal demanded: load a walks = fault

case invalid_before_refusal [priv 12.3.2 step 3]: nothing is read below an entry that is not valid
set a v1=0
req 1 load a
walk a
illegal forbidden: 1 may read a.0
legal demanded: 1 = fault
illegal forbidden: 1 = access_fault
