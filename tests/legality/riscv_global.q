# Global mappings: G in a leaf, in a pointer, and what spares them.
regime sv39 root=r asid=1

# A global map read under ASID 1, and another space in force.
setup away
use a
regime asid=2 root=s
map b 4k va=0x40201000 pa=0x40000000

for S G = 4k, g=1 | 2m, g=1 | 1g, g=1 | 4k, g1=1 | 4k, g2=1 | 2m, g2=1
case any_asid [priv 12.3.1]: a global mapping exists in every address space
map a $S va=0x40201000 pa=0x80000000 $G
with away
legal allowed: load b = a
legal allowed: load b walks = new

for S = 4k | 2m | 1g
case not_global [priv 12.3.2]: without G another ASID's mapping serves nobody
map a $S va=0x40201000 pa=0x80000000
with away
illegal forbidden: load b = a
legal demanded: load b walks = new

for FORM V W = sfence asid=1, legal, allowed | sfence asid=2, legal, allowed
  | sfence va=a asid=1, legal, allowed | sfence va=a asid=2, legal, allowed
  | sfence va=0x90000000, legal, allowed | sfence, illegal, demanded | sfence va=a, illegal, demanded
for G S = g=1, 4k | g=1, 2m | g1=1, 4k | g2=1, 4k | g2=1, 2m
case fences [priv 12.2.1]: a fence with an ASID spares global mappings, one without takes them
map a $S va=0x40201000 pa=0x80000000 $G
use a
set a pa=0xc0000000
$FORM
$V $W: load a = old
legal allowed: load a walks = new

for FORM = sfence asid=1 | sfence va=a asid=1 | sfence asid=2
case spared_elsewhere [priv 12.2.1]: what a fence of an ASID spared serves every space
map a 4k va=0x40201000 pa=0x80000000 g=1
with away
$FORM
legal allowed: load b = a

for FORM = sfence | sfence va=a
case taken_elsewhere [priv 12.2.1]: a fence of every ASID takes a global mapping wherever it was read
map a 4k va=0x40201000 pa=0x80000000 g=1
with away
$FORM
illegal demanded: load b = a
regime asid=1 root=r
illegal demanded: load a = new

# What an answer says of it.
case told_leaf [priv 12.3.1]: G of the leaf is told
map a 4k va=0x40201000 pa=0x80000000 g=1
use a
legal demanded: load a = new global=1
illegal forbidden: load a = new global=0

for G = g1=1 | g2=1
case told_pointer [priv 12.3.1]: where only a pointer has G, hardware may count it or ignore it
map a 4k va=0x40201000 pa=0x80000000 $G
req 1 load a
walk a
legal allowed: 1 = new global=1
legal allowed: 1 = new global=0

case told_none [priv 12.3.1]: without G anywhere nothing is global
map a 4k va=0x40201000 pa=0x80000000
use a
legal demanded: load a = new global=0
illegal forbidden: load a = new global=1

case told_both [priv 12.3.1]: G in the leaf and in a pointer is global
map a 4k va=0x40201000 pa=0x80000000 g=1 g1=1
use a
legal demanded: load a = new global=1
illegal forbidden: load a = new global=0

case told_superpage [priv 12.3.1]: G of a superpage is told as any leaf's
map a 1g va=0x40201000 pa=0x80000000 g=1
use a
illegal forbidden: load a = new global=0

# Pointers by themselves.
for L = 1 | 2
case pointer_not_global [priv 12.2.1]: a pointer without G goes with its ASID, whatever its leaf says
map a 4k va=0x40201000 pa=0x80000000 g=1
use a
swing a $L pa=0xc0000000 g=1
sfence asid=1
illegal demanded: load a may read a@0.0
legal allowed: load a = old
legal allowed: load a walks = new

for L = 1 | 2
case pointer_global [priv 12.2.1]: a pointer with G is spared by a fence of an ASID
map a 4k va=0x40201000 pa=0x80000000 g$L=1
use a
swing a $L pa=0xc0000000
sfence asid=1
legal allowed: load a = old
sfence
illegal demanded: load a may read a@0.0
illegal demanded: load a = old

case whole_walk_spared [priv 12.2.1]: one cache entry stands for the whole walk: its pointers without G are spared with it
map a 4k va=0x40201000 pa=0x80000000 g=1
use a
swing a 2 pa=0xc0000000
sfence asid=1
legal allowed: load a = old
regime asid=2 root=s
legal allowed: load a = old

case invalid_counts_not [priv 12.3.1]: G of an entry with V=0 means nothing
map a 4k va=0x40201000 pa=0x80000000 g=1 v=0
use a
regime asid=2 root=s
map b 4k va=0x40201000 pa=0x40000000
illegal forbidden: load b = fault
regime asid=1 root=r
set a v=1
legal allowed: load a = old
sfence asid=1
illegal demanded: load a = old

case invalid_below_global [priv 12.3.1]: below a pointer with G all mappings are global, one with V=0 too
map a 4k va=0x40201000 pa=0x80000000 g1=1 v=0
use a
set a v=1
sfence asid=1
legal allowed: load a = old
sfence va=a
illegal demanded: load a = old

case became_global [priv 12.2.1]: what was read without G is not global because memory says so now
map a 4k va=0x40201000 pa=0x80000000
use a
set a g=1
sfence asid=1
illegal demanded: load a = old
legal demanded: load a walks = new

case was_global [priv 12.2.1]: what was read with G is spared though memory says no more so
map a 4k va=0x40201000 pa=0x80000000 g=1
use a
set a g=0 pa=0xc0000000
sfence asid=1
legal allowed: load a = old
legal allowed: load a walks = new
sfence va=a
illegal demanded: load a = old

case two_at_once [priv 12.3.1]: a non-global mapping marked global: after the switch either may be used
map a 4k va=0x40201000 pa=0x80000000 g=1
use a
regime asid=2 root=s
map b 4k va=0x40201000 pa=0x40000000
use b
legal allowed: load b = a
legal allowed: load b = new

for F = sv48 | sv57
case other_width [priv 12.2.1]: a global translation may be used whatever the width of addresses is now
map a 4k va=0x40201000 pa=0x80000000 g=1
use a
regime $F asid=2 root=s
legal allowed: load 0x40201000 = a
sfence
illegal demanded: load 0x40201000 = a

for F = sv32 | sv48 | sv57
case schemes [priv 12.3.1]: G is the same in every scheme
regime $F root=t
map a 4k va=0x40201000 pa=0x80000000 g=1
use a
set a pa=0x90000000
sfence asid=1
legal allowed: load a = old
sfence va=a
illegal demanded: load a = old
