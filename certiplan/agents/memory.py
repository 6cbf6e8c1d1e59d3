"""What an agent knows while it settles something a person said, as one immutable record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from certiplan.agents.outcomes import Conflict, Heard, Outcome, Plan, Question, Unknown
from certiplan.model.diagnostics import Diagnostic
from certiplan.model.values import Rational

Intent = Literal["request", "reply", "edit", "what if", "why", "why not", "accept", "document"]
"""What a person wants with what they said; `document` is an edit of the model itself."""

Finding = Literal["plan", "conflict", "unknown"]

HYPOTHETICAL: Final[frozenset[Intent]] = frozenset({"what if", "why", "why not"})
"""What is only asked about: nothing of the request changes."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a supposition would do to the best plan; nothing has been changed.

    Attributes:
        asked: "what if", "why" or "why not".
        supposed: what was supposed, in words, such as "the budget is $1,600".
        before: what there is.
        after: what there would be.
        difference: by how much the objective's value would change; None where there are no two values.
        words: the effect as a sentence.
    """

    asked: Literal["what if", "why", "why not"]
    supposed: str
    before: Outcome | None = field(repr=False)
    after: Outcome = field(repr=False)
    difference: Rational | None
    words: str


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What is known of a request.

    Attributes:
        said: what the person said in this turn.
        intent: what they want with it.
        accepted: the number of the way out that they accept.
        given: the model document as they wrote it.
        heard: how the request was understood.
        read_as: what an edit or a question was taken to mean, in words.
        question: what has to be answered first.
        document: the model document as YAML text.
        round: 0 for the first draft of the document, then one for each repair or edit.
        diagnostics: what the check says of it.
        repair: the document has to be drafted again.
        finding: what the solver found.
        outcome: what this comes to; a claim of the agent only once it is `verified`.
        verdict: what the verification said.
        effect: the answer to a what-if or a why.
        work: the domain's own record.
    """

    said: str = ""
    intent: Intent = "request"
    accepted: int | None = None
    given: str | None = None
    heard: Heard | None = None
    read_as: str = ""
    question: Question | None = None
    document: str | None = None
    round: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()
    repair: bool = False
    finding: Finding | None = None
    outcome: Outcome | None = None
    verified: bool = False
    verdict: str = ""
    effect: Effect | None = None
    work: object = field(default=None, repr=False)

    @property
    def hypothetical(self) -> bool:
        """Whether this is only asked about."""
        return self.intent in HYPOTHETICAL


def finding_of(outcome: Outcome) -> Finding | None:
    """What an outcome says a solver found; None for a question."""
    match outcome:
        case Plan():
            return "plan"
        case Conflict():
            return "conflict"
        case Unknown():
            return "unknown"
        case Question():
            return None
