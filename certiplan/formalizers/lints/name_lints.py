"""Names of the request that the model leaves out: one of a list whose others are members of a set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from certiplan.formalizers.lints.nouns import listed
from certiplan.formalizers.lints.words import stems
from certiplan.model.diagnostics import Diagnostic, nearest
from certiplan.model.elements import Elements, MemberSet
from certiplan.model.loading import LoadedDocument
from certiplan.model.values import Value
from certiplan.model.yaml_text import Data

_ITEM = r"[A-Za-z][\w'’-]*(?: [A-Za-z][\w'’-]*){0,3}"
_LIST = re.compile(rf"(?:{_ITEM}, )+{_ITEM},? (?:and|or) {_ITEM}")
_JOINT = re.compile(r" (?:and|or) ")
_PREPOSITIONS = listed("of to in on at by for from with")
_FUNCTION_WORDS = _PREPOSITIONS | listed(
    """
    each it its them they their he his she her we you i there that this these those which who what when where
    how then if so not no can must should may will would is are was were be been has have do does as than more
    less most least other others
    """
)
_LEAD = listed("a an the some each of our my his her their either both all any only")


def unused_names(document: LoadedDocument, request: Sequence[str]) -> Iterator[Diagnostic]:
    """Finding `unused-name`: most of a list are members of one set, and one is nowhere in the document."""
    elements = document.elements
    families = [
        {" ".join(stems(member)): member for member in members if isinstance(member, str)}
        for members in _member_lists(elements)
    ]
    known = frozenset(_all_words(document.data))
    told = " ".join(
        " ".join(stems(text))
        for requirement in elements.requirements.values()
        if requirement.unformalized is not None or requirement.assume is not None
        for text in (requirement.quote or requirement.assume or "",)
    )
    seen: set[str] = set()
    for text in request:
        for match in _LIST.finditer(text):
            items = _items(match.group())
            ends = re.match(r"\s*(?:[.,;:!?)]|$)", text[match.end() :]) is not None
            for family in families:
                hits = [item for item in items if _member(item, family) is not None]
                if len(hits) < 2 or len(hits) * 2 < len(items):
                    continue
                for item in _cut_out(items, hits, ends=ends) if len(items) > 2 else ():
                    words = list(stems(item))
                    if not words or item in seen or known.intersection(words):
                        continue
                    if " ".join(words) in told:
                        continue
                    seen.add(item)
                    beside = [member for item in hits for member in [_member(item, family)] if member]
                    yield _finding(item, beside, family)


def _cut_out(items: Sequence[str], hits: Sequence[str], *, ends: bool) -> Iterator[str]:
    """The names that are no members, without the sentence that the list begins and ends in.

    Args:
        ends: the sentence or its part ends with the list; else its last name is clear only with a capital.
    """
    for place, item in enumerate(items):
        if item in hits:
            continue
        words = item.split(" ")
        last = place == len(items) - 1
        if place == 0:
            words = words[-1:]
        elif last:
            stop = next((k for k, word in enumerate(words) if word.lower() in _PREPOSITIONS), len(words))
            clear = (ends or stop < len(words)) and stop <= 2
            words = words[:stop] if clear else words[:1] if words[0][:1].isupper() else []
        if words and not (_FUNCTION_WORDS | _LEAD).intersection(word.lower() for word in words):
            yield " ".join(words)


def _finding(item: str, hits: Sequence[str], family: dict[str, str]) -> Diagnostic:
    return Diagnostic(
        severity="warning",
        code="unused-name",
        element="request",
        message=(
            f"the request names {item!r} beside {', '.join(map(repr, hits[:3]))}, and the document does not"
        ),
        expected="a member beside the others, or a requirement that says why it is left out",
        did_you_mean=nearest(item, family.values()),
    )


def _member_lists(elements: Elements) -> Iterator[Sequence[Value]]:
    for member_set in elements.sets.values():
        if isinstance(member_set, MemberSet) and len(member_set.members) > 1:
            yield member_set.members


def _items(listed: str) -> list[str]:
    """The items of a list; what comes before a joint in the first belongs to the sentence."""
    first, *middle = listed.split(", ")
    parts = [_JOINT.split(first)[-1], *middle[:-1]]
    for item in middle[-1:]:
        parts.extend(_JOINT.split(re.sub(r"^(?:and|or) ", "", item), maxsplit=1))
    return [_bare(item) for item in parts]


def _bare(item: str) -> str:
    words = item.split(" ")
    while len(words) > 1 and words[0].lower() in _LEAD:
        words = words[1:]
    return " ".join(words)


def _member(item: str, family: dict[str, str]) -> str | None:
    """The member that an item names; the list may run on into the sentence or begin before its first name."""
    words = list(stems(item))
    spans = ((start, end) for start in range(len(words)) for end in range(start + 1, len(words) + 1))
    return next((family[key] for a, b in spans if (key := " ".join(words[a:b])) in family), None)


def _all_words(data: Data) -> Iterator[str]:
    """Every word of the document but those of the request itself."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("request", "title", "quote"):
                continue
            yield from stems(str(key))
            yield from _all_words(value)
    elif isinstance(data, list):
        for value in data:
            yield from _all_words(value)
    elif isinstance(data, str):
        yield from stems(data)
