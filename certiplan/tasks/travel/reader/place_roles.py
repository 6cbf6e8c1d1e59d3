"""Which part a place plays, by the words around it: "departing from", "to", "visiting 2 cities in"."""

from __future__ import annotations

from typing import Literal

from certiplan.tasks.travel.reader.tokens import Range, Words, word_set
from certiplan.tasks.travel.reader.vocabulary import NEUTRAL_WORDS

Role = Literal["origin", "destination"]

_BEGIN = word_set(
    """
    start starts starting started begin begins beginning began originate originates originating based
    live lives living located reside resides residing home depart departs departing leave leaves leaving
    board boarding origin commence commences commencing kick kicking sets set setting
    """
)
_LIVING = word_set("live lives living reside resides residing")
_SELF = word_set("am are")
_GO_AWAY = word_set(
    """
    leave leaves leaving depart departs departing head heading heads bound off out set sets setting go
    """
)
_ORIGIN_VERBS = word_set(
    """
    depart departs departing departed leave leaves leaving left origin ex exiting departure
    """
)
_DESTINATION_VERBS = word_set(
    """
    visit visits visiting explore explores exploring tour tours touring see seeing reach reaching
    discover discovers discovering experience experiencing destination do doing cover covers covering
    hit hitting into target toward towards throughout across within around
    """
)
_ARTICLES = word_set(
    """
    the a an city cities town state area region of different distinct unique separate other beautiful
    sunny lovely great downtown wonderful big old gorgeous vibrant historic my our hometown home nearby
    amazing charming scenic greater metropolitan exciting
    """
)
_RETURN = word_set("back return returns returning")
_LABELS: dict[str, Role] = {
    "from": "origin",
    "origin": "origin",
    "start": "origin",
    "starting": "origin",
    "departure": "origin",
    "depart": "origin",
    "departing": "origin",
    "home": "origin",
    "leaving": "origin",
    "leave": "origin",
    "base": "origin",
    "to": "destination",
    "destination": "destination",
    "dest": "destination",
    "where": "destination",
    "going": "destination",
    "visit": "destination",
    "visiting": "destination",
    "arrival": "destination",
    "arrive": "destination",
    "goal": "destination",
    "target": "destination",
    "state": "destination",
    "where to": "destination",
}
_FURTHEST_CUE = 5


def role_of(words: Words, where: Range) -> tuple[Role | None, bool]:
    """The part that the words around a place give it, and whether they leave no doubt."""
    after = words.norm(where.last)
    if after == "based" or _is_called_home(words, where.last):
        return "origin", True
    if after == "bound" or after in ("cities", "towns") or _is_called_goal(words, where.last):
        return "destination", True
    i = where.first - 1
    if words.norm(i) in (":", "=") or (words.norm(i) == "-" and words.norm(i - 1) in _LABELS):
        label = (
            words.norm(i - 1)
            if words.norm(i - 1) not in ("city", "state", "point", "place")
            else words.norm(i - 2)
        )
        label = words.norm(i - 1) if label not in _LABELS else label
        return _LABELS.get(label), label in _LABELS
    if words.norm(i) == "->":
        return "destination", True
    for k in range(i, max(-1, i - _FURTHEST_CUE), -1):
        role = _role_at(words, k)
        if role is not None:
            return role
        norm = words.norm(k)
        if words.kind(k) != "word" or (norm not in _ARTICLES and k < i - 1) or norm in ("and", "or", "with"):
            if words.kind(k) == "number" and words.norm(k + 1) in _ARTICLES:
                continue
            break
        if norm not in _ARTICLES and norm in NEUTRAL_WORDS:
            break
    return None, False


def _is_called_home(words: Words, i: int) -> bool:
    """Whether the words from token `i` on call a place the start: "is my home", "is where we live"."""
    if words.norm(i) not in ("is", "as", "the", "being"):
        return False
    i -= words.norm(i) == "the"
    if words.norm(i + 1) == "where":
        return words.norm(i + 3) in _LIVING | {"start", "begin", "am", "are"}
    j = i + 1 + (words.norm(i + 1) in ("my", "our", "the"))
    return words.norm(j) in ("home", "hometown", "origin", "base") or words.norm(j + 1) in (
        "home",
        "base",
        "point",
    )


def _is_called_goal(words: Words, i: int) -> bool:
    """Whether the words from token `i` on call a place the destination: "is where I want to go"."""
    if words.norm(i) not in ("is", "as", "the"):
        return False
    if words.norm(i + 1) == "where":
        return words.norm(i + 3) in ("want", "would", "go", "travel")
    near = {words.norm(k) for k in range(i + 1, i + 4)}
    return bool(near & {"destination", "goal", "target"})


def _role_at(words: Words, k: int) -> tuple[Role, bool] | None:
    """The part that the cue at token `k`, if it is one, gives to the place after it."""
    norm, before = words.norm(k), words.norm(k - 1)
    near = {words.norm(m) for m in range(k - 3, k)}
    if norm == "from":
        return ("destination", False) if near & _RETURN else ("origin", True)
    if norm in ("to", "toward", "towards", "2"):
        if norm == "2":
            return None
        return ("origin", False) if near & (_RETURN | {"home"}) else ("destination", True)
    if norm == "of" and before == "out":
        return "origin", True
    if norm in ("in", "at", "near", "around", "within", "across", "throughout", "through", "inside"):
        if norm in ("in", "at", "near", "around") and _begins_there(words, k):
            return "origin", True
        strong = bool(
            near & (_DESTINATION_VERBS | word_set("cities city end ends ending arrive arriving stay staying"))
        )
        return "destination", strong or norm not in ("in", "at", "near")
    if norm == "for":
        return "destination", bool(near & _GO_AWAY)
    if norm in _ORIGIN_VERBS:
        return "origin", True
    if norm in _DESTINATION_VERBS:
        return "destination", True
    return None


def _begins_there(words: Words, k: int) -> bool:
    """Whether the "in" at `k` follows a beginning: "starting our journey in", "we live in", "I am in"."""
    for m in range(k - 1, max(-1, k - 6), -1):
        norm = words.norm(m)
        if norm in _LIVING:
            return words.norm(m - 1) in (
                "i",
                "we",
                "who",
                "currently",
                "now",
                "both",
                "all",
                "and",
                "are",
                "am",
            )
        if norm in _BEGIN:
            return True
        if norm in _SELF and words.norm(m - 1) in ("i", "we") and m == k - 1:
            return True
        if (
            words.kind(m) != "word"
            or norm in _DESTINATION_VERBS
            or norm in ("to", "cities", "and", "end", "ending")
        ):
            return False
    return False
