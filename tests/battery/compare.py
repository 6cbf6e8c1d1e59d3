"""A document settled by a backend and by brute force, compared: status, optimum, whole solution set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from certiplan.errors import DocumentError
from certiplan.model import ir
from certiplan.model.evaluator import judge
from certiplan.model.grounding import Ground, ground
from certiplan.model.loading import LoadedDocument, load_elements
from certiplan.model.values import Rational
from certiplan.solvers.backend import Backend, SolveOptions
from certiplan.solvers.results import Feasible, Infeasible, Optimal, SolverResult, Unknown
from tests.model.brute_force import BruteForce, FrozenSolution, freeze, solve_brute_force

TOLERANCE = Fraction(1, 10**6)
_LIMIT_S = 60.0


def truth_of(text: str) -> tuple[LoadedDocument, Ground, BruteForce] | None:
    """The document, ground, and what brute force says; None for one that no backend can be asked about.

    A document that does not even load is a fault of whoever generated it.
    """
    loaded = load_elements(text)
    try:
        grounded = ground(loaded.elements, loaded.tables)
    except DocumentError:
        return None
    return loaded, grounded, solve_brute_force(loaded.elements, loaded.tables)


def compare(
    text: str,
    loaded: LoadedDocument,
    grounded: Ground,
    truth: BruteForce,
    backend: Backend,
    *,
    has_reals: bool = False,
) -> bool:
    """Compare status and optimum; returns False where the backend does not support the model.

    Args:
        has_reals: brute force tried real decisions on a grid: an optimum within tolerance may lie beside it.
    """
    result = backend.solve(grounded.model, SolveOptions(time_limit_s=_LIMIT_S))
    if isinstance(result, Unknown) and result.reason == "not supported":
        return False
    if truth.status == "infeasible":
        assert isinstance(result, Infeasible), (text, result)
        return True
    assert isinstance(result, Optimal), (text, result, truth.objectives)
    solution = grounded.solution(result.values)
    verdict = judge(loaded.elements, loaded.tables, solution)
    assert verdict.satisfied, (text, str(verdict))
    values, best = [stage.value for stage in verdict.objectives], truth.objectives
    if any(objective.slack or objective.slack_abs for objective in loaded.elements.objectives):
        values, best = values[-1:], best[-1:]  # the earlier ones may be worse, as far as their slack goes
    assert _agree(values, best, has_reals=has_reals), (text, result.objectives, truth.objectives)
    assert has_reals or freeze(solution) in truth.optima, text
    return True


def _agree(values: Sequence[Rational | None], best: Sequence[Rational], *, has_reals: bool) -> bool:
    if len(values) != len(best) or not has_reals:
        return tuple(values) == tuple(best)
    return all(
        value is not None
        and abs(Fraction(value - expected)) <= TOLERANCE * max(Fraction(1), abs(Fraction(expected)))
        for value, expected in zip(values, best, strict=True)
    )


def compare_all_solutions(text: str, grounded: Ground, truth: BruteForce, backend: Backend) -> None:
    """Enumerate every solution with the backend, by excluding one after the other, and compare the sets."""
    model = replace(grounded.model, objectives=())
    found: set[FrozenSolution] = set()
    while True:
        result = backend.solve(model, SolveOptions(time_limit_s=_LIMIT_S))
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


def compare_beyond_the_optimum(text: str, grounded: Ground, truth: BruteForce, backend: Backend) -> None:
    """Nothing is better than the first stage's optimum: asking for it is proved infeasible."""
    model = grounded.model
    if truth.status == "infeasible" or not model.objectives:
        return
    objective, optimum = model.objectives[0], truth.objectives[0]
    sign = 1 if objective.sense == "minimize" else -1
    least = Fraction(1, 100)
    nodes = model.nodes
    node = nodes[objective.node]
    if isinstance(node, ir.Linear):
        better = ir.Linear(
            sign * (node.const - optimum) + least,
            node.columns,
            tuple(sign * coef for coef in node.coefs),
            node.atoms,
            tuple(sign * coef for coef in node.atom_coefs),
        )
    else:
        better = ir.Linear(least - sign * optimum, (), (), (objective.node,), (sign,))
    asked = nodes.add(ir.Comparison("<=", nodes.add(better)))
    beyond = ir.GroundConstraint(asked, ir.Origin(constraint="better than the optimum"))
    unreachable = replace(model, objectives=(), constraints=(*model.constraints, beyond))
    result = backend.solve(unreachable, SolveOptions(time_limit_s=_LIMIT_S))
    assert isinstance(result, Infeasible), (text, result)


def compare_under_limits(text: str, grounded: Ground, truth: BruteForce, backend: Backend) -> None:
    """A call that has no time proves nothing wrong, and leaves nothing behind for the next one."""
    hurried = backend.solve(grounded.model, SolveOptions(time_limit_s=0.0))
    assert _is_honest(hurried, truth), (text, hurried)
    result = backend.solve(grounded.model, SolveOptions())
    assert isinstance(result, Infeasible if truth.status == "infeasible" else Optimal), (text, result)


def _is_honest(result: SolverResult, truth: BruteForce) -> bool:
    match result:
        case Optimal():
            return truth.status == "optimal" and tuple(result.objectives) == truth.objectives
        case Infeasible():
            return truth.status == "infeasible"
        case Feasible():
            return truth.status == "optimal"
        case _:
            return isinstance(result, Unknown)
