"""Where a text names cities and states, and which part each of them plays."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from certiplan.tasks.travel.reader.gazetteer import STATE_CODES, Gazetteer, PlaceName
from certiplan.tasks.travel.reader.place_roles import Role, role_of
from certiplan.tasks.travel.reader.tokens import Range, Words, word_set
from certiplan.tasks.travel.reader.vocabulary import MONTHS, NEUTRAL_WORDS

_AFTER_A_CODE = word_set(
    """
    to from for on with and then next this starting leaving departing
    """
)
_CODES_THAT_ARE_WORDS = word_set("in or ok me hi oh la pa ma")
_JOINERS = word_set(", and or & then / plus")
NAME_PREFIXES = word_set(
    """
    new north south east west fort ft san santa st saint lake port mount mt el los las la upper lower
    old little big palm cape point grand
    """
)
_NAME_SUFFIXES = word_set(
    """
    city springs beach falls heights park island islands county valley hills lake lakes rapids harbor
    harbour point ridge creek grove junction shores township village
    """
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceMention:
    """A name in the text.

    Attributes:
        state_said: the state named together with a city, as in "Austin, TX".
        state_meant: the words insist on the state: "Washington state".
        city_meant: the words insist on the city: "New York City".
        role: what the words around it make of it; `strong` unless it is only likely.
        misspelt: the name is the nearest one to what is written.
    """

    where: Range
    name: PlaceName
    state_said: str | None = None
    state_meant: bool = False
    city_meant: bool = False
    role: Role | None = None
    strong: bool = False
    misspelt: bool = False

    @property
    def is_city(self) -> bool:
        """Whether the name can be a city."""
        return self.name.city is not None and not self.state_meant


def place_mentions(words: Words, gazetteer: Gazetteer, taken: Collection[int]) -> list[PlaceMention]:
    """Every known name in the text, with the part it plays."""
    found: list[PlaceMention] = []
    i = 0
    while i < len(words):
        mention = None if i in taken else _mention_at(words, gazetteer, i)
        if mention is None or _is_part_of_longer_name(words, gazetteer, mention):
            i += 1 if mention is None else mention.where.last - i
            continue
        found.append(mention)
        i = mention.where.last
    roles: list[PlaceMention] = []
    for k, mention in enumerate(found):
        after = found[k + 1] if k + 1 < len(found) else None
        before = roles[-1] if roles else None
        role, strong = role_of(words, mention.where)
        if role is None and after is not None and _leads_to(words, mention.where, after.where):
            role, strong = "origin", True
        if before is not None and _leads_to(words, before.where, mention.where):
            role, strong = "destination", True
        elif role is None and before is not None and _is_listed_after(words, before.where, mention.where):
            role, strong = before.role, before.strong
        roles.append(replace(mention, role=role, strong=strong))
    return roles


def _leads_to(words: Words, first: Range, second: Range) -> bool:
    """Whether only "to" or an arrow stands between two places: "Boston to Denver", "Boston - Denver"."""
    between = [
        words.norm(k) for k in range(first.last, second.first) if words.norm(k) not in ("the", "city", "area")
    ]
    if not between:
        return words.tokens[second.first].joined
    return between in (["to"], ["->"], ["-"], [">"], ["to", "state", "of"], ["=", ">"])


def _is_listed_after(words: Words, first: Range, second: Range) -> bool:
    between = [words.norm(k) for k in range(first.last, second.first)]
    return 0 < len(between) <= 3 and all(word in _JOINERS for word in between)


def _mention_at(words: Words, gazetteer: Gazetteer, i: int) -> PlaceMention | None:
    if words.norm(i) == "state" and words.norm(i + 1) == "of":
        inner = gazetteer.name_at(words, i + 2)
        if inner is not None and inner[0].state is not None:
            return PlaceMention(where=Range(i, inner[1]), name=inner[0], state_meant=True)
    found = gazetteer.name_at(words, i)
    if found is None:
        return _state_code(words, gazetteer, i)
    name, last = found
    if name.city is not None:
        said = _state_after(words, gazetteer, last, name)
        if said is not None:
            state, last = said
            return PlaceMention(where=Range(i, last), name=name, state_said=state, city_meant=True)
        if words.norm(last) == "city" and name.state is not None:
            return PlaceMention(where=Range(i, last + 1), name=name, city_meant=True)
    if words.norm(last) == "state" and name.state is not None:
        return PlaceMention(where=Range(i, last + 1), name=name, state_meant=True)
    city_meant = words.norms[i:last] in (
        ("nyc",),
        ("dc",),
        ("new", "york", "city"),
        ("washington", "dc"),
        ("big", "apple"),
    )
    return PlaceMention(where=Range(i, last), name=name, city_meant=city_meant)


def _state_code(words: Words, gazetteer: Gazetteer, i: int) -> PlaceMention | None:
    state = gazetteer.state_code_at(words, i, after_city=False)
    if state is None:
        return None
    code = words.tokens[i].text.rstrip(".").replace(".", "")
    if (
        len(code) == 2
        and not code.isupper()
        and words.norm(i - 1) not in ("to", "in", "around", "visit", "across")
    ):
        return None
    if code.upper() in STATE_CODES and code.isupper() and words.norm(i - 1) == "$":
        return None
    name = gazetteer.names.get(tuple(word.casefold() for word in state.split()), PlaceName(state=state))
    return PlaceMention(where=Range(i, i + 1), name=name, state_meant=True)


def _state_after(words: Words, gazetteer: Gazetteer, last: int, name: PlaceName) -> tuple[str, int] | None:
    """The state named right after a city, and the token after it: ", TX", "Texas", "(Texas)", "in Texas"."""
    j = last
    bracket = words.norm(j) == "("
    linked = words.norm(j) in (",", "(", "in")
    if linked:
        j += 1
    own = gazetteer.city_to_state[name.city] if name.city is not None else None
    code = gazetteer.state_code_at(words, j, after_city=True)
    if code is not None and _is_written_as_code(words, j, is_own=code == own, linked=linked):
        return code, j + 1 + (bracket and words.norm(j + 1) == ")")
    found = gazetteer.name_at(words, j)
    if found is None or found[0].state is None:
        return None
    state, end = found[0].state, found[1]
    # Another state than the city's own counts only where it is clearly set beside it, and is no city itself.
    if state != own and (found[0].city is not None or words.norm(last) not in (",", "(")):
        return None
    return state, end + (bracket and words.norm(end) == ")")


def _is_written_as_code(words: Words, j: int, *, is_own: bool, linked: bool) -> bool:
    """Whether the two letters at `j` are a state: "TX", or "or" in "portland or to boston"."""
    if words.tokens[j].text.rstrip(".").replace(".", "").isupper():
        return is_own or linked or words.norm(j) not in _CODES_THAT_ARE_WORDS
    ends = words.kind(j + 1) in ("mark", "number", None) or words.norm(j + 1) in _AFTER_A_CODE
    return is_own and ends and not words.has_capitals and words.norm(j - 1) != "in"


def _is_part_of_longer_name(words: Words, gazetteer: Gazetteer, mention: PlaceMention) -> bool:
    """Whether the name stands inside a longer, unknown one: "Iowa City", "North Miami"."""
    first, last = mention.where
    if mention.state_said or mention.state_meant or mention.city_meant or not words.is_capital(first):
        return False
    if words.is_capital(last) and words.norm(last) in _NAME_SUFFIXES and words.norm(last) not in ("state",):
        return True
    if words.is_capital(last) and words.norm(last) not in NEUTRAL_WORDS | gazetteer.name_words | set(MONTHS):
        meant, _ = gazetteer.nearest(words.quote(Range(first, last + 1)))
        if meant is not None and meant != mention.name:
            return True
    before_is_prefix = words.is_capital(first - 1) and words.norm(first - 1) in NAME_PREFIXES
    starts_sentence = first - 2 < 0 or words.norm(first - 2) in (".", "!", "?", ":")
    return before_is_prefix and not (
        starts_sentence and words.norm(first - 1) in ("new", "old", "little", "big", "grand")
    )
