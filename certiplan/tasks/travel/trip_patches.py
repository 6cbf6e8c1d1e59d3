"""What is stated of a trip beside the request: edits of its document by hand, and suppositions.

A trip's document is made anew from the request whenever that changes; an edit of the document is therefore
kept as a patch, which is applied again each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from certiplan.errors import DocumentError, UsageError
from certiplan.formalizers.language_model.yaml_writing import yaml_text
from certiplan.model.diagnostics import Diagnostic
from certiplan.model.loading import LoadedDocument, load_elements
from certiplan.model.patches import patched_data
from certiplan.model.yaml_text import Data, TextError, parse_text
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.tables import TripOptions
from certiplan.tasks.travel.trip_document import trip_data

_SECTIONS: Final = ("requirements", "sets", "parameters", "variables", "define", "constraints")
_MADE: Final = ("certiplan", "title", "request", "data")
# Numbers of the document that are the request's own.
_NUMBERS: Final[Mapping[str, str]] = {"budget": "budget_usd", "people": "people", "cities": "city_count"}


def patched_data_of(options: TripOptions, patches: Sequence[str]) -> dict[str, Data]:
    """The document of a trip with patches, as plain data without the rows of its tables.

    Raises:
        DocumentError: a patch does not fit.
    """
    data: Data = trip_data(options)
    for patch in patches:
        data, findings = patched_data(data, data_in(patch))
        if findings:
            raise DocumentError(tuple(findings))
    assert isinstance(data, dict)
    return data


def patched_document(options: TripOptions, patches: Sequence[str]) -> LoadedDocument:
    """The document of a trip with patches, ready to be solved.

    Raises:
        DocumentError: a patch does not fit, or leaves the document with errors.
    """
    return load_elements(patched_data_of(options, patches), tables=options.tables())


def only_adds(options: TripOptions, patches: Sequence[str]) -> bool:
    """Whether patches leave all that is there as it is: then the rules of the domain hold as they did."""
    data = trip_data(options)
    for text in patches:
        patch = data_in(text)
        assert isinstance(patch, dict)
        settings = patch.get("set", {})
        assert isinstance(settings, dict)
        if patch.get("remove"):
            return False
        for path in settings:
            section, _, name = path.partition(".")
            entries = data.get(section, {})
            if section not in ("constraints", "requirements") or not isinstance(entries, dict):
                return False
            if name in entries or "." in name:
                return False
    return True


def data_in(text: str) -> Data:
    """Plain data from YAML.

    Raises:
        DocumentError: it is no YAML.
    """
    try:
        return parse_text(text).data
    except TextError as error:
        raise DocumentError((error.diagnostic,)) from error


def patch_text(patch: Mapping[str, Data]) -> str:
    """A patch as it is kept."""
    return yaml_text(patch)


def edit_of(
    before: Mapping[str, Data], after_text: str, request: TravelRequest
) -> tuple[dict[str, object], dict[str, Data]]:
    """What a person changed in the document of a trip.

    Args:
        before: the document that they were shown.
        after_text: the document that they wrote.
        request: of the trip.

    Returns:
        (fields of the request that take new values, the patch for the rest; it may be empty).

    Raises:
        DocumentError: what they wrote is no YAML, or no document.
        UsageError: they changed what the world gives.
    """
    after = data_in(after_text)
    if not isinstance(after, dict):
        finding = Diagnostic(
            severity="error", code="bad-shape", element="document", message="this is not a mapping"
        )
        raise DocumentError((finding,))
    if "data" in after and after["data"] != before.get("data"):
        raise UsageError("the tables of a trip come from its world and cannot be edited in its model")
    settings = dict(_settings(before, after))
    removed = list(_removed(before, after))
    fields: dict[str, object] = {}
    for name, field in _NUMBERS.items():
        value = _new_number(before, settings.get(f"parameters.{name}"), name)
        if value is not None and getattr(request, field) is not None:
            fields[field] = value
            del settings[f"parameters.{name}"]
    patch: dict[str, Data] = {}
    if settings:
        patch["set"] = settings
    if removed:
        patch["remove"] = list[Data](removed)
    return fields, patch


def _settings(before: Mapping[str, Data], after: Mapping[str, Data]) -> Iterator[tuple[str, Data]]:
    for key, value in after.items():
        if key in _MADE:
            continue
        old = before.get(key)
        if key in _SECTIONS and isinstance(value, dict):
            entries = old if isinstance(old, dict) else {}
            for name, entry in value.items():
                if name not in entries or entries[name] != entry:
                    yield f"{key}.{name}", entry
        elif value != old:
            yield key, value


def _removed(before: Mapping[str, Data], after: Mapping[str, Data]) -> Iterator[str]:
    for key, value in before.items():
        if key in _MADE:
            continue
        new = after.get(key)
        if key in _SECTIONS and isinstance(value, dict):
            kept = new if isinstance(new, dict) else {}
            yield from (f"{key}.{name}" for name in value if name not in kept)
        elif key not in after and value:
            yield key


def _new_number(before: Mapping[str, Data], entry: Data, name: str) -> int | None:
    """The new value of a number of which nothing but the value was changed."""
    parameters = before.get("parameters")
    old = parameters.get(name) if isinstance(parameters, dict) else None
    if not isinstance(old, dict) or not isinstance(entry, dict):
        return None
    value = entry.get("value")
    same = {**entry, "value": None} == {**old, "value": None}
    return value if same and type(value) is int and value > 0 else None
