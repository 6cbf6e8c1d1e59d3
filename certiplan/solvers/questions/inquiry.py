"""Which unknown parameters to ask about, the most decisive first, and why the others need no answer."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations, product
from typing import Literal, TypeAlias

from certiplan.model.loading import LoadedDocument
from certiplan.model.values import show, show_rational
from certiplan.solvers.explain.clock import Clock, Limits
from certiplan.solvers.questions.harmless import Proof, harmless_as_decisions, harmless_by_enumeration
from certiplan.solvers.questions.scenarios import Outcome, Scenarios
from certiplan.solvers.questions.unknowns import Answer, Unknown, unknowns_of, with_answers

Effect: TypeAlias = Literal["feasibility", "worth", "plan", "no range", "not settled"]
"""What an answer changes: whether there is a plan; what the best is worth; which plan is best although all
are worth the same. "no range": the document does not say what it may be. "not settled": no difference was
found and none was ruled out."""

_RANK: Mapping[Effect, int] = {"no range": 0, "feasibility": 1, "worth": 2, "plan": 3, "not settled": 4}
_MOST_MEMBERS_TRIED = 12


@dataclass(frozen=True, kw_only=True)
class QuestionOptions:
    """How much may be solved to find out what to ask.

    Attributes:
        limits: of time.
        solver: "auto", or the one backend to use.
        most_scenarios: how many combinations of answers to solve.
        seed: of the sample that is taken where there are more combinations.
    """

    limits: Limits = field(default_factory=lambda: Limits(time_limit_s=60.0, check_limit_s=5.0))
    solver: str = "auto"
    most_scenarios: int = 64
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What an answer would lead to.

    Attributes:
        answer: to the question.
        others: what the other unknown parameters were taken to be.
    """

    answer: Answer
    outcome: Outcome
    others: Mapping[str, Answer]

    @property
    def words(self) -> str:
        """The outcome in a few words."""
        match self.outcome.status:
            case "optimal" if self.outcome.objectives:
                return f"the best plan is worth {_number(self.outcome.objectives[0])}"
            case "optimal":
                return "there is a plan"
            case "infeasible":
                return "there is no plan"
            case "unbounded":
                return "there is no limit to how good a plan can be"
            case "unknown":
                return "it is not known"


@dataclass(frozen=True, kw_only=True)
class DecidingQuestion:
    """A question whose answer changes the outcome.

    Attributes:
        change: for "worth", the largest difference found, relative to the larger of the two.
        outlooks: two answers with different outcomes, under the same other answers; empty if none is known.
        words: the evidence as a sentence.
    """

    parameter: str
    question: str
    effect: Effect
    unknown: Unknown
    change: Fraction = Fraction(0)
    outlooks: tuple[Outlook, ...] = ()

    @property
    def words(self) -> str:
        """Why it is asked, as a sentence."""
        if self.effect == "no range":
            return "The document does not say what it may be."
        if self.effect == "not settled":
            return "No difference was found, and none was ruled out."
        first, second = self.outlooks
        if self.effect == "plan":
            return f"With {_shown(first)} another plan is the best than with {_shown(second)}."
        return f"With {_shown(first)} {first.words}, with {_shown(second)} {second.words}."


@dataclass(frozen=True, kw_only=True)
class Harmless:
    """An unknown parameter that need not be asked about.

    Attributes:
        value: what to solve the document with.
        why: how that was proved.
    """

    parameter: str
    value: Answer
    why: str


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """What is to be asked about a document.

    Attributes:
        questions: the most decisive first; none if the document can be solved as it is.
        harmless: the unknown parameters that no answer is needed for, if no other is open.
        document: the document with values for those; solve it if there are no questions.
        scenarios: how many combinations of answers were solved.
        sampled: there were more combinations than were solved.
    """

    questions: tuple[DecidingQuestion, ...]
    harmless: tuple[Harmless, ...]
    document: LoadedDocument
    scenarios: int = 0
    sampled: bool = False


def inquire(document: LoadedDocument, options: QuestionOptions | None = None) -> Inquiry:
    """Which unknown parameters can change the outcome of a document.

    Harmlessness is claimed only with a proof for all open parameters together; a question is asked where an
    answer is known to make a difference. After an answer, inquire again: what mattered may no longer.

    Args:
        document: without errors.
        options: limits; the time begins now.
    """
    return _Inquirer(document, options or QuestionOptions()).inquiry()


class _Inquirer:
    def __init__(self, document: LoadedDocument, options: QuestionOptions) -> None:
        self.options = options
        self.clock = Clock(options.limits)
        self.harmless: list[Harmless] = []
        self.document = document
        self.open = unknowns_of(document)

    def inquiry(self) -> Inquiry:
        self._set_aside_unread()
        without_range = [unknown for unknown in self.open if not unknown.has_range]
        if without_range:
            # Nothing can be solved without these, so that nothing can be said about the others yet.
            return self._result([_asked(unknown, "no range") for unknown in without_range])
        if not self.open:
            return self._result([])
        scenarios = self._scenarios()
        proof = self._proof(self.document, scenarios, self.open, {})
        if proof is not None:
            self._take(proof)
            return self._result([], scenarios=len(scenarios))
        questions, sampled = self._decisive(scenarios)
        return self._result(questions, scenarios=len(scenarios), sampled=sampled)

    def _result(
        self, questions: Sequence[DecidingQuestion], *, scenarios: int = 0, sampled: bool = False
    ) -> Inquiry:
        ranked = sorted(questions, key=lambda each: (_RANK[each.effect], -each.change))
        return Inquiry(
            questions=tuple(ranked),
            harmless=tuple(self.harmless),
            document=self.document,
            scenarios=scenarios,
            sampled=sampled,
        )

    def _scenarios(self) -> Scenarios:
        return Scenarios(
            self.document,
            self.clock,
            solver=self.options.solver,
            check_limit_s=self.options.limits.check_limit_s,
        )

    def _set_aside_unread(self) -> None:
        """What nothing depends on is given any value."""
        unread = [unknown for unknown in self.open if not unknown.is_read and not unknown.is_family]
        for unknown in unread:
            value = unknown.telling()[0] if unknown.has_range else 0
            why = "no constraint and no objective reads it"
            self.harmless.append(Harmless(parameter=unknown.name, value=value, why=why))
        if unread:
            answers = {each.parameter: each.value for each in self.harmless}
            self.document = with_answers(self.document, answers)
            self.open = tuple(unknown for unknown in self.open if unknown not in unread)

    def _take(self, proof: Proof) -> None:
        for unknown in self.open:
            value = proof.answers[unknown.name]
            self.harmless.append(Harmless(parameter=unknown.name, value=value, why=proof.how))
        self.document = with_answers(self.document, proof.answers)
        self.open = ()

    def _proof(
        self,
        document: LoadedDocument,
        scenarios: Scenarios,
        unknowns: Sequence[Unknown],
        fixed: Mapping[str, Answer],
    ) -> Proof | None:
        """That unknowns are harmless together, under fixed answers to all others."""
        found = harmless_by_enumeration(scenarios, unknowns, fixed, most=self.options.most_scenarios)
        if found is not None:
            return found
        return harmless_as_decisions(
            with_answers(document, fixed) if fixed else document,
            unknowns,
            self.clock,
            solver=self.options.solver,
            check_limit_s=self.options.limits.check_limit_s,
        )

    # ------------------------------------------------------------ evidence

    def _decisive(self, scenarios: Scenarios) -> tuple[list[DecidingQuestion], bool]:
        """Questions with evidence; if there is none, those about everything that is not ruled out."""
        bases, sampled = self._bases()
        questions = []
        for unknown in self.open:
            found = self._evidence(scenarios, unknown, bases)
            if found is not None:
                questions.append(found)
        if questions:
            return questions, sampled
        for unknown in self.open:
            found = self._other_plan(scenarios, unknown, bases)
            if found is not None:
                questions.append(found)
        return questions or [_asked(unknown, "not settled") for unknown in self.open], sampled

    def _bases(self) -> tuple[list[dict[str, Answer]], bool]:
        """Answers to all unknowns, to vary one at a time from: all combinations of few, else a sample."""
        values = {unknown.name: unknown.telling() for unknown in self.open}
        count = 1
        for each in values.values():
            count *= len(each)
        if count <= self.options.most_scenarios:
            rows = product(*values.values())
            return [dict(zip(values, row, strict=True)) for row in rows], self._leaves_out(values)
        middle = {name: each[-1] for name, each in values.items()}
        lowest = {name: each[0] for name, each in values.items()}
        highest = {name: each[min(1, len(each) - 1)] for name, each in values.items()}
        bases = [middle, lowest, highest]
        chance = random.Random(self.options.seed)  # noqa: S311  # a sample, not a secret
        each_takes = sum(len(each) for each in values.values())
        while (len(bases) + 1) * each_takes <= self.options.most_scenarios + each_takes:
            bases.append({name: chance.choice(each) for name, each in values.items()})
        return bases, True

    def _leaves_out(self, values: Mapping[str, tuple[Answer, ...]]) -> bool:
        most = self.options.most_scenarios
        return any(
            unknown.every(most) is None or len(unknown.every(most) or ()) > len(values[unknown.name])
            for unknown in self.open
        )

    def _evidence(
        self, scenarios: Scenarios, unknown: Unknown, bases: Sequence[Mapping[str, Answer]]
    ) -> DecidingQuestion | None:
        """The greatest difference that an answer was found to make."""
        best: DecidingQuestion | None = None
        for _, outlooks in self._varied(scenarios, unknown, bases):
            for one, two in combinations(outlooks, 2):
                if not one.outcome.differs(two.outcome):
                    continue
                change = _change(one.outcome, two.outcome)
                effect: Effect = "worth" if one.outcome.status == two.outcome.status else "feasibility"
                asked = replace(_asked(unknown, effect), change=change, outlooks=(one, two))
                if best is None or (-_RANK[effect], change) > (-_RANK[best.effect], best.change):
                    best = asked
            if self.clock.expired and best is not None:
                break
        return best

    def _varied(
        self, scenarios: Scenarios, unknown: Unknown, bases: Sequence[Mapping[str, Answer]]
    ) -> Iterator[tuple[Mapping[str, Answer], list[Outlook]]]:
        """Outlooks for several answers under the same other answers."""
        seen: set[tuple[tuple[str, Answer], ...]] = set()
        tried = unknown.every(_MOST_MEMBERS_TRIED) or unknown.telling()
        for base in bases:
            others = {name: value for name, value in base.items() if name != unknown.name}
            key = tuple(sorted(others.items()))
            if key in seen:
                continue
            seen.add(key)
            yield (
                others,
                [
                    Outlook(
                        answer=value, outcome=scenarios.of({**others, unknown.name: value}), others=others
                    )
                    for value in tried
                ],
            )

    def _other_plan(
        self, scenarios: Scenarios, unknown: Unknown, bases: Sequence[Mapping[str, Answer]]
    ) -> DecidingQuestion | None:
        """Two answers of which neither's best plan is as good under the other."""
        for others, outlooks in self._varied(scenarios, unknown, bases):
            for one, two in combinations(outlooks, 2):
                if one.outcome.plan is None or two.outcome.plan is None:
                    continue
                pairs = ((one, two), (two, one))
                if all(
                    scenarios.accepts(a.outcome.plan, {**others, unknown.name: b.answer}) is None
                    for a, b in pairs
                    if a.outcome.plan is not None
                ):
                    return replace(_asked(unknown, "plan"), outlooks=(one, two))
        return None


def _asked(unknown: Unknown, effect: Effect) -> DecidingQuestion:
    return DecidingQuestion(parameter=unknown.name, question=unknown.question, effect=effect, unknown=unknown)


def _change(one: Outcome, two: Outcome) -> Fraction:
    """The difference of the first stage that differs, relative to the larger value."""
    for a, b in zip(one.objectives, two.objectives, strict=False):
        if a != b:
            return abs(Fraction(a) - Fraction(b)) / max(abs(Fraction(a)), abs(Fraction(b)))
    return Fraction(0)


def _shown(outlook: Outlook) -> str:
    value = outlook.answer
    return repr(value) if isinstance(value, str) else show(value)


def _number(value: int | Fraction) -> str:
    text = show_rational(value)
    return text if len(text) <= 12 else f"{float(value):.6g}"
