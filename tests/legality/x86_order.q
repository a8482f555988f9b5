# In which order values may be combined on x86: no cache holds the entry that maps a page (SDM3 4.10.2.2,
# 4.10.3.1), so a translation's upper entries are never newer than its leaf.
regime x86-4l root=r pcid=1

# The leaf was read when it granted; then it is taken away there and given above: never both in memory.
for LEVEL = 1 | 2 | 3
for BIT REQ FIRST = w, store user, load user | u, load user, load supervisor | x, fetch user, load user
case granted_never [SDM3 4.10.2.2]: a right that memory never granted is not made of a newer pointer and an older leaf
map a 4k va=0x8040201000 pa=0x80000000 $BIT$LEVEL=0
use $FIRST a
set a $BIT=0
set a $BIT$LEVEL=1
illegal forbidden: $REQ a = new $BIT=1
illegal forbidden: $REQ a reads a.3 a.2 a.1 = new $BIT=1
illegal forbidden: $REQ a reads a.$LEVEL = new $BIT=1
legal allowed: $REQ a reads a.3 a.2 a.1 = fault p
legal demanded: $REQ a walks = fault p

for LEVEL = 1 | 2 | 3
for BIT REQ FIRST = w, store user, load user | u, load user, load supervisor | x, fetch user, load user
case other_walk [SDM3 4.10.2.2]: nor where the newer pointer was read for another page
map a 4k va=0x8040201000 pa=0x80000000 $BIT$LEVEL=0
map b 4k va=0x8040202000 pa=0x90000000
use $FIRST a
set a $BIT=0
set a $BIT$LEVEL=1
use load user b
illegal forbidden: $REQ a = new $BIT=1
legal allowed: $REQ a reads a.0 = fault p

for S L LEVEL = 2m, 1, 2 | 2m, 1, 3 | 1g, 2, 3
case large_pages [SDM3 4.10.2.2]: nor of a newer pointer and an older large page
map a $S va=0x8040201000 pa=0x80000000 w$LEVEL=0
use load a
set a w=0
set a w$LEVEL=1
illegal forbidden: store a = new w=1
illegal forbidden: store a reads a.3 a.2 = new w=1
legal demanded: store a walks = fault p

for LEVEL = 1 | 2 | 3
for BIT REQ = w, store user | u, load user | x, fetch user
case old_above_new [SDM3 4.10.3.2]: an older pointer over a newer leaf is what the paging-structure caches do
map a 4k va=0x8040201000 pa=0x80000000
use $REQ a
set a $BIT$LEVEL=0 pa=0x90000000
legal allowed: $REQ a reads a.0 = new $BIT=1
legal allowed: $REQ a = old
legal allowed: $REQ a walks = fault p

case old_above_new_refuses [SDM3 4.10.3.2]: so a right may be refused by an older pointer over a newer leaf
map a 4k va=0x8040201000 pa=0x80000000 w1=0 w=0
use load a
set a w1=1 w=1
legal allowed: store a reads a.0 = fault p
legal allowed: store a walks = new

case two_leaves [SDM3 4.10.2.3]: each leaf with the pointers as they were when it was read
map a 4k va=0x8040201000 pa=0x80000000 w1=0
use load a
set a w1=1 pa=0x90000000
use load a
legal allowed: load a = old
legal allowed: store a = new
illegal forbidden: store a = old w=1
legal allowed: load a = new w=0

case new_address [SDM3 4.10.2.2]: a newer pointer to another table is not combined with the older table's leaf
map a 4k va=0x8040201000 pa=0x80000000
use load a
swing a 1 pa=0x90000000
req 1 load a
read a.3 a.2 a.1
illegal forbidden: 1 = new
legal allowed: 1 = old
legal allowed: 1 reads a.0 = new

case same_value [SDM3 4.10.3.1]: a pointer read again that had not changed is no other
map a 4k va=0x8040201000 pa=0x80000000
map b 4k va=0x8040202000 pa=0x90000000
use load a
use load b
legal allowed: load a = new
legal allowed: store a = new

case same_value_reread [SDM3 4.10.3.1]: also where the walk read all pointers anew
map a 4k va=0x8040201000 pa=0x80000000
use load a
legal allowed: store a reads a.3 a.2 a.1 = new
set a pa=0x90000000
legal allowed: load a reads a.3 a.2 a.1 = old

# A and D that the unit sets itself do not make a value newer.
for LEVEL = 1 | 2 | 3
case a_set_later [SDM3 4.8]: a pointer whose A was set after the leaf was read is the pointer that was read
map a 4k va=0x8040201000 pa=0x80000000 a$LEVEL=0
req 1 load a
walk a
update a.$LEVEL +a
legal allowed: 1 = new
rsp 1 = new
legal allowed: load a = new

case d_set_later [SDM3 4.8]: a leaf whose D was set is as new as its setting
map a 4k va=0x8040201000 pa=0x80000000 d=0
use load a
map b 4k va=0x8040202000 pa=0x90000000
use load b
legal demanded: store a may update a.0 +d
legal allowed: store a updates a.0 +d = new
legal allowed: store a reads a.3 a.2 a.1 updates a.0 +d = new

case d_set_under_newer [SDM3 4.8]: and then may stand under a pointer read before that
map a 4k va=0x8040201000 pa=0x80000000 d=0 w1=0
use load a
set a w1=1
req 1 store a
read a.3 a.2 a.1 a.0
update a.0 +d
legal allowed: 1 = new

case after_invlpg [SDM3 4.10.2.2]: nor where the pointers were invalidated and read again since
map a 4k va=0x8040201000 pa=0x80000000 w1=0
use load a
set a w=0
set a w1=1
invlpg 0x18040201000
illegal forbidden: store a reads a.3 a.2 a.1 = new w=1
legal allowed: load a = a@0
