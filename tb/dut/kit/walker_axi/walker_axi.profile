profile 1
formats=sv39 extensions=none ad=fault
tlb=none page_walk_cache=none duplicate_reads=no
in_flight=1 walks=1 latency=16
answer=pa,shift # no rights, memory type or G: what a TLB above would keep it takes from elsewhere
