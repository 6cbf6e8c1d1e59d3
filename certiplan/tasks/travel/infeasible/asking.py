"""Whether some requirements of a trip can all be met, and at what cost: one call of a solver, nothing else.

What judges conflicts and repairs rests on this alone, and shares with what finds them no more than the
model document of a trip.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import cached_property

from certiplan.errors import CertiplanError
from certiplan.model.grounding import Ground, ground
from certiplan.model.ir import GroundModel
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.results import Feasible, Infeasible, Optimal
from certiplan.solvers.settling import settle
from certiplan.tasks.travel.planning import state_trip
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.world import World

_LIMIT_S = 60.0


class NotSettledError(CertiplanError):
    """A solver did not settle a question within the limit, so that the truth of a case is not known."""


class Asking:
    """One request, to be asked about.

    Args:
        request: the trip.
        world: the facts.
        solver: the backend.

    Raises:
        RequestError: for places that the world does not have.
    """

    def __init__(self, request: TravelRequest, world: World, *, solver: str = "highs") -> None:
        self.request = request
        self._solver = solver
        self._document = state_trip(request, world).document
        self._possible: dict[frozenset[str], bool] = {}
        self._least_usd: dict[frozenset[str], int | None] = {}

    @cached_property
    def _ground(self) -> Ground:
        return ground(self._document.elements, self._document.tables)

    @property
    def _model(self) -> GroundModel:
        return self._ground.model

    @cached_property
    def requirements(self) -> tuple[str, ...]:
        """The requirements that constrain something, in the document's order."""
        serving = {name for constraint in self._model.constraints for name in constraint.origin.requirements}
        return tuple(name for name in self._document.elements.requirements if name in serving)

    def priority(self, requirement: str) -> int:
        """The priority of a requirement."""
        return self._document.elements.requirements[requirement].priority

    def possible(self, kept: Collection[str]) -> bool:
        """Whether there is a plan that meets these requirements.

        Raises:
            NotSettledError: the solver could not tell.
        """
        key = frozenset(kept)
        if key not in self._possible:
            model = replace(self._model.restricted(key), objectives=())
            result = settle(model, solver=self._solver, options=SolveOptions(time_limit_s=_LIMIT_S))
            if not isinstance(result, Optimal | Feasible | Infeasible):
                raise NotSettledError(f"{self._solver} could not tell whether {sorted(key)} can be met")
            self._possible[key] = not isinstance(result, Infeasible)
        return self._possible[key]

    def least_usd(self, kept: Collection[str]) -> int | None:
        """The cost of the cheapest plan that meets these requirements, whatever the budget; None without one.

        Raises:
            NotSettledError: the solver could not tell.
        """
        key = frozenset(kept) - {"budget"}
        if key not in self._least_usd:
            model = self._model.restricted(key)
            result = settle(model, solver=self._solver, options=SolveOptions(time_limit_s=_LIMIT_S))
            if isinstance(result, Infeasible):
                self._least_usd[key] = None
            elif isinstance(result, Optimal):
                self._least_usd[key] = round(result.objectives[0])
            else:
                raise NotSettledError(f"{self._solver} could not tell what {sorted(key)} cost")
        return self._least_usd[key]
