"""Logic: what follows from rules and facts, one of which is not told.

Rules are implications with one conclusion; a conclusion holds exactly if one of its rules applies. A verdict
asks whether the last conclusion holds.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from certiplan.tasks.underspecified.stories import Fact, FactValue, JsonData, Story, Truth

_WORDS = ("yes", "no")


@dataclass(frozen=True, kw_only=True)
class _Basic:
    """A fact that is true or false, in words."""

    name: str
    true: str
    false: str
    question: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _World:
    """What facts and conclusions are about; rules are drawn."""

    opening: str
    basics: tuple[_Basic, ...]
    conclusions: tuple[tuple[str, str], ...]
    closing: str


def _basic(name: str, true: str, false: str, question: str, *keywords: str) -> _Basic:
    return _Basic(name=name, true=true, false=false, question=question, keywords=keywords)


_WORLDS = (
    _World(
        opening="A gallery decides every evening whether it opens its garden.",
        basics=(
            _basic("dry", "it is dry", "it is not dry", "Is it dry?", "dry", "rain"),
            _basic("warm", "it is warm", "it is not warm", "Is it warm?", "warm"),
            _basic("guard", "a guard is there", "no guard is there", "Is a guard there?", "guard"),
            _basic("lamps", "the lamps work", "the lamps do not work", "Do the lamps work?", "lamp"),
            _basic("group", "a group is booked", "no group is booked", "Is a group booked?", "group"),
            _basic("concert", "there is a concert", "there is no concert", "Is there a concert?", "concert"),
        ),
        conclusions=(
            ("pleasant", "the garden is pleasant"),
            ("safe", "the garden is safe"),
            ("busy", "the evening is busy"),
            ("open", "the garden is opened"),
        ),
        closing="Is the garden opened tonight?",
    ),
    _World(
        opening="A school lends its minibus by its own rules.",
        basics=(
            _basic(
                "licence",
                "the teacher has the licence",
                "the teacher has no licence",
                "Does the teacher have the licence?",
                "licence",
                "license",
            ),
            _basic(
                "course",
                "the teacher took the course",
                "the teacher did not take the course",
                "Did the teacher take the course?",
                "course",
            ),
            _basic(
                "checked", "the bus was checked", "the bus was not checked", "Was the bus checked?", "checked"
            ),
            _basic("tyres", "the tyres are new", "the tyres are not new", "Are the tyres new?", "tyre"),
            _basic(
                "signed",
                "the parents signed",
                "the parents did not sign",
                "Did the parents sign?",
                "parent",
                "sign",
            ),
            _basic(
                "insured", "the trip is insured", "the trip is not insured", "Is the trip insured?", "insur"
            ),
        ),
        conclusions=(
            ("able", "the teacher may drive"),
            ("sound", "the bus is sound"),
            ("agreed", "the trip is agreed"),
            ("lent", "the bus is lent"),
        ),
        closing="Is the bus lent?",
    ),
)


@dataclass(frozen=True, slots=True)
class _Rule:
    premises: tuple[str, ...]
    conclusion: str


def logic_puzzle(chance: random.Random) -> Story:
    """Rules and facts of a world that are drawn."""
    world = chance.choice(_WORLDS)
    rules = _rules(world, chance)
    facts: dict[str, Fact] = {}
    for basic in world.basics:
        value = chance.choice(_WORDS)
        sentence = basic.true if value == "yes" else basic.false
        facts[basic.name] = Fact(
            parameter=basic.name,
            value=value,
            told=f"{sentence[0].upper()}{sentence[1:]}.",
            hushed="",
            question=basic.question,
            values=_WORDS,
            keywords=basic.keywords,
        )
    words = {basic.name: basic.true for basic in world.basics} | dict(world.conclusions)
    told = [
        f"If {' and '.join(words[premise] for premise in rule.premises)}, then {words[rule.conclusion]}."
        for rule in rules
    ]
    closed = "What follows from none of these is not so."
    return Story(
        kind="logic",
        name="rules",
        pieces=(world.opening, *told, closed, *facts, world.closing),
        facts=facts,
        document=_document(world, rules, facts),
        sets=dict.fromkeys(facts, "Answer"),
        truth=lambda values: _truth(world, rules, values),
    )


def _rules(world: _World, chance: random.Random) -> tuple[_Rule, ...]:
    """One or two rules for each conclusion; the last rests on the others."""
    names = [basic.name for basic in world.basics]
    *middle, (last, _) = world.conclusions
    rules = []
    for name, _ in middle:
        for _ in range(chance.randint(1, 2)):
            rules.append(_Rule(tuple(chance.sample(names, chance.randint(1, 2))), name))
    inner = [name for name, _ in middle]
    rules.append(_Rule(tuple(chance.sample(inner, 2)), last))
    rules.append(_Rule((chance.choice(inner), chance.choice(names)), last))
    return tuple(dict.fromkeys(rules))


def _document(world: _World, rules: tuple[_Rule, ...], facts: Mapping[str, Fact]) -> dict[str, JsonData]:
    definitions: dict[str, JsonData] = {f"{name}_so": {"value": f"{name} == 'yes'"} for name in facts}
    for name, _ in world.conclusions:
        bodies = [
            "(" + " and ".join(f"{premise}_so" for premise in rule.premises) + ")"
            for rule in rules
            if rule.conclusion == name
        ]
        definitions[f"{name}_so"] = {"value": " or ".join(bodies)}
    last = world.conclusions[-1][0]
    return {
        "certiplan": 1,
        "title": world.closing,
        "sets": {"Answer": list(_WORDS)},
        "parameters": {name: {"value": fact.value} for name, fact in facts.items()},
        "variables": {"verdict": {"type": "choice", "of": "Answer"}},
        "define": definitions,
        "constraints": {"follows": {"that": f"iff(verdict == 'yes', {last}_so)"}},
    }


def _truth(world: _World, rules: tuple[_Rule, ...], values: Mapping[str, FactValue]) -> Truth:
    """Forward chaining."""
    holds = {name for name, value in values.items() if value == "yes"}
    while True:
        more = {rule.conclusion for rule in rules if holds.issuperset(rule.premises)} - holds
        if not more:
            break
        holds |= more
    verdict = "yes" if world.conclusions[-1][0] in holds else "no"
    return Truth(answer=verdict, plans=frozenset({(verdict,)}))
