"""The battery's documents for tours, sequences and time."""

from __future__ import annotations

from typing import Final

STRUCTURE: Final[dict[str, str]] = {
    "all_different of integers": """
sets: {T: "1..3"}
variables: {x: {over: [T], type: integer, lower: 0, upper: 2}}
constraints: {a: {that: "all_different(x[t] for t in T)"}, b: {that: "x[1] <= x[2]"}}
objective: {minimize: "x[1] + 2 * x[3]"}
""",
    "all_different of two, and under a condition": """
variables:
  x: {type: integer, lower: 0, upper: 1}
  y: {type: integer, lower: 0, upper: 1}
  z: {type: integer, lower: 0, upper: 1}
  b: {type: binary}
constraints: {a: {that: "all_different(x, y)"}, c: {that: "iff(b, all_different(x, z))"}}
objective: {maximize: "b + x + z"}
""",
    "all_different of choices": """
sets: {S: [a, b, c], T: "1..2"}
variables: {g: {over: [T], type: choice, of: S}}
constraints: {a: {that: "all_different(g[t] for t in T)"}, b: {that: "g[1] != 'a'"}}
objective: {minimize: "(g[1] == 'b') + (g[2] == 'b')"}
""",
    "all_different of four pigeons in three holes": """
sets: {T: "1..4"}
variables: {x: {over: [T], type: integer, lower: 0, upper: 2}}
constraints: {a: {that: "all_different(x[t] for t in T)"}}
""",
    "lex_less": """
sets: {T: "1..2"}
variables:
  x: {over: [T], type: integer, lower: 0, upper: 1}
  y: {over: [T], type: integer, lower: 0, upper: 1}
constraints: {a: {that: "lex_less([x[t] for t in T], [y[t] for t in T])"}}
objective: {maximize: "2 * x[1] + 3 * x[2] - y[1]"}
""",
    "circuit": """
sets: {S: "1..4"}
parameters: {d: {over: [S, S], value: [[0, 1, 9, 9], [1, 0, 9, 9], [9, 9, 0, 1], [9, 9, 1, 0]]}}
variables: {after: {over: [S], type: choice, of: S}}
constraints: {c: {that: "circuit(after[i] for i in S)"}}
objective: {minimize: "sum(d[i, after[i]] for i in S)"}
""",
    "subcircuit": """
sets: {S: "1..4"}
variables: {after: {over: [S], type: choice, of: S}}
constraints: {c: {that: "subcircuit(after[i] for i in S)"}, d: {that: "after[1] != 1 and after[3] == 4"}}
objective: {minimize: "count(after[i] != i for i in S) + (after[1] == 4)"}
""",
    "subcircuit of one tour only": """
sets: {S: "1..4"}
variables: {after: {over: [S], type: choice, of: S}}
constraints:
  c: {that: "subcircuit(after[i] for i in S)"}
  d: {that: "after[1] == 2 and after[2] == 1 and after[3] == 4"}
""",
    "path": """
sets: {S: [a, b, c, d]}
parameters: {w: {over: [S, S], value: [[0, 5, 1, 1], [5, 0, 1, 1], [1, 1, 0, 9], [1, 1, 9, 0]]}}
variables: {after: {over: [S], type: choice, of: S}}
constraints: {c: {that: "path((after[i] for i in S), start='a', end='b')"}}
objective: {minimize: "sum(w[i, after[i]] for i in S if i != 'b')"}
""",
    # ------------------------------------------------------------ time
    "intervals of fixed length": """
sets: {S: [a, b]}
variables: {t: {over: [S], type: interval, length: 2, end: [2, 4]}}
constraints: {c: {that: "t['a'].end <= t['b'].start + 1"}, d: {that: "t['b'].length == 2"}}
objective: {minimize: "t['b'].end - t['a'].start"}
""",
    "intervals whose length is decided": """
variables: {t: {type: interval, start: [1, 3], length: [1, 2], end: [2, 4]}}
constraints: {c: {that: "t.start + 2 * t.length >= 5"}}
objective: {minimize: "t.end + t.start"}
""",
    "intervals that are fixed, or of real time": """
variables:
  t: {type: interval, start: 1, length: 2, end: [0, 5]}
  r: {type: interval, length: 1, end: [0, 2], time: real}
constraints: {c: {that: "precedes(r, t)"}}
objective: {maximize: "r.start"}
""",
    "optional intervals": """
sets: {S: [a, b]}
variables: {t: {over: [S], type: interval, start: [1, 2], length: [1, 2], end: [0, 3], optional: true}}
constraints: {c: {that: "t['a'].present or t['b'].present"}, d: {that: "t['a'].end + t['b'].start <= 3"}}
objective: {maximize: "t['a'].length + t['b'].start - 2 * t['b'].present"}
""",
    "precedes": """
sets: {S: [a, b]}
variables:
  t: {over: [S], type: interval, length: 1, end: [1, 4], optional: true}
  g: {type: integer, lower: 0, upper: 1}
constraints: {c: {that: "precedes(t['a'], t['b'], gap=1 + g)"}, d: {that: "t['a'].start + t['b'].start <= 4"}}
objective: {maximize: "t['a'].start + t['a'].present + 2 * t['b'].present + g - t['b'].end"}
""",
    "no_overlap": """
sets: {S: [a, b, c]}
parameters: {w: {over: [S], value: [1, 3, 1]}, long: {over: [S], value: [1, 2, 1]}}
variables: {t: {for: "s in S", type: interval, length: "long[s]", end: [0, 4]}}
constraints: {c: {that: "no_overlap(t[s] for s in S)"}}
objective: {minimize: "sum(w[s] * t[s].end for s in S)"}
""",
    "no_overlap of optional intervals, some of no length": """
sets: {S: [a, b]}
variables: {t: {over: [S], type: interval, length: [0, 2], end: [0, 2], optional: true}}
constraints: {c: {that: "no_overlap(t[s] for s in S)"}, d: {that: "t['a'].length + t['b'].length >= 2"}}
objective: {maximize: "t['a'].length + t['b'].start + t['b'].present"}
""",
    "no_overlap with set-up times": """
sets: {S: [a, b, c]}
parameters: {gap: {over: [S, S], value: [[0, 1, 3], [0, 0, 0], [2, 1, 0]]}}
variables: {t: {over: [S], type: interval, length: 1, end: [0, 5]}}
constraints: {c: {that: "no_overlap((t[s] for s in S), setup=gap)"}, d: {that: "t['a'].start <= 2"}}
objective: {minimize: "t['a'].end + 2 * t['b'].end + t['c'].end"}
""",
    "no_overlap, infeasible": """
sets: {S: [a, b, c]}
variables: {t: {over: [S], type: interval, length: 2, end: [0, 5]}}
constraints: {c: {that: "no_overlap(t[s] for s in S)"}}
""",
    "cumulative": """
sets: {S: [a, b, c]}
parameters: {need: {over: [S], value: [2, 1, 2]}}
variables: {t: {for: "s in S", type: interval, length: 2, end: [0, 4]}}
constraints:
  c: {that: "cumulative(((t[s], need[s]) for s in S), capacity=3)"}
  d: {that: "t['a'].start <= 1"}
objective: {minimize: "sum(t[s].end for s in S) - t['c'].start"}
""",
    "cumulative with decisions as needs and capacity": """
sets: {S: [a, b]}
variables:
  t: {over: [S], type: interval, length: [1, 2], end: [0, 2], optional: true}
  k: {type: integer, lower: 0, upper: 2}
constraints:
  c: {that: "cumulative([(t['a'], 1), (t['b'], k)], capacity=1)"}
  d: {that: "all(t[s].present for s in S)"}
objective: {maximize: "t['a'].length + t['b'].length + 2 * k"}
""",
}
