"""Which ways of travelling are ruled out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from certiplan.tasks.travel.reader.facts import Found
from certiplan.tasks.travel.reader.mentions import Lexicon, Mention
from certiplan.tasks.travel.reader.polarity import Attitude, stance_on
from certiplan.tasks.travel.reader.tokens import Range, Words, word_set
from certiplan.tasks.travel.reader.vocabulary import FUNCTION_WORDS
from certiplan.tasks.travel.request import TransportRule

_Mode = Literal["flight", "self-driving", "taxi", "ground"]

_LEXICON: Lexicon[_Mode] = Lexicon.of(
    {
        "flight": """
            flight | flights | fly | flying | flies | flown | plane | planes | airplane | airplanes |
            aeroplane | aeroplanes | aircraft | air travel | air transport | air transportation | airfare |
            airfares | airline | airlines | by air | flight based | flight transportation | plane tickets |
            plane ticket | airports | airport | airborne | air
        """,
        "self-driving": """
            self driving | self drive | self driven | selfdriving | selfdrive | drive ourselves |
            driving ourselves | drive myself | driving myself | drive | drives | driving | driver | drivers
            | rental car | rental cars | rent a car | renting a car | hire a car | hiring a car | rent cars
            | car rental | car rentals | car | cars | car hire | get behind the wheel | behind the wheel |
            road trip | road trips | roadtrip | self drives | drive our own car
        """,
        "taxi": """
            taxi | taxis | taxicab | taxicabs | cab | cabs | uber | ubers | lyft | rideshare | rideshares |
            ride share | ride sharing | ridesharing | ride hailing | taxi rides | taxi ride | cab rides
        """,
        "ground": """
            ground transportation | ground transport | ground travel | overland | by land | land travel |
            on the ground | surface travel | land transportation | by ground | ground based
        """,
    }
)
_TRANSPARENT = _LEXICON.words() | word_set(
    """
    travel ride rides ticket tickets commercial domestic vehicle vehicles air based participate engage
    use uses using utilize utilizing utilise take board hop anyone wheel afford driver licence license
    """
)
_ONLY = word_set(
    """
    only solely exclusively strictly just purely stick sticking nothing
    """
)
_RULES: dict[_Mode, TransportRule] = {
    "flight": "no flight",
    "self-driving": "no self-driving",
    "taxi": "no taxi",
}
_JOINERS = word_set(", and or nor & / any no not by neither either in")


@dataclass(frozen=True, kw_only=True, slots=True)
class Transport:
    """The rules found; `noted` are words that were understood and rule nothing out."""

    rules: tuple[Found[TransportRule], ...] = ()
    ranges: tuple[Range, ...] = ()
    noted: tuple[Range, ...] = ()


def find_transport(words: Words) -> Transport:
    """The ways of travelling that the writer refuses.

    A way that is merely liked ("we would enjoy driving") rules nothing out and stays unused; one that is
    to be the only way rules out the others.
    """
    found: dict[TransportRule, list[Range]] = {}
    noted: list[Range] = []
    previous: tuple[Attitude, Mention[_Mode]] | None = None
    for mention in _LEXICON.mentions(words):
        if _is_something_else(words, mention.where):
            continue
        stance = stance_on(words, mention.where, transparent=_TRANSPARENT)
        attitude, where = stance.attitude, stance.where
        if attitude == "wanted" and previous is not None and _continues(words, previous[1], mention):
            attitude = previous[0]
        previous = (attitude, mention)
        rules: tuple[TransportRule, ...] = ()
        if attitude == "refused" and mention.concept != "ground":
            rules = (_RULES[mention.concept],)
        elif attitude in ("tolerated", "indifferent"):
            noted.append(where)
        elif attitude == "wanted" and mention.concept == "ground":
            rules = ("no flight",)
        elif attitude == "wanted" and (only := _only(words, mention.where)) is not None:
            where = only
            rules = tuple(rule for mode, rule in _RULES.items() if mode != mention.concept)
        for rule in rules:
            found.setdefault(rule, []).append(where)
    ordered = [rule for rule in _RULES.values() if rule in found]
    return Transport(
        rules=tuple(
            Found(value=rule, spans=tuple(words.span(where) for where in found[rule])) for rule in ordered
        ),
        ranges=tuple(where for rule in ordered for where in found[rule]),
        noted=tuple(noted),
    )


def _continues(words: Words, previous: Mention[_Mode], mention: Mention[_Mode]) -> bool:
    """Whether a mention goes on with a list: "no flights, taxis or self-driving"."""
    between = range(previous.where.last, mention.where.first)
    return (
        0 < len(between) <= 4
        and all(words.norm(k) in _JOINERS for k in between)
        and words.norm(mention.where.last) not in ("is", "are", "would", "can")
    )


def _only(words: Words, where: Range) -> Range | None:
    """The range with the word that makes a way of travelling the only one."""
    for k in range(where.first - 1, max(-1, where.first - 4), -1):
        if words.norm(k) in _ONLY:
            return Range(k, where.last)
        if words.kind(k) == "mark" or words.norm(k) not in FUNCTION_WORDS | {"travel", "take", "use"}:
            break
    last = where.last + (words.norm(where.last) in ("travel", "tickets", "rides"))
    return Range(where.first, last + 1) if words.norm(last) in ("only", "exclusively") else None


def _is_something_else(words: Words, where: Range) -> bool:
    """Whether the words name no way of travelling: "cable car", "hard drive", "flight museum"."""
    if words.norm(where.first - 1) in ("cable", "street", "hard", "disk", "scenic", "ocean", "sports"):
        return True
    return words.norm(where.last) in (
        "conditioning",
        "conditioner",
        "conditioned",
        "mattress",
        "quality",
        "con",
        "museum",
        "museums",
        "show",
        "simulator",
        "attendant",
        "in",
    ) and (
        words.norm(where.last) != "in"
        or words.norm(where.last + 1) in ("theater", "theatre", "cinema", "movie")
    )


TRANSPORT_WORDS = _LEXICON.words()
"""Words about ways of travelling, which are reported where no rule uses them."""
