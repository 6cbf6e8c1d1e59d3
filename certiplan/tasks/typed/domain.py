"""What a domain with a typed request has to say of itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, TypeVar

from pydantic import BaseModel

from certiplan.model.loading import LoadedDocument
from certiplan.model.solution import Solution
from certiplan.model.values import Rational
from certiplan.pictures import Picture
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.explain.changes import Change, ChangeNumber, DropRequirement
from certiplan.solvers.explain.words import figure
from certiplan.solvers.model import Answer, Model

RequestT = TypeVar("RequestT", bound=BaseModel)
PlanT = TypeVar("PlanT", bound=BaseModel)


@dataclass(frozen=True, kw_only=True)
class Stated(Generic[RequestT]):
    """A request as a model document.

    Attributes:
        words: a few words for each requirement, by name.
        unit: so many units of the document's objective are one of the request's.
        detail: what the domain needs to read a solution.
    """

    request: RequestT
    document: LoadedDocument
    words: Mapping[str, str]
    unit: int = 1
    detail: object = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A checker's judgement.

    Attributes:
        faults: a sentence for each rule that is broken.
        value: what the request wants least or most of, measured anew; 0 where a plan makes no sense.
    """

    faults: tuple[str, ...]
    value: float

    @property
    def passes(self) -> bool:
        """Whether no rule is broken."""
        return not self.faults


class Domain(ABC, Generic[RequestT, PlanT]):
    """A domain.

    Attributes:
        name: how it is called on the command line.
        value_name: what the objective measures, such as "cost".
        request_type: what a request looks like; its JSON schema is what a language model fills in.
    """

    name: str
    value_name: str = "cost"
    request_type: type[RequestT]
    plan_type: type[PlanT]

    @abstractmethod
    def state(self, request: RequestT) -> Stated[RequestT]:
        """The request as a document to be solved.

        Raises:
            RequestError: the request is impossible as such.
        """

    def explained(self, request: RequestT) -> Stated[RequestT]:
        """The request as a document whose conflicts are explained: the same, unless there is a better one."""
        return self.state(request)

    def solve(self, stated: Stated[RequestT], options: SolveOptions, *, solver: str = "auto") -> Answer:
        """Settle a stated request."""
        return Model(stated.document).solve(solver=solver, options=options)

    def is_maximized(self, request: RequestT) -> bool:
        """Whether more of the value is better; less is, unless a domain says otherwise."""
        return False

    @abstractmethod
    def read(self, stated: Stated[RequestT], solution: Solution) -> PlanT:
        """The plan that a solution describes."""

    @abstractmethod
    def check(self, request: RequestT, plan: PlanT) -> Verdict:
        """Judge a plan by the rules of the request alone."""

    @abstractmethod
    def without(self, request: RequestT, requirement: str, named: RequestT) -> RequestT:
        """The request without something that it asks for.

        Args:
            request: the request, perhaps already without other things.
            requirement: its name in the document that explains conflicts.
            named: the request whose document that is.
        """

    def with_number(self, request: RequestT, change: ChangeNumber, unit: int) -> RequestT:
        """The request with another number; only domains with negotiable numbers are asked."""
        raise NotImplementedError(f"{self.name} has no number {change.parameter}")

    def changed(self, stated: Stated[RequestT], changes: tuple[Change, ...]) -> RequestT:
        """The request after the changes of a way out."""
        request = stated.request
        for change in changes:
            match change:
                case DropRequirement(requirement=name):
                    request = self.without(request, name, stated.request)
                case ChangeNumber():
                    request = self.with_number(request, change, stated.unit)
        return request

    def change_words(self, stated: Stated[RequestT], change: Change) -> str:
        """A change as an order, such as "raise the capacity from 10 to 12"."""
        match change:
            case DropRequirement(requirement=name):
                return f"give up that {lowered(stated.words.get(name, name))}"
            case ChangeNumber():
                what = self.number_words(change)
                verb = "raise" if change.after > change.before else "lower"
                unit = self.number_unit(change, stated.unit)
                before, after = (figure(Fraction(value) / unit) for value in (change.before, change.after))
                return f"{verb} {what} from {before} to {after}"

    def number_words(self, change: ChangeNumber) -> str:
        """What a negotiable number is called."""
        return change.parameter.replace("_", " ")

    def number_unit(self, change: ChangeNumber, unit: int) -> int:
        """So many units of a number in the document are one of the request's."""
        return 1

    def amount(self, value: Rational | float) -> str:
        """A value of the objective as text."""
        return f"{float(value):.6g}"

    @abstractmethod
    def pictures(self, request: RequestT, plan: PlanT) -> tuple[Picture, ...]:
        """A plan as pictures."""


def lowered(sentence: str) -> str:
    """A sentence without its capital, where that is no name or abbreviation."""
    first = sentence.split(" ", 1)[0]
    return sentence[:1].lower() + sentence[1:] if first in _OPENERS else sentence


_OPENERS = frozenset(
    {"At", "Each", "Every", "Exactly", "No", "Only", "The", "What", "All", "Nothing", "There"}
)
