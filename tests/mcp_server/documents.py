"""A document with a plan, and one without."""

BAKERY = """
certiplan: 1
request: "The oven runs at most ten hours. At least eight cakes. At least three loaves."
requirements:
  oven: {quote: "The oven runs at most ten hours"}
  cakes: {quote: "At least eight cakes"}
  bread: {quote: "At least three loaves"}
sets: {Product: [bread, cake]}
parameters:
  hours: {over: [Product], value: {bread: 1, cake: 1}}
  room:  {value: 12, from: oven, negotiable: {direction: up, cost: 1}}
variables:
  make: {over: [Product], type: integer, lower: 0, upper: 50}
constraints:
  fits: {that: "sum(hours[p] * make[p] for p in Product) <= room", from: oven}
  some_cakes: {that: "make['cake'] >= 8", from: cakes}
  some_bread: {that: "make['bread'] >= 3", from: bread}
objective: {maximize: "2 * make['bread'] + 5 * make['cake']"}
"""
OVERBOOKED = BAKERY.replace("value: 12", "value: 10")
