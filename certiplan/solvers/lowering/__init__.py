"""Ground model to mixed-integer linear program: small passes, each stating what it accepts and produces.

plain       linear constraints straight into arrays
functions   abs, rounding, division with remainder, powers, piecewise
products    products and quotients
tables      functions of an integer with few values
distinct    all-different
spans       disjunctive and cumulative time
tours       circuits: degree rows, and cuts when they are needed
numeric     numbers as affine expressions, from the side that matters
engine      logic as rows, by polarity
objectives  linear, convex quadratic and ratio stages
program     all of it: `lower`
"""

from certiplan.solvers.lowering.milp import (
    AUXILIARY,
    OBJECTIVE_DOMAIN,
    MilpModel,
    MissingBoundError,
    NotSupportedError,
    Stage,
)
from certiplan.solvers.lowering.program import lower

__all__ = [
    "AUXILIARY",
    "OBJECTIVE_DOMAIN",
    "MilpModel",
    "MissingBoundError",
    "NotSupportedError",
    "Stage",
    "lower",
]
