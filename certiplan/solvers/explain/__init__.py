"""Why a document has no plan, what would help, and what its decisions depend on.

clock         limits of one explanation
subject       the document: requirements as groups of constraints, plans rechecked exactly
answers       possible, impossible, undecided; an oracle that remembers
engines       solvers as oracles; `relaxation` proves clashes in the linear relaxation
oracle        several engines, one after another
shrinking     one minimal conflict
enumeration   all minimal conflicts and corrections, cheapest first
meetings      the numbers that meet in a conflict
conflict      conflicts as findings
blame         who takes part in a clash, as far as a short time proves it
structure     the model's own constraints where they contradict each other
loosening     negotiable numbers as decisions
least_change  the least change of one number
combination   the cheapest changes of all
levers        all sets of numbers and requirements that help together
ways_out      all ways out with their plans
explainer     a whole document, explained
what_if       what if, why, why not
sensitivity   what the best plan depends on
pareto        two goals against each other
words         how a domain speaks
shapes        all of it as JSON
"""

from certiplan.solvers.explain.answers import Undecided
from certiplan.solvers.explain.blame import Blame, blame, blame_to_json
from certiplan.solvers.explain.changes import (
    DROP_COSTS,
    Change,
    ChangeNumber,
    DropRequirement,
    WayOut,
)
from certiplan.solvers.explain.clock import Clock, Limits
from certiplan.solvers.explain.conflict import Conflict
from certiplan.solvers.explain.enumeration import Correction
from certiplan.solvers.explain.explainer import Explainer, ExplainOptions, Explanation
from certiplan.solvers.explain.meetings import Meeting, Part
from certiplan.solvers.explain.pareto import Front, Goal, Point, pareto
from certiplan.solvers.explain.sensitivity import NumberEffect, Sensitivity, ShadowPrice, sensitivity
from certiplan.solvers.explain.shapes import conflict_to_json, explanation_to_json, way_out_to_json
from certiplan.solvers.explain.structure import StructuralClash, structural_clash
from certiplan.solvers.explain.subject import Plan, Subject
from certiplan.solvers.explain.ways_out import WaysOut
from certiplan.solvers.explain.what_if import Effect, Side, patched, what_if, why, why_not
from certiplan.solvers.explain.words import GeneralTerms, Terms

__all__ = [
    "DROP_COSTS",
    "Blame",
    "Change",
    "ChangeNumber",
    "Clock",
    "Conflict",
    "Correction",
    "DropRequirement",
    "Effect",
    "ExplainOptions",
    "Explainer",
    "Explanation",
    "Front",
    "GeneralTerms",
    "Goal",
    "Limits",
    "Meeting",
    "NumberEffect",
    "Part",
    "Plan",
    "Point",
    "Sensitivity",
    "ShadowPrice",
    "Side",
    "StructuralClash",
    "Subject",
    "Terms",
    "Undecided",
    "WayOut",
    "WaysOut",
    "blame",
    "blame_to_json",
    "conflict_to_json",
    "explanation_to_json",
    "pareto",
    "patched",
    "sensitivity",
    "structural_clash",
    "way_out_to_json",
    "what_if",
    "why",
    "why_not",
]
