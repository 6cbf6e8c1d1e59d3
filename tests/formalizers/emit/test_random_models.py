"""Random ground models of every kind of node: emitted, run, and compared with brute force."""

from __future__ import annotations

import contextlib
import io
import runpy
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import z3
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from certiplan.errors import UsageError
from certiplan.formalizers.emit import Target
from certiplan.formalizers.emit.comments import Remarks
from certiplan.formalizers.emit.emitting import emit_ground
from certiplan.formalizers.emit.naming import Names
from certiplan.model.ir import GroundModel, Rational
from certiplan.solvers.evaluate_ir import Evaluation
from certiplan.solvers.model import Model
from tests.formalizers.emit.running import Found, close, read_printed, run_highs, run_scripts, run_smtlib
from tests.solvers.ground_models import MILP, NONLINEAR, brute_force, ground_models, has_tie

STAGES = Model.load(
    """
certiplan: 1
variables: {x: {type: integer, lower: 0, upper: 1}}
objective: [{minimize: x}, {minimize: x}]
"""
)
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
battery = settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)


def written(model: GroundModel, to: Target) -> str | None:
    """The file, or None where the format refuses."""
    note(str(list(model.nodes)))
    note(str(model.constraints))
    try:
        text = emit_ground(model, Remarks(STAGES), to=to)
    except UsageError:
        return None
    note(text)
    return text


def without_slack(model: GroundModel) -> GroundModel:
    objectives = tuple(replace(objective, slack=0, slack_abs=0) for objective in model.objectives)
    return replace(model, objectives=objectives)


def agrees(model: GroundModel, found: Found) -> None:
    """Status and optimum are brute force's; the values are one of the best points."""
    answer = brute_force(model)
    if not answer.best:
        assert found.status == "infeasible"
        return
    assert found.status in ("optimal", "feasible")
    point = tuple(found.values.get(column.name, Fraction(0)) for column in model.columns)
    assert point in answer.best
    assert all(map(close, found.objectives[-1:], map(float, answer.optimum[-1:])))


@battery
@given(ground_models(MILP | {"Power"}, fractions=True).map(without_slack))
def test_smtlib(model: GroundModel) -> None:
    text = written(model, "smtlib")
    if text is not None:
        agrees(model, run_smtlib(text))


@battery
@given(ground_models(MILP | {"Power"}, fractions=True))
def test_z3py(model: GroundModel) -> None:
    text = written(model, "z3py")
    if text is None:
        return
    with TemporaryDirectory() as directory, contextlib.redirect_stdout(io.StringIO()) as printed:
        file = Path(directory) / "script.py"
        file.write_text(text, encoding="utf-8")
        runpy.run_path(str(file), run_name="__main__")
    agrees(model, read_printed(printed.getvalue()))


@pytest.mark.parametrize("to", ["lp", "mps"])
@battery
@given(model=ground_models(MILP, fractions=True, objectives=1))
def test_linear_files(to: Target, model: GroundModel) -> None:
    text = written(model, to)
    if text is None:
        return
    with TemporaryDirectory() as directory:
        agrees(model, run_highs(text, Path(directory) / f"model.{to}"))


@settings(battery, max_examples=2, derandomize=True)
@given(st.lists(ground_models(MILP | NONLINEAR, fractions=True), min_size=15, max_size=15))
def test_pyomo(models: Sequence[GroundModel]) -> None:
    pytest.importorskip("pyomo.environ")
    texts = [written(model, "pyomo") for model in models]
    with TemporaryDirectory() as directory:
        files: dict[Path, GroundModel] = {}
        for position, (model, text) in enumerate(zip(models, texts, strict=True)):
            if text is not None:
                file = Path(directory) / f"script_{position}.py"
                file.write_text(text, encoding="utf-8")
                files[file] = model
        found = run_scripts(list(files), Path(directory))
        for file, model in files.items():
            note(file.read_text(encoding="utf-8"))
            agrees(model, found[file])


@battery
@given(ground_models(MILP | {"Power"}, fractions=True, objectives=0))
def test_smtlib_has_exactly_the_solutions(model: GroundModel) -> None:
    text = written(model, "smtlib")
    if text is None:
        return
    points = brute_force(model).solutions
    context = z3.Context()
    solver = z3.Solver(ctx=context)
    solver.from_string(text)
    names = Names(column.name for column in model.columns)
    constants = [
        (z3.Bool if column.kind == "binary" else z3.Int)(names.sanitize(column.name), ctx=context)
        for column in model.columns
    ]
    found: set[tuple[Rational, ...]] = set()
    while solver.check() == z3.sat:
        values = [solver.model().eval(constant, model_completion=True) for constant in constants]
        point = tuple(int(z3.is_true(v)) if z3.is_bool(v) else v.as_long() for v in values)
        assert point not in found
        found.add(point)
        solver.add(z3.Or([c != v for c, v in zip(constants, values, strict=True)]))
    assert found == points


@battery
@given(ground_models(MILP, fractions=True, reals=True, objectives=1).map(without_slack))
def test_real_decisions(model: GroundModel) -> None:
    """SMT-LIB and LP agree on the optimum, and their points satisfy the model or lie on an edge."""
    files = {to: written(model, to) for to in ("smtlib", "lp")}
    found: list[Found] = []
    if files["smtlib"] is not None:
        found.append(run_smtlib(files["smtlib"]))
    if files["lp"] is not None:
        with TemporaryDirectory() as directory:
            found.append(run_highs(files["lp"], Path(directory) / "model.lp"))
    assert len({each.status in ("optimal", "feasible") for each in found}) < 2
    if len(found) == 2 and model.objectives and found[0].status == "optimal":
        assert close(found[0].objectives[0], found[1].objectives[0])
    if found and files["smtlib"] is not None and found[0].status in ("optimal", "feasible"):
        point = tuple(found[0].values.get(column.name, Fraction(0)) for column in model.columns)
        assert Evaluation(model, point).feasible() or has_tie(model, point)
