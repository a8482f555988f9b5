# Expectations that are wrong on purpose: the runner must say so (CTest legality-wrong).
regime sv39 root=r asid=1

case expects_too_much [priv 12.2.1]: a fence that takes the leaf, expected not to
map a 4k va=0x40201000 pa=0x80000000
use a
set a pa=0xc0000000
sfence va=a
legal allowed: load a = old

case expects_too_little [priv 12.2.1]: an answer that is right, expected not to be
map a 4k va=0x40201000 pa=0x80000000
illegal forbidden: load a walks = new

case known_and_mended [priv 12.2.1]: listed in open.txt, and answered as the manual does
map a 4k va=0x40201000 pa=0x80000000
legal demanded: load a walks = new
