"""The bakery, with demands that can be made to clash."""

from __future__ import annotations

from certiplan.model.loading import LoadedDocument, load_elements

BAKERY = """
certiplan: 1
title: Weekend bakery
requirements:
  r1: {quote: "the oven runs at most ten hours a day"}
  r2: {quote: "at least one cake on Saturday"}
  r3: {quote: "earn as much as possible"}
  r4: {quote: "at least thirty loaves a day"}
  a1: {assume: "Only whole loaves and cakes are sold."}
sets:
  Product: [bread, cake]
  Day: [sat, sun]
parameters:
  profit: {over: [Product], value: {bread: 2, cake: 5}, unit: USD}
  hours:  {over: [Product], value: {bread: 0.5, cake: 1.5}, unit: hour}
  oven:   {value: 10, unit: hour, from: r1, negotiable: {direction: up, cost: 1}}
  loaves: {value: 30, from: r4}
variables:
  make: {over: [Product, Day], type: integer, lower: 0, from: a1}
define:
  income: {value: "sum(profit[p] * make[p, d] for p in Product for d in Day)", unit: USD}
constraints:
  oven_hours:    {for: "d in Day", that: "sum(hours[p] * make[p, d] for p in Product) <= oven", from: r1}
  saturday_cake: {that: "make['cake', 'sat'] >= 1", from: r2}
  enough_bread:  {for: "d in Day", that: "make['bread', d] >= loaves", from: r4}
objective: {maximize: "income", from: r3}
"""


def bakery(*, loaves: int = 30) -> LoadedDocument:
    """With 30 loaves a day the oven is too small; with 3 it is not."""
    return load_elements(BAKERY, set_values={"loaves": loaves})
