"""A document settled by a backend and by brute force, compared: status, optimum, whole solution set."""

from __future__ import annotations

from dataclasses import replace

from certiplan.errors import DocumentError
from certiplan.model import ir
from certiplan.model.evaluator import judge
from certiplan.model.grounding import Ground, ground
from certiplan.model.loading import LoadedDocument, load_elements
from certiplan.solvers.backend import Backend, SolveOptions
from certiplan.solvers.results import Infeasible, Optimal, Unknown
from tests.model.brute_force import BruteForce, FrozenSolution, freeze, solve_brute_force


def truth_of(text: str) -> tuple[LoadedDocument, Ground, BruteForce] | None:
    """The document, ground, and what brute force says; None for one that the language refuses."""
    try:
        loaded = load_elements(text)
        grounded = ground(loaded.elements, loaded.tables)
    except DocumentError:
        return None
    return loaded, grounded, solve_brute_force(loaded.elements, loaded.tables)


def compare(text: str, loaded: LoadedDocument, grounded: Ground, truth: BruteForce, backend: Backend) -> bool:
    """Compare status and optimum; returns False where the backend does not support the model."""
    result = backend.solve(grounded.model, SolveOptions(time_limit_s=60))
    if isinstance(result, Unknown) and result.reason == "not supported":
        return False
    if truth.status == "infeasible":
        assert isinstance(result, Infeasible), (text, result)
        return True
    assert isinstance(result, Optimal), (text, result, truth.objectives)
    solution = grounded.solution(result.values)
    verdict = judge(loaded.elements, loaded.tables, solution)
    assert verdict.satisfied, (text, str(verdict))
    assert tuple(stage.value for stage in verdict.objectives) == truth.objectives, (text, result.objectives)
    assert freeze(solution) in truth.optima, text
    return True


def compare_all_solutions(text: str, grounded: Ground, truth: BruteForce, backend: Backend) -> None:
    """Enumerate every solution with the backend, by excluding one after the other, and compare the sets."""
    model = replace(grounded.model, objectives=())
    found: set[FrozenSolution] = set()
    while True:
        result = backend.solve(model, SolveOptions(time_limit_s=60))
        if isinstance(result, Infeasible):
            break
        assert isinstance(result, Optimal), (text, result)
        solution = freeze(grounded.solution(result.values))
        assert solution in truth.solutions, (text, solution)
        assert solution not in found, (text, "the same solution twice")
        found.add(solution)
        model = replace(model, constraints=(*model.constraints, _differs(model, result)))
    assert found == truth.solutions, (text, truth.solutions - found)


def _differs(model: ir.GroundModel, result: Optimal) -> ir.GroundConstraint:
    """That some decision of the document (not an auxiliary one, whose name holds a #) takes another value."""
    nodes = model.nodes
    options = []
    for number, column in enumerate(model.columns):
        if "#" in column.name:
            continue
        value = result.values[number]
        if column.kind == "binary":
            literal = nodes.add(ir.Literal(number))
            options.append(nodes.add(ir.Not(literal)) if value == 1 else literal)
        else:
            for sign in (1, -1):
                off = nodes.add(ir.Linear(1 - sign * value, (number,), (sign,)))
                options.append(nodes.add(ir.Comparison("<=", off)))
    either = options[0] if len(options) == 1 else nodes.add(ir.Or(tuple(options)))
    return ir.GroundConstraint(either, ir.Origin(constraint="another solution"))
