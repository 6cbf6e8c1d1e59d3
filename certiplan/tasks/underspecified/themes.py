"""What word problems are about: their sentences, limits and questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number of a word problem: how it is told, and from where to where it is drawn."""

    parameter: str
    told: str
    hushed: str
    question: str
    keywords: tuple[str, ...]
    draw: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Limit:
    """first * x + second * y <= or >= limit; each is a parameter's name or a number."""

    name: str
    first: str | int
    second: str | int
    relation: Literal["<=", ">="]
    limit: str


@dataclass(frozen=True, kw_only=True)
class Theme:
    """What a word problem is about."""

    name: str
    opening: str
    closing: str
    things: tuple[str, str]
    sense: Literal["minimize", "maximize"]
    worth: tuple[str, str]
    numbers: tuple[Number, ...]
    limits: tuple[Limit, ...]


THEMES = (
    Theme(
        name="bakery",
        opening="A bakery makes loaves and cakes for the market.",
        closing="How many of each should it make to earn as much as possible?",
        things=("loaves", "cakes"),
        sense="maximize",
        worth=("loaf_profit", "cake_profit"),
        numbers=(
            Number(
                parameter="loaf_profit",
                told="A loaf earns {} dollars.",
                hushed="A loaf earns something.",
                question="How many dollars does a loaf earn?",
                keywords=("loaf earn", "profit", "loaf"),
                draw=(2, 6),
            ),
            Number(
                parameter="cake_profit",
                told="A cake earns {} dollars.",
                hushed="A cake earns something.",
                question="How many dollars does a cake earn?",
                keywords=("cake earn", "profit"),
                draw=(5, 12),
            ),
            Number(
                parameter="oven",
                told="The oven can be used for {} hours.",
                hushed="The oven can be used for a while.",
                question="How many hours can the oven be used?",
                keywords=("oven",),
                draw=(18, 36),
            ),
            Number(
                parameter="flour",
                told="There are {} kilograms of flour.",
                hushed="There is some flour.",
                question="How many kilograms of flour are there?",
                keywords=("flour",),
                draw=(14, 80),
            ),
            Number(
                parameter="least_cakes",
                told="At least {} cakes are ordered.",
                hushed="Some cakes are ordered.",
                question="How many cakes are ordered?",
                keywords=("order",),
                draw=(1, 8),
            ),
        ),
        limits=(
            Limit(name="oven_hours", first=1, second=2, relation="<=", limit="oven"),
            Limit(name="flour_used", first=1, second=1, relation="<=", limit="flour"),
            Limit(name="orders", first=0, second=1, relation=">=", limit="least_cakes"),
        ),
    ),
    Theme(
        name="crossing",
        opening="Guests have to be taken across a lake in kayaks and motor boats.",
        closing="How many trips of each kind take the least time in all?",
        things=("kayak_trips", "boat_trips"),
        sense="minimize",
        worth=("kayak_minutes", "boat_minutes"),
        numbers=(
            Number(
                parameter="guests",
                told="There are {} guests.",
                hushed="There are several guests.",
                question="How many guests are there?",
                keywords=("guest", "people"),
                draw=(24, 60),
            ),
            Number(
                parameter="kayak_seats",
                told="A kayak takes {} guests.",
                hushed="A kayak takes a few guests.",
                question="How many guests does a kayak take?",
                keywords=("kayak take", "seat", "kayak"),
                draw=(2, 4),
            ),
            Number(
                parameter="boat_seats",
                told="A boat takes {} guests.",
                hushed="A boat takes a few guests.",
                question="How many guests does a boat take?",
                keywords=("boat take", "seat"),
                draw=(4, 7),
            ),
            Number(
                parameter="kayak_minutes",
                told="A trip by kayak takes {} minutes.",
                hushed="A trip by kayak takes a while.",
                question="How many minutes does a trip by kayak take?",
                keywords=("minute", "long"),
                draw=(5, 9),
            ),
            Number(
                parameter="boat_minutes",
                told="A trip by boat takes {} minutes.",
                hushed="A trip by boat takes a while.",
                question="How many minutes does a trip by boat take?",
                keywords=("minute", "long"),
                draw=(3, 8),
            ),
            Number(
                parameter="most_boats",
                told="At most {} trips can be made by boat.",
                hushed="Only so many trips can be made by boat.",
                question="How many trips can be made by boat?",
                keywords=("trip",),
                draw=(4, 20),
            ),
        ),
        limits=(
            Limit(name="all_across", first="kayak_seats", second="boat_seats", relation=">=", limit="guests"),
            Limit(name="few_boats", first=0, second=1, relation="<=", limit="most_boats"),
        ),
    ),
    Theme(
        name="meals",
        opening="A hiker packs bars and pouches of rice.",
        closing="How many of each should she pack so that her load weighs least?",
        things=("bars", "pouches"),
        sense="minimize",
        worth=("bar_weight", "pouch_weight"),
        numbers=(
            Number(
                parameter="bar_weight",
                told="A bar weighs {} ounces.",
                hushed="A bar weighs little.",
                question="How many ounces does a bar weigh?",
                keywords=("bar weigh", "weigh"),
                draw=(2, 4),
            ),
            Number(
                parameter="pouch_weight",
                told="A pouch weighs {} ounces.",
                hushed="A pouch weighs more.",
                question="How many ounces does a pouch weigh?",
                keywords=("pouch weigh", "weigh"),
                draw=(5, 9),
            ),
            Number(
                parameter="energy",
                told="She needs {} units of energy.",
                hushed="She needs energy.",
                question="How many units of energy does she need?",
                keywords=("energy",),
                draw=(20, 50),
            ),
            Number(
                parameter="protein",
                told="She needs {} units of protein.",
                hushed="She needs protein.",
                question="How many units of protein does she need?",
                keywords=("protein",),
                draw=(6, 40),
            ),
            Number(
                parameter="most_bars",
                told="There are {} bars in the house.",
                hushed="There are bars in the house.",
                question="How many bars are in the house?",
                keywords=("house", "available"),
                draw=(6, 30),
            ),
        ),
        limits=(
            Limit(name="enough_energy", first=2, second=5, relation=">=", limit="energy"),
            Limit(name="enough_protein", first=1, second=3, relation=">=", limit="protein"),
            Limit(name="bars_there_are", first=1, second=0, relation="<=", limit="most_bars"),
        ),
    ),
)
