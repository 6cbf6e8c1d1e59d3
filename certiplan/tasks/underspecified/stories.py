"""What cases are made of: complete stories, each a text in pieces and a document, and the facts they hold.

A case is a story with one fact left out. Whether the fact is needed is the truth of the story, found by
enumeration without a solver: the answer for every value that the fact may have, and the plans that give it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["word problem", "logic", "planning"]
FactValue: TypeAlias = int | str
Plan: TypeAlias = tuple[FactValue, ...]
JsonData: TypeAlias = "int | str | list[JsonData] | dict[str, JsonData] | None"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact of a story.

    Attributes:
        parameter: the parameter of the document that holds it.
        told: the sentence that tells it.
        hushed: the sentence that stands in its place where it is left out; may be empty.
        question: what to ask for it.
        values: what it may be; whole numbers without a gap, or texts.
        keywords: a question with one of these words is about it.
    """

    parameter: str
    value: FactValue
    told: str
    hushed: str
    question: str
    values: tuple[FactValue, ...]
    keywords: tuple[str, ...]

    @property
    def reply(self) -> str:
        """The person's reply to the question."""
        return str(self.value)


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What a story comes to under one set of facts.

    Attributes:
        answer: the worth of the best plan, or the verdict; None if there is no plan.
        plans: every plan that has it.
    """

    answer: FactValue | None
    plans: frozenset[Plan]


@dataclass(frozen=True, kw_only=True)
class Story:
    """A complete story.

    Attributes:
        pieces: sentences, and the parameters of facts where their sentences stand.
        facts: by parameter, those that may be left out.
        document: complete, as plain data.
        sets: for facts among texts, the set of the document that lists their values.
        truth: by enumeration, under given facts.
    """

    kind: Kind
    name: str
    pieces: tuple[str, ...]
    facts: Mapping[str, Fact]
    document: Mapping[str, JsonData]
    sets: Mapping[str, str]
    truth: Callable[[Mapping[str, FactValue]], Truth]

    @property
    def values(self) -> dict[str, FactValue]:
        """The facts as they are."""
        return {name: fact.value for name, fact in self.facts.items()}

    def is_needed(self, parameter: str) -> bool:
        """Whether no single plan gives the same answer for every value of a fact."""
        truths = [self.truth({**self.values, parameter: value}) for value in self.facts[parameter].values]
        if len({truth.answer for truth in truths}) > 1:
            return True
        if truths[0].answer is None:
            return False
        return not frozenset.intersection(*(truth.plans for truth in truths))

    def text(self, without: Sequence[str] = ()) -> str:
        """The story in words, with some facts left out."""
        parts = []
        for piece in self.pieces:
            fact = self.facts.get(piece)
            parts.append(piece if fact is None else fact.hushed if piece in without else fact.told)
        return " ".join(part for part in parts if part)

    def document_without(self, unknown: Sequence[str]) -> dict[str, JsonData]:
        """The document in which some facts are asked for."""
        parameters = self.document["parameters"]
        assert isinstance(parameters, dict)
        asked = {name: self._asked(self.facts[name]) for name in unknown}
        return {**self.document, "parameters": {**parameters, **asked}}

    def _asked(self, fact: Fact) -> JsonData:
        if fact.parameter in self.sets:
            return {"ask": fact.question, "one_of": self.sets[fact.parameter]}
        return {"ask": fact.question, "between": [fact.values[0], fact.values[-1]]}
