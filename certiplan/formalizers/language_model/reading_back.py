"""A model document in words, for the person whose request it is: what became of each wish."""

from __future__ import annotations

from collections.abc import Iterator

from certiplan.model.yaml_text import Data
from certiplan.solvers.explain.words import figure
from certiplan.solvers.model import Model

_FAMILIES = ("parameters", "variables", "define", "constraints")


def read_back(model: Model) -> str:
    """What a document says, requirement by requirement.

    Each quote with the elements that serve it as the document writes them, then what was presumed, then what
    could not be said in a model. It is made from the document alone: it cannot say more than what is solved.
    """
    data = model.document.data
    assert isinstance(data, dict)
    lines = ["Understood:"]
    assumed: list[str] = []
    unsaid: list[str] = []
    for name, requirement in model.elements.requirements.items():
        if requirement.unformalized is not None:
            unsaid.append(f"  “{requirement.quote or requirement.assume}”: {requirement.unformalized}")
            continue
        served = list(_served(name, data))
        if requirement.quote is None:
            assumed.append(f"  {requirement.assume}")
            continue
        lines.append(f"  “{' '.join(requirement.quote.split())}”")
        lines.extend(f"      {words}" for words in served)
    if assumed:
        lines += ["Assumed:", *assumed]
    if unsaid:
        lines += ["Not in the model:", *unsaid]
    lines += _goal(data)
    return "\n".join(lines)


def _served(requirement: str, data: dict[str, Data]) -> Iterator[str]:
    """The elements from a requirement, as short as they can be said."""
    for family in _FAMILIES:
        members = data.get(family)
        if not isinstance(members, dict):
            continue
        for name, element in members.items():
            if isinstance(element, dict) and requirement in _from(element):
                yield _said(family, name, element)


def _from(element: dict[str, Data]) -> list[Data]:
    names = element.get("from", [])
    return names if isinstance(names, list) else [names]


def _said(family: str, name: str, element: dict[str, Data]) -> str:
    words = name.replace("_", " ")
    unit = element.get("unit")
    if family == "parameters":
        value = element.get("value")
        if isinstance(value, bool | str) or value is None or isinstance(value, list | dict):
            shown = (
                str(element["ask"]) if "ask" in element else value if isinstance(value, str) else "a table"
            )
        else:
            shown = figure(value)
        return f"{words}: {shown}{f' {unit}' if isinstance(unit, str) else ''}"
    if family == "variables":
        return f"{words}: {element.get('type', 'real')}"
    body = element.get("value") if family == "define" else element.get("that")
    each = element.get("for")
    soft = "preferred, " if "soft" in element else ""
    return f"{words}: {soft}{body}{f'  (for {each})' if isinstance(each, str) else ''}"


def _goal(data: dict[str, Data]) -> list[str]:
    given = data.get("objective")
    stages = given if isinstance(given, list) else [given]
    said = [
        f"  {sense} {stage[sense]}"
        for stage in stages
        if isinstance(stage, dict)
        for sense in ("minimize", "maximize")
        if sense in stage
    ]
    return ["Goal:", *said] if said else ["Goal: any plan that meets all of this"]
