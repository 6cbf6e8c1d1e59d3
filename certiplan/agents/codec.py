"""Typed data as JSON and back, for sessions. The classes are a closed list: none is ever imported by name.

Dataclasses and pydantic models are written with the name of their class, so that unions need no schema of
their own. What is read back is data: a name that is not on the list is refused, and nothing is executed.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Generic, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from certiplan.errors import SessionError

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
T = TypeVar("T")
_TAG = "$"


@dataclass(frozen=True, kw_only=True)
class Kept(Generic[T]):
    """How a class is kept that is not just its fields.

    Attributes:
        kind: the class.
        to_data: what to write: anything that the codec can write.
        from_data: makes an object of it.
    """

    kind: type[T]
    to_data: Callable[[T], object]
    from_data: Callable[[Any], T]


class Codec:
    """Writes and reads objects of a closed list of classes.

    Besides these: None, truth values, numbers (exactly), texts, dates, lists, tuples, and mappings. Lists
    come back as tuples.

    Args:
        kinds: dataclasses and pydantic models that are kept by their fields.
        kept: classes that are kept in another way.
    """

    def __init__(self, kinds: Iterable[type], kept: Iterable[Kept[Any]] = ()) -> None:
        self._kinds = {kind.__name__: kind for kind in kinds}
        self._kept = {each.kind.__name__: each for each in kept}
        clash = self._kinds.keys() & self._kept.keys()
        assert not clash, f"kept twice: {sorted(clash)}"

    def extended(self, kinds: Iterable[type], kept: Iterable[Kept[Any]] = ()) -> Codec:
        """A codec that knows more classes."""
        return Codec((*self._kinds.values(), *kinds), (*self._kept.values(), *kept))

    def encode(self, value: object) -> Json:
        """An object as JSON data."""
        kept = self._kept.get(type(value).__name__)
        if kept is not None and type(value) is kept.kind:
            return {_TAG: type(value).__name__, "value": self.encode(kept.to_data(value))}
        match value:
            case None | bool() | int() | float() | str():
                return value
            case Fraction():
                return {_TAG: "Fraction", "value": str(value)}
            case dt.date():
                return {_TAG: "date", "value": value.isoformat()}
            case list() | tuple():
                return [self.encode(item) for item in value]
            case dict() | MappingProxyType():
                return self._mapping(value)
            case _:
                return self._object(value)

    def _mapping(self, value: Mapping[Any, object]) -> Json:
        if all(isinstance(key, str) for key in value) and _TAG not in value:
            return {str(key): self.encode(item) for key, item in value.items()}
        pairs: list[Json] = [[self.encode(key), self.encode(item)] for key, item in value.items()]
        return {_TAG: "map", "items": pairs}

    def _object(self, value: object) -> Json:
        name = type(value).__name__
        if self._kinds.get(name) is not type(value):
            raise TypeError(f"{type(value).__qualname__} is not among the classes that a session keeps")
        if isinstance(value, BaseModel):
            return {_TAG: name, "value": value.model_dump(mode="json")}
        assert dataclasses.is_dataclass(value)
        fields = {
            each.name: self.encode(getattr(value, each.name))
            for each in dataclasses.fields(value)
            if each.init
        }
        return {_TAG: name, **fields}

    def decode(self, data: object) -> Any:
        """The object that JSON data stand for.

        Raises:
            SessionError: for data that no object was written as.
        """
        match data:
            case None | bool() | int() | float() | str():
                return data
            case list():
                return tuple(self.decode(item) for item in data)
            case dict() if _TAG not in data:
                return {key: self.decode(item) for key, item in data.items()}
            case dict():
                try:
                    return self._made(data)
                except (TypeError, ValueError, KeyError, ValidationError, AttributeError) as error:
                    raise SessionError(f"this is no {data[_TAG]}: {error}") from error
            case _:
                raise SessionError(f"{type(data).__name__} is no JSON")

    def _made(self, data: Mapping[str, Any]) -> object:
        name = data[_TAG]
        if name == "Fraction":
            return Fraction(str(data["value"]))
        if name == "date":
            return dt.date.fromisoformat(data["value"])
        if name == "map":
            return {self.decode(key): self.decode(item) for key, item in data["items"]}
        if name in self._kept:
            return self._kept[name].from_data(self.decode(data["value"]))
        kind = self._kinds.get(name)
        if kind is None:
            raise SessionError(f"a session keeps no {name!r}")
        if issubclass(kind, BaseModel):
            return kind.model_validate(data["value"])
        return kind(**{key: self.decode(item) for key, item in data.items() if key != _TAG})
