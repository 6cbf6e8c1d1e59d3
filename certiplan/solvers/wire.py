"""Ground models, options and results as JSON, for solvers that run in a process of their own.

Rationals that are not whole are texts such as "3/10", so nothing is rounded on the way. A node is an
array whose first item is a tag; a linear row is `["lin", const, columns, coefs, atoms, atom_coefs]`.
Nodes that no constraint and no objective needs are not sent: node numbers may differ on the other
side, the positions of columns and of constraints do not.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational as AnyRational
from typing import Any, Protocol, assert_never

from certiplan.model import ir
from certiplan.model.ir import Rational
from certiplan.solvers.backend import Progress, SolveOptions
from certiplan.solvers.node_graph import needed_nodes
from certiplan.solvers.results import (
    Failed,
    Feasible,
    Infeasible,
    Optimal,
    SolverResult,
    Unbounded,
    Unknown,
)

Json = Any  # what json.loads may return


@dataclass(frozen=True, kw_only=True)
class Incumbent:
    """A solution that a worker reports while it goes on; kept in case the worker must be killed.

    Attributes:
        values: one per column.
        objectives: the value of every stage.
        bounds: the proved bound of every stage, None where unknown.
    """

    values: Sequence[Rational]
    objectives: tuple[Rational, ...]
    bounds: tuple[Rational | None, ...]


class Listener(Protocol):
    """Where an engine reports while it runs; may be called from any thread."""

    def progress(self, report: Progress) -> None:
        """How far the search has come."""

    def incumbent(self, found: Incumbent) -> None:
        """A solution to fall back on, better than the ones before."""


Message = Progress | Incumbent | SolverResult


# ---------------------------------------------------------------- numbers


def _plain(value: object) -> object:
    """What `json` does not know by itself: fractions as text, NumPy's integers as integers."""
    if isinstance(value, AnyRational):
        return int(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    raise TypeError(f"a {type(value).__name__} has no place in a ground model or a result")


def _dumps(value: object) -> str:
    return json.dumps(value, default=_plain, separators=(",", ":"), check_circular=False)


def _rational(item: Json) -> Rational:
    return Fraction(item) if isinstance(item, str) else int(item)


def _rationals(items: Json) -> tuple[Rational, ...]:
    return tuple([Fraction(item) if type(item) is str else item for item in items])


def _optional(item: Json) -> Rational | None:
    return None if item is None else _rational(item)


# ---------------------------------------------------------------- nodes


def _node_out(node: ir.Node, at: dict[int, int]) -> list[Json]:
    match node:
        case ir.Linear():
            if not node.atoms:
                return ["lin", node.const, node.columns, node.coefs]
            atoms = [at[a] for a in node.atoms]
            return ["lin", node.const, node.columns, node.coefs, atoms, node.atom_coefs]
        case ir.Product():
            return ["mul", *(at[f] for f in node.factors)]
        case ir.Power():
            return ["pow", at[node.base], at[node.exponent]]
        case ir.Quotient():
            return ["div", at[node.numerator], at[node.denominator]]
        case ir.Function():
            return ["fun", node.name, at[node.argument]]
        case ir.Extreme():
            return [node.kind, *(at[a] for a in node.arguments)]
        case ir.IfThenElse():
            return ["ite", at[node.condition], at[node.then], at[node.otherwise]]
        case ir.FloorDivide():
            return ["floordiv", at[node.argument], node.divisor]
        case ir.Modulo():
            return ["mod", at[node.argument], node.divisor]
        case ir.Piecewise():
            return ["pw", at[node.argument], node.points]
        case ir.Truth():
            return ["true" if node.value else "false"]
        case ir.Literal():
            return ["lit", node.column]
        case ir.Comparison():
            return [node.op, at[node.left]]
        case ir.And():
            return ["and", *(at[a] for a in node.arguments)]
        case ir.Or():
            return ["or", *(at[a] for a in node.arguments)]
        case ir.Not():
            return ["not", at[node.argument]]
        case ir.Iff():
            return ["iff", at[node.left], at[node.right]]
        case ir.AllDifferent():
            return ["alldiff", *(at[a] for a in node.arguments)]
        case ir.Circuit():
            return ["circuit", node.size, node.arcs, node.may_be_empty]
        case ir.NoOverlap():
            return ["nooverlap", [_span_out(span, at) for span in node.spans], node.setup]
        case ir.Cumulative():
            spans = [_span_out(span, at) for span in node.spans]
            return ["cumulative", spans, [at[d] for d in node.demands], at[node.capacity]]
        case _:
            assert_never(node)


def _span_out(span: ir.Span, at: dict[int, int]) -> list[int | None]:
    present = None if span.present is None else at[span.present]
    return [at[span.start], at[span.length], at[span.end], present]


def _node_in(item: list[Json]) -> ir.Node:
    tag, *rest = item
    match tag:
        case "lin":
            const, columns, coefs, *atoms = rest
            linear = (_rational(const), tuple(columns), _rationals(coefs))
            return ir.Linear(*linear, tuple(atoms[0]), _rationals(atoms[1])) if atoms else ir.Linear(*linear)
        case "lit":
            return ir.Literal(rest[0])
        case "<=" | "==":
            return ir.Comparison(tag, rest[0])
        case "and":
            return ir.And(tuple(rest))
        case "or":
            return ir.Or(tuple(rest))
        case "not":
            return ir.Not(rest[0])
        case "iff":
            return ir.Iff(rest[0], rest[1])
        case "true" | "false":
            return ir.Truth(tag == "true")
        case "mul":
            return ir.Product(tuple(rest))
        case "pow":
            return ir.Power(rest[0], rest[1])
        case "div":
            return ir.Quotient(rest[0], rest[1])
        case "fun":
            return ir.Function(rest[0], rest[1])
        case "min" | "max":
            return ir.Extreme(tag, tuple(rest))
        case "ite":
            return ir.IfThenElse(rest[0], rest[1], rest[2])
        case "floordiv":
            return ir.FloorDivide(rest[0], _rational(rest[1]))
        case "mod":
            return ir.Modulo(rest[0], _rational(rest[1]))
        case "pw":
            return ir.Piecewise(rest[0], tuple((_rational(x), _rational(y)) for x, y in rest[1]))
        case "alldiff":
            return ir.AllDifferent(tuple(rest))
        case "circuit":
            return ir.Circuit(rest[0], tuple((tail, head, column) for tail, head, column in rest[1]), rest[2])
        case "nooverlap":
            setup = None if rest[1] is None else tuple(_rationals(row) for row in rest[1])
            return ir.NoOverlap(tuple(ir.Span(*span) for span in rest[0]), setup)
        case "cumulative":
            return ir.Cumulative(tuple(ir.Span(*span) for span in rest[0]), tuple(rest[1]), rest[2])
        case _:
            raise ValueError(f"no ground node has the tag {tag!r}")


# ---------------------------------------------------------------- models and requests


def _model_out(model: ir.GroundModel) -> Json:
    needed = needed_nodes(model)
    at = {node: position for position, node in enumerate(needed)}
    origins: dict[ir.Origin, int] = {}
    constraints = [(at[c.node], origins.setdefault(c.origin, len(origins))) for c in model.constraints]
    return {
        "columns": [(c.name, c.kind, c.lower, c.upper, c.semicontinuous) for c in model.columns],
        "nodes": [_node_out(model.nodes[node], at) for node in needed],
        "origins": [(o.constraint, o.indices, o.requirements) for o in origins],
        "constraints": constraints,
        "objectives": [(o.sense, at[o.node], o.slack, o.slack_abs) for o in model.objectives],
        "hints": list(model.hints.items()),
    }


def _model_in(data: Json) -> ir.GroundModel:
    nodes = ir.Nodes()
    for item in data["nodes"]:
        nodes.append(_node_in(item))
    origins = [
        ir.Origin(constraint=name, indices=tuple(indices), requirements=tuple(requirements))
        for name, indices, requirements in data["origins"]
    ]
    columns = tuple(
        ir.Column(name=name, kind=kind, lower=_optional(lo), upper=_optional(hi), semicontinuous=semi)
        for name, kind, lo, hi, semi in data["columns"]
    )
    objectives = tuple(
        ir.GroundObjective(sense=sense, node=node, slack=_rational(slack), slack_abs=_rational(slack_abs))
        for sense, node, slack, slack_abs in data["objectives"]
    )
    return ir.GroundModel(
        columns=columns,
        nodes=nodes,
        constraints=tuple(ir.GroundConstraint(node, origins[o]) for node, o in data["constraints"]),
        objectives=objectives,
        hints={column: _rational(value) for column, value in data["hints"]},
    )


def encode_model(model: ir.GroundModel) -> str:
    """The ground model as JSON text, without the nodes that nothing needs."""
    return _dumps(_model_out(model))


def decode_model(text: str) -> ir.GroundModel:
    """The ground model that `encode_model` wrote.

    Raises:
        ValueError: the text is not such a model (also KeyError, TypeError, IndexError).
    """
    return _model_in(json.loads(text))


def encode_request(engine: str, model: str, options: SolveOptions, *, spent_s: float = 0.0) -> str:
    """One line for a worker: which engine, the limits of this call, the model.

    `options.stop` and `options.on_progress` stay behind: the process that asks kills and listens.

    Args:
        engine: the worker's name for the solver.
        model: what `encode_model` wrote.
        options: the caller's.
        spent_s: how much of the time limit is gone already.
    """
    limit_s = options.time_limit_s
    limits = {
        "time_limit_s": None if limit_s is None else max(0.0, limit_s - spent_s),
        "relative_gap": options.relative_gap,
        "threads": options.threads,
        "seed": options.seed,
    }
    return f'{{"engine":{_dumps(engine)},"options":{_dumps(limits)},"model":{model}}}'


def decode_request(line: str) -> tuple[str, ir.GroundModel, SolveOptions]:
    """Engine, model and options of a line that `encode_request` wrote.

    Raises:
        ValueError: the line is not such a request (also KeyError, TypeError, IndexError).
    """
    data = json.loads(line)
    return str(data["engine"]), _model_in(data["model"]), SolveOptions(**data["options"])


# ---------------------------------------------------------------- messages from a worker


def encode_message(message: Message) -> str:
    """One line of JSON for a progress report, an incumbent or a result."""
    match message:
        case Progress():
            kind = "progress"
        case Incumbent():
            kind = "incumbent"
        case Optimal():
            kind = "optimal"
        case Feasible():
            kind = "feasible"
        case Infeasible():
            kind = "infeasible"
        case Unbounded():
            kind = "unbounded"
        case Unknown():
            kind = "unknown"
        case Failed():
            kind = "failed"
        case _:
            assert_never(message)
    return _dumps({"kind": kind, **{name: getattr(message, name) for name in message.__dataclass_fields__}})


def decode_message(line: str) -> Message:
    """The message in a line that `encode_message` wrote.

    Raises:
        ValueError: the line is not such a message (also KeyError, TypeError).
    """
    data = json.loads(line)
    kind = data.pop("kind")
    for name in ("objectives", "values"):
        if name in data:
            data[name] = _rationals(data[name])
    if "bounds" in data:
        data["bounds"] = tuple(_optional(bound) for bound in data["bounds"])
    match kind:
        case "progress":
            return Progress(**data)
        case "incumbent":
            return Incumbent(**data)
        case "optimal":
            return Optimal(**data)
        case "feasible":
            return Feasible(**data)
        case "infeasible":
            suspects = data.pop("suspects")
            return Infeasible(suspects=None if suspects is None else tuple(suspects), **data)
        case "unbounded":
            ray = tuple((column, direction) for column, direction in data.pop("ray"))
            return Unbounded(ray=ray, **data)
        case "unknown":
            return Unknown(**data)
        case "failed":
            return Failed(**data)
        case _:
            raise ValueError(f"no message is of the kind {kind!r}")
