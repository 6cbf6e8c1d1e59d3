"""The names that a request may mention: cities, states, cuisines; and the nearest one to a misspelling."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from certiplan.tasks.travel.reader.tokens import Range, Words, fold, tokenize, word_set
from certiplan.tasks.travel.world import World

STATE_CODES = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "DC": "District of Columbia",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia",
    "WA": "Washington",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
}
# Codes that are also words, or months and titles, count only in capitals or right after a city.
_WORDLIKE_CODES = word_set(
    """
    al ak ar ca co ct de hi id in la ma me mi mo ms mt ne oh ok or pa sc sd va
    """
)
_STATE_SHORTHANDS = {
    "Arizona": "ariz",
    "California": "calif cali socal norcal",
    "Colorado": "colo",
    "Connecticut": "conn",
    "Florida": "fla",
    "Michigan": "mich",
    "Minnesota": "minn",
    "Oklahoma": "okla",
    "Pennsylvania": "penn penna",
    "Tennessee": "tenn",
    "Texas": "tex",
    "Wisconsin": "wisc",
}
_CITY_NICKNAMES = {
    "Chattanooga": ("chatt",),
    "Chicago": ("chi town", "chitown"),
    "Fort Lauderdale": ("ft lauderdale",),
    "Indianapolis": ("indy",),
    "Kansas City": ("kc",),
    "Las Vegas": ("vegas", "lv"),
    "Los Angeles": ("la", "l a"),
    "New Orleans": ("nola",),
    "New York": ("nyc", "new york city", "ny city", "big apple"),
    "Oklahoma City": ("okc",),
    "Philadelphia": ("philly",),
    "Salt Lake City": ("slc",),
    "San Francisco": ("sf", "san fran"),
    "St. Petersburg": ("st pete",),
    "Washington": ("washington dc", "washington district of columbia", "dc"),
}
# Nicknames that are also words count only in capitals.
_CAPITAL_NICKNAMES = frozenset({"la", "lv", "kc", "sf", "dc"})
_SAME_WORD = {"saint": "st", "sainte": "ste", "ft": "fort", "mt": "mount"}
_PLACE_PREPOSITIONS = ("from", "to", "in", "visit", "visiting", "leaving")
_NEAREST_SHOWN = 3
_LEAST_RATIO = 82.0
_LEAST_SUGGESTED_RATIO = 45.0


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceName:
    """What a name can mean: a city, a state, or either, as with "New York"."""

    city: str | None = None
    state: str | None = None

    @property
    def shown(self) -> str:
        """The name as the gazetteer spells it."""
        name = self.city or self.state
        assert name is not None
        return name


def _key(text: str) -> tuple[str, ...]:
    return tuple(_SAME_WORD.get(word, word) for word in tokenize(text).norms if word not in "-.,")


@dataclass(frozen=True)
class Gazetteer:
    """The cities, with their states, and the cuisines that the reader knows.

    Build it once: the indexes are made on first use and kept.
    """

    city_to_state: Mapping[str, str]
    cuisines: Collection[str] = ()

    @classmethod
    def from_world(cls, world: World) -> Gazetteer:
        """The names in a world."""
        cuisines = {cuisine for restaurant in world.restaurants for cuisine in restaurant.cuisines}
        return cls(dict(world.state_of), tuple(sorted(cuisines)))

    @cached_property
    def states(self) -> frozenset[str]:
        """The states with at least one city."""
        return frozenset(self.city_to_state.values())

    @cached_property
    def names(self) -> Mapping[tuple[str, ...], PlaceName]:
        """Every full name and nickname, by its normalized words. States without a city are known too."""
        cities = {_key(city): city for city in self.city_to_state}
        for city, nicknames in _CITY_NICKNAMES.items():
            if city in self.city_to_state:
                for nickname in nicknames:
                    cities.setdefault(_key(nickname), city)
        states = {_key(state): state for state in (*STATE_CODES.values(), *sorted(self.states))}
        for state, shorthands in _STATE_SHORTHANDS.items():
            for shorthand in shorthands.split():
                states.setdefault((shorthand,), state)
        return {
            key: PlaceName(city=cities.get(key), state=states.get(key))
            for key in sorted(cities.keys() | states)
        }

    @cached_property
    def _longest(self) -> Mapping[str, int]:
        longest: dict[str, int] = {}
        for key in self.names:
            longest[key[0]] = max(longest.get(key[0], 0), len(key))
        return longest

    @cached_property
    def _spellings(self) -> Mapping[str, PlaceName]:
        return {" ".join(key): name for key, name in self.names.items() if len("".join(key)) > 3}

    @cached_property
    def name_words(self) -> frozenset[str]:
        """Every word that occurs in a name."""
        return frozenset(word for key in self.names for word in key)

    @cached_property
    def cuisine_keys(self) -> Mapping[tuple[str, ...], str]:
        """The cuisines by their normalized words."""
        return {_key(cuisine): cuisine for cuisine in self.cuisines if _key(cuisine)}

    def named(self, text: str) -> PlaceName | None:
        """What a text that is nothing but a name means; None for one that is not known."""
        return self.names.get(_key(text))

    def cuisine_named(self, text: str) -> str | None:
        """The cuisine that a text that is nothing but its name means, however it is written."""
        return self.cuisine_keys.get(_key(text)) or self.nearest_cuisine(text)

    def name_at(self, words: Words, i: int) -> tuple[PlaceName, int] | None:
        """The longest name that starts at token `i`, and the token after it."""
        first = _SAME_WORD.get(words.norm(i), words.norm(i))
        if words.kind(i) != "word" or first not in self._longest:
            return None
        for length in range(min(self._longest[first], len(words) - i), 0, -1):
            key = tuple(_SAME_WORD.get(words.norm(k), words.norm(k)) for k in range(i, i + length))
            name = self.names.get(key)
            if name is not None and self._is_meant(words, Range(i, i + length), key):
                return name, i + length
        return None

    def state_code_at(self, words: Words, i: int, *, after_city: bool) -> str | None:
        """The state whose two-letter code or shorthand stands at token `i`."""
        if words.kind(i) != "word":
            return None
        norm, raw = words.norm(i), words.tokens[i].text.rstrip(".")
        capitals = raw.replace(".", "").isupper()
        state = STATE_CODES.get(norm.upper())
        if state is not None and not (norm == "la" and not after_city):
            shouted = words.has_capitals or norm not in _WORDLIKE_CODES
            if (capitals and shouted) or after_city or norm not in _WORDLIKE_CODES:
                return state
        return None

    def nearest(self, text: str, *, cities_only: bool = False) -> tuple[PlaceName | None, tuple[str, ...]]:
        """The name that a misspelling surely means, if any, and the nearest known names."""
        query = " ".join(_key(text))
        choices = [
            spelling
            for spelling, name in self._spellings.items()
            if (name.city is not None or not cities_only)
            and (name.city is not None or name.state in self.states)
        ]
        ranked = process.extract(query, choices, scorer=fuzz.ratio, limit=_NEAREST_SHOWN + 2)
        shown = tuple(
            dict.fromkeys(
                self._spellings[key].shown for key, ratio, _ in ranked if ratio >= _LEAST_SUGGESTED_RATIO
            )
        )[:_NEAREST_SHOWN]
        close = [
            (OSA.distance(query, key), key)
            for key, ratio, _ in ranked
            if ratio >= _LEAST_RATIO
            and OSA.distance(query, key) <= max(1, len(query) // 4)
            and len(query) > 3
        ]
        if not close:
            return None, shown
        least = min(distance for distance, _ in close)
        best = {self._spellings[key] for distance, key in close if distance == least}
        return (best.pop() if len(best) == 1 else None), shown

    def nearest_cuisine(self, word: str) -> str | None:
        """The cuisine that a misspelt word surely means."""
        folded = fold(word)
        if len(folded) < 5:
            return None
        best = process.extractOne(folded, [" ".join(key) for key in self.cuisine_keys], scorer=fuzz.ratio)
        if best is None or best[1] < _LEAST_RATIO or OSA.distance(folded, best[0]) > max(1, len(folded) // 4):
            return None
        return self.cuisine_keys[tuple(best[0].split())]

    def _is_meant(self, words: Words, where: Range, key: tuple[str, ...]) -> bool:
        if (
            len(key) == 1
            and key[0] in _CAPITAL_NICKNAMES
            and key not in {_key(c) for c in self.city_to_state}
        ):
            capitals = words.tokens[where.first].text.replace(".", "").isupper()
            beside = words.norm(where.first - 1) in _PLACE_PREPOSITIONS or words.norm(where.last) in (
                "to",
                "->",
            )
            from_or_to = words.norm(where.first - 1) in ("from", "to")
            return capitals or from_or_to or (not words.has_capitals and beside)
        return True
