"""What only a solver can tell about a drafted document, within a small budget.

A constraint counts as always true or as redundant only where that is proved; a question that is not settled
in time yields no finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from certiplan.errors import DocumentError
from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.dependencies import names_in_constraint
from certiplan.model.diagnostics import Diagnostic, ordered
from certiplan.model.document import line_of
from certiplan.model.elements import Constraint, UnknownValue
from certiplan.model.grounding import Ground, ground
from certiplan.model.loading import LoadedDocument
from certiplan.solvers.bounds import Ranges, column_interval
from certiplan.solvers.explain.clock import Clock, Limits
from certiplan.solvers.explain.extremes import Extremes
from certiplan.solvers.explain.subject import closure
from certiplan.solvers.results import Infeasible, Optimal, SolverResult, Unbounded
from certiplan.solvers.settling import settle

_MOST_ROWS = 12
_MOST_CONSTRAINTS = 40
_TOLERANCE = Fraction(1, 10**6)


@dataclass(frozen=True, kw_only=True)
class SolvingOptions:
    """How much may be asked.

    Attributes:
        limits: of time; a question takes at most `check_limit_s` of them.
        solver: "auto", or the one backend to use.
        redundancy: look at each constraint for itself as well, which takes a question or more for each.
    """

    limits: Limits = field(default_factory=lambda: Limits(time_limit_s=10.0, check_limit_s=2.0))
    solver: str = "auto"
    redundancy: bool = True


def lint_by_solving(
    document: LoadedDocument, options: SolvingOptions | None = None
) -> tuple[Diagnostic, ...]:
    """What is suspicious about what a document's solver makes of it.

    Args:
        document: without errors.
        options: limits; the time begins now.

    Returns:
        Findings with codes of `CODES`. None for a document with unknown parameters or with errors in its
        meaning, and none but `always-true` for one without solution: there everything follows from the rest.
    """
    parameters = document.elements.parameters.values()
    if any(isinstance(parameter.value, UnknownValue) for parameter in parameters):
        return ()
    try:
        grounded = ground(document.elements, document.tables)
    except DocumentError:
        return ()
    return ordered(_Examination(document, grounded, options or SolvingOptions()).findings())


class _Examination:
    def __init__(self, document: LoadedDocument, grounded: Ground, options: SolvingOptions) -> None:
        self.elements = document.elements
        self.model = grounded.model
        self.ground = grounded
        self.options = options
        self.clock = Clock(options.limits)
        self.ranges = Ranges(
            self.model.nodes,
            [column_interval(column) for column in self.model.columns],
            [column.kind != "real" for column in self.model.columns],
        )
        self.rows: dict[str, list[ir.GroundConstraint]] = {}
        for row in self.model.constraints:
            if row.origin.constraint in self.elements.constraints:
                self.rows.setdefault(row.origin.constraint, []).append(row)

    def findings(self) -> Iterator[Diagnostic]:
        settled = set()
        for name, constraint in self.elements.constraints.items():
            if constraint.soft is None and self._always_true(name, constraint):
                settled.add(name)
                yield self._says_nothing(name, constraint)
        best = self._solved(self.model)
        if isinstance(best, Unbounded):
            yield self._unbounded(best)
        if not isinstance(best, Optimal):
            return
        trivial = self._trivial(best)
        if trivial is not None:
            yield trivial
        if self.options.redundancy:
            names = [name for name in self.rows if name not in settled]
            for name in names[:_MOST_CONSTRAINTS]:
                if self.clock.expired:
                    return
                yield from self._superfluous(name, best)

    def _solved(self, model: ir.GroundModel) -> SolverResult:
        options = self.clock.options(self.options.limits.check_limit_s)
        return settle(model, solver=self.options.solver, options=options)

    # ------------------------------------------------------------ always true

    def _always_true(self, name: str, constraint: Constraint) -> bool:
        """Whether the domains of its decisions already make a constraint hold."""
        rows = self.rows.get(name, [])
        if rows:
            return all(self._holds(row.node) for row in rows)
        vacuous = any(
            finding.code == "vacuous-constraint" and finding.element.startswith(f"constraints.{name}")
            for finding in self.ground.diagnostics
        )
        return not vacuous and self._reads_decisions(constraint)

    def _reads_decisions(self, constraint: Constraint) -> bool:
        elements = self.elements
        direct = {
            name: tuple(sorted(s.free_names(elements.definitions[name].value)))
            for name in elements.definitions
        }
        read = closure(names_in_constraint(constraint), {**direct, **dict.fromkeys(elements.variables, ())})
        return not read.isdisjoint(elements.variables)

    def _holds(self, node: ir.NodeId) -> bool:
        record = self.model.nodes[node]
        match record:
            case ir.Comparison(op="<=", left=left):
                high = self.ranges.interval(left).upper
                return high is not None and high <= 0
            case ir.And(arguments=arguments):
                return all(self._holds(argument) for argument in arguments)
            case ir.Truth(value=value):
                return value
            case _:
                return False

    def _says_nothing(self, name: str, constraint: Constraint) -> Diagnostic:
        # A bound that is written twice does no harm; a wish that is met whatever happens is likely a slip.
        rows = self.rows.get(name, [])
        restated = bool(rows) and all(self._is_bound(row.node) for row in rows)
        return self._about(
            name,
            severity="note" if restated else "warning",
            code="always-true",
            message="this holds whatever is decided, because of the bounds and sets of its variables alone",
            expected=(
                "nothing, if it repeats a bound"
                if restated
                else "a constraint that some decisions break: look at its direction, texts and numbers"
            ),
        )

    def _is_bound(self, node: ir.NodeId) -> bool:
        record = self.model.nodes[node]
        if not isinstance(record, ir.Comparison):
            return False
        left = self.model.nodes[record.left]
        return isinstance(left, ir.Linear) and len(left.columns) == 1 and not left.atoms

    # ------------------------------------------------------------ the best plan

    def _unbounded(self, result: Unbounded) -> Diagnostic:
        growing = [self.model.columns[column].name for column, _ in result.ray]
        if not growing:
            growing = self._open_ended(result.stage)
        shown = ", ".join(growing[:6]) + (" …" if len(growing) > 6 else "")
        stage = self.elements.objectives[result.stage]
        return Diagnostic(
            severity="error",
            code="unbounded-objective",
            element=stage.name,
            message=f"the objective can be improved without limit: {shown} may go on growing"
            if growing
            else "the objective can be improved without limit",
            expected="the limit that the request sets, as a constraint or as an upper bound",
            line=line_of((stage.name,), self.elements.lines),
        )

    def _open_ended(self, stage: int) -> list[str]:
        """Columns of the objective without a bound where it improves."""
        objective = self.model.objectives[stage]
        record = self.model.nodes[objective.node]
        if not isinstance(record, ir.Linear):
            return []
        found = []
        for column, coefficient in zip(record.columns, record.coefs, strict=True):
            upwards = (coefficient > 0) == (objective.sense == "maximize")
            interval = column_interval(self.model.columns[column])
            if (interval.upper if upwards else interval.lower) is None:
                found.append(self.model.columns[column].name)
        return found

    def _trivial(self, best: Optimal) -> Diagnostic | None:
        kinds = {variable.kind for variable in self.elements.variables.values()}
        numeric = bool(kinds) and kinds <= {"integer", "real", "binary"}
        if not numeric or not self.elements.objectives or any(value != 0 for value in best.values):
            return None
        objective = self.elements.objectives[0]
        return Diagnostic(
            severity="warning",
            code="trivial-optimum",
            element=objective.name,
            message="the best plan is to do nothing: every decision is zero",
            expected=(
                "a constraint that asks for something to be done"
                if objective.sense == "minimize"
                else "limits that leave room for something; look at the directions of the constraints"
            ),
            line=line_of((objective.name,), self.elements.lines),
        )

    # ------------------------------------------------------------ one constraint for itself

    def _superfluous(self, name: str, best: Optimal) -> Iterator[Diagnostic]:
        rows = self.rows[name]
        kept = tuple(row for row in self.model.constraints if row.origin.constraint != name)
        rest = replace(self.model, constraints=kept)
        if len(rows) <= _MOST_ROWS and self._implied(rest, rows):
            yield self._about(
                name,
                severity="note",
                code="redundant-constraint",
                message="the other constraints already make this hold",
                expected="nothing, if that is meant",
            )
            return
        if not self.elements.objectives or self.clock.expired:
            return
        result = self._solved(rest)
        if isinstance(result, Optimal) and _as_good(result, best):
            yield self._about(
                name,
                severity="note",
                code="never-binding",
                message="without this the best plan is worth just as much",
                expected="nothing, if that is meant",
            )

    def _implied(self, rest: ir.GroundModel, rows: list[ir.GroundConstraint]) -> bool:
        """Whether all rows follow from the rest; True only where it is proved."""
        lefts: dict[str, ir.Linear] = {}
        for k, row in enumerate(rows):
            record = self.model.nodes[row.node]
            if isinstance(record, ir.Comparison):
                left = self.model.nodes[record.left]
                assert isinstance(left, ir.Linear)
                lefts[f"{k} up"] = left
                if record.op == "==":
                    lefts[f"{k} down"] = _negated(left)
            elif not self._refutes(rest, row):
                return False
        if not lefts:
            return True
        extremes = Extremes(rest, lefts, sense="maximize", solver=self.options.solver)
        for key, left in lefts.items():
            found = extremes.of(key, self.clock)
            if found is None or found[0] > _scaled(left.const):
                return False
        return True

    def _refutes(self, rest: ir.GroundModel, row: ir.GroundConstraint) -> bool:
        """Whether nothing satisfies the rest and breaks a row."""
        record = self.model.nodes[row.node]
        if not isinstance(record, ir.Literal | ir.And | ir.Or | ir.Not | ir.Iff | ir.AllDifferent):
            return False  # global constraints stand only where they are asserted
        broken = ir.GroundConstraint(rest.nodes.add(ir.Not(row.node)), row.origin)
        model = replace(rest, constraints=(*rest.constraints, broken), objectives=())
        return isinstance(self._solved(model), Infeasible)

    def _about(self, name: str, *, severity: str, code: str, message: str, expected: str) -> Diagnostic:
        path = ("constraints", name)
        return Diagnostic(
            severity="warning" if severity == "warning" else "note",
            code=code,
            element=".".join(path),
            message=message,
            expected=expected,
            line=line_of(path, self.elements.lines),
        )


def _negated(linear: ir.Linear) -> ir.Linear:
    return ir.Linear(
        const=-linear.const,
        columns=linear.columns,
        coefs=tuple(-value for value in linear.coefs),
        atoms=linear.atoms,
        atom_coefs=tuple(-value for value in linear.atom_coefs),
    )


def _as_good(result: Optimal, best: Optimal) -> bool:
    return all(
        abs(Fraction(new) - Fraction(old)) <= _scaled(old)
        for new, old in zip(result.objectives, best.objectives, strict=True)
    )


def _scaled(size: ir.Rational) -> Fraction:
    """The tolerance at numbers of a size."""
    return _TOLERANCE * max(Fraction(1), abs(Fraction(size)))
