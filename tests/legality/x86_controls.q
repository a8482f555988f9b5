# Control registers: what acts at once, what flushes (said here by `flush`, as MOV to CR0 and CR4 do), and
# what was read under an older setting.
regime x86-4l root=r pcid=1

# Looked at when a translation is used.
case wp_set [SDM3 4.6.1]: CR0.WP acts at once
regime wp=0
map a 4k va=0x8040201000 pa=0x80000000 w=0
use store supervisor a
regime wp=1
illegal forbidden: store supervisor a = new
legal demanded: store supervisor a = fault p
legal demanded: load supervisor a = new

case wp_cleared [SDM3 4.6.1]: and the other way
map a 4k va=0x8040201000 pa=0x80000000 w=0
use load supervisor a
regime wp=0
legal demanded: store supervisor a = new
illegal forbidden: store supervisor a = fault p
legal demanded: store user a = fault p

for L = 1 | 2 | 3
case wp_pointer [SDM3 4.6.1]: R/W of pointers is no other
regime wp=0
map a 4k va=0x8040201000 pa=0x80000000 w$L=0
use store supervisor a
illegal forbidden: store user a = new
regime wp=1
illegal forbidden: store supervisor a = new
legal demanded: store supervisor a = fault p

case smap_set [SDM3 4.6.1]: CR4.SMAP acts at once
map a 4k va=0x8040201000 pa=0x80000000
use load supervisor a
regime smap=1
illegal forbidden: load supervisor a = new
legal demanded: load supervisor a = fault p
legal demanded: load user a = new

case smap_cleared [SDM3 4.6.1]: and the other way
regime smap=1
map a 4k va=0x8040201000 pa=0x80000000
use load user a
regime smap=0
legal demanded: load supervisor a = new
illegal forbidden: load supervisor a = fault p

case ac_set [SDM3 4.6.1]: EFLAGS.AC opens user pages at once, for explicit accesses
regime smap=1
map a 4k va=0x8040201000 pa=0x80000000
use load user a
regime ac=1
legal demanded: load supervisor a = new
illegal forbidden: load supervisor a = fault p
illegal forbidden: load supervisor implicit a = new
legal demanded: load supervisor implicit a = fault p

case ac_cleared [SDM3 4.6.1]: and closes them at once
regime smap=1 ac=1
map a 4k va=0x8040201000 pa=0x80000000
use load supervisor a
regime ac=0
illegal forbidden: load supervisor a = new
legal demanded: load supervisor a = fault p

case smap_fetch [SDM3 4.6.1]: SMAP is not for fetches
regime smap=1
map a 4k va=0x8040201000 pa=0x80000000
use load user a
legal demanded: fetch supervisor a = new
illegal forbidden: fetch supervisor a = fault p

case pkru_closed [SDM3 4.6.2]: PKRU acts at once
regime pke=1
map a 4k va=0x8040201000 pa=0x80000000 key=3
use load user a
regime pkru=0x40
illegal forbidden: load user a = new
legal demanded: load user a = fault p pk
legal demanded: fetch user a = new

case pkru_opened [SDM3 4.6.2]: and the other way
regime pke=1 pkru=0x40
map a 4k va=0x8040201000 pa=0x80000000 key=3
use fetch user a
regime pkru=0
legal demanded: load user a = new
illegal forbidden: load user a = fault p pk

case pkru_write [SDM3 4.6.2]: the write-disable bit too
regime pke=1
map a 4k va=0x8040201000 pa=0x80000000 key=3
use store user a
regime pkru=0x80
illegal forbidden: store user a = new
legal demanded: store user a = fault p pk
legal demanded: load user a = new

case pkru_other_key [SDM3 4.6.2]: the key is the leaf's, as it was cached
regime pke=1
map a 4k va=0x8040201000 pa=0x80000000 key=3
use load user a
set a key=5
regime pkru=0x400
legal allowed: load user a = old
legal allowed: load user a walks = fault p pk
illegal forbidden: load user a = fault p pk

case pkrs [SDM3 4.6.2]: IA32_PKRS acts at once, on supervisor pages
regime pks=1
map a 4k va=0x8040201000 pa=0x80000000 u=0 key=3
use load supervisor a
regime pkrs=0x40
illegal forbidden: load supervisor a = new
legal demanded: load supervisor a = fault p pk

for U RIGHT WRONG = u=0, supervisor, user
case privilege [SDM3 4.6.1]: U/S is judged for each access by itself
map a 4k va=0x8040201000 pa=0x80000000 $U
use load $RIGHT a
illegal forbidden: load $WRONG a = new
legal demanded: load $WRONG a = fault p
legal demanded: load $RIGHT a = new

for BITS WRONG = w=0, store | x=0, fetch
case access [SDM3 4.6.1]: R/W and XD are judged for each access by itself
map a 4k va=0x8040201000 pa=0x80000000 $BITS
use load user a
illegal forbidden: $WRONG user a = new
legal demanded: $WRONG user a = fault p
legal demanded: load user a = new

case in_flight [SDM3 4.6.1]: a request is judged by the registers as it was accepted
map a 4k va=0x8040201000 pa=0x80000000
use load supervisor a
req 1 load supervisor a
regime smap=1
legal demanded: 1 = new
illegal forbidden: load supervisor a = new

# SMEP.
case smep_set [SDM3 4.10.4.1]: CR4.SMEP from 0 to 1 takes all of the current PCID
map a 4k va=0x8040201000 pa=0x80000000
use fetch supervisor a
regime smep=1
flush pcid
illegal demanded: fetch supervisor a = new
illegal demanded: load user a = new
illegal demanded: load user a may read a.0
legal demanded: fetch supervisor a walks = fault p

case smep_at_use [SDM3 4.6.1]: a supervisor's fetch of a user page faults whatever was cached
map a 4k va=0x8040201000 pa=0x80000000
regime smep=1
use load user a
illegal forbidden: fetch supervisor a = new
legal demanded: fetch supervisor a = fault p
legal demanded: fetch user a = new

for L = 0 | 1 | 2 | 3
case smep_supervisor [SDM3 4.6.1]: a page is the supervisor's if any entry says so
map a 4k va=0x8040201000 pa=0x80000000 u$L=0
regime smep=1
use fetch supervisor a
legal demanded: fetch supervisor a = new
illegal forbidden: fetch user a = new

case smep_other_pcid [SDM3 4.10.4.1]: and leaves other PCIDs
map a 4k va=0x8040201000 pa=0x80000000
use load a
set a pa=0xc0000000
mov_cr3 keep root=s pcid=2
regime smep=1
flush pcid
mov_cr3 keep root=r pcid=1
legal allowed: load user a = old
legal allowed: load user a may read a.0

case smep_own_global [SDM3 4.10.4.1]: global translations of the current PCID go too
map a 4k va=0x8040201000 pa=0x80000000 g=1
use load a
regime smep=1
flush pcid
illegal demanded: load user a = new
legal demanded: load user a walks = new

case smep_other_global [SDM3 4.10.4.1]: those that another PCID made may stay
map a 4k va=0x8040201000 pa=0x80000000 g=1
use load a
mov_cr3 keep root=s pcid=2
map b 4k va=0x8040201000 pa=0x90000000
regime smep=1
flush pcid
legal allowed: load user b = a
legal allowed: load user b walks = new

# PGE and the flushes of everything.
case pge_cleared [SDM3 4.10.4.1]: a change of CR4.PGE takes everything, global or not
map a 4k va=0x8040201000 pa=0x80000000 g=1
use load a
regime pge=0
flush
illegal demanded: load a = new
illegal demanded: load a may read a.0
legal demanded: load a walks = new

case pge_clear_tells_none [SDM3 4.10.2.4]: without CR4.PGE nothing is global
regime pge=0
flush
map a 4k va=0x8040201000 pa=0x80000000 g=1
use load a
legal demanded: load a = new global=0
illegal forbidden: load a = new global=1
mov_cr3 root=r pcid=1
illegal demanded: load a = new
mov_cr3 keep root=r pcid=2
illegal forbidden: load a = new

for WHAT = pge=0 | pse=0
case flush_all_pcids [SDM3 4.10.4.1]: a flush of everything takes every PCID
map a 4k va=0x8040201000 pa=0x80000000
use load a
mov_cr3 keep root=s pcid=2
map b 4k va=0x8040201000 pa=0x90000000
use load b
regime $WHAT
flush
illegal demanded: load b = new
mov_cr3 keep root=r pcid=1
illegal demanded: load a = new
illegal demanded: load a may read a.0

# NXE.
case nxe_cleared_reread [SDM3 4.5.4]: an entry read without NXE has XD reserved
map a 4k va=0x8040201000 pa=0x80000000 x=0
use load a
regime nxe=0
legal allowed: load a walks = fault p rsvd
illegal forbidden: load a reads a.0 = fault p

case nxe_set_reread [SDM3 4.5.4]: and one read with it has not
regime nxe=0
map a 4k va=0x8040201000 pa=0x80000000 x=0
use load a = fault p rsvd
regime nxe=1
illegal forbidden: load a = fault p rsvd
illegal forbidden: load a walks = fault p rsvd
legal demanded: load a walks = new
legal demanded: fetch a walks = fault p

for L = 0 | 1 | 2 | 3
case nxe_fresh [SDM3 4.5.4]: a setting holds for what was read under it, not for what is read later
map a 4k va=0x8040201000 pa=0x80000000
use load a
regime nxe=0
flush
set a x$L=0
illegal forbidden: load a walks = new
legal demanded: load a walks = fault p rsvd

case nxe_no_flush_fresh [SDM3 4.5.4]: also where nothing was flushed
map a 4k va=0x8040201000 pa=0x80000000
use load a
regime nxe=0
set a x=0
legal allowed: load a = old
illegal forbidden: load a reads a.0 = new
legal allowed: load a reads a.0 = fault p rsvd

# Changes of the paging mode, by way of CR0.PG.
for F G VA = x86-4l, x86-5l, 0x8040201000 | x86-5l, x86-4l, 0x8040201000 | x86-2l, x86-pae, 0x40201000 | x86-pae, x86-4l, 0x40201000
case other_mode [SDM3 4.10.4.1]: CR0.PG from 1 to 0 takes everything, so a new mode begins with nothing
regime $F root=t pcid=0
map a 4k va=$VA pa=0x80000000 g=1
mov_cr3 root=t
use load a
regime $G root=u pcid=0
flush
map b 4k va=$VA pa=0x90000000
mov_cr3 root=u
illegal demanded: load b = a
illegal demanded: load b may read a.0
legal demanded: load b walks = new

# Addresses.
for VA = 0x800000000000 | 0xffff7fffffffffff | 0x1008040201000 | 0x8000008040201000
case canonical [SDM3 4.5.4]: an address that is not canonical is a #GP and reads nothing
map a 4k va=0x8040201000 pa=0x80000000
use a
legal demanded: load $VA = gp
illegal forbidden: load $VA = fault np
illegal forbidden: load $VA = ok pa=0x80000000
illegal forbidden: load $VA may read a.3

case canonical_la57 [SDM3 4.5.4]: with 5-level paging 57 bits are
regime x86-5l root=t pcid=0
map a 4k va=0x800000201000 pa=0x80000000
use a
legal demanded: load a = new
illegal forbidden: load a = gp
legal demanded: load 0x100000000000000 = gp

case pat [SDM3 4.9.3]: an old memory type may be used until an invalidation
map a 4k va=0x8040201000 pa=0x80000000 pat=1
use a
set a pat=0 pwt=1
legal allowed: load a = old
legal allowed: load a walks = new
illegal forbidden: load a = new
illegal forbidden: load a walks = new type=5
invlpg a
illegal demanded: load a = old
