# Address spaces: what one ASID knows is not another's, and what a fence of one leaves.
regime sv39 root=r asid=1

# Two spaces that map one address to two pages; the unit has walked both.
setup two
map a 4k va=0x40201000 pa=0x80000000
use a
regime asid=2 root=s
map b 4k va=0x40201000 pa=0xc0000000
use b

case immediate [priv 12.2.1]: a change of satp.ASID takes effect at once
with two
illegal forbidden: load b = a [priv 12.3.2]
legal demanded: load b = new
regime asid=1 root=r
legal allowed: load a = new
illegal forbidden: load a = b [priv 12.3.2]

case unread_space [priv 12.3.2]: an ASID that nothing was read for knows nothing
map a 4k va=0x40201000 pa=0x80000000
use a
regime asid=2 root=s
map b 4k va=0x40201000 pa=0xc0000000
illegal forbidden: load b = a
illegal forbidden: load b = new
legal demanded: load b walks = new

for F = sv32 | sv48 | sv57
case every_scheme [priv 12.3.2]: ASIDs are apart in every scheme
regime $F asid=1 root=t
map a 4k va=0x40201000 pa=0x80000000
use a
regime asid=2 root=s
map b 4k va=0x40201000 pa=0xc0000000
use b
illegal forbidden: load b = a
legal demanded: load b = new
regime asid=1 root=t
illegal forbidden: load a = b
legal allowed: load a = new

for S = 4k | 2m | 1g
case kept [priv 12.1.11]: a write of satp fences nothing: what an ASID knew it knows when it is back
map a $S va=0x40201000 pa=0x80000000
use a
regime asid=2 root=s
map b 4k va=0x40201000 pa=0xc0000000
use b
set a pa=0x40000000
regime asid=1 root=r
legal allowed: load a = old
legal allowed: load a walks = new

for FORM V W = -, legal, allowed | sfence, illegal, demanded | sfence asid=1, illegal, demanded
  | sfence va=a, illegal, demanded | sfence va=a asid=1, illegal, demanded | sfence asid=2, legal, allowed
  | sfence va=a asid=2, legal, allowed | sfence va=0x40202000, legal, allowed
  | sfence va=0x40202000 asid=1, legal, allowed
for WHERE REGIME = away, asid=2 root=s | home, asid=1 root=r
case fence_of_asid [priv 12.2.1]: a fence names the ASID of what it takes, whichever is in force
with two
set a pa=0x40000000
regime $REGIME
$FORM
regime asid=1 root=r
$V $W: load a = old
legal allowed: load a walks = new

case both_taken [priv 12.2.1]: without an ASID a fence takes the address in every space
with two
set a pa=0x40000000
set b pa=0x100000000
sfence va=a
illegal demanded: load b = old
regime asid=1 root=r
illegal demanded: load a = old

case one_taken [priv 12.2.1]: with an ASID a fence leaves the other space
with two
set a pa=0x40000000
set b pa=0x100000000
sfence va=a asid=2
illegal demanded: load b = old
regime asid=1 root=r
legal allowed: load a = old

for FORM V W = sfence asid=1, illegal, demanded | sfence, illegal, demanded
  | sfence va=a asid=1, legal, allowed | sfence asid=2, legal, allowed
case pointers_of_asid [priv 12.2.1]: pointers go with their ASID, and not with an address
map a 4k va=0x40201000 pa=0x80000000
use a
swing a 1 pa=0xc0000000
regime asid=2 root=s
$FORM
regime asid=1 root=r
$V $W: load a may read a@0.0
$V $W: load a reads a@0.0 = old

# An ASID that is given to another space.
case recycled [priv 12.2.1]: a recycled ASID may serve its old space until the fence
map a 4k va=0x40201000 pa=0x80000000
use a
regime root=s
map b 4k va=0x40201000 pa=0xc0000000
legal allowed: load b = a
legal allowed: load b walks = new
illegal forbidden: load b = new
sfence asid=1
illegal demanded: load b = a
legal demanded: load b walks = new

case recycled_by_address [priv 12.2.1]: a fence of an address is not enough for a recycled ASID: pointers stay
map a 4k va=0x40201000 pa=0x80000000
use a
regime root=s
map b 4k va=0x40201000 pa=0xc0000000
sfence va=a asid=1
illegal demanded: load b = a
legal allowed: load b reads a.0 = a
legal allowed: load b walks = new

case recycled_before [priv 12.2.1]: the fence may come while another ASID is in force, before the new root
with two
sfence asid=1
regime asid=1 root=u
map c 4k va=0x40201000 pa=0x40000000
illegal demanded: load c = a
legal demanded: load c walks = new

case recycled_too_early [priv 12.2.1]: a fence with the old space still in force does not cover what it reads then
map a 4k va=0x40201000 pa=0x80000000
use a
sfence asid=1
use a
regime root=s
map b 4k va=0x40201000 pa=0xc0000000
legal allowed: load b = a
sfence asid=1
illegal demanded: load b = a

case no_asid [priv 12.2.1]: with one ASID for all, the fence comes after each write of satp
regime asid=0
map a 4k va=0x40201000 pa=0x80000000
use a
regime root=s
map b 4k va=0x40201000 pa=0xc0000000
legal allowed: load b = a
sfence asid=0
illegal demanded: load b = a
legal demanded: load b walks = new

case in_flight [priv 12.1.11]: a request is for the ASID that it was accepted under
map a 4k va=0x40201000 pa=0x80000000
req 1 load a
walk a
regime asid=2 root=s
map b 4k va=0x40201000 pa=0xc0000000
legal demanded: 1 = new
illegal forbidden: load b = a
sfence asid=2
legal allowed: 1 = new

case in_flight_fenced [priv 12.2.1]: a walk that goes on under its own ASID leaves nothing behind that ASID's fence
map a 4k va=0x40201000 pa=0x80000000
req 1 load a
read a.2 a.1 a.0
regime asid=2 root=s
set a pa=0x40000000
sfence asid=1
rsp 1 = old
regime asid=1 root=r
illegal demanded: load a = old
