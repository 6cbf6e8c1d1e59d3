"""Parted ground models as Python scripts over Pyomo, which solve them and print what they find."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from certiplan.formalizers.emit.comments import Remarks, commented
from certiplan.formalizers.emit.layout import Doc, Group, call, flat, keyword, pretty
from certiplan.formalizers.emit.logic_program import CannotExpressError
from certiplan.formalizers.emit.naming import Names
from certiplan.formalizers.emit.rows import OBJECTIVE, NamedColumn, NamedRow, NamedRows, decimal
from certiplan.model import ir
from certiplan.model.ir import GroundModel, NodeId, Origin
from certiplan.solvers.smooth import DEFINITION, Parted

_FEW: Final = 6

_TAIL: Final = '''
NAMES = {names}

STAGES = [
{stages}
]


def value_of(variable):
    """What was found, rounded where it must be whole; what nothing mentions is as near 0 as it may be."""
    if variable.value is None:
        low = -pyo.infinity if variable.lb is None else variable.lb
        high = pyo.infinity if variable.ub is None else variable.ub
        variable.set_value(min(max(0, low), high))
    if not variable.is_continuous():
        variable.set_value(round(variable.value))
    return variable.value


def report(status, stages=()):
    """Print the status, the objectives and the decisions; what is not shown is 0."""
    print("status:", status)
    if status in ("optimal", "feasible"):
        for identifier in NAMES:
            value_of(getattr(m, identifier))
        for name, objective, _, _ in stages:
            print(f"objective {{name}}: {{pyo.value(objective):.12g}}")
        for identifier, name in NAMES.items():
            value = value_of(getattr(m, identifier))
            if abs(value) > 1e-9:
                print(f"{{name}} = {{value:.12g}}")


def solve():
    """Solve for the active objective, load the values and say how it went."""
    solver = SolverFactory(sys.argv[1] if len(sys.argv) > 1 else {solver!r})
    results = solver.solve(
        m, load_solutions=False, raise_exception_on_nonoptimal_result=False, rel_gap={gap}
    )
    ended = results.termination_condition
    if ended == TerminationCondition.provenInfeasible:
        return "infeasible"
    if ended in (TerminationCondition.unbounded, TerminationCondition.infeasibleOrUnbounded):
        return "infeasible or unbounded"
    if ended != TerminationCondition.convergenceCriteriaSatisfied:
        return f"unknown ({{ended.name}})"
    results.solution_loader.load_vars()
    for variable in m.component_data_objects(pyo.Var):
        value_of(variable)
    return "optimal"


def solve_for(objective):
    """Solve for one objective; without one, find any solution."""
    m.anything = pyo.Objective(expr=0)
    if objective is not None:
        m.anything.deactivate()
        objective.activate()
    status = solve()
    if status == "infeasible or unbounded" and objective is not None:
        objective.deactivate()
        m.anything.activate()
        status = "unbounded" if solve() == "optimal" else "infeasible"
    m.del_component(m.anything)
    if objective is not None:
        objective.deactivate()
    return status


def main():
    """Optimize stage by stage; a later stage may worsen an earlier one by its slack."""
    if not STAGES:
        status = solve_for(None)
        return report("feasible" if status == "optimal" else status)
    m.limits = pyo.ConstraintList()
    for _, objective, slack, slack_abs in STAGES:
        status = solve_for(objective)
        if status != "optimal":
            return report(status)
        best = pyo.value(objective)
        room = slack * abs(best) + slack_abs + 1e-7 * max(1, abs(best))  # the last is for rounding
        if objective is STAGES[-1][1]:
            continue
        if objective.is_minimizing():
            m.limits.add(objective.expr <= best + room)
        else:
            m.limits.add(objective.expr >= best - room)
    return report("optimal", STAGES)


if __name__ == "__main__":
    main()
'''


def pyomo_script(rows: NamedRows, parted: Parted, model: GroundModel, remarks: Remarks, names: Names) -> str:
    """The script.

    Args:
        rows: the linear part with names.
        parted: both parts.
        model: what was parted; its columns are the document's.
        remarks: the document's words.
        names: the identifiers.

    Raises:
        CannotExpressError: a nonlinear function that Pyomo does not have.
    """
    writer = _Writer(rows, parted)
    smooth: dict[Origin, list[str]] = {}
    for row in parted.rows:
        smooth.setdefault(row.origin, []).append(writer.smooth_row(row.op, row.node, row.origin, names))
    first = [
        "A Pyomo script. Run it with:  python FILE [SOLVER]",
        f"It needs: pip install pyomo {'pyscipopt' if writer.is_nonlinear(model) else 'highspy'}",
    ]
    parts = [commented(remarks.heading(first), "#"), "", "import sys", "", "import pyomo.environ as pyo"]
    parts += [
        "from pyomo.contrib.solver.common.factory import SolverFactory",
        "from pyomo.contrib.solver.common.results import TerminationCondition",
        "",
        "m = pyo.ConcreteModel()",
        "",
        "# the decisions",
    ]
    documented = len(names.table())
    parts += [_variable(column) for column in rows.columns[:documented]]
    if rows.columns[documented:]:
        parts += ["", "# further columns, with which logic becomes linear rows"]
        for column in rows.columns[documented:]:
            parts.append(f"{_variable(column)}  # {flat(commented([column.meaning], '')).strip()}")
    groups = {group.owner: group.rows for group in rows.groups}
    order = dict.fromkeys([*(c.origin for c in model.constraints), *groups, *smooth])
    for owner in order:
        own = [writer.row(row, names) for row in groups.get(owner, ())] + smooth.get(owner, [])
        if own:
            said = remarks.constraint(OBJECTIVE if owner == DEFINITION else owner)
            parts += ["", commented(said, "#"), *own]
    stages: list[str] = []
    for stage, objective in enumerate(model.objectives):
        name = names.fresh(f"objective_{stage + 1}")
        sense = "pyo.minimize" if objective.sense == "minimize" else "pyo.maximize"
        text = writer.expression(parted.objectives[stage])
        declared = call("pyo.Objective", [keyword("expr", text.doc), f"sense={sense}"])
        parts += ["", commented(remarks.objective(stage), "#"), f"m.{name} = {pretty(declared)}"]
        parts.append(f"m.{name}.deactivate()")
        slack = f"{decimal(float(objective.slack))}, {decimal(float(objective.slack_abs))}"
        stages.append(f"    ({remarks.stage_name(stage)!a}, m.{name}, {slack}),")
    shown = tuple(f'"{c.identifier}": {c.meaning!a}' for c in rows.columns[:documented])
    nonlinear = writer.is_nonlinear(model)
    parts.append(
        _TAIL.format(
            names=pretty(Group("{", shown, ", ", "}")),
            stages="\n".join(stages) or "    # none: any solution will do",
            solver="scip_direct" if nonlinear else "highs",
            gap="None" if nonlinear else "0",
        )
    )
    return "\n".join(parts)


def _variable(column: NamedColumn) -> str:
    arguments: list[Doc] = []
    if column.is_binary:
        arguments.append("domain=pyo.Binary")
    elif column.integer:
        arguments.append("domain=pyo.Integers")
    if not column.is_binary and not (math.isinf(column.lower) and math.isinf(column.upper)):
        low, high = (
            "None" if math.isinf(bound) else decimal(bound) for bound in (column.lower, column.upper)
        )
        arguments.append(f"bounds=({low}, {high})")
    return f"m.{column.identifier} = {flat(call('pyo.Var', arguments))}"


# ---------------------------------------------------------------- expressions

# How tightly Python binds what a text is made of.
_ADDED, _MULTIPLIED, _NEGATED, _RAISED, _ATOM = range(5)


@dataclass(frozen=True, slots=True)
class _Written:
    doc: Doc
    level: int = _ATOM

    def operand(self, level: int) -> Doc:
        """With parentheses unless it is bound at least that tightly."""
        return self.doc if self.level >= level else Group("(", (self.doc,), " ", ")")


class _Writer:
    def __init__(self, rows: NamedRows, parted: Parted) -> None:
        self._columns = rows.columns
        self._parted = parted
        self._nodes = parted.linear.nodes

    def is_nonlinear(self, model: GroundModel) -> bool:
        """Whether HiGHS is not enough."""
        linear = all(
            isinstance(node, ir.Linear) and not node.atoms
            for node in (self._nodes[objective] for objective in self._parted.objectives)
        )
        return bool(self._parted.rows) or not linear

    def row(self, row: NamedRow, names: Names) -> str:
        """A linear row as a statement."""
        if not row.terms:
            return self._constant_row(row.identifier, row.sense, 0, row.rhs)
        left = _sum([self._term(coef, column) for column, coef in row.terms])
        return _constraint(row.identifier, left, row.sense, decimal(row.rhs))

    def smooth_row(self, op: str, node: NodeId, origin: Origin, names: Names) -> str:
        """A nonlinear row as a statement; its constant stands on the right."""
        label = origin.constraint if origin != DEFINITION else "objective"
        identifier = names.fresh("_".join([label, *origin.indices]))
        sense = "<=" if op == "<=" else "="
        inner = self._nodes[node]
        if isinstance(inner, ir.Linear):
            if not inner.columns and not inner.atoms:
                return self._constant_row(identifier, sense, float(inner.const), 0)
            left = self._linear(ir.Linear(0, inner.columns, inner.coefs, inner.atoms, inner.atom_coefs))
            return _constraint(identifier, left, sense, decimal(-float(inner.const) + 0.0))
        return _constraint(identifier, self.expression(node), sense, "0")

    def _constant_row(self, identifier: str, sense: str, left: float, right: float) -> str:
        """A row without decisions: nothing, or one that nothing satisfies."""
        holds = left == right if sense == "=" else left <= right if sense == "<=" else left >= right
        if holds:
            return f"# {identifier} always holds"
        return (
            f"m.{identifier}_nothing = pyo.Var(bounds=(0, 0))\n"
            f"m.{identifier} = pyo.Constraint(expr=m.{identifier}_nothing >= 1)  # nothing can satisfy it"
        )

    def _term(self, coef: float, column: int) -> _Written:
        return _scaled(coef, _Written(f"m.{self._columns[column].identifier}"))

    def expression(self, number: NodeId) -> _Written:
        """A smooth node."""
        node = self._nodes[number]
        match node:
            case ir.Linear():
                return self._linear(node)
            case ir.Product():
                return self._product(node)
            case ir.Quotient():
                top, bottom = self.expression(node.numerator), self.expression(node.denominator)
                doc = Group("", (top.operand(_MULTIPLIED), "/", bottom.operand(_NEGATED)), " ", "")
                return _Written(doc, _MULTIPLIED)
            case ir.Power():
                return self._power(node)
            case ir.Function():
                return self._function(node)
            case ir.Literal():
                return self._term(1, node.column)
            case _:
                raise CannotExpressError(f"{type(node).__name__} in a nonlinear expression")

    def _linear(self, node: ir.Linear) -> _Written:
        terms = [self._term(float(c), column) for column, c in zip(node.columns, node.coefs, strict=True)]
        terms += [
            _scaled(float(coef), self.expression(atom))
            for atom, coef in zip(node.atoms, node.atom_coefs, strict=True)
        ]
        if node.const or not terms:
            const = float(node.const)
            terms.append(_Written(decimal(const), _ATOM if const >= 0 else _NEGATED))
        return _sum(terms)

    def _product(self, node: ir.Product) -> _Written:
        counts: dict[NodeId, int] = {}
        for factor in node.factors:
            counts[factor] = counts.get(factor, 0) + 1
        items: list[Doc] = []
        for factor, times in counts.items():
            written = self.expression(factor)
            if times > 1:
                written = _Written(Group("", (written.operand(_ATOM), f"**{times}"), "", ""), _RAISED)
            items.append(written.operand(_NEGATED))
        if len(items) == 1:
            return _Written(items[0], _RAISED)
        return _Written(
            Group("", (items[0], *(Group("* ", (i,), "", "") for i in items[1:])), " ", ""), _MULTIPLIED
        )

    def _power(self, node: ir.Power) -> _Written:
        base, exponent = self._constant(node.base), self._constant(node.exponent)
        if exponent is not None:
            whole = decimal(exponent)
            raised = f"**{whole}" if exponent >= 0 else f"**({whole})"
            inner = self.expression(node.base)
            return _Written(Group("", (inner.operand(_ATOM), raised), "", ""), _RAISED)
        up = self.expression(node.exponent)
        if base is not None:
            if base <= 0:
                raise CannotExpressError(f"powers of {decimal(base)} with a decision as exponent")
            return _Written(call("pyo.exp", [_scaled(math.log(base), up).doc]))
        log = call("pyo.log", [self.expression(node.base).doc])
        return _Written(call("pyo.exp", [Group("", (up.operand(_NEGATED), "*", log), " ", "")]))

    def _constant(self, number: NodeId) -> float | None:
        node = self._nodes[number]
        constant = isinstance(node, ir.Linear) and not node.columns and not node.atoms
        return float(node.const) if constant else None

    def _function(self, node: ir.Function) -> _Written:
        argument = self.expression(node.argument).doc
        match node.name:
            case "sqrt" | "exp" | "log" | "sin" | "cos" | "tan":
                return _Written(call(f"pyo.{node.name}", [argument]))
            case "abs":
                return _Written(call("abs", [argument]))
            case "round" | "floor" | "ceil":
                raise CannotExpressError(f"{node.name} in a nonlinear expression")
            case _:
                assert_never(node.name)


def _scaled(coef: float, written: _Written) -> _Written:
    if coef == 1:
        return written
    if coef == -1:
        return _Written(Group("-", (written.operand(_NEGATED),), "", ""), _NEGATED)
    return _Written(Group(f"{decimal(coef)} * ", (written.operand(_NEGATED),), "", ""), _MULTIPLIED)


def _sum(terms: Sequence[_Written]) -> _Written:
    if len(terms) == 1:
        return terms[0]
    if len(terms) > _FEW:
        return _Written(Group("pyo.quicksum([", tuple(term.doc for term in terms), ", ", "])"))
    items: list[Doc] = [terms[0].operand(_MULTIPLIED)]
    for term in terms[1:]:
        text = flat(term.doc)
        if text.startswith("-") and isinstance(term.doc, Group):
            opened = term.doc.open[1:]
            items.append(Group(f"- {opened}", term.doc.items, term.doc.separator, term.doc.close))
        elif text.startswith("-"):
            items.append(f"- {text[1:]}")
        else:
            items.append(Group("+ ", (term.operand(_MULTIPLIED),), " ", ""))
    return _Written(Group("", tuple(items), " ", ""), _ADDED)


def _constraint(identifier: str, left: _Written, sense: str, right: str) -> str:
    relation = "==" if sense == "=" else sense
    expr = Group("", (left.doc, f"{relation} {right}"), " ", "")
    return f"m.{identifier} = {pretty(call('pyo.Constraint', [keyword('expr', expr)]))}"
