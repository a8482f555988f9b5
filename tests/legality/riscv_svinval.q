# Svinval: SFENCE.W.INVAL, SINVAL.VMA, SFENCE.INVAL.IR are one SFENCE.VMA; alone they promise nothing.
regime sv39 root=r asid=1

for FORM = sinval | sinval asid=1 | sinval va=a | sinval va=a asid=1
for S = 4k | 2m | 1g
case sequence [Svinval]: the sequence is a fence of the same operands
map a $S va=0x40201000 pa=0x80000000
use a
set a pa=0xc0000000
sfence.w.inval
$FORM
sfence.inval.ir
illegal demanded: load a = old
legal demanded: load a walks = new

for FORM = sinval | sinval asid=1 | sinval va=a | sinval va=a asid=1
case unfinished [Svinval]: before SFENCE.INVAL.IR nothing is promised
map a 4k va=0x40201000 pa=0x80000000
use a
set a pa=0xc0000000
sfence.w.inval
$FORM
legal allowed: load a = old
legal allowed: load a walks = new
sfence.inval.ir
illegal demanded: load a = old

for FORM = sinval asid=2 | sinval va=0x40202000 | sinval va=a asid=2 | sinval va=0x4040201000
case others [Svinval]: other operands leave the leaf
map a 4k va=0x40201000 pa=0x80000000
use a
set a pa=0xc0000000
sfence.w.inval
$FORM
sfence.inval.ir
legal allowed: load a = old

case nothing_between [Svinval]: without SINVAL.VMA the two fences take nothing
map a 4k va=0x40201000 pa=0x80000000
use a
set a pa=0xc0000000
sfence.w.inval
sfence.inval.ir
legal allowed: load a = old

case several [Svinval]: one SFENCE.INVAL.IR ends many SINVAL.VMA
map a 4k va=0x40201000 pa=0x80000000
map b 4k va=0x40202000 pa=0x90000000
map c 4k va=0x40203000 pa=0xa0000000
use a
use b
use c
sfence.w.inval
sinval va=a
sinval va=b asid=1
sfence.inval.ir
illegal demanded: load a = new
illegal demanded: load b = new
legal allowed: load c = new

case next_sequence [Svinval]: a SINVAL.VMA after SFENCE.INVAL.IR waits for the next one
map a 4k va=0x40201000 pa=0x80000000
use a
set a pa=0xc0000000
sfence.inval.ir
sinval va=a
legal allowed: load a = old
sfence.inval.ir
illegal demanded: load a = old

case read_between [Svinval]: what is read after SINVAL.VMA may be kept behind SFENCE.INVAL.IR
map a 4k va=0x40201000 pa=0x80000000
use a
sfence.w.inval
sinval va=a
use a
set a pa=0xc0000000
sfence.inval.ir
legal allowed: load a = old
legal allowed: load a walks = new

case read_before [Svinval]: what was read before it may not, though software changed it later
map a 4k va=0x40201000 pa=0x80000000
use a
sfence.w.inval
sinval va=a
set a pa=0xc0000000
sfence.inval.ir
illegal demanded: load a = old
legal demanded: load a walks = new

case in_flight [Svinval]: a request accepted before SFENCE.INVAL.IR may still answer by it
map a 4k va=0x40201000 pa=0x80000000
use a
set a pa=0xc0000000
sfence.w.inval
sinval va=a
req 1 load a
sfence.inval.ir
legal allowed: 1 = old
illegal demanded: load a = old

for FORM V W = sinval asid=1, legal, allowed | sinval va=a asid=1, legal, allowed | sinval, illegal, demanded | sinval va=a, illegal, demanded
case global [Svinval]: an ASID spares global mappings here too
map a 4k va=0x40201000 pa=0x80000000 g=1
use a
set a pa=0xc0000000
sfence.w.inval
$FORM
sfence.inval.ir
$V $W: load a = old

for FORM V W = sinval, illegal, demanded | sinval asid=1, illegal, demanded | sinval va=a, legal, allowed | sinval va=a asid=1, legal, allowed
case pointers [Svinval]: an address spares pointers here too
map a 4k va=0x40201000 pa=0x80000000
use a
swing a 1 pa=0xc0000000
sfence.w.inval
$FORM
sfence.inval.ir
$V $W: load a may read a@0.0

case mixed_with_sfence [Svinval]: SFENCE.VMA in between counts by itself
map a 4k va=0x40201000 pa=0x80000000
map b 4k va=0x40202000 pa=0x90000000
use a
use b
sfence.w.inval
sinval va=a
sfence va=b
illegal demanded: load b = new
legal allowed: load a = new
sfence.inval.ir
illegal demanded: load a = new
