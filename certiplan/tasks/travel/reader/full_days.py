"""Whether the days of arrival and departure should have their meals too: "we like full days"."""

from __future__ import annotations

from dataclasses import dataclass

from certiplan.tasks.travel.reader.facts import Found
from certiplan.tasks.travel.reader.mentions import Lexicon
from certiplan.tasks.travel.reader.polarity import stance_on
from certiplan.tasks.travel.reader.quantities import quantity_at
from certiplan.tasks.travel.reader.tokens import Range, Words, word_set

_LEXICON: Lexicon[str] = Lexicon.of(
    {
        "full days": """
            full days | complete days | whole days | fully planned days | full day | complete day | all meals
            | every meal | all our meals | all of our meals | all the meals | all three meals | full board
            | breakfast lunch and dinner
            | breakfast , lunch and dinner | breakfast , lunch , and dinner
            | meals on travel days | meals on all days | meals every day | meals on every day
            | three meals a day
            | dinner on arrival | dinner on the day of arrival | breakfast before we leave
            | breakfast before leaving | breakfast before departure
        """
    }
)
_NOT_OURS = word_set("tour tours pass passes trip trips hike hikes ticket tickets")


@dataclass(frozen=True, kw_only=True, slots=True)
class FullDays:
    """The wish, if it is stated, and its tokens."""

    wish: Found[bool] | None = None
    ranges: tuple[Range, ...] = ()


def find_full_days(words: Words) -> FullDays:
    """The wish for complete days; "7 full days" is a length, and "a full day tour" something else."""
    ranges: list[Range] = []
    for mention in _LEXICON.mentions(words):
        first, last = mention.where
        counted = first > 0 and quantity_at(words, first - 1) is not None
        if counted or words.norm(last) in _NOT_OURS or stance_on(words, mention.where).attitude != "wanted":
            continue
        ranges.append(mention.where)
    if not ranges:
        return FullDays()
    spans = tuple(words.span(where) for where in ranges)
    return FullDays(wish=Found(value=True, spans=spans), ranges=tuple(ranges))
