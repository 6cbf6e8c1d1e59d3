"""Model documents that ship with a domain, as data beside its code."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from certiplan.model.yaml_text import Data, parse_text


@cache
def read_shipped(package: str, name: str) -> dict[str, Data]:
    """A document that ships with a domain; it is not to be changed.

    Args:
        package: the domain's, such as "certiplan.tasks.travel".
        name: of the file in it.
    """
    data = parse_text(files(package).joinpath(name).read_text(encoding="utf-8")).data
    assert isinstance(data, dict)
    return data
