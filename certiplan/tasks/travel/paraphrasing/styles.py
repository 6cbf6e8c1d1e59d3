"""The styles in which a request is written. Each says all that the request asks for, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from certiplan.tasks.travel.paraphrasing.facts import (
    Facts,
    listed,
    month,
    number_words,
    ordinal_words,
)
from certiplan.tasks.travel.request import TravelRequest


def paraphrase(request: TravelRequest, style: str, *, seed: int = 0) -> str:
    """A request in other words.

    Args:
        request: the trip.
        style: one of `STYLES`.
        seed: another seed gives another wording of the same style.
    """
    facts = request.model_dump_json(exclude={"text", "quotes"})
    return STYLES[style](Facts(request, Random(f"{style} {seed} {facts}")))  # noqa: S311  # wording, not secrets


def formal(facts: Facts) -> str:
    """Long sentences of an office."""
    request = facts.request
    people = "one traveler" if request.people == 1 else f"a party of {request.people} travelers"
    place = _in_cities(facts, "with visits to")
    parts = [
        facts.one_of(
            f"I would be grateful if you could prepare a {request.day_count}-day itinerary for {people}",
            f"Kindly arrange a journey of {request.day_count} days on behalf of {people}",
        )
        + f", departing from {facts.origin} {place}, from {facts.days_between}."
    ]
    if facts.budget:
        parts.append(f"The total expenditure must not exceed {facts.budget}.")
    if room := facts.room:
        parts.append(f"With regard to accommodation, {room} would be required.")
    if rules := facts.rules:
        parts.append(f"It is essential that {listed(rules)} at the accommodation.")
    if cuisines := facts.cuisines:
        parts.append(f"As to dining, the itinerary should include {cuisines} cuisine.")
    if transport := facts.transport:
        parts.append(f"Concerning transportation, we request {listed(transport, 'and')}.")
    return " ".join(parts)


def chatty(facts: Facts) -> str:
    """Somebody who talks."""
    request = facts.request
    who = {1: "it's just me", 2: "there are two of us"}.get(
        request.people, f"there are {request.people} of us"
    )
    trip = f"{facts.cities} in {facts.destination}" if request.destination_is_state else facts.destination
    parts = [
        facts.one_of("Hey there,", "Hi! So,", "Hello :)"),
        facts.one_of(
            f"we've been dreaming of seeing {trip} for ages"
            if request.people > 1
            else f"I've been dreaming of seeing {trip} for ages",
            f"time for a getaway to {trip}",
        )
        + f", {request.day_count} days, {facts.days_between}.",
        f"We'd start from {facts.origin}" if request.people > 1 else f"I'd start from {facts.origin}",
        f"and {who}.",
    ]
    if facts.budget:
        parts.append(
            facts.one_of(
                f"We've got about {facts.budget} to spend in total!",
                f"Budget's {facts.budget}, not more please.",
            )
        )
    if room := facts.room:
        parts.append(f"Oh, and {room} please.")
    if rules := facts.rules:
        parts.append(f"It'd be great if {listed(rules)} where we stay.")
    if cuisines := facts.cuisines:
        parts.append(f"We love {cuisines} food, so that has to be in there somewhere.")
    if transport := facts.transport:
        parts.append(f"And {listed(transport)}, thanks!")
    return " ".join(parts)


def telegraphic(facts: Facts) -> str:
    """As few words as will do."""
    request = facts.request
    start, end = request.start, request.end
    parts = [
        f"{facts.origin} to {facts.destination}",
        f"{start:%m/%d/%Y}-{end:%m/%d/%Y}",
        f"{request.people} {'person' if request.people == 1 else 'people'}",
    ]
    if request.destination_is_state:
        parts.append(facts.cities)
    if request.budget_usd is not None:
        parts.append(f"budget ${request.budget_usd}")
    parts += [_brief_room(facts)] if request.room else []
    parts += [rule.replace(" is ", " ").replace(" are ", " ") for rule in facts.rules]
    if request.cuisines:
        parts.append(f"food: {', '.join(request.cuisines)}")
    parts += facts.transport
    return facts.one_of("; ", ", ", ". ").join(parts)


def dates_reordered(facts: Facts) -> str:
    """The dates first, the day before the month, the end before the start."""
    request = facts.request
    start, end = request.start, request.end
    if facts.one_of("end first", "start first") == "end first":
        dates = (
            f"We must be back by {end.day} {month(end)} {end.year}, having left on {start.day} {month(start)}"
        )
    else:
        dates = f"{start.day} {month(start)} {start.year} until {end.day} {month(end)} {end.year}"
    parts = [
        f"{dates}: a trip {_in_cities(facts, 'to')} and home again to {facts.origin}, where we start, "
        f"for {_people(request.people)}."
    ]
    return " ".join(parts + _wishes(facts))


def numbers_in_words(facts: Facts) -> str:
    """Every number as a word."""
    request = facts.request
    place = facts.destination
    if request.destination_is_state:
        count = number_words(request.city_count)
        place = f"{count} {'city' if request.city_count == 1 else 'cities'} in {place}"
    start, end = request.start, request.end
    text = (
        f"Please plan a trip of {number_words(request.day_count)} days from {facts.origin} to {place} for "
        f"{number_words(request.people)} {'person' if request.people == 1 else 'people'}, "
        f"from {month(start)} {ordinal_words(start.day)} to {month(end)} {ordinal_words(end.day)}, "
        f"{end.year}."
    )
    parts = [text]
    if request.budget_usd is not None:
        parts.append(f"Our budget is {number_words(request.budget_usd)} dollars.")
    return " ".join(parts + _wishes(facts, budget=False))


def second_language(facts: Facts) -> str:
    """English of somebody who learned it late."""
    request = facts.request
    who = "I am alone" if request.people == 1 else f"We are {request.people} persons"
    place = (
        f"{facts.cities} of {facts.destination}"
        if request.destination_is_state
        else f"city of {facts.destination}"
    )
    parts = [
        f"Good day. {who} and want make travel from {facts.origin} to {place}, "
        f"it is {request.day_count} days, from {facts.days_between}."
    ]
    if facts.budget:
        parts.append(
            facts.one_of(
                f"Our money is maximum {facts.budget}.", f"We can pay not more than {facts.budget} for all."
            )
        )
    if room := facts.room:
        parts.append(f"For sleep we need {room}.")
    if rules := facts.rules:
        parts.append(f"In hotel must be so that {listed(rules)}.")
    if cuisines := facts.cuisines:
        parts.append(f"We like eat {cuisines} kitchen.")
    if transport := facts.transport:
        parts.append(f"Please {listed(transport)}.")
    parts.append("Thank you for the help!")
    return " ".join(parts)


def constraints_first(facts: Facts) -> str:
    """Everything that restricts the trip before the trip itself."""
    request = facts.request
    parts = []
    if facts.budget:
        parts.append(f"With no more than {facts.budget} to spend")
    if room := facts.room:
        parts.append(f"wanting {room}")
    if rules := facts.rules:
        parts.append(f"in a place where {listed(rules)}")
    if cuisines := facts.cuisines:
        parts.append(f"with {cuisines} meals along the way")
    if transport := facts.transport:
        parts.append(f"and with {listed(transport)}")
    head = ", ".join(parts) + ", " if parts else ""
    head = head[:1].upper() + head[1:]
    subject = "i" if request.people == 1 else f"the {request.people} of us"
    subject = subject.upper() if subject == "i" else (subject if head else subject.capitalize())
    return (
        f"{head}{subject} would like to travel {_in_cities(facts, 'to')} from {facts.origin}, leaving on "
        f"{facts.days_between.replace(' to ', ' and returning on ')}."
    )


def email(facts: Facts) -> str:
    """A message with a subject, a greeting and a name below."""
    request = facts.request
    name = facts.one_of("Sam", "Priya", "J. Weber", "Maria")
    lines = [
        f"Subject: trip to {facts.destination}, {month(request.start)} {facts.year}",
        "",
        facts.one_of("Dear travel team,", "Hello,", "Dear Sir or Madam,"),
        "",
        f"we are planning a {request.day_count}-day trip from {facts.origin} {_in_cities(facts, 'to')}. "
        f"The dates are {facts.days_between}. There will be {_people(request.people)}.",
        "",
        *_wishes(facts),
        "",
        facts.one_of("Best regards,", "Kind regards,", "Thanks a lot,"),
        name,
    ]
    return "\n".join(lines)


def bullet_list(facts: Facts) -> str:
    """A form, filled in."""
    request = facts.request
    lines = [
        f"- From: {facts.origin}",
        f"- To: {facts.destination}" + (f" ({facts.cities})" if request.destination_is_state else ""),
        f"- Dates: {request.start.isoformat()} to {request.end.isoformat()}",
        f"- Travelers: {request.people}",
    ]
    if facts.budget:
        lines.append(f"- Budget: {facts.budget}")
    if request.room:
        lines.append(f"- Room: {_brief_room(facts)}")
    if rules := facts.rules:
        lines.append(f"- House rules: {', '.join(rules)}")
    if request.cuisines:
        lines.append(f"- Cuisines: {', '.join(request.cuisines)}")
    if transport := facts.transport:
        lines.append(f"- Transport: {', '.join(transport)}")
    return facts.one_of("Trip request\n", "Our trip:\n", "") + "\n".join(lines)


def rambling(facts: Facts) -> str:
    """The facts in the course of a story, among things that do not matter."""
    request = facts.request
    who = f"there are {request.people} people, all living"
    if request.people == 1:
        who = "I travel alone, and I live"
    stay = facts.one_of(
        "My sister showed me her photos last week and I have thought of nothing else since.",
        "After the winter we had, anything with a bit of sun will do.",
    )
    parts = [
        f"So here is the thing: {who} in {facts.origin}, which is where the trip begins and ends.",
        stay,
        f"What I have in mind is {request.day_count} days {_in_cities(facts, 'in')}, {facts.days_between}.",
    ]
    return " ".join(parts + _wishes(facts))


def _people(count: int) -> str:
    return "one person" if count == 1 else f"{count} people"


def _in_cities(facts: Facts, verb: str) -> str:
    """ "to Rockford", "to 2 cities in Ohio"."""
    if not facts.request.destination_is_state:
        return f"{verb} {facts.destination}"
    return f"{verb} {facts.cities} in {facts.destination}"


def _brief_room(facts: Facts) -> str:
    room = facts.request.room
    assert room is not None
    return {"entire room": "entire home", "not shared room": "not shared"}.get(room, room)


def _wishes(facts: Facts, *, budget: bool = True) -> list[str]:
    """The wishes in plain sentences."""
    parts = []
    if budget and facts.budget:
        parts.append(facts.one_of(f"Our budget is {facts.budget}.", f"We can spend up to {facts.budget}."))
    if room := facts.room:
        parts.append(f"We would like {room}.")
    if rules := facts.rules:
        parts.append(f"We need a place where {listed(rules)}.")
    if cuisines := facts.cuisines:
        parts.append(f"We would like to try {cuisines} food.")
    if transport := facts.transport:
        parts.append(f"{listed(transport).capitalize()}, please.")
    return parts


STYLES: Final[Mapping[str, Callable[[Facts], str]]] = {
    style.__name__: style
    for style in (
        formal,
        chatty,
        telegraphic,
        dates_reordered,
        numbers_in_words,
        second_language,
        constraints_first,
        email,
        bullet_list,
        rambling,
    )
}
"""Each style by its name."""
