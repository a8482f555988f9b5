profile 1
formats=sv39 extensions=none ad=fault asid_bits=9
page_walk_cache=none faults_cached=no
in_flight=2 walks=1 # one fetch, one load or store
answer=pa,shift,perm
