profile 1
formats=sv39 extensions=svadu ad=hardware in_flight=1 answer=pa,shift # it faults instead
