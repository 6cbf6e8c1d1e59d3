"""What is remembered of a request that a model document states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from certiplan.agents.codec import Codec
from certiplan.agents.memory import Memory
from certiplan.agents.outcomes import Change
from certiplan.model.solution_text import Json
from certiplan.model.values import Rational


@dataclass(frozen=True, kw_only=True)
class DocumentPlan:
    """A solution of a model document.

    Attributes:
        document: as YAML text.
        values: of all variables, in the shape of `solve --json`.
        objectives: the value of each stage.
        senses: "minimize" or "maximize" for each stage.
        bounds: what no plan beats, for each stage.
    """

    document: str = field(repr=False)
    values: Mapping[str, Json] = field(repr=False)
    objectives: tuple[Rational, ...]
    senses: tuple[str, ...]
    bounds: tuple[Rational | None, ...]
    optimal: bool
    solver: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DocumentWork:
    """What is remembered.

    Attributes:
        texts: what the person said of the request, in order; quotes are from here.
        document: the model document as YAML text.
        asked: the parameter that the open question is about; empty where the question is about the request.
        supposed: what is only supposed, in words.
        notes: what the person should know of how the request was read.
    """

    texts: tuple[str, ...] = ()
    document: str = field(default="", repr=False)
    asked: str = ""
    supposed: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Described:
    """A request in no particular domain, as it was said."""

    text: str


CODEC = Codec((DocumentPlan, DocumentWork, Described))


def work_of(memory: Memory) -> DocumentWork:
    """What a memory holds of a document."""
    return memory.work if isinstance(memory.work, DocumentWork) else DocumentWork()
