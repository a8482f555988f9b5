profile 1
in_flight=1 answer=pa,shift extensions=svadu
