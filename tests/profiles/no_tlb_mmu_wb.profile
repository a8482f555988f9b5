profile 1
formats=sv39 extensions=none ad=fault asid_bits=9 in_flight=2 answer=pa,shift,perm
tlb=none # it has two levels of them
