# One file of the RTL with its patches planted: scripts/plant calls this and says what for.
#   awk -f plant.awk -v original=FILE -v patched=FOLDER -v name=PATH <CHANGES
# CHANGES is, patch by patch, a line `patch NUMBER` and what diff says between original and
# patched/NUMBER/PATH. The file goes to standard output.
#
# Terms. A *slot* is a stretch of the original that is one expression: what stands between brackets,
# between commas inside brackets, or on the right of an assignment. Each change is widened to the
# smallest slot around it, in the original and in the patched text; a slot then has alternatives,
# each a number and a text. Slots are nested or apart, as brackets are. Positions count characters
# of the file, from 1; `shape` is the file with comments and what strings say as blanks.

function fail(message) {
  print "scripts/plant: " where ": " message >"/dev/stderr"
  failed = 1
  exit 1
}

# text with its comments as blanks, and if `all` the insides of its strings too.
function blank(text, all,    out, i, c, two, state, n) {
  n = length(text)
  for (i = 1; i <= n; i++) {
    c = substr(text, i, 1)
    two = substr(text, i, 2)
    if (state == "") {
      if (two == "//" || two == "/*") { state = two; out = out " "; continue }
      if (c == "\"") state = c
      out = out c
    } else if (state == "\"") {
      if (c == "\\") { out = out (all ? "  " : two); i++; continue }
      if (c == "\"") state = ""
      out = out (all && c != "\"" ? " " : c)
    } else if (state == "//") {
      if (c == "\n") state = ""
      out = out (c == "\n" ? c : " ")
    } else {
      if (two == "*/") { state = ""; out = out "  "; i++; continue }
      out = out (c == "\n" ? c : " ")
    }
  }
  return out
}
function bare(text) { gsub(/[ \t\n]+/, "", text); return text }
function trim(text) { sub(/^[ \t\n]+/, "", text); sub(/[ \t\n]+$/, "", text); return text }

# The delimiter to the left of position p, and the one to the right, from p on, at the same depth.
function left_of(p,    depth, c) {
  depth = 0
  while (--p > 0) {
    c = substr(shape, p, 1)
    if (c ~ /[])}]/) depth++
    else if (c ~ /[[({]/) { if (depth-- == 0) return p }
    else if (c ~ /[;,]/ && depth == 0) return p
  }
  return 0
}
function right_of(p,    depth, c, n) {
  n = length(shape)
  depth = 0
  for (; p <= n; p++) {
    c = substr(shape, p, 1)
    if (c ~ /[[({]/) depth++
    else if (c ~ /[])}]/) { if (depth-- == 0) return p }
    else if (c ~ /[;,]/ && depth == 0) return p
  }
  return n + 1
}
# Behind the first assignment operator of the statement that begins at p, if it lies before `end`.
function assigned(p, end,    depth, c, two) {
  depth = 0
  for (; p < end; p++) {
    c = substr(shape, p, 1)
    two = substr(shape, p, 2)
    if (c ~ /[[({]/) depth++
    else if (c ~ /[])}]/) depth--
    else if (depth == 0 && two ~ /^[=!<>]=$/) { if (two == "<=") return p + 2; p++ }
    else if (depth == 0 && c == "=") return p + 1
  }
  return 0
}
# Is this one expression?
function expression(text,    i, c, depth, n, choices, flat) {
  text = blank(text, 1)
  n = length(text)
  depth = choices = 0
  flat = ""
  for (i = 1; i <= n; i++) {
    c = substr(text, i, 1)
    if (c ~ /[[({]/) depth++
    if (depth == 0) {
      if (c ~ /[;,]/) return 0
      if (c == "?") choices++
      if (c == ":" && substr(text, i, 2) == "::") { i++; continue }
      if (c == ":" && --choices < 0) return 0
      flat = flat c
    } else if (depth == 1 && c ~ /[[({]/) flat = flat c
    if (c ~ /[])}]/ && --depth < 0) return 0
  }
  flat = trim(flat)
  if (flat ~ /^\./) return 0                # a pin
  if (flat ~ /[A-Za-z0-9_)] *\{/) return 0  # a replication's count and its braces
  if (flat ~ /(^|[^A-Za-z0-9_])(begin|end|if|else|case)([^A-Za-z0-9_]|$)/) return 0
  return depth == 0 && choices == 0 && flat != ""
}

# The original's [s, e) is `text` in patch number: widened to its slot and kept as an alternative.
function change(number, s, e, text,    l, r, from, outermost, alternative) {
  for (;;) {
    l = left_of(s)
    r = right_of(e)
    outermost = l == 0 || substr(shape, l, 1) == ";"
    from = outermost ? assigned(l + 1, s) : l + 1
    alternative = substr(file, from, s - from) text substr(file, e, r - e)
    if (from && expression(substr(file, from, r - from)) && expression(alternative)) break
    if (outermost) fail("patch " number ": not a change inside an expression: " trim(text))
    # Wider: by the next element of a list, or out of the brackets.
    if (substr(shape, r, 1) == ",") l = s
    else if (substr(shape, l, 1) == ",") r = e - 1
    text = substr(file, l, s - l) text substr(file, e, r - e + 1)
    s = l
    e = r + 1
  }
  keep(number, from, r, trim(blank(alternative, 0)))
}
function keep(number, from, to, text,    i) {
  for (i = 1; i <= changes; i++) {
    if (to <= change_from[i] || from >= change_to[i]) continue
    if (change_number[i] == number) fail("patch " number ": two changes in one expression: " text)
    if (!(from >= change_from[i] && to <= change_to[i]) && !(from <= change_from[i] && to >= change_to[i]))
      fail("patches " change_number[i] " and " number " overlap: " text)
  }
  changes++
  change_number[changes] = number
  change_from[changes] = from
  change_to[changes] = to
  change_text[changes] = text
}

# What differs between the original's [s, s + length(old)) and new.
function differ(number, s, old, new,    p, q, n, m) {
  n = length(old)
  m = length(new)
  while (p < n && p < m && substr(old, p + 1, 1) == substr(new, p + 1, 1)) p++
  while (q < n - p && q < m - p && substr(old, n - q, 1) == substr(new, m - q, 1)) q++
  balance(number, s + p, s + n - q, substr(new, p + 1, m - p - q))
}
# Takes in the other end of each bracket that the original's [s, e) opens or closes only.
function balance(number, s, e, text,    p, c, opened, closed) {
  for (p = s; p < e; p++) {
    c = substr(shape, p, 1)
    if (c ~ /[[({]/) opened++
    else if (c ~ /[])}]/ && opened-- == 0) { opened = 0; closed++ }
  }
  for (p = e; opened > 0; p++) {
    c = substr(shape, p, 1)
    if (c ~ /[[({]/) opened++
    if (c ~ /[])}]/) opened--
  }
  text = text substr(file, e, p - e)
  e = p
  for (p = s; closed > 0;) {
    c = substr(shape, --p, 1)
    if (c ~ /[])}]/) closed++
    if (c ~ /[[({]/) closed--
  }
  change(number, p, e, substr(file, p, s - p) text)
}
# Lines replaced by lines: statement by statement and element by element if there are as many.
function replace(number, s, old, new,    i, j, k, n, m, a, b) {
  n = pieces(blank(old, 1), old_end)
  m = pieces(blank(new, 1), new_end)
  if (n != m) { differ(number, s, old, new); return }
  a = b = 1
  for (k = 1; k <= n; k++) {
    i = substr(old, a, old_end[k] - a + 1)
    j = substr(new, b, new_end[k] - b + 1)
    # A bracket that only one of them opens reaches into the next.
    if (k < n && depth_of(i) != depth_of(j)) continue
    if (bare(blank(i, 0)) != bare(blank(j, 0))) differ(number, s + a - 1, i, j)
    a = old_end[k] + 1
    b = new_end[k] + 1
  }
}
function depth_of(text) {
  text = blank(text, 1)
  return gsub(/[[({]/, "", text) - gsub(/[])}]/, "", text)
}
# Where the pieces of text end: at each comma, semicolon and `begin`.
function pieces(text, ends,    n, i) {
  gsub(/[^A-Za-z0-9_]begin[^A-Za-z0-9_]/, "     ; ", text)
  n = 0
  for (i = 1; i <= length(text); i++)
    if (substr(text, i, 1) ~ /[;,]/) ends[++n] = i
  ends[++n] = length(text)
  return n
}

# Lines between lines, behind line `after`: a declaration, an assignment or a block of the module is
# for all; a statement is for this number only. Which of two equal lines is the new one is not said:
# they stand where they are whole.
function insert(number, after, text,    first, line, at, found) {
  found = whole(text)
  for (at = after; !found && at > 0; at--) {
    line = lines[at] "\n"
    if (substr(text, length(text) - length(line) + 1) != line) break
    text = line substr(text, 1, length(text) - length(line))
    found = whole(text)
  }
  for (; !found && at < n_lines; at++) {
    line = lines[at + 1] "\n"
    if (substr(text, 1, length(line)) != line) break
    text = substr(text, length(line) + 1) line
    found = whole(text)
  }
  if (!found) fail("patch " number ": no whole statements or items: " trim(text))
  first = trim(blank(text, 0))
  if (first ~ /^else/) fail("patch " number ": an else by itself: " first)
  inserts++
  insert_number[inserts] = number
  insert_at[inserts] = start[at + 1]
  insert_text[inserts] = text
  insert_for_all[inserts] = first ~ /^(logic|always_ff|always_comb|assign|localparam|input|output|function|`|\.)/
}
function whole(text,    words, n, i, depth) {
  text = blank(text, 1)
  if (depth_of(text) != 0) return 0
  n = split(text, words, /[^A-Za-z0-9_]+/)
  for (i = 1; i <= n; i++) {
    if (words[i] ~ /^(begin|case|function)$/) depth++
    if (words[i] ~ /^(end|endcase|endfunction)$/ && --depth < 0) return 0
  }
  return depth == 0
}

function apply(number, kind, first, last, old, new) {
  if (kind == "a") insert(number, first + 0, new)
  else if (kind == "c") replace(number, start[first], old, new)
  else fail("patch " number ": lines that are only taken away: say what stands in their place")
}

# The original's [a, b) as planted, without what is planted on `self`, the stretch itself. In groups
# (slots) the order is that of the file, outer before inner.
function planted(a, b, self,    out, p, g) {
  p = a
  for (g = self + 1; g <= groups && group_from[g] < b; g++) {
    if (group_from[g] < p) continue
    out = out inserted(p, group_from[g]) slot(g)
    p = group_to[g]
  }
  return out inserted(p, b)
}
function slot(g,    out, i) {
  for (i = 1; i <= changes; i++)
    if (change_from[i] == group_from[g] && change_to[i] == group_to[g])
      out = out selector " == 8'd" change_number[i] " ? (" change_text[i] ")\n        : "
  out = "(" out "(" trim(blank(planted(group_from[g], group_to[g], g), 0)) "))"
  return substr(file, group_from[g], 1) == " " ? " " out : out
}
function inserted(a, b,    out, p, i) {
  p = a
  for (i = 1; i <= inserts; i++) {
    # In order of place: patches come in order of number.
    if (insert_at[insert_order[i]] < p || insert_at[insert_order[i]] >= b) continue
    out = out substr(file, p, insert_at[insert_order[i]] - p) insertion(insert_order[i])
    p = insert_at[insert_order[i]]
  }
  return out substr(file, p, b - p)
}
function insertion(i) {
  if (insert_for_all[i]) return insert_text[i]
  return "if (" selector " == 8'd" insert_number[i] ") begin\n" insert_text[i] "end\n"
}

# What the planted file is for one number, to be held against the patch.
function chosen(number,    out, p, i, next_change, next_insert) {
  p = 1
  for (;;) {
    next_change = next_insert = 0
    for (i = 1; i <= changes; i++) {
      if (change_number[i] != number || change_from[i] < p) continue
      if (!next_change || change_from[i] < change_from[next_change]) next_change = i
    }
    for (i = 1; i <= inserts; i++) {
      if (insert_number[i] != number || i in done) continue
      if (!next_insert || insert_at[i] < insert_at[next_insert]) next_insert = i
    }
    if (!next_change && !next_insert) break
    if (next_insert && (!next_change || insert_at[next_insert] <= change_from[next_change])) {
      out = out substr(file, p, insert_at[next_insert] - p) insert_text[next_insert]
      p = insert_at[next_insert]
      done[next_insert] = 1
    } else {
      out = out substr(file, p, change_from[next_change] - p) change_text[next_change]
      p = change_to[next_change]
    }
  }
  return out substr(file, p)
}

function read_file(path,    text, line) {
  while ((getline line <path) > 0) text = text line "\n"
  close(path)
  return text
}

# The top has the selector as an input.
function port(text,    at, outline, depth, c, last) {
  outline = blank(text, 1)
  if (!match(outline, /(^|\n)module mmu[ \n]/)) return text
  at = RSTART + RLENGTH
  depth = 0
  for (; at <= length(text); at++) {
    c = substr(outline, at, 1)
    if (c == "(" && depth == 0 && last != "#") break
    if (c == "(") depth++
    if (c == ")") depth--
    if (c !~ /[ \n]/) last = c
  }
  return substr(text, 1, at) "\n  input logic [7:0] bug_i," substr(text, at + 1)
}

BEGIN {
  where = name
  selector = "mmu.bug_i"
  file = read_file(original)
  shape = blank(file, 1)
  n_lines = split(file, lines, "\n") - 1
  start[1] = 1
  for (i = 1; i <= n_lines; i++) start[i + 1] = start[i] + length(lines[i]) + 1
}
function flush_change() {
  if (kind != "") apply(number, kind, first, last, old, new)
  kind = old = new = ""
}
$1 == "patch" { flush_change(); number = $2; numbers[++count] = number; next }
/^[0-9]/ {
  flush_change()
  kind = $0
  gsub(/[0-9,]/, "", kind)
  split($0, sides, /[acd]/)
  first = last = sides[1]
  sub(/,.*/, "", first)
  sub(/.*,/, "", last)
  next
}
/^< / { old = old substr($0, 3) "\n" }
/^> / { new = new substr($0, 3) "\n" }
END {
  if (failed) exit 1
  flush_change()
  # Inserts by place; the numbers' order among those of one place.
  for (i = 1; i <= inserts; i++) {
    for (j = i - 1; j > 0 && insert_at[insert_order[j]] > insert_at[i]; j--) insert_order[j + 1] = insert_order[j]
    insert_order[j + 1] = i
  }
  # Slots by place, the outer first.
  for (i = 1; i <= changes; i++) {
    if ((change_from[i], change_to[i]) in seen) continue
    seen[change_from[i], change_to[i]] = 1
    for (j = groups++; j > 0 && (group_from[j] > change_from[i] ||
      group_from[j] == change_from[i] && group_to[j] < change_to[i]); j--) {
      group_from[j + 1] = group_from[j]
      group_to[j + 1] = group_to[j]
    }
    group_from[j + 1] = change_from[i]
    group_to[j + 1] = change_to[i]
  }
  for (i = 1; i <= count; i++) {
    if (bare(blank(chosen(numbers[i]), 0)) != bare(blank(read_file(patched "/" numbers[i] "/" name), 0)))
      fail("patch " numbers[i] ": what is planted is not what it says")
  }
  printf "%s", port(planted(1, length(file) + 1, 0))
}
