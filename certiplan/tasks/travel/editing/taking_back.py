"""Taking wishes back: "drop the no-flight rule", "no need to avoid driving", "I need no private room".

A wish that there is not cannot be taken back. Such words are found as well, since otherwise the reader of
requests would take "drop the no-flight rule" for a wish for no flights.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Final

from certiplan.tasks.travel.editing.patterns import THE_BUDGET, Pattern, regex
from certiplan.tasks.travel.request import HouseRule, RoomWish, TransportRule, TravelRequest, Wish
from certiplan.tasks.travel.words import HOUSE_RULE_LABELS, ROOM_LABELS, TRANSPORT_LABELS, wish_phrases

_NOT: Final = r"(?:do(?:es)?\s*n[’']?t|do(?:es)?\s+not|no\s+longer|need\s*n[’']?t|need\s+not)"
DROP_VERBS: Final = (
    r"(?:drop(?:ped)?|remov(?:ed?|ing)|forg(?:et|ot)(?:\s+about)?|skip(?:ped)?|lift(?:ed)?|ignored?|deleted?"
    r"|cancel(?:led)?|(?:give|gave)\s+up|take\s+(?:out|back|away)|took\s+out|scrap(?:ped)?|waived?"
    r"|get\s+rid\s+of|leave\s+out|never\s*mind|no\s+(?:more\s+)?need\s+for|relax(?:ed)?)"
)
DROP: Final = (
    rf"(?:{DROP_VERBS}|(?:do|did)\s+without|(?:we|i)\s+{_NOT}\s+(?:really\s+)?"
    r"(?:need|want|require|insist\s+on|care(?:\s+(?:about|for))?|have\s+to\s+have))"
)
"""Words that take back what follows."""
_MEANS: Final[dict[TransportRule, str]] = {
    "no flight": r"(?:flights?|fly(?:ing)?|planes?|air ?planes?|air travel)",
    "no self-driving": r"(?:self[- ]?driv\w*|driv(?:e|ing)|(?:our |my |the |own )*cars?)",
    "no taxi": r"(?:taxis?|cabs?)",
}
_USING: Final[dict[TransportRule, str]] = {
    "no flight": r"(?:fly|take\s+(?:a\s+|the\s+)?(?:flights?|planes?))",
    "no self-driving": r"(?:drive|take\s+(?:a\s+|the\s+|our\s+|my\s+)?(?:own\s+)?cars?)",
    "no taxi": r"take\s+(?:a\s+|the\s+)?(?:taxis?|cabs?)",
}
_RULES: Final[dict[HouseRule, str]] = {
    "smoking": r"smok\w*",
    "parties": r"part(?:y|ies)",
    "children under 10": r"(?:child(?:ren)?|kids?)",
    "visitors": r"(?:visitors?|guests?)",
    "pets": r"(?:pets?|dogs?|cats?|animals?)",
}
# These are travellers as well: only where a rule is spoken of.
_PEOPLE: Final = ("children under 10", "visitors")
_ROOMS: Final[dict[RoomWish, str]] = {
    "shared room": "shared",
    "private room": "private",
    "entire room": "entire",
}
_THE: Final = r"(?:(?:the|our|my|that|this|a|an|any|all|wish\s+for|about)\s+)*"
_RULE: Final = (
    r"(?:\s+(?:rules?|wish(?:es)?|requirements?|constraints?|restrictions?|limits?|bans?|preferences?"
    r"|conditions?))"
)
_FOOD: Final = r"(?:\s+(?:food|cuisine|restaurants?|meals?|dishes))"
_MORE: Final = r"(?:\s+(?:any\s*more|any\s+longer|after\s+all|again|too|as\s+well|now))*"
_FINE: Final = (
    r"(?:(?:are|is|would\s+be|will\s+be)\s+)(?:fine|ok|okay|allowed|possible|alright|all\s+right|good|great)"
)
_NEEDLESS: Final = (
    r"(?:\s+(?:(?:is|are)(?:\s+not|\s*n[’']?t|\s+no\s+longer)\s+(?:really\s+)?"
    rf"(?:needed|necessary|required|important|a\s+must)|{_NOT}\s+(?:really\s+)?matter(?:s)?))"
)
_NEED_NOT_AVOID: Final = (
    r"(?:(?:do\s*n[’']?t|do\s+not|(?:there\s+is\s+|there[’']?s\s+)?no\s+(?:need|reason)\s+to|need\s*n[’']?t"
    rf"|need\s+not|not|no\s+longer|stop|quit|{_NOT}\s+(?:need|have|want)\s+to)\s+"
    r"(?:avoid(?:ing)?|exclud(?:e|ing)|rul(?:e|ing)\s+out|ban(?:ning)?|refus(?:e|ing)|skip(?:ping)?"
    r"|shun(?:ning)?))"
)


def taking_back(request: TravelRequest, cuisines: Collection[str]) -> Iterator[Pattern]:
    """Patterns for every wish that could be taken back, whether the request has it or not.

    Args:
        request: the trip.
        cuisines: those that there are.
    """
    yield from _extras(request)
    yield from _budget(request)
    yield from _room(request)
    yield from _transport(request)
    yield from _house_rules(request)
    yield from _cuisines(request, cuisines)
    yield _back(
        "complete_days",
        rf"{DROP}\s+{_THE}(?:full|complete)\s+days?{_RULE}?",
        {"complete_days": False},
        missing="" if request.complete_days else "complete days",
    )


def standing_wishes(request: TravelRequest) -> str:
    """The wishes that can be taken back, in words."""
    kinds = ("budget", "transport", "room", "house_rules", "cuisines", "complete_days", "extra")
    labels = [phrase.label for phrase in wish_phrases(request) if phrase.wish in kinds]
    return " · ".join(labels) or "none besides its places, dates and people"


def _budget(request: TravelRequest) -> Iterator[Pattern]:
    limit = r"(?:\s+limit)?"
    yield _back(
        "budget",
        rf"{DROP}\s+{THE_BUDGET}{limit}{_RULE}?{_MORE}|without\s+{THE_BUDGET}{limit}"
        rf"|(?:with(?:out|\s+no)|no)\s+(?:a\s+)?budget{limit}{_MORE}"
        rf"|{THE_BUDGET}{limit}{_NEEDLESS}|money\s+(?:is\s+no\s+object|does\s*n[’']?t\s+matter)",
        {"budget_usd": None},
        missing="" if request.budget_usd is not None else "a budget",
    )


def _room(request: TravelRequest) -> Iterator[Pattern]:
    for kind, word in _ROOMS.items():
        named = rf"{word}\s+(?:rooms?|place|home|apartment|apt)"
        yield _back(
            "room",
            rf"{DROP}\s+{_THE}{named}{_RULE}?{_MORE}|no\s+{named}\s+(?:needed|necessary|required){_MORE}"
            rf"|{_THE}{named}{_NEEDLESS}{_MORE}",
            {"room": None},
            missing="" if request.room == kind else ROOM_LABELS[kind],
        )
    yield _back(
        "room",
        r"any\s+(?:kind\s+of\s+|type\s+of\s+|sort\s+of\s+)?rooms?(?:\s+types?)?"
        r"(?:\s+(?:will\s+do|works?|is\s+(?:fine|ok|okay)))?"
        rf"|{DROP}\s+{_THE}(?:rooms?|place)(?:\s+types?)?{_RULE}?",
        {"room": None},
        missing="" if request.room is not None else "a kind of room",
    )


def _transport(request: TravelRequest) -> Iterator[Pattern]:
    for rule, label in TRANSPORT_LABELS.items():
        means, there = _MEANS[rule], rule in request.transport
        against = r"(?:(?:no|anti|non)[- ]|bans?\s+(?:on|of)\s+|rules?\s+(?:against|about|on)\s+)"
        words = (
            rf"(?:{DROP}|without)\s+{_THE}(?:{against}{means}{_RULE}*|{means}{_RULE}+){_MORE}"
            rf"|(?:allow|permit|accept)\s+{means}{_MORE}|{means}\s+{_FINE}{_MORE}"
            rf"|{_NEED_NOT_AVOID}\s+{_THE}{means}{_MORE}|no\s+longer\s+no[- ]{means}"
            rf"|{means}\s+need\s*(?:n[’']?t|\s+not)\s+be\s+(?:avoided|excluded|ruled\s+out)"
        )
        if there:
            words += rf"|(?:we|i)\s+(?:can|could|may|will|would)\s+(?:also\s+)?{_USING[rule]}{_MORE}"
        yield _back("transport", words, _without("transport", rule), missing="" if there else label)


def _house_rules(request: TravelRequest) -> Iterator[Pattern]:
    for rule, label in HOUSE_RULE_LABELS.items():
        named, there = _RULES[rule], rule in request.house_rules
        several = "*" if there or rule not in _PEOPLE else "+"
        words = (
            rf"{DROP}\s+{_THE}{named}(?:{_RULE}|\s+(?:allowed|welcome|under\s+10)){several}{_MORE}"
            rf"|(?:no|without)\s+{_THE}{named}\s+(?:after\s+all|any\s*more)"
            rf"|{_THE}{named}\s+(?:will\s+)?(?:stays?|remains?)\s+(?:at\s+)?home"
            rf"|leave\s+{_THE}{named}\s+(?:at\s+home|behind)"
        )
        if there:
            words += rf"|without\s+(?:the|our|my)\s+{named}"
        yield _back("house_rules", words, _without("house_rules", rule), missing="" if there else label)


def _cuisines(request: TravelRequest, cuisines: Collection[str]) -> Iterator[Pattern]:
    yield _back(
        "cuisines",
        r"any\s+(?:kind\s+of\s+)?(?:food|cuisines?)(?:\s+(?:will\s+do|is\s+(?:fine|ok|okay)))?"
        rf"|{DROP}\s+{_THE}(?:food|cuisines?){_RULE}?",
        {"cuisines": ()},
        missing="" if request.cuisines else "a cuisine",
    )
    there = list(request.cuisines)
    for cuisine in (*there, *sorted(set(cuisines) - set(there))):
        named = re.escape(cuisine)
        after_no = f"{_FOOD}*" if cuisine in there else f"{_FOOD}+"
        words = (
            rf"(?:{DROP}|no\s+longer|no\s+more|instead\s+of|rather\s+than)\s+{_THE}{named}"
            rf"(?:{_FOOD}|{_RULE})*{_MORE}"
            rf"|(?:no|not|without)\s+{_THE}{named}{after_no}{_MORE}|{named}{_FOOD}*{_NEEDLESS}"
        )
        missing = "" if cuisine in there else f"{cuisine} food"
        yield _back("cuisines", words, _without("cuisines", cuisine), missing=missing)


def _extras(request: TravelRequest) -> Iterator[Pattern]:
    """Wishes beyond the fields of a request are named by words of theirs that no other one has."""
    words = {extra.name: set(re.findall(r"[^\W_]{3,}", extra.quote.lower())) for extra in request.extras}
    times = Counter(word for said in words.values() for word in said)
    for name, said in words.items():
        own = "|".join(sorted(re.escape(word) for word in said if times[word] == 1 and word not in _COMMON))
        some = "|".join(sorted(re.escape(word) for word in said))
        if own:
            yield Pattern(
                wish="extra",
                pattern=regex(
                    rf"{DROP}\s+{_THE}(?:(?:{some})s?\s+)*?(?:{own})s?(?:\s+(?:{some})s?)*{_RULE}*{_MORE}"
                ),
                change=_without_extra(name),
                takes_back=True,
            )


_COMMON: Final = frozenset(
    (
        "the",
        "and",
        "for",
        "with",
        "than",
        "most",
        "least",
        "never",
        "not",
        "more",
        "less",
        "all",
        "any",
        "our",
    )
)


def _back(
    wish: Wish,
    words: str,
    change: dict[str, object] | Callable[[re.Match[str], TravelRequest], dict[str, object]],
    *,
    missing: str,
) -> Pattern:
    fields = change if callable(change) else lambda match, request, fixed=change: fixed
    if missing:
        fields = _nothing
    return Pattern(wish=wish, pattern=regex(words), change=fields, missing=missing, takes_back=True)


def _nothing(match: re.Match[str], request: TravelRequest) -> dict[str, object]:
    return {}


def _without(wish: Wish, item: str) -> Callable[[re.Match[str], TravelRequest], dict[str, object]]:
    def change(match: re.Match[str], request: TravelRequest) -> dict[str, object]:
        kept = tuple(other for other in getattr(request, wish) if other != item)
        return {wish: kept}

    return change


def _without_extra(name: str) -> Callable[[re.Match[str], TravelRequest], dict[str, object]]:
    def change(match: re.Match[str], request: TravelRequest) -> dict[str, object]:
        return {"extras": tuple(extra for extra in request.extras if extra.name != name)}

    return change
