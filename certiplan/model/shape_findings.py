"""What pydantic finds wrong with the shape of a document, as findings in the document's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel, ValidationError

from certiplan.model.diagnostics import Diagnostic
from certiplan.model.familiar_keys import FOR, FORMS, PARTS, known_key, known_word

Path: TypeAlias = tuple[str | int, ...]

_TAGS = ("str", "bool", "int", "fraction", "SoftData")
_WORDS = {
    "dictionary": "a mapping",
    "list": "a list",
    "string": "a text",
    "boolean": "true or false",
    "integer": "a number",
    "instance of Fraction": "a number",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Fault:
    path: Path
    kind: str
    message: str
    input: object

    @property
    def of_type(self) -> bool:
        return self.kind.endswith(("_type", "_error", "instance_of")) and self.kind != "value_error"


def shape_findings(
    error: ValidationError,
    *,
    data: Mapping[str, object],
    root: type[BaseModel],
    parts: Mapping[str, type[BaseModel]],
    line_of: Callable[[tuple[str, ...]], int | None],
) -> tuple[Diagnostic, ...]:
    """One finding for each place that is not in shape.

    Args:
        error: what validation raised.
        data: what was validated.
        root: the whole document's class.
        parts: the class of the elements of each section, and of what stands under `negotiable` and `soft`.
        line_of: the line of a path.
    """
    faults = [
        _Fault(
            path=_plain_path(tuple(fault["loc"])),
            kind=str(fault["type"]),
            message=str(fault["msg"]),
            input=fault.get("input"),
        )
        for fault in error.errors(include_url=False)
    ]
    told = _without_strangers(faults, data, root, parts)
    found = [_finding(fault, expected, root, parts, line_of) for fault, expected in _merged(told)]
    meant = {(finding.element.rpartition(".")[0], finding.did_you_mean) for finding in found}
    return tuple(
        finding
        for finding in found
        # A key that is there under another name is not missing.
        if finding.code != "missing-key" or finding.element.rpartition(".")[::2] not in meant
    )


def _without_strangers(
    faults: Sequence[_Fault],
    data: Mapping[str, object],
    root: type[BaseModel],
    parts: Mapping[str, type[BaseModel]],
) -> list[_Fault]:
    """The faults, with those of data that stands in the place of its element told as one: no key fits."""
    strange: dict[Path, object] = {}
    for fault in faults:
        path = fault.path[:2]
        if fault.kind != "extra_forbidden" or path[0] not in ("sets", "parameters") or len(fault.path) != 3:
            continue
        section = data.get(str(path[0]))
        element = section.get(str(path[1])) if isinstance(section, dict) else None
        known = _keys_of(_part(fault.path, root, parts))
        if isinstance(element, dict) and not any(known_key(key, known) for key in element):
            strange[path] = element
    kept = [fault for fault in faults if fault.path[:2] not in strange]
    kept += [
        _Fault(path=path, kind="model_type", message="a valid dictionary", input=element)
        for path, element in strange.items()
    ]
    return kept


def _keys_of(part: type[BaseModel]) -> list[str]:
    return sorted(field.alias or name for name, field in part.model_fields.items())


def _plain_path(path: Path) -> Path:
    """The path without the names of the alternatives that pydantic tried."""
    kept = path[:3]
    if kept[2:] in (("types",), ("rename",)):
        return path
    rest = (part for part in path[3:] if part not in _TAGS and not str(part).startswith(("list[", "is-inst")))
    return (*kept, *rest)


def _merged(faults: Sequence[_Fault]) -> Iterator[tuple[_Fault, str | None]]:
    """The faults with those of several alternatives at one place told as one, and what was expected."""
    at: dict[Path, list[_Fault]] = {}
    for fault in faults:
        at.setdefault(fault.path, []).append(fault)
    done: set[Path] = set()
    for fault in faults:
        path, here = fault.path, at[fault.path]
        outer = next((path[:end] for end in range(len(path)) if len(at.get(path[:end], ())) > 1), None)
        if path in done or (outer is not None and not _goes_deeper(at[outer][0], at)):
            continue
        if len(here) > 1 and _goes_deeper(here[0], at):
            continue
        if len(here) > 1 and all(other.of_type for other in here):
            done.add(path)
            yield fault, " or ".join(dict.fromkeys(_expected(other) for other in here))
        else:
            yield fault, _expected(fault) if fault.of_type else None


def _goes_deeper(fault: _Fault, at: Mapping[Path, object]) -> bool:
    """Whether a list or mapping came close to an alternative that takes one: then what is inside is wrong."""
    size = len(fault.path)
    inside = any(len(path) > size and path[:size] == fault.path for path in at)
    return inside and isinstance(fault.input, list | dict)


def _expected(fault: _Fault) -> str:
    text = fault.message.removeprefix("Input should be ")
    text = text.removeprefix("a valid ").removeprefix("an ").split(" or instance of ")[0]
    return _WORDS.get(text, text)


def _finding(
    fault: _Fault,
    expected: str | None,
    root: type[BaseModel],
    parts: Mapping[str, type[BaseModel]],
    line_of: Callable[[tuple[str, ...]], int | None],
) -> Diagnostic:
    path = fault.path
    message, code, hint = fault.message, "bad-shape", None
    if fault.kind == "extra_forbidden":
        part = _part(path, root, parts)
        known = _keys_of(part)
        message, code = f"there is no key {path[-1]!r} here", "unknown-key"
        hint = known_key(str(path[-1]), known)
        expected = "one of " + ", ".join(known)
        goal = known_key(str(path[-1]), ("minimize", "maximize")) if len(path) == 1 else None
        if goal is not None and hint is None:
            expected = f'`objective: {{{goal}: "…"}}`'
    elif fault.kind == "missing":
        message, code = f"the key {path[-1]!r} is missing", "missing-key"
    elif fault.of_type:
        message, code = f"{_shown(fault.input)} does not fit here", "type-mismatch"
        hint = known_word(fault.input, expected)
        expected = _form(path, fault.input) or expected
    elif fault.kind == "value_error":
        message = message.removeprefix("Value error, ")
    elif message.startswith("Input should be "):
        message, expected = (
            f"{_shown(fault.input)} does not fit here",
            message.removeprefix("Input should be "),
        )
    return Diagnostic(
        severity="error",
        code=code,
        element=_element(path),
        message=message,
        expected=expected,
        did_you_mean=hint,
        line=line_of(tuple(str(part + 1) if isinstance(part, int) else part for part in path)),
    )


def _form(path: Path, given: object) -> str | None:
    """How an element, a section or a part looks for which something else was given."""
    section = str(path[0])
    form = FORMS.get(section)
    if section == "objective" and len(path) <= 2 and not isinstance(given, dict):
        return form
    if len(path) == 1 and form is not None:
        return f"a mapping with a name for each: name: {form.partition(' or ')[0].partition(', or ')[0]}"
    if len(path) == 2 and form is not None:
        return form
    name = str(path[-1])
    if name in FORMS and len(path) == 3 and not isinstance(given, dict):
        return FORMS[name]
    if isinstance(given, list | dict):
        return FOR if name == "for" else PARTS.get((section, name))
    return None


def _part(path: Path, root: type[BaseModel], parts: Mapping[str, type[BaseModel]]) -> type[BaseModel]:
    if len(path) < 2:
        return root
    inner = str(path[2]) if len(path) > 3 else ""
    return parts.get(inner) or parts.get(str(path[0])) or root


def _element(path: Path) -> str:
    """The path as findings name it: positions count from 1, and the first objective has no number."""
    shown = [str(part + 1) if isinstance(part, int) else part for part in path]
    if shown[:2] == ["objective", "1"]:
        del shown[1]
    return ".".join(shown) or "document"


def _shown(value: Any) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
