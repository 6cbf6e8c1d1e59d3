"""Logic programs as Python scripts over Z3's Python interface, which print what they find."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, assert_never

from certiplan.formalizers.emit.comments import Remarks, commented
from certiplan.formalizers.emit.layout import WIDTH, Doc, Group, call, flat, pretty
from certiplan.formalizers.emit.logic_program import Declare, Define, LogicProgram, Require, Statement
from certiplan.formalizers.emit.terms import Sort, Term
from certiplan.model.ir import Rational

_FEW: Final = 6

_TAIL: Final = '''
{names}


def number(value):
    """A value of Z3's as text: exact where it is rational, else to 15 places."""
    if is_algebraic_value(value):
        return value.as_decimal(15).rstrip("?")
    return "1" if is_true(value) else "0" if is_false(value) else str(value)


def report(status, objectives=(), model=None):
    """Print the status, the objectives and the decisions; what is not shown is 0."""
    print("status:", status)
    for name, value in objectives:
        print(f"objective {{name}}: {{number(value)}}")
    if model is not None:
        for constant, name in NAMES.items():
            text = number(model.eval(globals()[constant], model_completion=True))
            if text != "0":
                print(f"{{name if name.isprintable() else ascii(name)}} = {{text}}")

'''
_FIND: Final = '''
def main():
    """Find a solution."""
    found = solver.check()
    if found == unsat:
        report("infeasible")
    elif found == unknown:
        report(f"unknown ({solver.reason_unknown()})")
    else:
        report("feasible", model=solver.model())
'''
_LEXICOGRAPHIC: Final = '''
def main():
    """Optimize; with several objectives, the first counts most."""
    handles = [(name, sense, getattr(solver, sense)(term)) for name, sense, term in OBJECTIVES]
    found = solver.check()
    if found == unsat:
        return report("infeasible")
    if found == unknown:
        return report(f"unknown ({solver.reason_unknown()})")
    bounds = [solver.lower(h) if sense == "minimize" else solver.upper(h) for _, sense, h in handles]
    if any("oo" in str(bound) for bound in bounds):
        return report("unbounded")
    model = solver.model()
    values = [(name, model.eval(term, model_completion=True)) for name, _, term in OBJECTIVES]
    return report("optimal", values, model)
'''
_STAGED: Final = '''
def main():
    """Optimize stage by stage; a later stage may worsen an earlier one by its slack."""
    model = None
    for name, sense, term, slack, slack_abs in OBJECTIVES:
        solver.push()
        handle = getattr(solver, sense)(term)
        found = solver.check()
        if found == unsat:
            return report("infeasible")
        if found == unknown:
            return report(f"unknown ({solver.reason_unknown()})")
        best = solver.lower(handle) if sense == "minimize" else solver.upper(handle)
        if "oo" in str(best):
            return report("unbounded")
        model = solver.model()
        value = model.eval(term, model_completion=True)
        solver.pop()
        room = If(value >= 0, value, -value) * slack + slack_abs
        solver.add(term <= value + room if sense == "minimize" else term >= value - room)
    values = [(stage[0], model.eval(stage[2], model_completion=True)) for stage in OBJECTIVES]
    return report("optimal", values, model)
'''
_CALLS: Final = """
    And AtLeast AtMost Bool BoolVal Distinct If Implies Int IntVal Not Optimize Or PbEq PbGe PbLe Product Q
    Real Solver Sum ToInt ToReal is_algebraic_value is_false is_true unknown unsat
"""
IMPORTS: Final = _CALLS.split()


def z3py_script(program: LogicProgram, remarks: Remarks) -> str:
    """The script."""
    first = ["A script for Z3. Run it with:  python FILE   (it needs: pip install z3-solver)"]
    parts = [commented(remarks.heading(first), "#"), ""]
    start = len(parts)
    parts += [f"solver = {'Optimize' if program.goals else 'Solver'}()", "", "# the decisions"]
    parts += [f'{each.name} = {each.sort}("{each.name}")' for each in program.decisions]
    if program.bounds:
        parts += ["", "# their bounds"]
        parts += [_statement(bound) for bound in program.bounds]
    parts += [_statement(statement) for statement in program.body]
    parts += _goals(program)
    names = tuple(f'"{each.name}": {each.meaning!a}' for each in program.decisions)
    parts.append(_TAIL.format(names=pretty(Group("NAMES = {", names, ", ", "}"))))
    staged = any(goal.slack or goal.slack_abs for goal in program.goals[:-1])
    parts.append(_STAGED if staged else _LEXICOGRAPHIC if program.goals else _FIND)
    parts.append('\nif __name__ == "__main__":\n    main()')
    used = [word for word in IMPORTS if re.search(rf"\b{word}\b", "\n".join(parts[start:]))]
    parts.insert(start, pretty(Group("from z3 import (", tuple(used), ", ", ")")) + "\n")
    return "\n".join(parts) + "\n"


def _goals(program: LogicProgram) -> list[str]:
    parts: list[str] = []
    stages: list[Doc] = []
    staged = any(goal.slack or goal.slack_abs for goal in program.goals[:-1])
    for position, goal in enumerate(program.goals):
        name = program.names.fresh(f"objective_{position + 1}")
        written = _written(goal.term)
        text = written.doc if not written.is_literal else call("IntVal", [written.doc])
        parts += ["", commented(goal.remarks, "#"), _assigned(name, text)]
        slack: tuple[Doc, ...] = (_numeral(goal.slack).doc, _numeral(goal.slack_abs).doc) if staged else ()
        stages.append(Group("(", (ascii(goal.name), f'"{goal.sense}"', name, *slack), ", ", ")"))
    if stages:
        parts += ["", pretty(Group("OBJECTIVES = [", tuple(stages), ", ", "]"))]
    return parts


def _statement(statement: Statement) -> str:
    match statement:
        case Declare():
            meaning = commented([statement.meaning], "#")
            return f'{meaning}\n{statement.name} = {statement.sort}("{statement.name}")'
        case Define(name=name, term=term):
            written = _written(term)
            wanted = call("ToReal", [written.doc]) if term.sort == "Real" != written.sort else written.doc
            return _assigned(name, wanted)
        case Require(terms=terms, remarks=remarks):
            added = pretty(call("solver.add", [_written(term).doc for term in terms]))
            if not terms:
                added = "# (it always holds)"
            return f"\n{commented(remarks, '#')}\n{added}" if remarks else added
        case _:
            assert_never(statement)


def _assigned(name: str, doc: Doc) -> str:
    line = f"{name} = {flat(doc)}"
    return line if len(line) <= WIDTH else pretty(Group(f"{name} = (", (doc,), " ", ")"))


# ---------------------------------------------------------------- terms


# How tightly Python binds what a text is made of.
_COMPARED, _ADDED, _MULTIPLIED, _NEGATED, _ATOM = range(5)


@dataclass(frozen=True, slots=True)
class _Written:
    """Python text.

    Attributes:
        sort: what Z3 makes of it: whole numerals are Int, wherever they stand.
        level: how tightly its parts are bound.
        is_literal: it is a number of Python's, not one of Z3's.
    """

    doc: Doc
    sort: Sort
    level: int = _ATOM
    is_literal: bool = False

    def operand(self, level: int) -> Doc:
        """With parentheses unless it is bound at least that tightly."""
        return self.doc if self.level >= level else Group("(", (self.doc,), " ", ")")


def _numeral(value: Rational) -> _Written:
    if value.denominator == 1:
        return _Written(str(value), "Int", _ATOM if value >= 0 else _NEGATED, is_literal=True)
    return _Written(f"Q({value.numerator}, {value.denominator})", "Real")


def _common(parts: list[_Written]) -> Sort:
    return "Real" if any(part.sort == "Real" for part in parts) else "Int"


def _written(term: Term) -> _Written:
    """The term; numbers of Python's only where Z3 turns them into its own."""
    if term.op == "name":
        return _Written(str(term.value), term.sort)
    if term.op == "truth":
        return _Written(f"BoolVal({bool(term.value)})", "Bool")
    if term.constant is not None:
        return _numeral(term.constant)
    parts = [_written(each) for each in term.args]
    docs = [part.doc for part in parts]
    match term.op:
        case "to_real":
            return parts[0]
        case "and":
            return _Written(call("And", docs), "Bool")
        case "or":
            return _Written(_clause(term, docs), "Bool")
        case "not" if term.args[0].op == "=":
            return _infix("!=", [_written(each) for each in term.args[0].args], _COMPARED, "Bool")
        case "not":
            return _Written(call("Not", docs), "Bool")
        case "ite":
            return _Written(call("If", docs), "Bool" if term.sort == "Bool" else _common(parts[1:]))
        case "distinct":
            return _Written(call("Distinct", docs), "Bool")
        case "pb<=" | "pb>=" | "pb=":
            return _Written(_count(term, docs), "Bool")
        case "+":
            return _sum(parts)
        case "*":
            if len(parts) > _FEW:
                return _Written(Group("Product([", tuple(docs), ", ", "])"), _common(parts))
            return _infix("*", parts, _MULTIPLIED, _common(parts))
        case "-":
            negated = Group("-", (parts[0].operand(_ATOM),), "", "")
            return _Written(negated, parts[0].sort, _NEGATED)
        case "/":
            return _infix("/", [_real(part) for part in parts], _MULTIPLIED, "Real")
        case "to_int":
            return _Written(call("ToInt", [_real(parts[0]).doc]), "Int")
        case "div" | "mod":
            return _infix("/" if term.op == "div" else "%", parts, _MULTIPLIED, "Int")
        case "<=" | "<" | ">=" | ">":
            return _infix(term.op, parts, _COMPARED, "Bool")
        case "=" | "iff":
            return _infix("==", parts, _COMPARED, "Bool")
        case _:
            raise AssertionError(term.op)


def _real(part: _Written) -> _Written:
    """Something that Z3 takes for a real number."""
    if part.sort == "Real":
        return part
    if part.is_literal:
        return _Written(Group("Q(", (part.doc, "1"), ", ", ")"), "Real")
    return _Written(call("ToReal", [part.doc]), "Real")


def _infix(operator: str, parts: list[_Written], level: int, sort: Sort) -> _Written:
    """Operands of the same level stand in parentheses: comparisons and quotients do not chain."""
    items: list[Doc] = [parts[0].operand(level + 1)]
    items += [Group(f"{operator} ", (part.operand(level + 1),), " ", "") for part in parts[1:]]
    return _Written(Group("", tuple(items), " ", ""), sort, level)


def _sum(parts: list[_Written]) -> _Written:
    sort = _common(parts)
    if len(parts) > _FEW:
        return _Written(Group("Sum([", tuple(part.doc for part in parts), ", ", "])"), sort)
    items: list[Doc] = [parts[0].operand(_MULTIPLIED)]
    for part in parts[1:]:
        if part.is_literal and flat(part.doc).startswith("-"):
            items.append(f"- {flat(part.doc)[1:]}")
        else:
            items.append(Group("+ ", (part.operand(_MULTIPLIED),), " ", ""))
    return _Written(Group("", tuple(items), " ", ""), sort, _ADDED)


def _clause(term: Term, docs: list[Doc]) -> Doc:
    """An implication where some literals are negated and some are not."""
    premises = [_written(each.args[0]).doc for each in term.args if each.op == "not"]
    rest = [doc for each, doc in zip(term.args, docs, strict=True) if each.op != "not"]
    if not premises or not rest:
        return call("Or", docs)
    premise = premises[0] if len(premises) == 1 else call("And", premises)
    return call("Implies", [premise, rest[0] if len(rest) == 1 else call("Or", rest)])


def _count(term: Term, docs: list[Doc]) -> Doc:
    bound = str(term.value)
    if set(term.weights) == {1} and term.op != "pb=":
        return call("AtMost" if term.op == "pb<=" else "AtLeast", [*docs, bound])
    name = {"pb<=": "PbLe", "pb>=": "PbGe", "pb=": "PbEq"}[term.op]
    rows: list[Doc] = [
        Group("(", (doc, str(weight)), ", ", ")") for doc, weight in zip(docs, term.weights, strict=True)
    ]
    return call(name, [Group("[", tuple(rows), ", ", "]"), bound])
