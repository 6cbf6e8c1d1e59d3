"""Logic programs as SMT-LIB 2.6, with Z3's pseudo-Boolean rows and objectives where they are needed."""

from __future__ import annotations

from typing import Final

from certiplan.formalizers.emit.comments import Remarks, commented
from certiplan.formalizers.emit.layout import Doc, Group, flat, pretty
from certiplan.formalizers.emit.logic_program import (
    CannotExpressError,
    Declare,
    Define,
    LogicProgram,
    Require,
    Statement,
)
from certiplan.formalizers.emit.naming import table_lines
from certiplan.formalizers.emit.terms import Sort, Term, conjunction
from certiplan.model.ir import Rational

_STEP: Final = 2


def smtlib(program: LogicProgram, remarks: Remarks) -> str:
    """The file.

    Raises:
        CannotExpressError: an objective leaves slack to later ones, for which SMT-LIB has no command.
    """
    if any(goal.slack or goal.slack_abs for goal in program.goals[:-1]):
        raise CannotExpressError("SMT-LIB has no words for how much later objectives may worsen earlier ones")
    first = ["An SMT-LIB script for Z3. Run it with:  z3 FILE"]
    parts = [commented(remarks.heading(first), ";"), ""]
    table = table_lines(program.names.table())
    if table:
        parts += [
            "; What the identifiers stand for in the document:",
            *(f"; {line}" for line in table),
            "",
        ]
    logic = _logic(program)
    if logic is not None:
        parts.append(f"(set-logic {logic})")
    parts += ["(set-option :produce-models true)", "", "; the decisions"]
    parts += [f"(declare-const {each.name} {each.sort})" for each in program.decisions]
    if program.bounds:
        parts += ["", "; their bounds"]
        parts += [_statement(bound) for bound in program.bounds]
    parts += [_statement(statement) for statement in program.body]
    for goal in program.goals:
        parts += ["", commented(goal.remarks, ";"), _command(goal.sense, _doc(goal.term))]
    parts += ["", "(check-sat)"]
    if program.goals:
        parts.append("(get-objectives)")
    parts.append("(get-model) ; where there is one")
    return "\n".join(parts) + "\n"


def _logic(program: LogicProgram) -> str | None:
    """The smallest logic; None with objectives and weighted counts, which no logic of the standard has."""
    sorts: set[Sort] = {each.sort for each in program.decisions}
    waiting: list[Term] = []
    for statement in program.body:
        match statement:
            case Declare(sort=sort):
                sorts.add(sort)
            case Define(term=term):
                waiting.append(term)
            case Require(terms=terms):
                waiting.extend(terms)
    while waiting:
        term = waiting.pop()
        sorts.add(term.sort)
        if term.op.startswith("pb"):
            return None
        waiting.extend(term.args)
    if program.goals:
        return None
    numbers = ("I" if "Int" in sorts else "") + ("R" if "Real" in sorts else "")
    return f"QF_{'N' if program.nonlinear else 'L'}{numbers}A" if numbers else "QF_UF"


def _statement(statement: Statement) -> str:
    match statement:
        case Declare():
            meaning = commented([statement.meaning], ";")
            return f"{meaning}\n(declare-const {statement.name} {statement.sort})"
        case Define():
            head: tuple[Doc, ...] = (statement.name, "()", statement.term.sort, _doc(statement.term))
            return pretty(Group("(define-fun ", head, " ", ")"), step=_STEP)
        case Require(terms=terms, label=label, remarks=remarks):
            if label is None:
                return "\n".join(_command("assert", _doc(term)) for term in terms)
            doc = _doc(conjunction(terms))
            command = _command("assert", Group("(! ", (doc, f":named {label}"), " ", ")"))
            return f"\n{commented(remarks, ';')}\n{command}" if remarks else command


def _command(name: str, doc: Doc) -> str:
    return pretty(Group(f"({name} ", (doc,), " ", ")"), step=_STEP)


def _doc(term: Term) -> Doc:
    arguments = tuple(_doc(each) for each in term.args)
    match term.op:
        case "name":
            return str(term.value)
        case "truth":
            return "true" if term.value else "false"
        case "number":
            assert term.constant is not None
            return numeral(term.constant, real=term.sort == "Real")
        case "or":
            return _clause(term, arguments)
        case "iff":
            return Group("(= ", arguments, " ", ")")
        case "pb<=" | "pb>=" | "pb=":
            return _count(term, arguments)
        case _:
            return Group(f"({term.op} ", arguments, " ", ")")


def _clause(term: Term, arguments: tuple[Doc, ...]) -> Doc:
    """An implication where some literals are negated and some are not."""
    premises = tuple(_doc(each.args[0]) for each in term.args if each.op == "not")
    rest = tuple(doc for each, doc in zip(term.args, arguments, strict=True) if each.op != "not")
    if not premises or not rest:
        return Group("(or ", arguments, " ", ")")
    premise = premises[0] if len(premises) == 1 else Group("(and ", premises, " ", ")")
    conclusion = rest[0] if len(rest) == 1 else Group("(or ", rest, " ", ")")
    return Group("(=> ", (premise, conclusion), " ", ")")


def _count(term: Term, arguments: tuple[Doc, ...]) -> Doc:
    bound = str(term.value)
    if set(term.weights) == {1} and term.op != "pb=":
        name = "at-most" if term.op == "pb<=" else "at-least"
        return Group(f"((_ {name} {bound}) ", arguments, " ", ")")
    name = {"pb<=": "pble", "pb>=": "pbge", "pb=": "pbeq"}[term.op]
    head = Group(f"(_ {name} {bound} ", tuple(map(str, term.weights)), " ", ")")
    return Group("(", (flat(head), *arguments), " ", ")")


def numeral(value: Rational, *, real: bool) -> str:
    """An exact numeral."""
    numerator, denominator = abs(value.numerator), value.denominator
    if not real:
        text = str(numerator)
    else:
        text = f"{numerator}.0" if denominator == 1 else f"(/ {numerator} {denominator})"
    return f"(- {text})" if value < 0 else text
