"""The wishes of a document after a change of it: none may claim what does not hold any more.

"The oven runs at most 10 hours" is not what the plan keeps to once the oven was set to 12, and a wish whose
constraints were dropped is not met. Panes, pages and conflicts take their words from the document's
requirements, so they are put right there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from certiplan.model.yaml_text import Data

# Numbers alone keep nothing: a wish without a constraint is lost, though its number is still there.
_STATING = ("variables", "define", "constraints")


def reworded(
    before: dict[str, Data], after: dict[str, Data], *, numbers: Mapping[str, str], quoted: bool, gone: str
) -> dict[str, Data]:
    """A changed document with wishes that say what it states.

    Args:
        before: the document before the change.
        after: the document after it.
        numbers: what the wish behind a changed parameter says now, by the parameter's name.
        quoted: whether these are the person's own words.
        gone: why a wish is not stated any more, as "dropped".
    """
    requirements = after.get("requirements")
    if not isinstance(requirements, dict):
        return after
    changed: dict[str, Data] = dict(requirements)
    for parameter, words in numbers.items():
        names = _sources(_entry(after, parameter))
        for name in names:
            wish = requirements.get(name)
            if not isinstance(wish, dict) or "quote" not in wish:
                continue
            if len(names) == 1 and not _serves_other_data(after, name, parameter):
                kept = {key: value for key, value in wish.items() if key not in ("quote", "unformalized")}
                changed[name] = {"quote" if quoted else "assume": words, **kept}
            elif len(names) == 1:
                changed[name] = {**wish, "unformalized": words}
    lost = set(_stated(before, ("constraints",))) - set(_stated(after, _STATING))
    for name, wish in changed.items():
        if name in lost and isinstance(wish, dict) and "unformalized" not in wish:
            changed[name] = {**wish, "unformalized": gone}
    result = {**after, "requirements": changed}
    request = after.get("request")
    if quoted and numbers and isinstance(request, str):
        result["request"] = "\n".join((request, *numbers.values()))
    elif quoted and numbers and isinstance(request, list):
        result["request"] = [*request, *numbers.values()]
    return result


def _entry(data: dict[str, Data], parameter: str) -> Data:
    parameters = data.get("parameters")
    return parameters.get(parameter) if isinstance(parameters, dict) else None


def _sources(entry: Data) -> tuple[str, ...]:
    """The requirements that an element is from."""
    source = entry.get("from") if isinstance(entry, dict) else None
    listed = source if isinstance(source, list) else [source]
    return tuple(name for name in listed if isinstance(name, str))


def _stated(data: dict[str, Data], sections: tuple[str, ...]) -> Iterator[str]:
    """The requirements that elements of some sections, or the objective, are from."""
    for section in sections:
        entries = data.get(section)
        if isinstance(entries, dict):
            for entry in entries.values():
                yield from _sources(entry)
    objective = data.get("objective")
    for stage in objective if isinstance(objective, list) else [objective]:
        yield from _sources(stage)


def _serves_other_data(data: dict[str, Data], requirement: str, parameter: str) -> bool:
    """Whether the words of a requirement give further numbers."""
    return any(
        requirement in _sources(entry) and (section, name) != ("parameters", parameter)
        for section in ("sets", "parameters")
        if isinstance(entries := data.get(section), dict)
        for name, entry in entries.items()
    )
