"""What there is to see: one frozen `Board` that the panes draw and that nothing but the desk makes.

These shapes import nothing of the house, so that a screen can stand before anything heavy is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

PaneName: TypeAlias = Literal["requirements", "model", "plan", "conflict", "code", "run"]
PANES: tuple[PaneName, ...] = ("requirements", "model", "plan", "conflict", "code", "run")

Sign: TypeAlias = Literal["open", "met", "unmet", "conflict", "changed", "unformalized"]
"""Where a requirement stands: not settled yet, met by the plan, not met by it, in the conflict, changed with
consent, or not stated in the model."""

ElementKind: TypeAlias = Literal["set", "parameter", "variable", "definition", "constraint", "objective"]
EntryKind: TypeAlias = Literal[
    "request",
    "plan",
    "conflict",
    "question",
    "unknown",
    "effect",
    "notice",
    "stopped",
    "failure",
    "help",
]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One block of the conversation, as Markdown; `number` is its place, from 0."""

    number: int
    kind: EntryKind
    markdown: str


@dataclass(frozen=True, kw_only=True)
class ElementRow:
    """One element of the model, ready to be read.

    Attributes:
        text: its formula or value, shortened where it is long.
        range: the indices that it is for, such as "d in Day".
        unit: of a parameter, a variable or a definition.
        requirements: the names of the requirements that it serves.
    """

    name: str
    kind: ElementKind
    text: str
    range: str = ""
    unit: str = ""
    note: str = ""
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RequirementRow:
    """One requirement and where it stands.

    Attributes:
        words: a few words for it; the quote or the assumption where there are none.
        quote: the person's own words; None for what was assumed.
        priority: 9 is never given up.
        remark: what the sign alone does not say, such as "raised from $400 to $897".
        elements: what the model states for it.
    """

    name: str
    words: str
    quote: str | None
    sign: Sign = "open"
    priority: int = 5
    negotiable: bool = True
    remark: str = ""
    elements: tuple[ElementRow, ...] = ()

    @property
    def assumed(self) -> bool:
        """Whether the reader supplied it."""
        return self.quote is None


@dataclass(frozen=True, kw_only=True)
class ModelView:
    """The model document: as text, and by its elements."""

    document: str
    title: str = ""
    rows: tuple[ElementRow, ...] = ()
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """A verified plan as its domain draws it; `drawing` is anything that Rich prints."""

    headline: str
    proof: str
    drawing: object = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class PartRow:
    """One part of a sum that meets a limit."""

    words: str
    least: float
    shown: str


@dataclass(frozen=True, kw_only=True)
class NumbersRow:
    """Numbers that meet: the parts, and all together, against a limit."""

    parts: tuple[PartRow, ...]
    together: float
    limit: float
    together_shown: str
    limit_shown: str
    words: str


@dataclass(frozen=True, kw_only=True)
class WayRow:
    """A way out.

    Attributes:
        cost: what it weighs, in words.
        gives: what the plan that it gives is worth, in words.
        least: no smaller change of the kind is enough.
        drawing: that plan as its domain draws it; None where it cannot be drawn before it is accepted.
    """

    number: int
    words: str
    cost: str
    gives: str
    least: bool
    drawing: object | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class ConflictView:
    """A clash and what can be done about it.

    Attributes:
        wishes: the requirements that clash: words and quote.
        standing: it is the current outcome, so that a way out can be taken.
    """

    words: str
    wishes: tuple[tuple[str, str | None], ...]
    numbers: tuple[NumbersRow, ...]
    ways: tuple[WayRow, ...]
    unsettled: tuple[str, ...]
    proof: str
    standing: bool = True


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """One step of the loop; `seconds` is None while it runs."""

    step: str
    seconds: float | None
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class SolverRow:
    """A running or finished solver; `trail` holds (seconds, value, bound) of every report."""

    solver: str
    stage: int
    seconds: float
    value: float | None
    bound: float | None
    gap: float | None
    trail: tuple[tuple[float, float | None, float | None], ...] = ()


@dataclass(frozen=True, kw_only=True)
class UsageRow:
    """What the calls of one language model used together; `cost_usd` is None where no price is known."""

    model: str
    calls: int
    cached: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None
    seconds: float


@dataclass(frozen=True, kw_only=True)
class RunView:
    """What happened in the current turn, and what it used.

    Attributes:
        remark: what is going on in the current step, such as which language model is being asked.
    """

    request: str = ""
    steps: tuple[StepRow, ...] = ()
    solver: SolverRow | None = None
    usage: tuple[UsageRow, ...] = ()
    notices: tuple[str, ...] = ()
    verified: str = ""
    remark: str = ""
    running: bool = False


@dataclass(frozen=True, kw_only=True)
class Board:
    """Everything that there is to see.

    Attributes:
        reader: who reads requests: "offline", or the name of a language model.
        streamed: what a language model has written in this turn so far.
        question: what was asked and waits for its reply.
        findings: what the check and the lints say of the current document, errors first.
    """

    title: str = ""
    task: str = ""
    reader: str = "offline"
    session: str = ""
    entries: tuple[Entry, ...] = ()
    streamed: str = ""
    requirements: tuple[RequirementRow, ...] = ()
    model: ModelView | None = None
    plan: PlanView | None = None
    conflict: ConflictView | None = None
    run: RunView = field(default_factory=RunView)
    question: str | None = None
    findings: tuple[str, ...] = ()
    can_undo: bool = False
    can_redo: bool = False
    turn: int = 0
    turns: int = 0
