profile 1
tlb=none
