"""The planning domains that ship with Certiplan, in PDDL."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

from certiplan.tasks.multistep.pddl import Domain, read_domain

__all__ = ["DOMAIN_NAMES", "DomainName", "domain_text", "shipped_domain"]

DomainName = Literal["blocksworld", "mystery", "movie", "gripper", "warehouse"]
DOMAIN_NAMES: tuple[DomainName, ...] = ("blocksworld", "mystery", "movie", "gripper", "warehouse")


@cache
def domain_text(name: DomainName) -> str:
    """The PDDL of a shipped domain."""
    return files(__name__).joinpath(f"{name}.pddl").read_text(encoding="utf-8")


@cache
def shipped_domain(name: DomainName) -> Domain:
    """A shipped domain, read."""
    return read_domain(domain_text(name))
