"""Exact evaluation of documents on plans: the judge that every plan passes before anyone sees it.

It walks the expressions as they were written and shares nothing with the type check, the grounding and
the solvers but the parsed document.
"""

from certiplan.model.evaluator.domains import Domain, Domains
from certiplan.model.evaluator.judge import Evaluator, evaluate, judge
from certiplan.model.evaluator.verdict import (
    DomainFault,
    ObjectiveValue,
    Plain,
    ShownValue,
    Verdict,
    Violation,
)

__all__ = [
    "Domain",
    "DomainFault",
    "Domains",
    "Evaluator",
    "ObjectiveValue",
    "Plain",
    "ShownValue",
    "Verdict",
    "Violation",
    "evaluate",
    "judge",
]
