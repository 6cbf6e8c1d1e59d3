"""The battery's documents for decisions: variables, definitions, arithmetic, logic, look-ups, objectives."""

from __future__ import annotations

from typing import Final

DECISIONS: Final[dict[str, str]] = {
    # ------------------------------------------------------------ variables
    "binary, as a number and as a truth": """
variables: {b: {type: binary}, c: {type: binary}}
constraints: {one: {that: "b + c >= 1"}, two: {that: "not (b and c)"}}
objective: {maximize: "2 * b + 3 * c"}
""",
    "integer": """
variables: {x: {type: integer, lower: -1, upper: 2.5}, y: {type: integer, lower: 0.5, upper: 2}}
constraints: {a: {that: "x < y"}, b: {that: "x != 0"}, c: {that: "1 <= x + y <= 3"}}
objective: {maximize: "2 * x - y"}
""",
    "integer, infeasible": """
variables: {x: {type: integer, lower: 0, upper: 3}, y: {type: integer, lower: 0, upper: 3}}
constraints: {a: {that: "2 * x + 4 * y == 5"}}
""",
    "real": """
variables: {x: {lower: 0, upper: 3}, y: {type: real, lower: -1, upper: 2}}
constraints: {a: {that: "2 * x + y <= 5.5"}, b: {that: "x - y == 0.5"}}
objective: {maximize: "x + y"}
""",
    "integer and real, infeasible": """
variables: {x: {lower: 0, upper: 1}, b: {type: binary}}
constraints: {a: {that: "x >= 0.5 + b"}, b: {that: "x + b <= 0.25"}}
""",
    "semicontinuous": """
variables:
  x: {type: real, lower: 2, upper: 3, semicontinuous: true}
  n: {type: integer, lower: 2, upper: 3, semicontinuous: true}
constraints: {a: {that: "x + n >= 1"}, b: {that: "x + n <= 5"}, c: {that: "n <= 2"}}
objective: {minimize: "x + 2 * n"}
""",
    "choice": """
sets: {S: [a, b, c], T: [b, c, d]}
variables: {g: {type: choice, of: S}, h: {type: choice, of: T}}
constraints:
  differ: {that: "g != h"}
  some: {that: "g == 'a' or h in ('c', 'd')"}
  not_all: {that: "not (g == 'c' and h == 'd') and (g in T or g == 'a')"}
objective: {minimize: "(g == 'a') + 2 * (h == 'c') + (g == 'b') - (h == 'b')"}
""",
    "choices that agree": """
sets: {S: [a, b, c], T: [b, c, d]}
variables: {g: {type: choice, of: S}, h: {type: choice, of: T}, b: {type: binary}}
constraints: {agree: {that: "iff(b, g == h)"}}
objective: {maximize: "2 * b + (g == 'a') + (h == 'c')"}
""",
    "exactly one is chosen": """
sets: {S: [a, b]}
parameters: {cost: {over: [S], value: [3, 2]}}
variables: {g: {type: choice, of: S}}
objective: {minimize: "cost[g]"}
""",
    "optional choice": """
sets: {S: [a, b]}
parameters: {w: {over: [S], value: [2, 3]}}
variables:
  o: {type: choice, of: S, optional: true}
  g: {type: choice, of: S}
  n: {type: integer, lower: 0, upper: 2}
constraints:
  absent: {that: "implies(not o.present, n >= 1)"}
  unlike: {that: "not (o != g)"}
  worth: {that: "n + w[o] <= 3"}
objective: {maximize: "w[o] + n"}
""",
    "an absent choice's look-up is 0": """
sets: {S: [a, b]}
parameters: {w: {over: [S], value: [2, 3]}}
variables: {o: {type: choice, of: S, optional: true}, n: {type: integer, lower: 0, upper: 3}}
constraints: {c: {that: "n + w[o] <= 3"}, d: {that: "n - w[o] >= 1 or w[o] == 3"}}
objective: {maximize: "2 * n + w[o]"}
""",
    "choice among integers, choice from a family of sets": """
sets: {T: "1..3", C: [a, b], Near: {for: "c in C", values: "t for t in T if t < 3 or c == 'b'"}}
variables: {z: {type: choice, of: T}, m: {for: "c in C", type: choice, of: "Near[c]"}}
constraints: {a: {that: "z < m['b']"}, b: {that: "z + m['a'] >= 3"}}
objective: {minimize: "m['b'] - z + 2 * m['a']"}
""",
    # ------------------------------------------------------------ definitions, preferences, objectives
    "definition": """
sets: {S: [a, b]}
variables: {x: {over: [S], type: integer, lower: 0, upper: 2}}
define:
  both: {value: "sum(x[s] for s in S)", show: true}
  twice: {for: "s in S", value: "2 * x[s] + both"}
  full: {value: "both >= 3"}
constraints: {a: {that: "twice['a'] <= 6"}, b: {that: "implies(full, x['b'] == 1)"}}
objective: {maximize: "twice['b']"}
""",
    "preferences by count": """
parameters: {w: {value: 2}}
variables: {x: {type: integer, lower: 0, upper: 3}}
constraints:
  low: {for: "t in range(2)", that: "x <= t", soft: "w + t"}
  high: {that: "x >= 2", soft: 4}
objective: {minimize: "penalty + x"}
""",
    "preferences by amount": """
variables: {x: {type: integer, lower: 0, upper: 4}}
constraints:
  low: {that: "x <= 1", soft: {weight: 2, by: amount}}
  high: {that: "2 * x == 6", soft: {weight: 3, by: amount}}
""",
    "preferences come last": """
variables: {x: {type: integer, lower: 0, upper: 3}, y: {type: integer, lower: 0, upper: 3}}
constraints: {a: {that: "x + y >= 2"}, b: {that: "x >= 2", soft: 1}}
objective: {minimize: "x + y"}
""",
    "lexicographic": """
variables: {x: {type: integer, lower: 0, upper: 5}, y: {type: integer, lower: 0, upper: 5}}
constraints: {a: {that: "x + y >= 5"}}
objective: [{minimize: "x"}, {maximize: "x - y"}]
""",
    "lexicographic with slack": """
variables: {x: {type: integer, lower: 0, upper: 9}, y: {type: integer, lower: 0, upper: 9}}
constraints: {a: {that: "x + y >= 6"}, b: {that: "x >= 4"}}
objective: [{minimize: "x", slack: 0.5}, {minimize: "y", slack_abs: 1}, {maximize: "3 * y - x"}]
""",
    # ------------------------------------------------------------ arithmetic
    "products of decisions": """
variables:
  x: {type: integer, lower: -1, upper: 2}
  y: {type: integer, lower: 0, upper: 3}
  b: {type: binary}
constraints:
  a: {that: "x * y <= 3"}
  b: {that: "prod(v for v in [1, 2]) * b * x >= -1"}
  c: {that: "x ** 2 + y >= 2 * b"}
objective: {maximize: "x * y + b * y - x ** 3"}
""",
    "product of a binary and a real": """
variables: {b: {type: binary}, x: {type: real, lower: -1, upper: 2}}
constraints: {a: {that: "b * x >= 1 - 2 * (1 - b)"}, c: {that: "x + b <= 2"}}
objective: {maximize: "b * x + b + x / 2"}
""",
    "ratio": """
variables: {x: {type: integer, lower: 0, upper: 3}, y: {type: integer, lower: 1, upper: 2}}
constraints: {a: {that: "(x + 1) / y <= 2"}, b: {that: "x >= 1"}}
objective: {maximize: "x / y"}
""",
    "ratio whose divisor may be 0 by its bounds": """
variables: {n: {type: integer, lower: 0, upper: 5}, k: {type: integer, lower: 0, upper: 3}}
constraints: {a: {that: "12 / n + k >= 5"}, b: {that: "n >= 1"}}
objective: {minimize: "n + k + 6 / n"}
""",
    "a value that is not defined excludes, needed or not": """
variables: {n: {type: integer, lower: 2, upper: 6}, b: {type: binary}}
constraints: {a: {that: "n == 4 or 10 / (n - 4) >= 3 or b"}, b: {that: "n <= 4 or b == 0"}}
""",
    "a value that is not defined excludes, infeasible": """
variables: {n: {type: integer, lower: 3, upper: 6}}
constraints: {a: {that: "10 / (n - 4) >= 3 or n == 4"}, b: {that: "n == 4"}}
""",
    "division with remainder": """
variables: {n: {type: integer, lower: -4, upper: 4}}
constraints: {a: {that: "n % 3 == 1"}, b: {that: "n // 3 <= 0"}}
objective: {maximize: "n // 2 + n % 2"}
""",
    "absolute value": """
variables: {x: {type: integer, lower: -3, upper: 3}, y: {type: integer, lower: -2, upper: 2}}
constraints: {a: {that: "abs(x) >= 2"}, b: {that: "abs(x - y) <= 2"}}
objective: {minimize: "abs(y) - x"}
""",
    "rounding": """
variables: {x: {type: integer, lower: -3, upper: 3}}
constraints: {a: {that: "round(x / 2) == floor(x / 2)"}, b: {that: "ceil(x / 2) <= 1"}}
objective: {maximize: "3 * round(x / 2) + x"}
""",
    "least and greatest": """
sets: {T: "1..3"}
variables: {x: {over: [T], type: integer, lower: 0, upper: 2}}
constraints:
  a: {that: "max(x[t] for t in T) >= 2"}
  b: {that: "min(x[1], x[2]) <= 0"}
  c: {that: "max(x[1], 1) + min((x[t] for t in T if t > 3), default=1) <= 2"}
objective: {maximize: "min(x[t] for t in T) - max(x[1], x[2]) + 2 * x[3]"}
""",
    "convex piecewise": """
variables: {x: {type: integer, lower: -1, upper: 5}}
constraints: {a: {that: "piecewise(x, [(0, 0), (1, 1), (3, 5)]) >= 1"}}
objective: {minimize: "piecewise(x, [(0, 0), (1, 1), (3, 5)])"}
""",
    "piecewise that is neither convex nor concave": """
variables: {x: {type: integer, lower: 0, upper: 6}}
constraints: {a: {that: "piecewise(x, [(0, 0), (2, 4), (4, 3), (5, 6)]) <= 4"}}
objective: {maximize: "piecewise(x, [(0, 0), (2, 4), (4, 3), (5, 6)]) - x / 2"}
""",
    "functions of an integer": """
variables: {n: {type: integer, lower: 1, upper: 4}}
constraints:
  a: {that: "sqrt(n) <= 1.9 and exp(n) >= 2.5"}
  b: {that: "log(n) <= 1.2 and n ** 0.5 >= 1"}
  c: {that: "2 ** n <= 10"}
objective: {maximize: "n"}
""",
    "angles of an integer": """
variables: {n: {type: integer, lower: 0, upper: 3}}
constraints: {a: {that: "sin(n) >= 0.1"}, b: {that: "cos(n) <= 0.9"}, c: {that: "tan(n) <= 1"}}
objective: {maximize: "n"}
""",
    "a conditional on a decision": """
variables: {x: {type: integer, lower: 0, upper: 3}, y: {type: integer, lower: 0, upper: 3}}
constraints: {a: {that: "(x if y >= 2 else 2 * y) == 2"}, b: {that: "x >= 1 if y <= 1 else x <= 2"}}
objective: {minimize: "x + (5 if x == 1 else y)"}
""",
    "a conditional beside reals": """
variables: {x: {type: real, lower: 0, upper: 4}, b: {type: binary}}
constraints: {a: {that: "implies(b, x <= 1)"}, c: {that: "(2 * x if b else x) <= 3"}}
objective: {maximize: "x + (3 if b else 0)"}
""",
    "not a comparison of reals": """
variables: {x: {type: real, lower: 0, upper: 2}, b: {type: binary}}
constraints: {a: {that: "not (b and x >= 1)"}, c: {that: "b or x <= 0"}}
objective: {maximize: "x"}
""",
    # ------------------------------------------------------------ logic
    "implies, iff, xor": """
sets: {S: [a, b, c]}
variables: {x: {over: [S], type: binary}, n: {type: integer, lower: 0, upper: 2}}
constraints:
  i: {that: "implies(x['a'], n >= 1)"}
  f: {that: "iff(x['b'], n == 2)"}
  o: {that: "xor(x['a'], x['c'])"}
objective: {maximize: "x['a'] + 2 * x['b'] - n"}
""",
    "any, all, count": """
sets: {T: "1..3"}
variables: {x: {over: [T], type: integer, lower: 0, upper: 1}, b: {over: [T], type: binary}}
constraints:
  a: {that: "any(x[t] >= 1 for t in T if t > 1)"}
  b: {that: "not all(b[t] or x[t] == 0 for t in T)"}
  c: {that: "count(b[t] for t in T) == 1"}
  d: {that: "count(x[t] + b[t] >= 1 for t in T) <= 2"}
objective: {minimize: "count(x[t] == 1 for t in T) + 2 * b[1] + b[2]"}
""",
    # ------------------------------------------------------------ look-ups
    "look-up": """
sets: {S: [a, b, c], T: "1..2"}
parameters: {w: {over: [S, T], value: {a: [1, 4], b: [2, 2], c: [0, 3]}}}
variables: {g: {type: choice, of: S}, z: {type: choice, of: T}}
constraints: {c: {that: "w[g, z] >= 2"}, d: {that: "w[g, 1] + w['a', z] <= 5"}}
objective: {minimize: "w[g, z] * 2 - z"}
""",
    "one decision in two places of a look-up": """
sets: {T: "1..3", U: "1..2", S: [a, b]}
parameters:
  q: {over: [T, T], value: [[1, 2, 3], [4, 2, 6], [7, 8, 0]]}
  r:
    over: [S, U, S]
    value: {a: {1: {a: 1, b: 9}, 2: {a: 2, b: 0}}, b: {1: {a: 4, b: 3}, 2: {a: 5, b: 6}}}
  rank: {over: [S], value: [2, 1]}
variables:
  k: {type: integer, lower: 1, upper: 3}
  g: {type: choice, of: S}
  x: {over: [T, T], type: binary}
constraints: {c: {that: "q[k, k] + q[k, 4 - k] <= 4"}, d: {that: "x[k, k]"}}
objective: {maximize: "q[k, k] + r[g, rank[g], g] - sum(x[i, j] for i in T for j in T)"}
""",
    "two fields of one chosen row": """
data: {places: {columns: [id, city, zone], key: id, rows: [[p, o, 1], [q, r, 2], [s, o, null]]}}
sets: {P: {table: places}, C: [o, r], Z: "1..2"}
parameters: {fare: {over: [C, Z], value: {o: {1: 4, 2: 9}, r: {1: 7, 2: 8}}}}
variables: {h: {type: choice, of: P, optional: true}, z: {type: choice, of: Z}}
constraints: {c: {that: "fare[h.city, h.zone] + fare[h.city, z] <= 12"}}
objective: {maximize: "fare[h.city, h.zone]"}
""",
    "a definition over an absent choice's look-up": """
sets: {S: [a, b], T: "1..2"}
parameters: {w: {over: [S], value: [2, -3]}, rank: {over: [S], value: [2, 1]}, v: {over: [T], value: [5, 1]}}
variables: {o: {type: choice, of: S, optional: true}, n: {type: integer, lower: 0, upper: 2}}
define: {paid: {value: "w[o]"}, own: {for: "t in T", value: "v[rank[o]]"}}
constraints: {c: {that: "paid <= n - 1 or paid == 0"}, d: {that: "own[1] != 1"}}
objective: {minimize: "(0 if paid == 0 else 5) - n"}
""",
    "a missing key excludes": """
sets: {S: [a, b, c]}
parameters: {w: {for: "s in S if s != 'a'", value: "= pos(S, s)"}}
variables: {g: {type: choice, of: S}}
objective: {minimize: "w[g]"}
""",
    "a field of the chosen row; a missing one excludes": """
data: {rooms: {columns: [room, price, kind], key: room, rows: [[p, 4, big], [q, 3, big], [r, null, small]]}}
sets: {R: {table: rooms}}
variables: {h: {type: choice, of: R}, b: {type: binary}}
constraints: {c: {that: "h.kind == 'small' or h.price <= 3 + b"}}
objective: {minimize: "h.price + 2 * b"}
""",
    "a choice indexes a family of decisions": """
sets: {S: [a, b]}
variables:
  g: {type: choice, of: S}
  load: {over: [S], type: integer, lower: 0, upper: 2}
  on: {over: [S], type: binary}
constraints:
  c: {that: "load[g] >= 1"}
  d: {that: "on[g]"}
  e: {that: "sum(load[s] + on[s] for s in S) <= 3"}
objective: {maximize: "load[g] + load['b']"}
""",
    "an integer indexes a set and a family": """
sets: {T: "1..3", S: [a, b]}
parameters: {v: {over: [T], value: [5, 1, 3]}}
variables: {n: {type: integer, lower: 0, upper: 3}, k: {type: integer, lower: 1, upper: 2}}
constraints: {c: {that: "v[n] <= 3"}, d: {that: "implies(S[k] == 'a', n == 3)"}}
objective: {minimize: "v[n] + 3 * k"}
""",
    "membership of tuples": """
sets: {S: [a, b], T: "1..2", Allowed: [[a, 1], [b, 2]]}
variables:
  g: {type: choice, of: S}
  z: {type: choice, of: T}
  b: {type: binary}
  n: {type: integer, lower: 0, upper: 2}
constraints: {c: {that: "iff(b, (g, z) in Allowed)"}, d: {that: "n in (0, 2) and (g, n) not in Allowed"}}
objective: {maximize: "b + n + (g == 'b')"}
""",
}
