# A table that is wrong by itself: exit 5, with file and line (CTest legality-bad).
regime sv39 root=r asid=1

case no_such_event [priv 12.2.1]: a line that is no event
map a 4k va=0x40201000 pa=0x80000000
sfence va=b
legal allowed: load a walks = new
