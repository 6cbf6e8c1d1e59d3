"""The model document of one trip: the shipped document with this trip's wishes, numbers and tables.

The shipped document (`model.yaml`) has one requirement for each kind of wish. Here each thing that a
traveller asked for becomes a requirement of its own, so that a conflict can name one cuisine and not all
of them: the constraints that range over the items of a wish are written once for each item. A wish that
the traveller does not have is taken out, with the elements that serve nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, cast, get_args

from certiplan.model.loading import LoadedDocument, load_elements
from certiplan.model.yaml_text import Data
from certiplan.tasks.shipped import read_shipped
from certiplan.tasks.travel.request import TravelRequest, Wish
from certiplan.tasks.travel.tables import MODES, ROOMS, TripOptions
from certiplan.tasks.travel.words import Phrase, counted, date_span, dollars, requirement_id, wish_phrases

_Entries = dict[str, Data]

# Wishes of which a traveller may have several, with the set that holds them.
_SETS: Final[Mapping[Wish, str]] = {
    "transport": "ForbiddenMode",
    "house_rules": "BannedRule",
    "cuisines": "Cuisine",
}
_SECTIONS: Final = ("sets", "parameters", "variables", "define", "constraints")


def trip_document(options: TripOptions) -> LoadedDocument:
    """The document that states a trip, with its tables, ready to be solved."""
    return load_elements(trip_data(options), tables=options.tables())


def trip_data(options: TripOptions) -> dict[str, Data]:
    """The document as plain data, without the rows of its tables."""
    request = options.request
    wishes = wish_phrases(request)
    data = _without(shipped_document(), {*get_args(Wish)} - {phrase.wish for phrase in wishes})
    data = _per_item(data, wishes)
    data = {**data, "constraints": {**_entries(data, "constraints"), **_extra_constraints(request)}}
    where = f"{'in ' if request.destination_is_state else 'to '}{request.destination}"
    return {
        **data,
        "title": f"A trip from {request.origin} {where}, {date_span(request.start, request.end)}",
        "request": [request.text] if request.text else [],
        "requirements": _requirements(data, wishes, request),
        "data": {
            name: {key: part for key, part in table.items() if key != "rows"}
            for name, table in _mappings(data, "data").items()
        },
        "sets": {**_entries(data, "sets"), **_sets(data, options, wishes)},
        "parameters": {**_entries(data, "parameters"), **_numbers(data, request)},
    }


def shipped_document() -> dict[str, Data]:
    """The document that ships with the travel domain; it is not to be changed."""
    return read_shipped("certiplan.tasks.travel", "model.yaml")


def _entries(data: Mapping[str, Data], section: str) -> _Entries:
    entries = data[section]
    assert isinstance(entries, dict)
    return entries


def _mappings(data: Mapping[str, Data], section: str) -> dict[str, _Entries]:
    """The entries of a section that are mappings; sets may also be lists or texts."""
    return {name: entry for name, entry in _entries(data, section).items() if isinstance(entry, dict)}


def _served(entry: Data) -> list[str]:
    """The requirements that an entry is `from`."""
    served = entry.get("from", []) if isinstance(entry, dict) else []
    return [served] if isinstance(served, str) else cast(list[str], served)


def _without(data: Mapping[str, Data], wishes: Iterable[str]) -> dict[str, Data]:
    """The document without some requirements and without the elements that serve one of them."""
    gone = set(wishes)
    result = dict(data)
    for section in _SECTIONS:
        entries = _entries(data, section)
        result[section] = {name: entry for name, entry in entries.items() if gone.isdisjoint(_served(entry))}
    requirements = _entries(data, "requirements")
    result["requirements"] = {name: entry for name, entry in requirements.items() if name not in gone}
    return result


def _per_item(data: Mapping[str, Data], wishes: Iterable[Phrase]) -> dict[str, Data]:
    """The document with the constraints on each item of a wish in the place of those on all items."""
    items: dict[str, list[Phrase]] = {}
    for phrase in wishes:
        if phrase.wish is not None and phrase.item:
            items.setdefault(phrase.wish, []).append(phrase)
    constraints: _Entries = {}
    for name, entry in _entries(data, "constraints").items():
        several = [(wish, phrase) for wish in _served(entry) for phrase in items.get(wish, ())]
        if not several:
            constraints[name] = entry
        for wish, phrase in several:
            constraints[requirement_id(cast(Wish, name), phrase.item)] = _for_item(
                cast(_Entries, entry), cast(Wish, wish), phrase
            )
    return {**data, "constraints": constraints}


def _for_item(entry: _Entries, wish: Wish, phrase: Phrase) -> _Entries:
    """A constraint that ranges over a wish's items, for one of them."""
    ranges = entry["for"]
    over = f"in {_SETS[wish]}"
    assert isinstance(ranges, str) and over in ranges
    served = [phrase.requirement if name == wish else name for name in _served(entry)]
    return {
        **entry,
        "for": ranges.replace(over, f"in [{_member(wish, phrase.item)!r}]"),
        "from": cast(Data, served),
    }


def _member(wish: Wish, item: str) -> str:
    """An item of a wish as the set of the model holds it."""
    if wish == "transport":
        return next(mode for rule, mode in MODES.items() if rule == item)
    return f"No {item}" if wish == "house_rules" else item


def _sets(data: Mapping[str, Data], options: TripOptions, wishes: Iterable[Phrase]) -> _Entries:
    request = options.request
    parts: dict[str, _Entries] = {
        "Home": {"members": [request.origin]},
        "City": {"members": list(options.cities)},
    }
    if request.room is not None:
        parts["WantedRoom"] = {"members": list(ROOMS[request.room])}
    for wish, name in _SETS.items():
        of_wish = [phrase for phrase in wishes if phrase.wish == wish]
        if of_wish:
            parts[name] = {
                "members": [_member(wish, phrase.item) for phrase in of_wish],
                "from": [phrase.requirement for phrase in of_wish],
            }
    shipped = _mappings(data, "sets")
    return {name: {**shipped[name], **part} for name, part in parts.items()}


def _numbers(data: Mapping[str, Data], request: TravelRequest) -> _Entries:
    values = {"days": request.day_count, "people": request.people, "cities": request.city_count}
    if request.budget_usd is not None:
        values["budget"] = request.budget_usd
    shipped = _mappings(data, "parameters")
    return {name: {**shipped[name], "value": value} for name, value in values.items()}


def _requirements(data: Mapping[str, Data], wishes: Iterable[Phrase], request: TravelRequest) -> _Entries:
    """This trip's requirements: the wishes, then the rules that every trip keeps to."""
    shipped = _mappings(data, "requirements")
    result: _Entries = {}
    kinds: set[str] = set(get_args(Wish))
    for phrase in wishes:
        assert phrase.wish is not None
        kept = {key: value for key, value in shipped.get(phrase.wish, {}).items() if key != "quote"}
        said: _Entries = (
            {"quote": phrase.quote} if phrase.quote is not None else {"assume": _assumption(phrase, request)}
        )
        result[phrase.requirement] = {**said, **kept}
    result.update((name, rule) for name, rule in shipped.items() if name not in kinds)
    return result


def _extra_constraints(request: TravelRequest) -> _Entries:
    """The constraints of wishes that no field of the request holds."""
    result: _Entries = {}
    for extra in request.extras:
        requirement = requirement_id("extra", extra.name)
        for number, constraint in enumerate(extra.constraints, start=1):
            name = requirement if len(extra.constraints) == 1 else f"{requirement}_part_{number}"
            over: _Entries = {"for": constraint.over} if constraint.over else {}
            result[name] = {**over, "that": constraint.that, "from": requirement}
    return result


def _assumption(phrase: Phrase, request: TravelRequest) -> str:
    """A wish as a sentence, for one that was not put into words."""
    match phrase.wish:
        case "origin":
            return f"The trip starts and ends in {request.origin}."
        case "destination":
            return f"The trip goes to {request.destination}."
        case "dates":
            return f"The trip is on {phrase.label}."
        case "people":
            return f"{counted(request.people, 'person travels', 'people travel')} together."
        case "cities":
            return f"The trip visits {phrase.label}."
        case "budget":
            return f"All together costs no more than {dollars(request.budget_usd or 0)}."
        case "complete_days":
            return "There is dinner after arriving in a city and breakfast before leaving it."
        case _:
            return f"Wanted: {phrase.label}."
