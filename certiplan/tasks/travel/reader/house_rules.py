"""What the accommodation must allow: smoking, parties, children under 10, visitors, pets."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from certiplan.tasks.travel.reader.children import find_children
from certiplan.tasks.travel.reader.facts import Found
from certiplan.tasks.travel.reader.mentions import Lexicon, Mention
from certiplan.tasks.travel.reader.polarity import Stance, stance_on
from certiplan.tasks.travel.reader.quantities import quantity_at
from certiplan.tasks.travel.reader.tokens import Range, Words, word_set
from certiplan.tasks.travel.reader.vocabulary import NEUTRAL_WORDS
from certiplan.tasks.travel.request import HouseRule

_LEXICON: Lexicon[HouseRule] = Lexicon.of(
    {
        "smoking": "smoking|smoke|smokes|smoker|smokers|cigarette|cigarettes|cigar|cigars|light up",
        "parties": """
            parties | partying | party friendly | throw a party | host a party | hold a party | have a party
            | throwing a party | hosting a party | having a party | party allowed | birthday party |
            bachelor party | bachelorette party | stag party | hen party | party house | small party |
            big party | party at | allow party | allows partying | to party
        """,
        "visitors": """
            visitor | visitors | guests | guest | friends over | people over | family over | company over |
            friends visit us | friends drop by | friends stop by | friends come by | friends visiting us |
            invite friends | inviting friends | invite people | host friends | hosting friends |
            receive friends | friends to visit us | friends round | relatives over | visit us | visiting us
            | drop by | come by | stop by
        """,
        "pets": """
            pet | pets | dog | dogs | cat | cats | puppy | puppies | kitten | kittens | pup | doggo |
            furry friend | furry friends | pooch | four legged friend | four legged friends | animal |
            animals | golden retriever | labrador | poodle | terrier | beagle | chihuahua | dachshund |
            bulldog | corgi | parrot | hamster | rabbit | bunny | kitty
        """,
    }
)
_ALLOWING = word_set(
    """
    allow allows allowed allowing permit permits permitted permitting permissible accept accepts
    accepted accepting accommodate accommodates accommodating welcome welcomes welcomed welcoming
    friendly tolerate tolerates area areas ok okay fine suitable suited conducive host hosts hosting
    receive receiving invite inviting have having throw throwing hold holding bring bringing travel
    traveling travelling with our my rule rules policy policies possible able entertain entertaining
    want room rooms accompanied taking take expecting expect
    """
)
_GUEST_WORDS = word_set("guest guests")
_HOSTING = word_set(
    """
    allow allows allowed permit permits permitted accept accepts host hosting receive receiving invite
    inviting over welcome welcomes entertain entertaining overnight have having
    """
)
_PROHIBITING = word_set(
    """
    prohibit prohibits prohibited prohibiting forbid forbids forbidden ban bans banned banning disallow
    disallows disallowed restrict restricts restricted restriction restrictions policy refuse refuses
    against barred
    """
)
_OWNING = word_set(
    """
    have has having bring bringing travel traveling travelling without with own our we i any us are am
    is do not
    """
)
_LOOSE_ANIMALS = word_set(
    """
    animal animals rabbit bunny parrot hamster dog dogs cat cats kitty bulldog corgi
    """
)
_NOT_ANIMALS = word_set("hot prairie sled corn stuffed wild farm big")
_CALLERS = word_set(
    """
    to can friends people relatives family guests may might will could
    """
)
_EXTENDS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class HouseRules:
    """The rules found; `noted` are words that were understood and need no rule."""

    rules: tuple[Found[HouseRule], ...] = ()
    ranges: tuple[Range, ...] = ()
    noted: tuple[Range, ...] = ()


_ORDER: tuple[HouseRule, ...] = ("smoking", "parties", "children under 10", "visitors", "pets")


def find_house_rules(words: Words, taken: Collection[int]) -> HouseRules:
    """What must be allowed where the travellers sleep.

    Args:
        words: the text.
        taken: tokens that count people, so that "4 guests" asks for no visitors.
    """
    found: dict[HouseRule, list[Range]] = {}
    notes: tuple[str, ...] = ()
    noted: list[Range] = []
    previous: Mention[HouseRule] | None = None
    wanted_before = False
    for mention in _LEXICON.mentions(words):
        if any(k in taken for k in range(*mention.where)) or _is_something_else(words, mention):
            continue
        stance = stance_on(words, mention.where, transparent=_ALLOWING)
        verdict = _verdict(words, mention, stance)
        if previous is not None and not wanted_before and _continues(words, previous, mention):
            verdict = "unused" if verdict == "rule" else verdict
        previous, wanted_before = mention, verdict == "rule"
        if verdict == "rule":
            found.setdefault(mention.concept, []).append(_with_verb(words, stance.where))
        elif verdict == "noted":
            noted.append(stance.where)
    children = find_children(words)
    if children.where:
        found["children under 10"] = list(children.where)
        notes = children.assumptions
    noted.extend(children.noted)
    ordered = [rule for rule in _ORDER if rule in found]
    return HouseRules(
        rules=tuple(
            Found(
                value=rule,
                spans=tuple(words.span(where) for where in found[rule]),
                assumptions=notes if rule == "children under 10" else (),
            )
            for rule in ordered
        ),
        ranges=tuple(where for rule in ordered for where in found[rule]),
        noted=tuple(noted),
    )


def _verdict(words: Words, mention: Mention[HouseRule], stance: Stance) -> str:
    """ "rule", "noted" (understood, no rule needed) or "unused"."""
    around = [words.norm(k) for k in range(stance.where.first, stance.where.last)]
    near = [words.norm(k) for k in range(max(0, mention.where.first - 6), mention.where.first)]
    speaks = "we" in near or "i" in near
    if stance.attitude == "wanted":
        return "rule"
    if stance.attitude == "tolerated":
        prohibits = any(word in _PROHIBITING for word in around)
        return "rule" if prohibits or not speaks else "noted"
    if stance.attitude == "indifferent":
        return "noted"
    if stance.attitude == "refused" and _states_absence(words, mention, stance):
        return "noted"
    return "unused"


def _states_absence(words: Words, mention: Mention[HouseRule], stance: Stance) -> bool:
    """Whether the words say that there is no such thing ("we have no pets"), rather than asking to ban it."""
    before = {words.norm(k) for k in range(max(0, stance.where.first - 3), mention.where.first)}
    if mention.concept == "smoking":
        return bool(before & {"we", "i", "us"}) or words.norm(mention.where.last - 1) in ("smoker", "smokers")
    speaks = bool(before & {"we", "i", "us", "our", "travel", "traveling", "travelling"})
    return speaks and bool(before & _OWNING)


def _continues(words: Words, previous: Mention[HouseRule], mention: Mention[HouseRule]) -> bool:
    """Whether a mention goes on with a list such as "no pets, smoking or parties"."""
    between = range(previous.where.last, mention.where.first)
    joined = 0 < len(between) <= 3 and all(words.norm(k) in (",", "and", "or", "nor", "&") for k in between)
    allowed_after = any(words.norm(k) in _ALLOWING for k in range(mention.where.last, mention.where.last + 3))
    return joined and not allowed_after


def _is_something_else(words: Words, mention: Mention[HouseRule]) -> bool:
    where = mention.where
    last_norm, after, before = words.norm(where.last - 1), words.norm(where.last), words.norm(where.first - 1)
    possessive = words.tokens[where.last - 1].text.lower().endswith(("'s", "’s"))
    is_compound = (
        words.kind(where.last) == "word"
        and after not in NEUTRAL_WORDS | _ALLOWING | _PROHIBITING | _LEXICON.words()
        and words.tokens[where.last].sentence == words.tokens[where.first].sentence
    )
    if mention.concept == "parties":
        return after == "of" or before == "political"
    if mention.concept == "pets":
        if before in _NOT_ANIMALS or possessive:
            return True
        return last_norm in _LOOSE_ANIMALS | {"pet"} and is_compound
    if mention.concept == "visitors":
        if after in ("center", "centre", "centers", "house", "houses", "bureau", "information") or possessive:
            return True
        if last_norm in ("us", "by"):
            return words.norm(where.first - 1) not in _CALLERS
        if last_norm in _GUEST_WORDS:
            near = {words.norm(k) for k in range(where.first - 3, where.last + 4)}
            return not near & _HOSTING and after not in ("friendly",)
    return False


def _with_verb(words: Words, where: Range) -> Range:
    """A mention with the words around it that say "allowed", for a quote that can stand alone."""
    first, last = where
    for k in range(where.first - 1, max(-1, where.first - _EXTENDS), -1):
        same = words.tokens[k].sentence == words.tokens[where.first].sentence
        if not same or words.kind(k) != "word":
            break
        if words.norm(k) in _ALLOWING and words.norm(k) not in ("our", "my", "with", "room", "rooms", "want"):
            first = k
        elif words.norm(k) not in NEUTRAL_WORDS | _ALLOWING:
            break
    if words.kind(first - 1) == "number" or quantity_at(words, first - 1) is not None:
        first -= 1  # "two dogs"
    for k in range(where.last, min(len(words), where.last + 4)):
        same = words.tokens[k].sentence == words.tokens[where.first].sentence
        if not same or words.kind(k) != "word":
            break
        if words.norm(k) in (
            "allowed",
            "permitted",
            "permissible",
            "welcome",
            "friendly",
            "accepted",
            "areas",
        ):
            last = k + 1
            break
    return Range(first, last)
