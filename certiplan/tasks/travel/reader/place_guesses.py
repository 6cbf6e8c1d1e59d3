"""Places that are misspelt, or not known at all."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from certiplan.errors import RequestError
from certiplan.tasks.travel.reader.gazetteer import Gazetteer
from certiplan.tasks.travel.reader.place_mentions import NAME_PREFIXES, PlaceMention
from certiplan.tasks.travel.reader.place_roles import Role, role_of
from certiplan.tasks.travel.reader.tokens import Range, Words, word_set
from certiplan.tasks.travel.reader.vocabulary import MONTHS, NEUTRAL_WORDS, WEEKDAYS

_VAGUE = word_set(
    """
    home here there scratch somewhere anywhere work airport beach mountains sea coast relax hometown
    place abroad scenic warm sunny nature museum museums budget friends family mom mum dad wife husband
    """
)
_BOUNDARY = word_set(
    """
    from to for on in with by and , . ; ! ? ( ) -> - next this starting leaving departing via
    """
)
_CUES_OF_ERRORS = word_set(
    """
    from to in visit visiting leaving departing towards toward explore exploring : -> the of
    """
)
_MOST_GUESSES = 40
_LONGEST_NAME = 4


def missing_roles(mentions: Collection[PlaceMention]) -> list[Role]:
    """The parts that no mention plays."""
    roles: tuple[Role, ...] = ("origin", "destination")
    return [role for role in roles if all(mention.role != role for mention in mentions)]


def guessed_places(
    words: Words,
    gazetteer: Gazetteer,
    taken: Collection[int],
    mentions: Collection[PlaceMention],
    *,
    expected: Role | None,
) -> tuple[list[PlaceMention], tuple[str, ...]]:
    """Unknown words in the position of a place whose part nothing else plays: the names they surely mean.

    Returns:
        the guesses, and descriptions of words that may be places and are not known.

    Raises:
        RequestError: such words are written as a name, and no known name is near enough.
    """
    inside = {k for mention in mentions for k in range(*mention.where)}
    guesses: list[PlaceMention] = []
    unknown: list[str] = []
    tried = 0
    end_of_last = 0
    for i in range(len(words)):
        missing = missing_roles([*mentions, *guesses])
        if not missing or tried >= _MOST_GUESSES:
            break
        if i < end_of_last or not _may_start(words, i) or i in taken or i in inside:
            continue
        longest = _extent(words, i, taken, inside)
        role = _role(words, Range(i, longest), inside, expected=expected)
        if role is None or role not in missing:
            continue
        tried += 1
        guess, shown = _best(words, gazetteer, Range(i, longest), role)
        if guess is not None:
            guesses.append(guess)
            end_of_last = guess.where.last
            continue
        said = words.quote(Range(i, longest))
        message = f"'{said}' is not known here{_nearest(shown)}"
        if expected is None and _is_surely_a_name(words, Range(i, longest)):
            raise RequestError(f"{message}. Name a known {'city' if role == 'origin' else 'city or state'}.")
        unknown.append(message)
        end_of_last = longest
    return guesses, tuple(unknown)


def _nearest(shown: tuple[str, ...]) -> str:
    return f"; the nearest known names are {', '.join(shown)}" if shown else ""


def _may_start(words: Words, i: int) -> bool:
    norm = words.norm(i)
    if words.kind(i) != "word" or norm in _VAGUE or len(norm) < 2 or norm in MONTHS or norm in WEEKDAYS:
        return False
    if norm not in NEUTRAL_WORDS:
        return True
    return words.is_capital(i) and norm in NAME_PREFIXES and words.is_capital(i + 1)


def _extent(words: Words, i: int, taken: Collection[int], inside: Collection[int]) -> int:
    """The token after the run of words that may be one name from `i` on."""
    capital = words.has_capitals and words.is_capital(i)
    last = i + 1
    while last < min(len(words), i + _LONGEST_NAME) and last not in taken and last not in inside:
        if words.kind(last) != "word" or words.tokens[last].sentence != words.tokens[i].sentence:
            break
        if (capital and not words.is_capital(last)) or (
            not capital and words.norm(last) in NEUTRAL_WORDS - {"city"}
        ):
            break
        last += 1
    return last


def _role(words: Words, where: Range, inside: Collection[int], *, expected: Role | None) -> Role | None:
    role, strong = role_of(words, where)
    before = words.norm(where.first - 1)
    direct = before in _CUES_OF_ERRORS or (strong and words.kind(where.first - 1) != "word")
    if role is not None and (direct or before in ("a", "beautiful", "sunny", "for")):
        return role
    leads = words.norm(where.last) in ("to", "->", "-") and (
        where.last + 1 in inside or (where.first == 0 and _may_start(words, where.last + 1))
    )
    if leads:
        return "origin"
    return expected


def _best(
    words: Words, gazetteer: Gazetteer, where: Range, role: Role
) -> tuple[PlaceMention | None, tuple[str, ...]]:
    """The name that the longest possible part of a run surely means, and the nearest names to all of it."""
    shown: tuple[str, ...] = ()
    for last in _ends(where):
        name, near = gazetteer.nearest(words.quote(Range(where.first, last)), cities_only=role == "origin")
        shown = shown or near
        if name is not None:
            part = Range(where.first, last)
            return PlaceMention(where=part, name=name, role=role, strong=True, misspelt=True), shown
    return None, shown


def _ends(where: Range) -> Iterator[int]:
    return iter(range(where.last, where.first, -1))


def _is_surely_a_name(words: Words, where: Range) -> bool:
    before = words.norm(where.first - 1)
    if before not in _CUES_OF_ERRORS:
        return False
    if words.has_capitals:
        return words.is_capital(where.first)
    return before == "from" and (where.last >= len(words) or words.norm(where.last) in _BOUNDARY)
