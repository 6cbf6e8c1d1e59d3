"""The suite `infeasible-travel`: requests that cannot be met, and how well conflicts and ways out are found.

asking       whether some requirements of a request can be met, by a solver and nothing else
tightening   reasons for which a request that can be met no longer can
cases        the cases: requests of the TravelPlanner benchmark and of the embedded world, tightened
truth        all minimal conflicts and the least repair of a case, by going over all subsets
judging      one case against its truth
suite        all cases, and the summary
"""

from certiplan.tasks.travel.infeasible.cases import InfeasibleCase, embedded_cases, train_cases
from certiplan.tasks.travel.infeasible.judging import Judgement, judge_case
from certiplan.tasks.travel.infeasible.suite import InfeasibleSummary, InfeasibleTravelSuite, summarize

__all__ = [
    "InfeasibleCase",
    "InfeasibleSummary",
    "InfeasibleTravelSuite",
    "Judgement",
    "embedded_cases",
    "judge_case",
    "summarize",
    "train_cases",
]
