"""The shipped documents of this domain, with the numbers of a request in the place of their questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast

from certiplan.model.loading import LoadedDocument, load_elements
from certiplan.model.yaml_text import Data
from certiplan.tasks.shipped import read_shipped
from certiplan.tasks.typed.items import Entries, for_each

DocumentName = Literal["coffee", "facility", "workforce"]


def shipped_document(name: DocumentName) -> dict[str, Data]:
    """A document that ships with the domain; it is not to be changed."""
    return read_shipped("certiplan.tasks.supply", f"{name}.yaml")


def filled(
    name: DocumentName,
    *,
    sets: Entries,
    values: Entries,
    each: Mapping[str, tuple[str, dict[str, str]]],
    words: Mapping[str, str],
    quotes: Mapping[str, str],
    text: str,
    more: Entries | None = None,
    negotiable: Mapping[str, tuple[str, dict[str, str]]] | None = None,
) -> LoadedDocument:
    """A document with its data.

    Args:
        name: of the document.
        sets: members, by set.
        values: values, by parameter.
        each: by constraint its set, and by member the requirement of the wish about it.
        words: the sentence of each requirement.
        quotes: the person's words for some of them.
        text: what the person wrote.
        more: further constraints, each from the requirement of its name.
        negotiable: by parameter the direction in which it may move, and by member its requirement.
    """
    shipped = shipped_document(name)
    data: dict[str, Data] = {**shipped, "sets": {**cast(Entries, shipped["sets"]), **sets}}
    if text:
        data["request"] = [text]
    requirements = dict(cast(Entries, shipped["requirements"]))
    constraints = dict(cast(Entries, shipped["constraints"]))
    for constraint, (over, names) in each.items():
        entry = constraints.pop(constraint)
        assert isinstance(entry, dict)
        requirements.pop(str(entry.get("from")), None)
        constraints.update(for_each(entry, over, names))
    constraints.update(more or {})
    for requirement, sentence in words.items():
        said: Entries = {"assume": f"{sentence}."}
        requirements[requirement] = {"quote": quotes[requirement]} if requirement in quotes else said
    data["requirements"] = requirements
    data["constraints"] = constraints
    parameters = dict(cast(Entries, shipped["parameters"]))
    for parameter, value in values.items():
        entry = cast(Entries, parameters[parameter])
        kept = {key: part for key, part in entry.items() if key not in ("ask", "from")}
        parameters[parameter] = {**kept, "value": value}
    for parameter, (direction, names) in (negotiable or {}).items():
        entry = cast(Entries, parameters[parameter])
        served: list[Data] = list(names.values())
        how: Entries = {"direction": direction, "cost": 1}
        parameters[parameter] = {**entry, "from": served, "negotiable": how}
    data["parameters"] = parameters
    return load_elements(data)
