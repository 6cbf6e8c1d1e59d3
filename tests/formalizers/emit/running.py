"""Emitted files, run: Python scripts in processes of their own, SMT-LIB in Z3, LP and MPS in HiGHS."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import highspy
import z3

from certiplan.formalizers.emit import read_names
from certiplan.solvers.model import Model

RUNNER = Path(__file__).with_name("run_scripts.py")


@dataclass(frozen=True, kw_only=True)
class Found:
    """What an emitted file says.

    Attributes:
        status: optimal, feasible, infeasible, unbounded.
        objectives: the value of each stage.
        values: by the document's names; what is missing is 0.
    """

    status: str
    objectives: tuple[float, ...] = ()
    values: Mapping[str, Fraction]


def run_scripts(scripts: Sequence[Path], directory: Path, *, timeout_s: float = 120) -> dict[Path, Found]:
    """What Python scripts print, all run in one other process."""
    out = directory / "printed.json"
    command = [sys.executable, str(RUNNER), str(out), *map(str, scripts)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout_s, check=False)
    assert done.returncode == 0, done.stderr
    printed = json.loads(out.read_text(encoding="utf-8"))
    return {script: read_printed(printed[str(script)]) for script in scripts}


def read_printed(text: str) -> Found:
    """The status, the objectives and the values that a script printed."""
    lines = text.splitlines()
    assert lines and lines[0].startswith("status: "), text
    objectives = [
        float(Fraction(line.rpartition(": ")[2])) for line in lines if line.startswith("objective ")
    ]
    values = {}
    for line in lines[1:]:
        if not line.startswith("objective "):
            name, _, value = line.rpartition(" = ")
            values[name] = Fraction(value)
    return Found(status=lines[0].removeprefix("status: "), objectives=tuple(objectives), values=values)


def run_smtlib(text: str) -> Found:
    """What Z3 says of an SMT-LIB file."""
    context = z3.Context()
    solver = z3.Optimize(ctx=context)
    solver.from_string(text)
    found = solver.check()
    if found != z3.sat:
        return Found(status="infeasible" if found == z3.unsat else "unknown", values={})
    model = solver.model()
    names = read_names(text)
    values = {}
    for declaration in model.decls():
        if declaration.arity() > 0:
            continue
        value = model.eval(declaration(), model_completion=True)
        if z3.is_true(value) or z3.is_false(value) or z3.is_rational_value(value) or z3.is_int_value(value):
            values[names.get(declaration.name(), declaration.name())] = _number(value)
    senses = re.findall(r"^\((minimize|maximize)", text, re.MULTILINE)
    objectives = []
    for sense, term in zip(senses, solver.objectives(), strict=True):
        value = _number(model.eval(term, model_completion=True))
        objectives.append(float(-value if sense == "maximize" else value))
    status = "optimal" if objectives else "feasible"
    return Found(status=status, objectives=tuple(objectives), values=values)


def _number(value: object) -> Fraction:
    if z3.is_bool(value):
        return Fraction(int(z3.is_true(value)))
    if z3.is_algebraic_value(value):
        return Fraction(value.as_decimal(20).rstrip("?"))  # type: ignore[attr-defined]
    return Fraction(str(value))


def run_highs(text: str, file: Path) -> Found:
    """What HiGHS says of an LP or an MPS file."""
    file.write_text(text, encoding="utf-8")
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    assert highs.readModel(str(file)) == highspy.HighsStatus.kOk
    program = highs.getLp()
    assert program.num_col_ > 0
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kUnboundedOrInfeasible:
        highs.setOptionValue("presolve", "off")
        highs.run()
        status = highs.getModelStatus()
    statuses = {
        highspy.HighsModelStatus.kOptimal: "optimal",
        highspy.HighsModelStatus.kInfeasible: "infeasible",
        highspy.HighsModelStatus.kUnbounded: "unbounded",
    }
    if status != highspy.HighsModelStatus.kOptimal:
        return Found(status=statuses.get(status, str(status)), values={})
    names = read_names(text)
    values: dict[str, Fraction] = {}
    for identifier, value, kind in zip(
        program.col_names_,
        highs.getSolution().col_value,
        program.integrality_ or [highspy.HighsVarType.kContinuous] * program.num_col_,
        strict=True,
    ):
        whole = kind == highspy.HighsVarType.kInteger
        values[names.get(identifier, identifier)] = Fraction(round(value) if whole else value)
    objective = highs.getInfo().objective_function_value
    return Found(status="optimal", objectives=(objective,), values=values)


def close(one: float, other: float) -> bool:
    """Equal but for rounding."""
    return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-6)


def accepted(model: Model, found: Found) -> bool:
    """Whether the exact evaluator accepts the values."""
    columns = [column.name for column in model.ground.model.columns]
    shown = [name if name in found.values or name.isprintable() else ascii(name) for name in columns]
    values = [found.values.get(name, Fraction(0)) for name in shown]
    return model.judge(model.ground.solution(values)).satisfied
