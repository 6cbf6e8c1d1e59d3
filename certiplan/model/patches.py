"""Changes to a document by name: set, remove, and requirements to merge; all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from certiplan.errors import DocumentError
from certiplan.model.diagnostics import Diagnostic, ExpressionError, has_errors, nearest, ordered
from certiplan.model.document import Document
from certiplan.model.document_reading import read_data
from certiplan.model.python_data import plain_data
from certiplan.model.yaml_text import Data

PATCH_KEYS = ("set", "remove", "requirements")
# What a document with a `base` may have besides.
_BESIDES = ("certiplan", "base", "title", "note")
_SECTIONS = ("requirements", "data", "sets", "parameters", "variables", "define", "constraints")
# A value that is set takes the place of these.
_OTHER_SOURCES = ("ask", "between", "one_of", "rows", "table", "key", "column")
_Place: TypeAlias = tuple[str | int, ...]


def apply_patch(data: object, patch: object) -> Data:
    """The document with a patch applied; neither argument is changed.

    First what `remove` names goes, then what `set` names is replaced or added, then `requirements` are
    merged: by id, and within an id by key, where `quote` and `assume` replace one another. Paths are
    dotted, positions in lists are counted from 1. Setting a parameter's `value` makes an unknown one known.

    Args:
        data: a whole document as plain data, without `base`; a float is the decimal it is printed as.
        patch: a mapping with `set`, `remove` and `requirements`, each optional.

    Raises:
        DocumentError: for a patch that is not in shape, that names what is not there, or that leaves a
            document with errors.
        UsageError: for data that no document can hold.
    """
    patched, findings = patched_data(plain_data(data), plain_data(patch))
    if not findings:
        findings = read_data(patched, {}).findings
    if has_errors(findings):
        raise DocumentError(ordered(finding for finding in findings if finding.severity == "error"))
    return patched


def patched_data(data: Data, patch: Data) -> tuple[Data, tuple[Diagnostic, ...]]:
    """The same without looking at what came out: the data, and what is wrong with the patch itself."""
    if not isinstance(data, dict) or not isinstance(patch, dict):
        fault = ExpressionError("this is not a mapping", code="bad-shape", expected=" or ".join(PATCH_KEYS))
        return data, (fault.at("patch" if isinstance(data, dict) else "document"),)
    findings = list(_shape_faults(patch))
    if findings:
        return data, tuple(findings)
    removals, settings, requirements = _parts(patch)
    result: Data = data
    for path in removals:
        try:
            result = _removed(result, _place(result, path, creating=False))
        except ExpressionError as fault:
            findings.append(fault.at(f"remove.{path}"))
    for path, value in settings.items():
        try:
            place = _place(result, path, creating=True)
            result = _replaced(result, place, value)
            if place[0] == "parameters" and place[2:] == ("value",):
                result = _changed(result, place[:2], _only_value)
        except ExpressionError as fault:
            findings.append(fault.at(f"set.{path}"))
    if requirements:
        assert isinstance(result, dict)
        result = {**result, "requirements": _merged(result.get("requirements"), requirements)}
    return result, tuple(findings)


def _parts(patch: dict[str, Data]) -> tuple[list[str], dict[str, Data], dict[str, Data]]:
    """The three parts of a patch that is in shape."""
    removals, settings, requirements = (patch.get(key) for key in ("remove", "set", "requirements"))
    paths = [removals] if isinstance(removals, str) else removals if isinstance(removals, list) else []
    return (
        [path for path in paths if isinstance(path, str)],
        settings if isinstance(settings, dict) else {},
        requirements if isinstance(requirements, dict) else {},
    )


def _shape_faults(patch: dict[str, Data]) -> Iterator[Diagnostic]:
    for key, value in patch.items():
        if key not in (*PATCH_KEYS, *_BESIDES):
            yield ExpressionError(
                f"a patch has no key {key!r}",
                code="unknown-key",
                expected=", ".join(PATCH_KEYS),
                did_you_mean=nearest(key, PATCH_KEYS),
            ).at(key)
        elif key in ("set", "requirements") and value is not None and not isinstance(value, dict):
            yield ExpressionError(
                "this is not a mapping",
                code="bad-shape",
                expected="a mapping by path" if key == "set" else "by id",
            ).at(key)
        elif key == "remove" and value is not None:
            paths = value if isinstance(value, list) else [value]
            if not all(isinstance(path, str) for path in paths):
                yield ExpressionError(
                    "this is not a list of paths", code="bad-shape", expected='["constraints.no_early"]'
                ).at(key)


def _place(data: Data, path: str, *, creating: bool) -> _Place:
    """Where a dotted path leads: keys, and positions from 0. The last key may be new if `creating`.

    Keys may hold dots themselves: the longest key that is there counts.

    Raises:
        ExpressionError: where nothing is there, with the nearest path that leads somewhere.
    """
    segments = path.split(".")
    place: list[str | int] = []
    here: Data = data
    start = 0
    while start < len(segments):
        step, end = _step(here, segments, start)
        last = end == len(segments)
        if step is None:
            key = segments[start]
            known = _names_in(here, top=creating and not place)
            creatable = isinstance(here, dict) and (place or key in Document.model_fields)
            if creating and creatable and (last or (not place and key in _SECTIONS)):
                step = key
            else:
                before, after = segments[:start], segments[start + 1 :]
                hint = nearest(key, known)
                where = ".".join(before) or "the document"
                raise ExpressionError(
                    f"{where} has no {key!r}",
                    code="unknown-path",
                    expected=("one of " + ", ".join(known[:8])) if known else "a path that exists",
                    did_you_mean=".".join([*before, hint, *after]) if hint else None,
                )
        place.append(step)
        here = _at(here, step)
        start = end
    return tuple(place)


def _step(here: Data, segments: Sequence[str], start: int) -> tuple[str | int | None, int]:
    """The next step of a path and where the path goes on; no step if nothing is there."""
    if isinstance(here, dict):
        for end in range(len(segments), start, -1):
            key = ".".join(segments[start:end])
            if key in here:
                return key, end
    elif isinstance(here, list):
        number = segments[start]
        if number.isdecimal() and number.isascii() and 1 <= int(number) <= len(here):
            return int(number) - 1, start + 1
    return None, start + 1


def _names_in(here: Data, *, top: bool) -> list[str]:
    if isinstance(here, dict):
        return list(dict.fromkeys([*here, *_SECTIONS])) if top else list(here)
    return [str(position) for position in range(1, len(here) + 1)] if isinstance(here, list) else []


def _at(here: Data, step: str | int) -> Data:
    if isinstance(here, dict) and isinstance(step, str):
        return here.get(step, {})
    assert isinstance(here, list) and isinstance(step, int)
    return here[step]


def _changed(data: Data, place: _Place, change: Callable[[Data], Data]) -> Data:
    """The data with what stands at a place changed; everything else is shared."""
    if not place:
        return change(data)
    step, rest = place[0], place[1:]
    below = _changed(_at(data, step), rest, change)
    if isinstance(data, dict) and isinstance(step, str):
        return {**data, step: below}
    assert isinstance(data, list) and isinstance(step, int)
    return [*data[:step], below, *data[step + 1 :]]


def _replaced(data: Data, place: _Place, value: Data) -> Data:
    return _changed(data, place, lambda _: value)


def _removed(data: Data, place: _Place) -> Data:
    last = place[-1]

    def without(parent: Data) -> Data:
        if isinstance(parent, dict):
            return {key: value for key, value in parent.items() if key != last}
        assert isinstance(parent, list)
        return [value for position, value in enumerate(parent) if position != last]

    return _changed(data, place[:-1], without)


def _only_value(parameter: Data) -> Data:
    if not isinstance(parameter, dict):
        return parameter
    return {key: value for key, value in parameter.items() if key not in _OTHER_SOURCES}


def _merged(old: Data, new: dict[str, Data]) -> Data:
    merged: dict[str, Data] = dict(old) if isinstance(old, dict) else {}
    for name, requirement in new.items():
        before = merged.get(name)
        if isinstance(before, dict) and isinstance(requirement, dict):
            kept = dict(before)
            if "quote" in requirement or "assume" in requirement:
                kept = {key: value for key, value in before.items() if key not in ("quote", "assume")}
            merged[name] = {**kept, **requirement}
        else:
            merged[name] = requirement
    return merged
