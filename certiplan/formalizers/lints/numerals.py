"""The numbers of a request: figures and words, with what each may mean and how surely it is an amount.

A numeral is *certain* where leaving it out of the model would be a fault: an amount of money, a percentage,
a number with a unit. Names such as "Machine 2", list numbers, ordinals, dates and years are read as well,
since a model may use them, but nobody asks that it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, TypeAlias

from certiplan.formalizers.lints.number_words import word_numbers
from certiplan.formalizers.lints.surroundings import BOUNDED, UNIT, in_context

Kind: TypeAlias = Literal["amount", "percent", "money", "time", "word", "label", "date"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Numeral:
    """A number of a request.

    Attributes:
        text: as it is written.
        start: where it stands in its text, from 0; likewise `end`.
        part: which of the request's texts it stands in, from 0.
        sentence: the sentence or line it stands in, counted through all texts.
        readings: what it may mean, most likely first.
        kind: what it is; "label" and "date" are never missed.
        certain: to leave it out is a fault rather than a question of taste.
        strict: it is compared with strictly: "more than 3" may stand as at least 4.
    """

    text: str
    start: int
    end: int
    part: int
    sentence: int
    readings: tuple[Fraction, ...]
    kind: Kind
    certain: bool = True
    strict: bool = False

    @property
    def value(self) -> Fraction:
        """The most likely meaning."""
        return self.readings[0]


_LABELLED = (
    "machine|product|table|figure|fig|step|route|warehouse|location|store|center|centre|task|job|day|week|month|"
    "period|year|node|city|zone|type|item|plan|project|customer|van|truck|level|phase|chapter|section|question|"
    "case|scenario|stage|model|grade|no|number|nr|point|worker|house|room|shift|line|group|class|option|crop|farm|"
    "site|supplier|plant|factory|depot|vehicle|bin|box|process|resource|block|port|team|clinic|server|facility|"
    "mine|well|region|terminal|station|hub|unit|equipment|department|district|area|category|candidate|activity|"
    "operation|order|player|person|employee|field|lot|tank|cell|row|column|constraint|part|component|material|"
    "ingredient|food|nutrient|vendor|retailer|dealer|market|destination|source|origin|flight|gate|dock|quarter|"
    "patient|nurse|doctor|driver|crew|asset|stock|bond|fund|investment|school|street|road|link|arc|edge|vertex|"
    "variable|equation|example|note|page|gear|engine|printer|oven|kiln|furnace|reactor|county|village|town|island|"
    "airport|harbour|harbor|slot|id|robot|course|lecture|exam|variant|version|window|tier|track|court"
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join((*_MONTHS, *(month[:3] for month in _MONTHS), "sept"))

# A comma among others without a space parts the cells of a line such as `lamp,40,100`, not thousands.
_DIGITS = r"(?:(?<!,)\d{1,3}(?:,\d{3})+(?!,?\d)|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_FIGURE = re.compile(
    rf"(?<![\w.^])(?<!_\{{)(?<!\^\{{)"
    rf"(?P<money>(?:\\?[$€£¥₹]|USD|EUR|GBP|RMB|CNY)\s?)?"
    rf"(?P<sign>(?<![\d)%])[-−])?(?P<number>{_DIGITS})"
    rf"(?P<power>\s*(?:×|\\times|\\cdot|\*|x)\s*10\s*\^?\s*\{{?(?P<exponent>[-−+]?\d+)\}}?)?"
    rf"(?P<fraction>\s?/\s?(?P<below>\d+)(?![\d/]))?"
)
_GLYPHS = {
    "½": Fraction(1, 2),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
}
_PERCENT = re.compile(r"\s*(?:\\?%|％|\s(?:percent|per\s+cent|pct)\b|-percent\b)", re.IGNORECASE)
_SCALE = re.compile(r"\s*[- ]?(hundred|thousand|million|billion|dozen|k|K|M|mn|bn)\b")
_SCALES = {
    "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12,
    "k": 1000, "K": 1000, "M": 10**6, "mn": 10**6, "bn": 10**9,
}  # fmt: skip
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b|\s?-?th\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\w.:])(?P<hour>[01]?\d|2[0-4])(?:(?P<colon>[:.h])(?P<minute>[0-5]\d))?(?::[0-5]\d)?"
    r"\s?(?P<half>a\.?m\.?|p\.?m\.?|o'clock|o’clock)?(?![\w:])(?!\.\d)",
    re.IGNORECASE,
)
_SUFFIX = r"(?:st|nd|rd|th)?"
_DATES = (
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b"),
    re.compile(
        rf"\b(?P<day>\d{{1,2}}){_SUFFIX}(?:\s+of)?\s+(?P<name>{_MONTH})\b\.?(?:,?\s+(?P<year>\d{{4}}))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<name>{_MONTH})\b\.?\s+(?:the\s+)?(?P<day>\d{{1,2}}){_SUFFIX}\b(?!\s*%)"
        rf"(?:,?\s+(?P<year>\d{{4}}))?",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\w/])(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{2,4})(?![\w/])"),
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LIST_MARK = re.compile(
    r"\A\s*\d+\.\d+(?=\s+[A-Z])|^[ \t>*-]*\(?\d{1,2}[.)](?=\s)|(?<=\s)\(\d{1,2}\)(?=\s+[A-Za-z])",
    re.MULTILINE,
)
_LABEL = re.compile(
    rf"\b(?:{_LABELLED})(?:\s+(?:no\.?|number))?s?\s*[#:]?\s*$|#\s?$|[A-Za-z]\.\s?$", re.IGNORECASE
)
_LISTED = re.compile(r"^\s*(?:,|and|or|to|through|&|-|–|—|,\s*and|,\s*or)\s*$", re.IGNORECASE)
_PLURAL_LABEL = re.compile(rf"\b(?:{_LABELLED})s\s*$", re.IGNORECASE)
_STRICTLY = re.compile(
    r"\b(?:(?:more|less|fewer|greater|larger|higher|lower|longer|shorter)\s+than|over|under|above|below|"
    r"exceeds?|exceeding|before|after|beyond)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\(\s*(?:about|approx\.?|approximately|roughly|i\.e\.,?|e\.g\.,?|or|equivalent to|≈|~)\s*$",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(r"(?<=[.!?;])\s+(?=[A-Z\"“(])|\n+")
_BLANKED = re.compile(r"<[^<>\n]{0,200}>|https?://\S+|\bx?\d+[A-Za-z_]\w*\d\w*\b")


def numerals(request: Sequence[str]) -> tuple[Numeral, ...]:
    """All numbers of the request's texts, in order."""
    found: list[Numeral] = []
    sentence = 0
    for part, text in enumerate(request):
        edges = [match.start() for match in _BOUNDARY.finditer(text)]
        for numeral in sorted(_in_text(text), key=lambda each: each.start):
            behind = sum(edge < numeral.end for edge in edges)
            found.append(_placed(text, numeral, part, sentence + behind))
        sentence += len(edges) + 1
    return tuple(found)


def _placed(text: str, numeral: Numeral, part: int, sentence: int) -> Numeral:
    lead = text[max(0, numeral.start - 30) : numeral.start]
    strict = _STRICTLY.search(lead) is not None
    return replace(numeral, part=part, sentence=sentence, strict=strict)


def _in_text(original: str) -> list[Numeral]:
    text = _BLANKED.sub(lambda match: " " * len(match.group()), original)
    found: list[Numeral] = []
    for finder in (_dates, _list_marks, _clock_times, _figures, _words):
        for numeral in finder(text, found):
            # What an earlier finder read is not read again.
            if all(numeral.end <= other.start or other.end <= numeral.start for other in found):
                found.append(numeral)
    return list(in_context(text, found))


def _made(
    text: str, start: int, end: int, kind: Kind, readings: Sequence[Fraction | int], *, certain: bool = True
) -> Numeral:
    return Numeral(
        text=text[start:end].strip(),
        start=start,
        end=end,
        part=0,
        sentence=0,
        readings=tuple(dict.fromkeys(Fraction(value) for value in readings)),
        kind=kind,
        certain=certain,
    )


def _dates(text: str, _: Sequence[Numeral]) -> Iterator[Numeral]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            name = groups.get("name")
            month = _month(name) if name else int(groups["month"])
            if name and name.lower() in ("may", "march") and name.islower():
                continue
            readings = [int(groups["day"]), month, *([int(groups["year"])] if groups.get("year") else [])]
            yield _made(text, match.start(), match.end(), "date", readings)


def _month(name: str) -> int:
    return next(k for k, month in enumerate(_MONTHS, start=1) if month.startswith(name.lower()[:3]))


def _list_marks(text: str, _: Sequence[Numeral]) -> Iterator[Numeral]:
    for match in _LIST_MARK.finditer(text):
        digits = int("".join(letter for letter in match.group() if letter.isdigit()))
        yield _made(text, match.start(), match.end(), "label", [digits])


def _clock_times(text: str, _: Sequence[Numeral]) -> Iterator[Numeral]:
    for match in _CLOCK.finditer(text):
        colon, half = match["colon"], match["half"]
        if colon != ":" and half is None:
            continue
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        late = half is not None and half.lower().startswith("p") and hour < 12
        early = half is not None and half.lower().startswith("a") and hour == 12
        hour = hour + 12 if late else 0 if early else hour
        minutes = 60 * hour + minute
        yield _made(
            text, match.start(), match.end(), "time", [minutes, Fraction(minutes, 60), hour, hour % 12]
        )
    for word, hour in (("noon", 12), ("midday", 12), ("midnight", 24)):
        for match in re.finditer(rf"\b{word}\b", text, re.IGNORECASE):
            yield _made(text, *match.span(), "time", [60 * hour, hour, 0], certain=False)


def _figures(text: str, found: Sequence[Numeral]) -> Iterator[Numeral]:
    before: Numeral | None = None
    for match in _FIGURE.finditer(text):
        start, end = match.span()
        if any(other.start < end and start < other.end for other in found):
            continue
        numeral = _figure(text, match, before)
        before = numeral
        yield numeral
    for place, letter in enumerate(text):
        if letter in _GLYPHS:
            yield _made(text, place, place + 1, "amount", _with_units_of_time(_GLYPHS[letter]))


def _figure(text: str, match: re.Match[str], before: Numeral | None) -> Numeral:
    start, end = match.span()
    digits = match["number"]
    value = Fraction(re.sub(r"[,\u00a0\u2009\u202f]", "", digits))
    sign = -1 if match["sign"] else 1
    readings = [sign * value]
    kind: Kind = "money" if match["money"] else "amount"
    if match["power"]:
        exponent = int(match["exponent"].replace("−", "-"))
        readings = [sign * value * Fraction(10) ** max(-30, min(30, exponent))]
    elif match["fraction"] and int(match["below"]):
        readings = [value / int(match["below"]), value, Fraction(int(match["below"]))]
    rest = text[end:]
    percent = _PERCENT.match(rest)
    scale = _SCALE.match(rest)
    if percent is not None:
        return _made(text, start, end + percent.end(), "percent", _shares(readings[0]))
    if scale is not None:
        factor = _SCALES[scale[1]]
        return _made(text, start, end + scale.end(), kind, [readings[0] * factor, readings[0]])
    if kind == "amount" and sign == 1 and _is_label(text, start, end, value, before):
        return _made(text, start, end, "label", readings)
    certain = _ABOUT.search(text[:start]) is None
    return _made(text, start, end, kind, readings, certain=certain)


def _shares(percent: Fraction) -> list[Fraction]:
    """20% may stand in a model as 20, 0.2, 0.8, 1.2, or as a ratio of these."""
    share = percent / 100
    found = [share, percent, 1 - share, 1 + share, 100 - percent, 100 + percent]
    if share not in (0, 1):
        found += [1 / share, share / (1 - share), (1 - share) / share, 1 / (1 - share), 1 / (1 + share)]
    return found


def _with_units_of_time(share: Fraction) -> list[Fraction]:
    return [share, 1 / share, 60 * share, 12 * share]


def _is_label(text: str, start: int, end: int, value: Fraction, before: Numeral | None) -> bool:
    """Whether a figure names something instead of counting or measuring it."""
    lead = text[max(0, start - 40) : start]
    if _ORDINAL.match(text[end:]):
        return True
    if UNIT.match(text[end:]):
        return False
    if value.denominator == 1 and _LABEL.search(lead):
        return True
    listed = before is not None and before.kind == "label" and _LISTED.match(text[before.end : start])
    if value.denominator == 1 and (listed or _PLURAL_LABEL.search(lead)):
        return True
    # A year; an amount of that size has a unit or a comparison before it.
    return (
        _YEAR.fullmatch(text[start:end]) is not None
        and re.search(r"\b(?:in|of|since|by|until|from|year|during|to|–|-)\s*$", lead, re.IGNORECASE)
        is not None
        and re.match(r"\s*(?:[.,;)]|$|[A-Z]|and\b|to\b|-|–|,)", text[end : end + 6]) is not None
    )


def _words(text: str, _: Sequence[Numeral]) -> Iterator[Numeral]:
    for number in word_numbers(text):
        percent = _PERCENT.match(text[number.end :])
        if percent is not None:
            end = number.end + percent.end()
            yield _made(text, number.start, end, "percent", _shares(number.readings[0]))
            continue
        bounded = BOUNDED.search(text[max(0, number.start - 30) : number.start]) is not None
        certain = bounded or number.readings[0] > 12 or number.readings[0].denominator > 1
        kind: Kind = "label" if number.weak else "word"
        yield _made(text, number.start, number.end, kind, number.readings, certain=certain)
