profile 1
walks=4 in_flight=1 request=held
asid_bits=4 extensions=svpbmt pa_bits=34 bus_errors=no
answer=pa fault=one
