"""Documents to emit: one for each part of the language that formats write differently."""

from __future__ import annotations

DOCUMENTS = {
    "bakery": """
certiplan: 1
title: Weekend bakery
requirements:
  r1: {quote: "the oven runs at most ten hours a day"}
  r2: {quote: "at least one cake on Saturday"}
sets: {Product: [bread, cake], Day: [sat, sun]}
parameters:
  profit: {over: [Product], value: {bread: 2, cake: 5}}
  hours: {over: [Product], value: {bread: 0.5, cake: 1.5}}
variables: {make: {over: [Product, Day], type: integer, lower: 0}}
constraints:
  oven_hours: {for: "d in Day", that: "sum(hours[p] * make[p, d] for p in Product) <= 10", from: r1}
  saturday_cake: {that: "make['cake', 'sat'] >= 1", from: r2}
objective: {maximize: "sum(profit[p] * make[p, d] for p in Product for d in Day) - 7"}
""",
    "knapsack": """
certiplan: 1
sets: {Item: "1..6"}
parameters:
  weight: {over: [Item], value: [12, 2, 1, 4, 1, 0.5]}
  value: {over: [Item], value: [4, 2, 1, 10, 2, 0.25]}
variables: {take: {over: [Item], type: binary}}
constraints: {fits: {that: "sum(weight[i] * take[i] for i in Item) <= 15"}}
objective: {maximize: "sum(value[i] * take[i] for i in Item)"}
""",
    "assignment": """
certiplan: 1
sets: {Person: [ann, ben, cy], Task: [cook, wash, shop]}
parameters:
  minutes: {over: [Person, Task], value: [[9, 2, 7], [6, 4, 3], [5, 8, 1]]}
variables: {does: {over: [Person], type: choice, of: Task}}
constraints: {one_each: {that: "all_different(does[p] for p in Person)"}}
objective: {minimize: "sum(minutes[p, does[p]] for p in Person)"}
""",
    "hotels": """
certiplan: 1
data:
  hotels:
    columns: [name, price, stars, town]
    key: name
    rows: [[Ritz, 90, 5, Lyon], [Inn, 40, 2, Lyon], [Lodge, 55, 3, Nice], [Camp, 10, 1, Nice]]
sets: {Hotel: {table: hotels}, Night: "1..3", Town: {values: "h.town for h in Hotel"}}
variables:
  sleep: {over: [Night], type: choice, of: Hotel}
  extra: {type: choice, of: Hotel, optional: true}
constraints:
  two_towns: {that: "sleep[1].town != sleep[3].town"}
  comfort: {for: "n in Night", that: "sleep[n].stars >= 2"}
  quality: {that: "sum(sleep[n].stars for n in Night) >= 8 or extra.present"}
  affordable: {that: "sum(sleep[n].price for n in Night) <= 170"}
objective: {minimize: "sum(sleep[n].price for n in Night) + (30 if extra.present else 0)"}
""",
    "logic": """
certiplan: 1
sets: {Islander: [a, b, c]}
variables:
  knight: {over: [Islander], type: binary}
  beads: {over: [Islander], type: integer, lower: 0, upper: 9}
constraints:
  a_says: {that: "iff(knight['a'], not knight['b'])"}
  b_says: {that: "implies(knight['b'], beads['a'] >= 3 and beads['b'] <= 4)"}
  c_says: {that: "xor(knight['c'], beads['c'] == 5)"}
  some: {that: "any(knight[i] for i in Islander) and not all(knight[i] for i in Islander)"}
  apart: {that: "all_different(beads[i] for i in Islander)"}
  few: {that: "count(beads[i] > 2 for i in Islander) <= 2"}
objective: {maximize: "sum(beads[i] for i in Islander) + 2 * knight['c'] - abs(beads['a'] - beads['b'])"}
""",
    "real_logic": """
certiplan: 1
variables:
  x: {type: real, lower: 0, upper: 10}
  y: {type: real, lower: 0, upper: 10}
  low: {type: binary}
constraints:
  both_ways: {that: "iff(low, x <= 3.5)"}
  when_low: {that: "implies(low, y >= x + 0.25)"}
  never: {that: "not (x + y > 11.1)"}
  when_high: {that: "implies(not low, y <= 2)"}
objective: {maximize: "2 * x + y - 4 * low"}
""",
    "schedule": """
certiplan: 1
sets: {Job: [cut, sew, iron]}
parameters:
  days: {over: [Job], value: {cut: 2, sew: 3, iron: 1}}
  need: {over: [Job], value: {cut: 2, sew: 2, iron: 1.5}}
variables:
  job: {for: "j in Job", type: interval, length: "days[j]", end: [0, 9]}
  pause: {type: interval, length: 2, end: [0, 9], optional: true}
constraints:
  one_machine: {that: "no_overlap(job[j] for j in Job)"}
  order: {that: "precedes(job['cut'], job['sew'], gap=1)"}
  power: {that: "cumulative(((job[j], need[j]) for j in Job), capacity=3)"}
  rest: {that: "no_overlap([job['cut'], pause])"}
  paused: {that: "pause.present or job['iron'].start >= 4"}
objective: {minimize: "max(job[j].end for j in Job) + 2 * job['sew'].start"}
""",
    "tour": """
certiplan: 1
sets: {City: [a, b, c, d, e], Arc: {values: "(i, j) for i in City for j in City if i != j"}}
parameters:
  km: {over: [City, City], value: [[0,3,4,2,7],[3,0,4,6,3],[4,4,0,5,8],[2,6,5,0,6],[7,3,8,6,0]]}
variables: {after: {for: "i in City", type: choice, of: City}}
constraints: {round_trip: {that: "circuit(after[i] for i in City)"}}
objective: {minimize: "sum(km[i, after[i]] for i in City)"}
""",
    "products": """
certiplan: 1
variables:
  n: {type: integer, lower: 0, upper: 6}
  k: {type: integer, lower: -2, upper: 5}
  on: {type: binary}
  x: {type: real, lower: 0, upper: 4}
constraints:
  area: {that: "n * k <= 11"}
  rest: {that: "n % 3 == 1 and n // 2 >= 1"}
  gate: {that: "on * x <= 2.5"}
  small: {that: "min(n, k, 4) >= 1"}
objective: {maximize: "n * k + on * x + x - 3 * max(k, 3)"}
""",
    "stairs": """
certiplan: 1
variables:
  x: {type: real, lower: 0, upper: 5}
  load: {type: real, lower: 2, upper: 4, semicontinuous: true}
constraints: {some: {that: "x + load >= 3"}}
objective: {minimize: "piecewise(x, [(0, 0), (1, 3), (3, 4), (5, 9)]) + 1.3 * load"}
""",
    "square": """
certiplan: 1
variables:
  x: {type: real, lower: -4, upper: 4}
  y: {type: real, lower: -4, upper: 4}
constraints: {line: {that: "x + 2 * y >= 3"}}
objective: {minimize: "x ** 2 + y ** 2 + x * y - y + 1"}
""",
    "ratio": """
certiplan: 1
variables:
  x: {type: real, lower: 1, upper: 4}
  y: {type: real, lower: 1, upper: 4}
constraints: {line: {that: "x + y <= 6"}}
objective: {maximize: "(3 * x + y) / (x + 2 * y)"}
""",
    "growth": """
certiplan: 1
variables:
  x: {type: real, lower: 1, upper: 3}
  n: {type: integer, lower: 0, upper: 4}
constraints: {bounded: {that: "exp(x) + 2 ** n + sqrt(x) <= 17"}}
objective: {maximize: "n + 2 * log(x)"}
""",
    "impossible": """
certiplan: 1
requirements: {r1: {quote: "everyone gets three"}, r2: {quote: "there are only eight"}}
sets: {Child: [ann, ben, cy]}
variables: {gets: {over: [Child], type: integer, lower: 0}}
constraints:
  enough: {for: "c in Child", that: "gets[c] >= 3", from: r1}
  in_stock: {that: "sum(gets[c] for c in Child) <= 8", from: r2}
objective: {minimize: "gets['ann']"}
""",
    "boundless": """
certiplan: 1
variables: {x: {type: real, lower: 0}, n: {type: integer, lower: 0, upper: 5}}
constraints: {beyond: {that: "x >= 2 * n"}}
objective: {maximize: "x + n"}
""",
    "wishes": """
certiplan: 1
requirements: {w1: {quote: "not too early, please"}}
sets: {Meeting: [team, boss, press]}
variables: {at: {over: [Meeting], type: integer, lower: 8, upper: 11}}
constraints:
  apart: {that: "all_different(at[m] for m in Meeting)"}
  late: {for: "m in Meeting", that: "at[m] >= 10", soft: 3, from: w1}
  press_first: {that: "at['press'] <= at['boss']", soft: {weight: 2, by: amount}}
""",
    "stages": """
certiplan: 1
sets: {Item: [a, b, c, d]}
parameters:
  worth: {over: [Item], value: {a: 5, b: 4, c: 3, d: 3}}
  mass: {over: [Item], value: {a: 4, b: 3, c: 2, d: 2}}
variables: {take: {over: [Item], type: binary}}
constraints: {fits: {that: "sum(mass[i] * take[i] for i in Item) <= 7"}}
objective:
  - {maximize: "sum(worth[i] * take[i] for i in Item)"}
  - {minimize: "count(take[i] for i in Item)"}
  - {maximize: "take['d']"}
""",
    "slack": """
certiplan: 1
variables: {x: {type: real, lower: 0, upper: 10}, y: {type: real, lower: 0, upper: 10}}
constraints: {sum: {that: "x + y <= 12"}}
objective:
  - {maximize: "x", slack: 0.2}
  - {maximize: "y", slack_abs: 1}
  - {minimize: "x + y"}
""",
    "no_objective": """
certiplan: 1
sets: {Cell: "1..3"}
variables: {v: {over: [Cell], type: integer, lower: 1, upper: 3}}
constraints:
  differ: {that: "all_different(v[c] for c in Cell)"}
  second: {that: "v[2] == 2 * v[1]"}
""",
    "nothing": """
certiplan: 1
variables: {x: {type: integer, lower: 2, upper: 2}, free: {type: real}}
constraints: {fine: {that: "x <= 3"}}
objective: {minimize: "4"}
""",
    "names": """
certiplan: 1
sets: {Odd: ["a b", "a_b", "über", "東京", "-1", "x]", "a\\nb", "it's", 'say "hi"', "inf"]}
variables:
  info: {over: [Odd], type: integer, lower: 0, upper: 3}
  model: {type: binary}
  Sum: {type: real, lower: 0, upper: 2.5}
  e1: {type: integer, lower: -3, upper: 3}
  free: {type: choice, of: Odd}
constraints:
  print: {for: "o in Odd", that: "info[o] + e1 <= 4"}
  Sum2: {that: "Sum + model <= 3 and free != 'inf'"}
objective: {maximize: "sum(info[o] for o in Odd) + Sum + 2 * e1 + model"}
""",
}
