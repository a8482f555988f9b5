# QEMU's `info tlb` ("va: pa XGPDACTUW", a line for each leaf) as the lines of an .exp file, equal
# leaves in runs.
#   awk -v bits=32|64 -v large=400000|200000 -v giant="VA VA ..."
# giant: those of 1 GiB; info tlb does not tell.
# With -v ask=1: the leaves that may be of 1 GiB instead.
# Numbers are pages, not bytes: 52 bits at most, exact in awk's floating point.

function value(text,    i, n) {
  n = 0
  for (i = 1; i <= length(text); i++) n = n * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
  return n
}
function hex(n,    text, digit) {
  text = ""
  do {
    digit = n - 16 * int(n / 16)
    text = substr("0123456789abcdef", digit + 1, 1) text
    n = int(n / 16)
  } while (n > 0)
  return text
}
function bytes(n) { return n == 0 ? "0" : hex(n) "000" }
function put_run() {
  if (count) print bytes(va), bytes(pa), bytes(size), flags, count, bytes(va_step), bytes(pa_step)
}
# May the leaf (v, p, s, f) follow as one more of the run?
function follows(v, p, s, f) {
  if (!count || s != size || f != flags) return 0
  if (count > 1) return v - last_va == va_step && p - last_pa == pa_step
  if (v - last_va == s && p - last_pa == s) return 1
  return p == last_pa && v - last_va >= s # the same page again and again: aliases
}
function take(v, p, s, f) {
  if (follows(v, p, s, f)) {
    va_step = v - last_va
    pa_step = p - last_pa
    count++
  } else {
    put_run()
    va = v; pa = p; size = s; flags = f; count = 1
    va_step = s; pa_step = s
  }
  last_va = v; last_pa = p
}
# The leaf before is alone in its GiB when the next one lies beyond it.
function maybe_giant(next_va) {
  if (candidate != "" && next_va >= candidate_va + 262144) print candidate
  candidate = ""
}
BEGIN {
  n = split(giant, list, " ")
  for (i = 1; i <= n; i++) is_giant[list[i]] = 1
  if (!ask) print "# va pa pagesize flags count va_stride pa_stride"
}
$1 ~ /^[0-9a-f]+:$/ && NF == 3 {
  v = substr($1, 1, length($1) - 4) # ":" and the three zeros of a page
  p = substr($2, 1, length($2) - 3)
  if (bits == 32) v = substr(v, length(v) - 4) # it is sign-extended
  if (length(p) > 10) p = substr(p, length(p) - 9) # XD stands in bit 63
  n = value(v)
  if (ask) {
    maybe_giant(n)
    if (substr($3, 3, 1) == "P" && n % 262144 == 0 && value(p) % 262144 == 0) {
      candidate = v "000"
      candidate_va = n
    }
    next
  }
  s = substr($3, 3, 1) != "P" ? 1 : (v "000") in is_giant ? 262144 : value(substr(large, 1, length(large) - 3))
  take(n, value(p), s, $3)
}
END {
  if (ask) maybe_giant(candidate_va + 262144)
  else put_run()
}
