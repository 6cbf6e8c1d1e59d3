"""Documents for the evaluator's tests, written as YAML."""

from __future__ import annotations

from certiplan.model.evaluator import Evaluator, Plain
from certiplan.model.loading import load_elements
from certiplan.model.parser import parse_expression
from certiplan.model.solution import Solution

CONSTANTS = """
certiplan: 1
data:
  flights:
    columns: [number, city, price, dep, day, meals, red eye]
    types: {dep: time, day: date, meals: list}
    key: number
    rows:
      - [F1, Rome, 100, "08:30", "2026-03-16", [Italian, Thai], true]
      - [F2, Oslo, 250.5, "17:45", "2026-03-18", [], false]
      - [F3, Rome, null, "09:00", "2026-03-17", [Thai], false]
  notes:
    columns: [text, size]
    rows: [["Blue Whale", 3], ["blue bird", 1]]
sets:
  City: [Rome, Oslo, Bonn]
  Arc: [[a, b], [b, c], [a, c]]
  Node: [a, b, c]
  Hour: "1..n"
  Empty: []
  Flight: {table: flights}
  Known: {table: flights, as: f, where: "not is_missing(f.price)"}
  Note: {table: notes}
  Served: {values: "f.city for f in Flight"}
  Pair: {values: "(i, j) for i in Node for j in Node if pos(Node, i) < pos(Node, j)"}
  Near: {for: "c in City", values: "f for f in Flight if f.city == c"}
  South: {values: "City - ['Oslo']"}
parameters:
  n: {value: 4}
  cost: {over: [City], value: {Rome: 3, Oslo: 0.7, Bonn: 5}, unit: USD}
  length: {over: [Arc], rows: [[a, b, 2], [b, c, 3], [a, c, 4]], unit: km}
  square: {for: "h in Hour", value: "= h * h"}
  gap: {over: [Node, Node], value: {a: {b: 1}, b: {c: 2}}, sparse: 9}
  duration: {value: 1.5, unit: hour}
  start: {value: 2026-03-16}
  opens: {value: "08:30"}
  name: {value: Rome}
  label: {value: "= name"}
  budget: {ask: "What is your budget?", between: [1, 9]}
"""


def evaluator(text: str, *, max_steps: int = 1_000_000) -> Evaluator:
    """The evaluator of a document that has no errors."""
    document = load_elements(text)
    return Evaluator(document.elements, document.tables, max_steps=max_steps)


def value(world: Evaluator, expression: str, solution: Solution | None = None) -> Plain:
    """The value of an expression, given as text."""
    return world.evaluate(parse_expression(expression), solution)
