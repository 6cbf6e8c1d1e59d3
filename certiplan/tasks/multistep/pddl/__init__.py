"""PDDL: reading domains and problems, with errors that say where and what was expected."""

from certiplan.tasks.multistep.pddl.domain import (
    Action,
    Atom,
    Domain,
    Literal,
    Problem,
    Typed,
)
from certiplan.tasks.multistep.pddl.reading import read_domain, read_problem

__all__ = ["Action", "Atom", "Domain", "Literal", "Problem", "Typed", "read_domain", "read_problem"]
