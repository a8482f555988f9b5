# PAE: four registers for the first level (SDM3 4.4.1), loaded by MOV to CR3 and by changes of control bits.
regime x86-pae root=r pcid=0
map a 4k va=0x40201000 pa=0x80000000
mov_cr3 root=r

case no_read [SDM3 4.4.2]: a walk reads no PDPTE: the registers are used
legal demanded: load a may read a.1
illegal forbidden: load a may read a.2
legal demanded: load a reads a.1 a.0 = new

case registers_stay [SDM3 4.4.1]: a PDPTE changed in memory means nothing until the registers are loaded
use a
swing a 2 pa=0xc0000000
illegal forbidden: load a may read a.1
illegal forbidden: load a may read a.0
legal demanded: load a may read a@0.1
legal demanded: load a reads a@0.1 a@0.0 = old
illegal forbidden: load a reads a.1 a.0 = new

case registers_stay_flushed [SDM3 4.4.1]: nor after a flush that loads nothing
use a
swing a 2 pa=0xc0000000
invpcid 2
illegal demanded: load a = old
legal demanded: load a may read a@0.1
legal demanded: load a reads a@0.1 a@0.0 = old
illegal forbidden: load a may read a.1

case loaded [SDM3 4.4.1]: MOV to CR3 loads them
use a
swing a 2 pa=0xc0000000
mov_cr3 root=r
illegal demanded: load a = old
illegal demanded: load a may read a@0.1
legal demanded: load a may read a.1
legal demanded: load a walks = new

for WHAT = pge=0 | pse=0 | smep=1
case loaded_by_control [SDM3 4.4.1]: so does a change of CR4.PGE, PSE or SMEP
use a
swing a 2 pa=0xc0000000
regime $WHAT
flush
illegal demanded: load a may read a@0.1
legal demanded: load a may read a.1
legal demanded: load a walks = new

case loaded_without_flush [SDM3 4.4.1]: registers loaded by a bit that flushes nothing: the old ones begin no walk
use a
swing a 2 pa=0xc0000000
regime
illegal forbidden: load a may read a@0.1
legal allowed: load a may read a@0.0
legal allowed: load a = old
legal allowed: load a walks = new

case not_loaded [SDM3 4.4.1]: a change of another bit loads nothing
use a
swing a 2 pa=0xc0000000
regime wp=0 kept
legal demanded: load a may read a@0.1
illegal forbidden: load a may read a.1

case not_present [SDM3 4.4.2]: a register with P=0 faults, without a read
set a v2=0
mov_cr3 root=r
legal demanded: load a = fault np
illegal forbidden: load a may read a.1
illegal forbidden: load a = old

case became_present [SDM3 4.4.1]: and does so until it is loaded again
set a v2=0
mov_cr3 root=r
req 1 load a
rsp 1 = fault np
set a v2=1
legal demanded: load a = fault np
illegal forbidden: load a may read a.1
mov_cr3 root=r
illegal demanded: load a = fault np
legal demanded: load a walks = new

case became_absent [SDM3 4.4.1]: a register that lost P keeps no PDE from being cached, but begins no walk
use a
set a v2=0
regime
legal allowed: load a = old
illegal forbidden: load a may read a.1
legal allowed: load a may read a.0
mov_cr3 root=r
illegal demanded: load a = old

case other_quarter [SDM3 4.4.2]: each register is for its own quarter of the addresses
map b 4k va=0x80201000 pa=0x90000000
mov_cr3 root=r
illegal forbidden: load a may read b.1
illegal forbidden: load b may read a.1
legal demanded: load b walks = new
illegal forbidden: load b walks = a

case in_flight [SDM3 4.4.1]: a request goes on with the registers as they were when it was accepted
req 1 load a
swing a 2 pa=0xc0000000
mov_cr3 root=r
legal allowed: 1 may read a@0.1
legal allowed: 1 reads a@0.1 a@0.0 = old
illegal forbidden: load a may read a@0.1

case grants_all [SDM3 4.4.2]: a PDPTE has no rights of its own
use load user a
legal demanded: store user a = new
legal demanded: load user a = new u=1
illegal forbidden: load user a = new u=0

case no_a [SDM3 4.8]: and no A to be set
set a a1=0 a=0
req 1 load a
illegal forbidden: 1 may update a.2 +a
legal demanded: 1 reads a.1 may update a.1 +a

case pde_cache [SDM3 4.10.3.1]: the PDE cache holds the PDE alone
use a
swing a 1 pa=0xc0000000
legal allowed: load a may read a@0.0
legal allowed: load a = old
invlpg 0x80201000
illegal demanded: load a may read a@0.0

case new_root [SDM3 4.4.1]: another root loads other registers
use a
mov_cr3 root=s
map b 4k va=0x40201000 pa=0x90000000
mov_cr3 root=s
illegal demanded: load b = a
illegal forbidden: load b may read a.1
legal demanded: load b walks = new

case global_survives [SDM3 4.10.4.1]: a global page survives the load of other registers
map g 4k va=0x80201000 pa=0x90000000 g=1
mov_cr3 root=r
use g
swing g 2 pa=0xc0000000
mov_cr3 root=r
legal allowed: load g = old
legal allowed: load g walks = new
illegal demanded: load g may read g@0.0

case large [SDM3 4.4.2]: a 2 MiB page whatever CR4.PSE is
regime pse=0
map b 2m va=0x80201000 pa=0x80000000
mov_cr3 root=r
use b
legal demanded: load b = new
set b pa=0xc0000000
legal allowed: load b = old
invlpg b+0x100000
illegal demanded: load b = old
