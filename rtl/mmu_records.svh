// The records that travel through the MMU, each an anonymous packed struct by a macro: README.md
// says why. A port carries a record as a vector of its width; inside a module a signal of the
// record's type has its fields. Each has at most 64 bits, which a simulator keeps in one machine
// word.
`ifndef MMU_RECORDS_SVH
`define MMU_RECORDS_SVH

// An address. `vpn` as it was asked for: a mode cuts it to its own width.
`define MMU_VA struct packed {logic [6:0] high; logic [44:0] vpn; logic [11:0] offset;}

// What a request does: 4 bits.
`define MMU_OP struct packed {logic implicit; logic priv; logic [1:0] access;}

// Which tables a request walks: 63 bits.
`define MMU_SPACE struct packed {logic [2:0] mode; logic [15:0] asid; logic [43:0] root_ppn;}

// How it is judged: 16 bits, and x86's protection keys: 64.
`define MMU_CONTROL struct packed {logic [9:0] flags; logic [5:0] pa_bits;}
`define MMU_KEYS struct packed {logic [31:0] pkrs; logic [31:0] pkru;}

// The flags of a regime, as either architecture reads them: 10 bits.
`define MMU_FLAGS_RISCV struct packed { \
  logic [1:0] none; \
  logic svadu; \
  logic svrsw60t59b; \
  logic svpbmt; \
  logic svnapot; \
  logic pbmte; \
  logic adue; \
  logic mxr; \
  logic sum; \
}
`define MMU_FLAGS_X86 struct packed { \
  logic no1g; \
  logic pks; \
  logic pse; \
  logic pke; \
  logic pge; \
  logic nxe; \
  logic ac; \
  logic smap; \
  logic smep; \
  logic wp; \
}

// What a TLB entry is found by: 64 bits.
`define MMU_TAG struct packed {logic [2:0] mode; logic [15:0] asid; logic [44:0] vpn;}

// The address an answer is for, as a fence or drop names it: 61 bits.
`define MMU_WHO struct packed {logic [15:0] asid; logic [44:0] vpn;}

// Rights: of a page, or what a path has left of them. On x86 `x` is "no XD", and `r` is 1.
`define MMU_PERM struct packed {logic u; logic x; logic w; logic r;}

// A page but for its frame: 14 bits.
`define MMU_PAGE struct packed {logic [5:0] shift; logic [3:0] perm; logic [2:0] memtype; logic glob;}

// An answer but for its physical address: 29 bits. With a fault `page` is 0.
`define MMU_META struct packed {logic [5:0] id; logic [2:0] kind; logic [5:0] code; logic [13:0] page;}

// x86's #PF error code: 6 bits (SDM3 4.7).
`define MMU_CODE_X86 struct packed {logic key; logic fetch; logic rsvd; logic user; logic write; logic p;}

// Entries (priv 12.4 and 12.5; SDM3 tables 4-15 to 4-20). An Sv32 entry comes with its 32 bits
// where they stand, and its PPN is the low 22 bits of `ppn`.
`define MMU_PTE_RISCV struct packed { \
  logic n; \
  logic [1:0] pbmt; \
  logic [1:0] rsw60t59; \
  logic [4:0] reserved; \
  logic [43:0] ppn; \
  logic [1:0] rsw; \
  logic d; \
  logic a; \
  logic g; \
  logic u; \
  logic x; \
  logic w; \
  logic r; \
  logic v; \
}
`define MMU_PTE_X86 struct packed { \
  logic xd; \
  logic [3:0] pkey; \
  logic [6:0] software_high; \
  logic [39:0] frame; \
  logic [2:0] software; \
  logic g; \
  logic ps; \
  logic d; \
  logic a; \
  logic pcd; \
  logic pwt; \
  logic us; \
  logic rw; \
  logic p; \
}

`endif
