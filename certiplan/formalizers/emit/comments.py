"""What stands beside the code: the title, the requirements' words, the constraints' names and expressions.

Everything here comes from people or from a language model, so nothing of it may end the comment it stands
in: each text becomes one line of printable characters.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from certiplan import __version__
from certiplan.model.ir import Origin
from certiplan.model.yaml_text import Data
from certiplan.solvers.model import Model

_WIDTH: Final = 96
_LONGEST: Final = 2000


def one_line(text: str) -> str:
    """The text as one line: blanks for breaks, escapes for what is invisible or reorders what is read."""
    found: list[str] = []
    for character in text[:_LONGEST]:
        kind = unicodedata.category(character)
        if character.isspace() or kind in ("Zl", "Zp"):
            found.append(" ")
        elif kind.startswith("C"):
            found.append(f"<U+{ord(character):04X}>")
        else:
            found.append(character)
    return " ".join("".join(found).split()) + ("…" if len(text) > _LONGEST else "")


def commented(lines: Iterable[str], mark: str) -> str:
    """Lines as comment lines, wrapped; each line may be any text and begins with its own indentation."""
    out: list[str] = []
    for line in lines:
        depth = len(line) - len(line.lstrip(" "))
        text = one_line(line)
        wrapped = textwrap.wrap(
            text,
            width=_WIDTH - depth,
            subsequent_indent="    ",
            break_on_hyphens=False,
            break_long_words=True,
        )
        out.extend(f"{mark} {' ' * depth}{part}" for part in wrapped or [""])
    return "\n".join(part.rstrip() for part in out)


class Remarks:
    """The comments of one document."""

    def __init__(self, model: Model) -> None:
        self._elements = model.elements
        self._data = model.document.data
        self._path = model.document.path
        self._shown: set[str] = set()
        self.title = self._elements.title or "An untitled model"

    def heading(self, first: Sequence[str]) -> list[str]:
        """What the file is, the title, where it comes from, the requirements that are not formalized.

        The given lines come first. They are ours: the first two lines of a Python script may declare an
        encoding, so no words of a document stand there.
        """
        lines = [f"Written by Certiplan {__version__}.", *first, ""]
        lines.append(self.title)
        if self._path is not None:
            lines.append(f"From {self._path.name}")
        lines += [f"Request: {text}" for text in self._elements.request]
        aside = [
            f"  {name}: {requirement.unformalized} {self._words(name)}"
            for name, requirement in self._elements.requirements.items()
            if requirement.unformalized is not None
        ]
        return [*lines, *(["Not formalized:", *aside] if aside else [])]

    def constraint(self, origin: Origin) -> list[str]:
        """The name with its indices, the expression the first time, and the words of the requirements.

        What a variable means is said once: nothing is returned for the rest of it.
        """
        name = origin.constraint
        label = label_of(origin)
        if name in self._elements.constraints:
            return [self._with_text(label, name), *self._requirements(origin.requirements)]
        if name in self._elements.variables:
            if name in self._shown:
                return []
            self._shown.add(name)
            kind = self._elements.variables[name].kind
            return [f"what {label} means: a decision of type {kind}", *self._requirements_of_variable(name)]
        return [f"what {label} needs", *self._requirements(origin.requirements)]

    def objective(self, stage: int) -> list[str]:
        """The stage's name, expression and requirements, and the preferences behind a penalty."""
        objective = self._elements.objectives[stage]
        source = self._objective_text(stage, objective.sense)
        lines = [f"{objective.name}: {objective.sense} {source}".rstrip()]
        if objective.slack or objective.slack_abs:
            lines.append(
                f"  later stages may worsen it by {objective.slack} of its value and {objective.slack_abs}"
            )
        lines += self._requirements(objective.requirements)
        if not source or "penalty" in source:
            for name, constraint in self._elements.constraints.items():
                if constraint.soft is not None:
                    lines.append(f"  preference {self._with_text(name, name)}")
                    lines += [f"  {line}" for line in self._requirements(constraint.requirements)]
        return lines

    def stage_name(self, stage: int) -> str:
        """The objective's name, as results call it."""
        return self._elements.objectives[stage].name

    # ------------------------------------------------------------ parts

    def _words(self, name: str) -> str:
        requirement = self._elements.requirements[name]
        if requirement.quote is not None:
            return f'"{requirement.quote}"'
        return f"(assumed) {requirement.assume}"

    def _requirements(self, names: Sequence[str]) -> list[str]:
        return [f"  {name}: {self._words(name)}" for name in names if name in self._elements.requirements]

    def _requirements_of_variable(self, name: str) -> list[str]:
        return self._requirements(self._elements.variables[name].requirements)

    def _with_text(self, label: str, name: str) -> str:
        """The label, and the first time also what the document says."""
        if name in self._shown:
            return label
        self._shown.add(name)
        part = _member(_member(self._data, "constraints"), name)
        if isinstance(part, str):
            return f"{label}: {part}"
        that, ranges = _member(part, "that"), _member(part, "for")
        text = f"{label}: {that}" if isinstance(that, str) else label
        return f"{text}  for {ranges}" if isinstance(ranges, str) else text

    def _objective_text(self, stage: int, sense: str) -> str:
        part = _member(self._data, "objective")
        if isinstance(part, list):
            part = part[stage] if stage < len(part) else None
        elif stage > 0:
            part = None
        source = _member(part, sense)
        return source if isinstance(source, str) else ""


def label_of(origin: Origin) -> str:
    """`oven_hours[sat]`."""
    return f"{origin.constraint}[{','.join(origin.indices)}]" if origin.indices else origin.constraint


def _member(data: Data, name: str) -> Data:
    return data.get(name) if isinstance(data, dict) else None
