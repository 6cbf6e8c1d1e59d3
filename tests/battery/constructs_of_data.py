"""The battery's documents for constants: sets, tables, parameters, units, dates, functions."""

from __future__ import annotations

from typing import Final

ROOMS = """
data:
  rooms:
    columns: [room, price, kind, opens, from_day, tags, list price]
    key: room
    types: {opens: time, from_day: date, tags: list}
    rows:
      - [p, 1, big, "08:30", 2026-03-16, ["sea", "quiet"], 10]
      - [q, 3, big, "09:00", 2026-03-17, ["sea"], 20]
      - [r, null, small, "07:15", 2026-03-21, [], 30]
"""

DATA: Final[dict[str, str]] = {
    # ------------------------------------------------------------ sets
    "listed members and tuples": """
sets: {A: [a, "New York", 3], P: [[a, 1], [b, 1], [b, 2]]}
variables: {x: {over: [A], type: binary}, y: {over: [P], type: binary}}
constraints:
  c: {that: "sum(y[i, j] for (i, j) in P) == 1 and x['New York'] + x[3] >= 1 and y['b', 2] <= x['a']"}
objective: {maximize: "sum(2 * y[p] for p in P if p in [('b', 2)]) - sum(x[i] for i in A)"}
""",
    "a range of integers": """
parameters: {n: {value: 2}}
sets: {T: "1..n + 1"}
variables: {x: {over: [T], type: integer, lower: 0, upper: 2}}
constraints: {c: {for: "t in T", that: "x[t] <= t - 1"}, d: {that: "x[2] + x[3] >= 2"}}
objective: {minimize: "sum(t * x[t] for t in T)"}
""",
    "rows that satisfy a condition": ROOMS
    + """
sets: {R: {table: rooms, where: "r.kind == 'big' and not is_missing(r.price)", as: r}}
variables: {x: {over: [R], type: binary}}
constraints: {c: {that: "sum(r.price * x[r] for r in R) <= 3"}}
objective: {maximize: "2 * x['p'] + x['q']"}
""",
    "a computed set, without duplicates": ROOMS
    + """
sets: {R: {table: rooms}, K: {values: "r.kind for r in R"}, Q: {values: "(r, r.kind) for r in R if r != 'q'"}}
variables: {x: {over: [K], type: binary}, y: {over: [Q], type: binary}}
constraints:
  c: {that: "len(K) * x['big'] + len(Q) * x['small'] <= 2"}
  d: {for: "(r, k) in Q", that: "y[r, k] <= x[k]"}
objective: {maximize: "sum(x[k] for k in K) + sum(y[q] for q in Q)"}
""",
    "a family of sets": """
sets: {C: [a, b, c], Near: {for: "c in C", values: "d for d in C if d != c and (c != 'b' or d == 'c')"}}
variables: {x: {over: [C], type: binary}}
constraints: {covered: {for: "c in C", that: "x[c] or any(x[d] for d in Near[c])"}}
objective: {minimize: "sum(len(Near[c]) * x[c] for c in C)"}
""",
    "positions and neighbours in a set": """
sets: {S: [a, b, c]}
variables: {x: {over: [S], type: integer, lower: 0, upper: 2}}
constraints:
  rising: {for: "s in S if s != last(S)", that: "x[s] <= x[next(S, s)]"}
  step: {for: "s in S if pos(S, s) > 1", that: "x[s] - x[prev(S, s)] <= 1"}
  ends: {that: "x[first(S)] + x[S[2]] >= 1"}
objective: {minimize: "sum(pos(S, s) * x[s] for s in S)"}
""",
    "union, intersection, difference, product, subsets": """
sets:
  A: [a, b]
  B: [b, c]
  U: {values: "A | B"}
  I: {values: "A & B"}
  D: {values: "A - B"}
  X: {values: "A * B"}
variables: {x: {over: [U], type: binary}}
constraints:
  c: {that: "sum(x[u] for u in U) >= len(I) * len(D)"}
  pairs: {for: "(i, j) in subsets(U, 2) if (i, j) in X and i != j", that: "x[i] + x[j] <= 1"}
objective: {maximize: "sum(2 * x[u] for u in I) + sum(x[u] for u in D)"}
""",
    "ranges that use earlier ones, unpack, are anonymous": """
sets: {L: [a, b], Of: {for: "l in L", values: "t for t in range(3) if l == 'a' or t != 1"}}
variables: {x: {for: "l in L, t in Of[l]", type: binary}, y: {for: "t in range(1, 5, 2)", type: binary}}
constraints:
  c: {for: "l in L, t in Of[l] if t > 0", that: "x[l, t] <= x[(l, 0)]"}
  d: {that: "sum(x[a] for a in L * range(1)) == 1"}
  e: {for: "t in range(1, 6, 2) if t < 4", that: "y[t] or x['a', 0]"}
objective: {maximize: "sum(x[l, t] for l in L for t in Of[l]) + y[3]"}
""",
    "constants decide first": """
sets: {T: "1..3"}
variables: {x: {over: [T], type: binary}}
constraints:
  c: {for: "t in T", that: "t == 1 or x[t] >= x[t-1]"}
  d: {for: "t in T", that: "implies(t > 1, x[t] + (x[t-1] if t > 1 else 0) >= 1)"}
  e: {for: "t in T", that: "not (t > 1 and not x[t-1] and not x[t])"}
objective: {minimize: "sum(x[t] for t in T)"}
""",
    # ------------------------------------------------------------ parameters
    "values by member, by order, by level": """
sets: {S: [a, b], T: "1..2"}
parameters:
  w: {over: [S], value: {a: 2, b: -1}}
  v: {over: [T], value: {"1": 1, "2": 3}}
  u: {over: [S, T], value: {a: [1, 2], b: {"1": 0, "2": 1}}}
  z: {over: [S, T], value: {a: {"1": 4}}, sparse: 1}
  k: {for: "s in S", value: "= w[s] * v[2] / 2"}
variables: {x: {over: [S, T], type: binary}}
constraints: {c: {that: "sum(u[s, t] * x[s, t] for s in S for t in T) <= 2"}}
objective: {maximize: "sum((w[s] + v[t] - z[s, t] + k[s]) * x[s, t] for s in S for t in T)"}
""",
    "rows and columns as parameters": """
data:
  demand: {columns: [city, week, amount], rows: [[a, 1, 2], [a, 2, 0], [b, 1, 1], [b, 2, 1]]}
sets: {C: [a, b], W: "1..2"}
parameters:
  d: {over: [C, W], table: demand, key: [city, week], column: amount}
  g: {over: [C, W], rows: [[a, 1, 1], [b, 2, 3]], sparse: 0}
variables: {x: {over: [C, W], type: integer, lower: 0, upper: 2}}
constraints:
  c: {for: "c in C, w in W", that: "x[c, w] >= d[c, w]"}
  e: {that: "sum(x[c, w] for c in C for w in W) <= 5"}
objective: {maximize: "sum((1 + g[c, w]) * x[c, w] for c in C for w in W)"}
""",
    "units and their conversion": """
parameters:
  speed: {value: 2, unit: item / hour}
  day: {value: 90, unit: minute}
variables: {n: {type: integer, lower: 0, upper: 4, unit: item}}
constraints: {c: {that: "n <= speed * to(day, 'hour')"}}
objective: {maximize: "n"}
""",
    # ------------------------------------------------------------ fields, texts, dates
    "fields and keys of rows": ROOMS
    + """
sets: {R: {table: rooms}}
variables: {x: {over: [R], type: binary}}
constraints:
  texts: {for: "r in R if lower('SMALL') == r.kind or matches(r.kind, 'sm*l')", that: "not x[r]"}
  starts: {for: "r in R if starts_with(r.kind, 'b')", that: "x[r] or contains(r.tags, 'quiet')"}
  early: {for: "r in R if r.opens < time('08:45')", that: "x[r] + x['q'] <= 2 - contains('abc', 'b')"}
  column: {that: "sum(r['list price'] * x[r] for r in R) >= 20"}
objective: {minimize: "sum(x[r] for r in R) + x['p']"}
""",
    "dates that decisions select": ROOMS
    + """
sets: {R: {table: rooms}}
parameters: {last_day: {over: [R], value: {p: 2026-03-18, q: 2026-03-20, r: 2026-03-21}}}
variables: {g: {type: choice, of: R}, h: {type: choice, of: R}, n: {type: integer, lower: 0, upper: 6}}
constraints:
  later: {that: "h.from_day >= g.from_day"}
  moved: {that: "last_day[h] > g.from_day + 2 or h.from_day == g.from_day + 1 - 0"}
  known: {that: "date('2026-03-17') + 5 != last_day[g] + 1"}
  days: {that: "n >= days_between(g.from_day, last_day[h]) - 1"}
  minus: {that: "h.from_day - g.from_day <= n + 2 and days_between(g.from_day, date('2026-03-20')) >= n - 3"}
objective: {minimize: "2 * n + days_between(date('2026-03-16'), h.from_day)"}
""",
    "dates of a choice that may be absent": ROOMS
    + """
sets: {R: {table: rooms}}
variables: {g: {type: choice, of: R, optional: true}, h: {type: choice, of: R}, b: {type: binary}}
constraints:
  order: {that: "implies(b, h.from_day > g.from_day)"}
  other: {that: "b or not (g.from_day <= h.from_day) or h.from_day == g.from_day"}
objective: {maximize: "2 * b + (g == 'q') + (h == 'q')"}
""",
    "dates": ROOMS
    + """
sets: {R: {table: rooms}}
variables: {x: {over: [R], type: binary}, n: {type: integer, lower: 0, upper: 5}}
constraints:
  saturday: {for: "r in R if weekday(r.from_day) == 6", that: "x[r]"}
  second: {for: "r in R if r.from_day == date('2026-03-15') + 2", that: "not x[r]"}
  days: {that: "n >= days_between(date('2026-03-16'), max(r.from_day for r in R)) - 2 * x['p']"}
objective: {minimize: "n + x['p']"}
""",
    "functions of constants": """
variables: {x: {type: integer, lower: -3, upper: 9}}
constraints:
  a: {that: "x <= abs(-2) + floor(2.5) + ceil(0.5) + round(2.5) - 7 // 2 + -7 % 3"}
  b: {that: "x >= exp(0) + log(1) + sqrt(4) - cos(0) + sin(0) + tan(0) - 2 ** 2"}
  c: {that: "x != piecewise(1, [(0, 0), (2, 4)]) + prod(t for t in range(1, 3)) - min(1, 3)"}
  e: {that: "x != 2 + max((t for t in range(0)), default=1)"}
  d: {that: "count(t > 1 for t in range(4)) == 2"}
objective: {maximize: "x"}
""",
    "pi and e": """
variables: {x: {type: integer, lower: 0, upper: 9}}
constraints: {a: {that: "x <= pi + e"}, b: {that: "2 * x >= pi"}}
objective: {maximize: "x"}
""",
}
