"""From shape to elements: names, indices, sets, values, requirements, cycles; every fault at once."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from certiplan.model import syntax as s
from certiplan.model.diagnostics import Diagnostic
from certiplan.model.document import read_document
from certiplan.model.document_reading import read_data
from certiplan.model.elements import (
    ColumnValue,
    ComputedSet,
    ComputedValue,
    Elements,
    GivenValue,
    ListedValue,
    MemberSet,
    RangeSet,
    TableSet,
    UnknownValue,
    indices_of,
)
from certiplan.model.reading import evaluation_order, read_elements, read_partially
from certiplan.model.yaml_text import parse_text

SHARED = Path(__file__).resolve().parents[2].parent / "shared"

BAKERY = """
certiplan: 1
title: Weekend bakery
requirements:
  r1: {quote: "the oven runs at most ten hours a day"}
  a1: {assume: "Only whole loaves and cakes are sold."}
sets:
  Product: [bread, cake]
  Day: [sat, sun]
parameters:
  hours: {over: [Product], value: {bread: 0.5, cake: 1.5}, unit: hour}
  oven: {value: 10, unit: hour, from: r1, negotiable: {direction: up, cost: 1}}
variables:
  make: {over: [Product, Day], type: integer, lower: 0, from: a1}
constraints:
  oven_hours: {for: "d in Day", that: "sum(hours[p] * make[p, d] for p in Product) <= oven", from: r1}
objective: {maximize: "sum(make[p, d] for p in Product for d in Day)"}
"""


def read(text: str) -> tuple[Elements | None, list[Diagnostic]]:
    parsed = parse_text("certiplan: 1\n" + text)
    document, faults = read_document(parsed.data, parsed.lines)
    assert document is not None, [str(fault) for fault in faults]
    elements, findings = read_elements(document, parsed.lines)
    return elements, list(findings)


def elements_of(text: str) -> Elements:
    elements, findings = read(text)
    assert elements is not None, [str(finding) for finding in findings]
    return elements


def faults_of(text: str) -> list[tuple[str, str]]:
    """The code and the element of every finding."""
    return [(finding.code, finding.element) for finding in read(text)[1]]


def fault_of(text: str) -> Diagnostic:
    _, findings = read(text)
    assert len(findings) == 1, [str(finding) for finding in findings]
    return findings[0]


def test_the_bakery() -> None:
    elements = elements_of(BAKERY.replace("certiplan: 1\n", ""))
    make = elements.variables["make"]
    assert indices_of(make.index) == ("#1", "#2")
    assert make.lower == s.Number(0)
    assert make.requirements == ("a1",)
    assert elements.parameters["hours"].value == GivenValue(
        data={"bread": Fraction(1, 2), "cake": Fraction(3, 2)}
    )
    assert indices_of(elements.constraints["oven_hours"].index) == ("d",)
    assert [stage.name for stage in elements.objectives] == ["objective"]
    assert elements.sets["Day"] == MemberSet(name="Day", members=("sat", "sun"))


@pytest.mark.parametrize("name", ["examples/travel_model.yaml", "DESIGN.md"])
def test_the_documents_that_describe_the_language(name: str) -> None:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"needs ../shared/{name}")
    text = path.read_text(encoding="utf-8")
    block = re.search(r"```yaml\n(certiplan: 1.*?)```", text, re.DOTALL)
    parsed = parse_text(block[1] if block else text)
    assert read_data(parsed.data, parsed.lines).findings == ()


# -- names -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["class", "2x", "a b", "a-b", "pi", "e", "penalty", "True", "None", "ﬁ", "''"]
)
def test_names_that_no_element_may_bear(name: str) -> None:
    assert ("bad-name", f"parameters.{name.strip(chr(39))}") in faults_of(
        f"parameters: {{{name}: {{value: 1}}}}"
    )


@pytest.mark.parametrize("name", ["sum", "max", "match", "größe", "_x", "date"])
def test_names_that_an_element_may_bear(name: str) -> None:
    elements = elements_of(f"parameters: {{{name}: {{value: 1}}, m: {{value: '= {name} + 1'}}}}")
    assert evaluation_order(elements) == (name, "m")


def test_a_function_and_an_element_of_one_name_live_together() -> None:
    elements_of("sets: {S: [1, 2]}\nparameters: {sum: {value: 3}, n: {value: '= sum(i for i in S) + sum'}}")


def test_one_name_for_two_elements() -> None:
    assert faults_of("sets: {x: [a]}\nvariables: {x: {}}") == [("duplicate-name", "variables.x")]


def test_constraints_requirements_and_tables_have_names_of_their_own() -> None:
    elements_of(
        "data: {x: {columns: [a], rows: []}}\nrequirements: {x: {assume: a}}\nvariables: {x: {from: x}}\n"
        "constraints: {x: {that: x <= 1}, no-early: {that: x >= 0}}"
    )
    assert faults_of("constraints: {a.b: {that: 1 == 1}}") == [("bad-name", "constraints.a.b")]


def test_an_unknown_name_names_the_nearest() -> None:
    fault = fault_of("variables: {amount: {}}\nconstraints: {c: {that: 'amount + amonut <= 1'}}")
    assert (fault.code, fault.element, fault.column) == ("unknown-name", "constraints.c.that", 10)
    assert (fault.did_you_mean, fault.line) == ("amount", 3)


def test_a_member_without_quotation_marks() -> None:
    fault = fault_of(
        "sets: {S: [bread]}\nvariables: {x: {over: [S]}}\nconstraints: {c: {that: 'x[bread] <= 1'}}"
    )
    assert fault.did_you_mean == "'bread'"


def test_a_function_without_arguments() -> None:
    assert "range(start" in str(fault_of("parameters: {n: {value: '= range + 1'}}").expected)


@pytest.mark.parametrize(
    ("ranges", "column"),
    [
        ("S in T", 1),
        ("i in S, i in T", 9),
        ("(i, i) in S", 1),
        ("i in S, (j, i) in T", 9),
        ("n in S", 1),
        ("penalty in S", 1),
    ],
)
def test_indices_that_cannot_be(ranges: str, column: int) -> None:
    fault = fault_of(
        f"sets: {{S: [a], T: [b]}}\nparameters: {{n: {{value: 1}}}}\nvariables: {{x: {{for: '{ranges}'}}}}"
    )
    assert (fault.code, fault.element, fault.column) == ("bad-index", "variables.x.for", column)


@pytest.mark.parametrize("that", ["all(S == 1 for S in T)", "all(x[i] == 1 for i in S for i in T)"])
def test_indices_of_comprehensions_that_cannot_be(that: str) -> None:
    sets = "sets: {S: [a], T: [b]}\nvariables: {x: {over: [S]}}\n"
    assert fault_of(f"{sets}constraints: {{c: {{that: '{that}'}}}}").code == "bad-index"


def test_an_inner_index_may_hide_an_outer_one_and_bear_the_name_of_a_constant() -> None:
    elements_of(
        "sets: {S: [1, 2]}\nvariables: {x: {over: [S]}}\n"
        "constraints: {c: {for: 'e in S',"
        " that: 'x[e] <= sum(x[e] for e in S if any(_ > 0 for _ in S for _ in S))'}}"
    )


def test_an_index_is_known_from_where_it_is_bound() -> None:
    assert (
        fault_of("sets: {S: [1]}\nvariables: {x: {for: 'i in range(1, j), j in S'}}").code == "unknown-name"
    )
    elements_of(
        "sets: {S: [1]}\nvariables: {x: {for: 'j in S, i in range(1, j) if i < j', lower: '= i - j'}}"
    )


# -- sets --------------------------------------------------------------------------------------------


def test_the_forms_of_sets() -> None:
    elements = elements_of(
        "data: {t: {columns: [a], rows: [[1]]}}\nparameters: {n: {value: 3}}\n"
        "sets:\n"
        '  M: ["New York", 3, [a, [b, 1]]]\n'
        '  R: " 1 .. n - 1"\n'
        '  T: {table: t, where: "row.a < n"}\n'
        '  U: {table: t, where: "f.a < n", as: f}\n'
        '  V: {values: "f.a for f in T if f.a > 1"}\n'
        '  W: {values: "R | M"}\n'
        '  X: {for: "i in R", values: "j for j in R if j < i"}\n'
        '  Y: {values: "subsets(M, 2)"}\n'
        '  Z: {for: "i in R", table: t, where: "row.a < i"}\n'
    )
    assert elements.sets["M"] == MemberSet(name="M", members=("New York", 3, ("a", ("b", 1))))
    span = elements.sets["R"]
    assert isinstance(span, RangeSet)
    assert span.first == s.Number(1, 2)
    assert span.last == s.Sum(((1, s.Name("n", 7)), (-1, s.Number(1, 11))), 7)
    rows = elements.sets["U"]
    assert isinstance(rows, TableSet) and (rows.table, rows.alias) == ("t", "f")
    values = elements.sets["V"]
    assert isinstance(values, ComputedSet) and isinstance(values.values, s.Comprehension)
    family = elements.sets["X"]
    assert isinstance(family, ComputedSet) and indices_of(family.index) == ("i",)
    assert isinstance(elements.sets["Z"], TableSet)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("[a, b, a]", "duplicate-member"),
        ("[[a, 1], [a, 1]]", "duplicate-member"),
        ("[a, true]", "bad-member"),
        ("[0.5]", "bad-member"),
        ("[null]", "bad-member"),
        ("[{a: 1}]", "bad-member"),
        ('"a, b"', "syntax"),
        ('"1.."', "syntax"),
        ('"1..2..3"', "syntax"),
        ('"1..n"', "unknown-name"),
        ("{table: tt}", "unknown-name"),
        ("{table: t, where: 'f.a == 1'}", "unknown-name"),
        ("{table: t, as: Q, where: Q.a == 1}", "bad-index"),
        ("{table: t, as: 2x, where: 1 == 1}", "bad-index"),
        ("{values: 'r.a for r in t'}", "unknown-name"),
        ("{for: 'i in Q', members: [a]}", "bad-shape"),
        ("{values: 'x for'}", "syntax"),
        ("{values: 'x.a for x in Q if x.a <'}", "syntax"),
    ],
)
def test_sets_that_cannot_be(form: str, code: str) -> None:
    fault = fault_of(f"data: {{t: {{columns: [a], rows: []}}}}\nsets: {{Q: [1], S: {form}}}")
    assert fault.code == code
    assert fault.element.startswith("sets.S")
    assert fault.line == 3


# -- parameters --------------------------------------------------------------------------------------


def test_the_forms_of_parameters() -> None:
    elements = elements_of(
        "data: {t: {columns: [k, v], rows: []}}\nsets: {S: [a, b]}\n"
        "parameters:\n"
        "  n: {value: 3}\n"
        "  text: {value: Rome}\n"
        '  double: {value: " = 2 * n"}\n'
        "  rowed: {over: [S], rows: [[a, 1], [b, 2]], sparse: 0}\n"
        "  column: {over: S, table: t, key: k, column: v}\n"
        "  budget: {ask: How much?, between: [0, '= 2 * n'], from: []}\n"
        "  city: {ask: Where to?, one_of: S}\n"
        '  leaf: {over: S, value: {a: "= n + 1", b: 2}}\n'
    )
    values = {name: parameter.value for name, parameter in elements.parameters.items()}
    assert values["n"] == GivenValue(data=3)
    assert values["text"] == GivenValue(data="Rome")
    assert values["double"] == ComputedValue(expression=s.Binary("*", s.Number(2, 4), s.Name("n", 8), 4))
    assert values["rowed"] == ListedValue(rows=(("a", 1), ("b", 2)))
    assert elements.parameters["rowed"].sparse == 0
    assert values["column"] == ColumnValue(table="t", key=("k",), column="v")
    assert values["city"] == UnknownValue(question="Where to?", between=None, one_of="S")
    order = evaluation_order(elements)
    assert order.index("n") < order.index("double")
    assert order.index("n") < order.index("leaf")


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("{value: '= 2 *'}", "syntax"),
        ("{value: '= m'}", "unknown-name"),
        ("{over: [S], value: {a: '= m'}}", "unknown-name"),
        ("{over: [S], rows: [[a, '= m']]}", "unknown-name"),
        ("{over: [T], value: {a: 1}}", "unknown-name"),
        ("{value: 1, sparse: 0}", "bad-shape"),
        ("{value: 1, between: [0, 1]}", "bad-shape"),
        ("{value: 1, column: a}", "bad-shape"),
        ("{rows: [[a, 1]]}", "bad-shape"),
        ("{over: [S], table: t, key: a, column: b}", "unknown-name"),
        ("{ask: x, one_of: R}", "unknown-name"),
        ("{ask: x, between: [0, '= m']}", "unknown-name"),
    ],
)
def test_parameters_that_cannot_be(form: str, code: str) -> None:
    fault = fault_of(f"sets: {{S: [a]}}\nparameters: {{p: {form}}}")
    assert fault.code == code
    assert fault.element.startswith("parameters.p")


@pytest.mark.parametrize("form", ["{value: 2 * n}", "{for: 'i in S', value: i + n}"])
def test_a_text_that_looks_like_an_expression_is_pointed_out(form: str) -> None:
    fault = fault_of(f"sets: {{S: [1]}}\nparameters: {{n: {{value: 1}}, p: {form}}}")
    assert (fault.severity, fault.code) == ("warning", "text-value")


# -- variables, definitions, constraints, objectives -------------------------------------------------


def test_the_forms_of_variables() -> None:
    elements = elements_of(
        "sets: {S: [a], N: {for: 'k in S', values: 'm for m in S if m != k'}}\nparameters: {n: {value: 3}}\n"
        "variables:\n"
        "  b: {type: binary}\n"
        "  r: {lower: n, upper: '= 2 * n', semicontinuous: true}\n"
        "  c: {for: 'i in S', type: choice, of: 'N[i]', optional: true}\n"
        "  t: {type: interval, length: [1, n], start: 0, end: [0, 9.5], time: real}\n"
    )
    b, r, c, t = (elements.variables[name] for name in "brct")
    assert (b.kind, b.lower, b.index) == ("binary", None, ())
    assert (r.lower, r.semicontinuous) == (s.Name("n"), True)
    assert isinstance(c.domain, s.Index) and c.optional
    assert t.length == (s.Number(1), s.Name("n")) and t.start == s.Number(0) and t.real_time
    assert isinstance(t.end, tuple)


def test_a_span_has_two_ends() -> None:
    assert fault_of("variables: {t: {type: interval, length: [1, 2, 3]}}").element == "variables.t.length"


def test_soft_constraints_and_the_penalty_stage() -> None:
    text = (
        "variables: {x: {}}\n"
        "constraints: {c: {that: x <= 1, soft: 3}, d: {that: x >= 2, soft: {weight: '2 * 2', by: amount}}}\n"
    )
    elements = elements_of(text)
    soft = [constraint.soft for constraint in elements.constraints.values()]
    assert [(part.by, part.weight) for part in soft if part] == [
        ("count", s.Number(3)),
        ("amount", s.Binary("*", s.Number(2, 1), s.Number(2, 5), 1)),
    ]
    assert [(stage.name, stage.value) for stage in elements.objectives] == [("penalty", s.Name("penalty"))]
    first = elements_of(text + "objective: [{maximize: x, slack: 0.05}, {minimize: 'x'}]")
    assert [stage.name for stage in first.objectives] == ["objective", "objective.2", "penalty"]
    assert first.objectives[0].slack == Fraction(1, 20)


@pytest.mark.parametrize("objective", ["x + penalty", "cost"])
def test_an_objective_that_uses_the_penalty_is_the_only_one(objective: str) -> None:
    elements = elements_of(
        "variables: {x: {}}\ndefine: {cost: {value: half + x}, half: {value: penalty / 2}}\n"
        f"constraints: {{c: {{that: x <= 1, soft: 3}}}}\nobjective: {{minimize: {objective}}}"
    )
    assert [stage.name for stage in elements.objectives] == ["objective"]


def test_truth_values_and_numbers_stand_for_themselves() -> None:
    elements = elements_of(
        "variables: {x: {lower: 0.5}}\nconstraints: {c: {that: true}}\ndefine: {d: {value: 2}}"
    )
    assert elements.constraints["c"].that == s.Truth(True)
    assert elements.variables["x"].lower == s.Number(Fraction(1, 2))
    assert elements.definitions["d"].value == s.Number(2)


def test_a_weight_is_a_number() -> None:
    assert (
        fault_of("variables: {x: {}}\nconstraints: {c: {that: x <= 1, soft: true}}").element
        == "constraints.c.soft"
    )


def test_faults_of_an_objective_have_its_name_and_line() -> None:
    _, findings = read("variables: {x: {}}\nobjective:\n  - minimize: y\n  - maximize: z\n    from: r\n")
    assert [(f.element, f.line) for f in findings] == [
        ("objective.minimize", 4),
        ("objective.2.from", 6),
        ("objective.2.maximize", 5),
    ]


# -- requirements ------------------------------------------------------------------------------------


def test_from_names_requirements() -> None:
    fault = fault_of("requirements: {oven: {assume: a}}\nvariables: {x: {from: [oven, ovn]}}")
    assert (fault.element, fault.did_you_mean) == ("variables.x.from", "oven")


@pytest.mark.parametrize(
    ("quote", "hint"),
    [("at most ten", None), ("AT MOST  ten", "at most ten"), ("never said", None)],
)
def test_quotes_are_parts_of_the_request(quote: str, hint: str | None) -> None:
    text = f"requirements: {{r: {{quote: '{quote}'}}}}\nvariables: {{x: {{from: r}}}}\n"
    assert read(text)[1] == []
    _, findings = read(text + "request: [hello, the oven runs at most ten hours]")
    if quote == "at most ten":
        assert findings == []
    else:
        assert [(f.code, f.severity, f.did_you_mean) for f in findings] == [
            ("quote-not-found", "error", hint)
        ]


def test_a_requirement_that_nothing_serves() -> None:
    fault = fault_of("requirements: {r: {assume: a}, s: {assume: b, unformalized: too vague}}")
    assert (fault.code, fault.severity, fault.element) == (
        "requirement-without-constraint",
        "warning",
        "requirements.r",
    )


# -- cycles and order --------------------------------------------------------------------------------


def test_cycles_name_their_path() -> None:
    fault = fault_of('sets: {S: "1..n"}\nparameters: {n: {value: "= m + 1"}, m: {value: "= len(S)"}}')
    assert fault.code == "cycle"
    assert "S → n → m → S" in fault.message
    assert fault.element == "sets.S"


@pytest.mark.parametrize(
    "text",
    [
        "parameters: {n: {value: '= n + 1'}}",
        "define: {a: {value: b}, b: {value: a}}",
        "variables: {x: {upper: d}}\ndefine: {d: {value: x + 1}}",
        "sets: {S: {for: 'i in S', values: 'i for i in S[i]'}}",
        "sets: {S: [1]}\nvariables: {x: {type: choice, of: S, over: [T]}}\ndefine: {T: {value: x}}",
        "sets: {S: [1]}\nparameters: {p: {over: S, value: {1: '= p[1]'}}}",
    ],
)
def test_what_is_built_from_itself(text: str) -> None:
    assert {code for code, _ in faults_of(text)} == {"cycle"}


def test_two_cycles_are_two_findings() -> None:
    codes = faults_of(
        "define: {a: {value: b}, b: {value: a}, c: {value: d}, d: {value: c}, f: {value: a + c}}"
    )
    assert codes == [("cycle", "define.a"), ("cycle", "define.c")]


def test_the_order_of_evaluation_follows_definitions() -> None:
    elements = elements_of(
        'sets: {S: "1..half"}\nparameters: {m: {over: [S], value: [1, 2]}, n: {value: 4}}\n'
        "define: {half: {value: n / 2}}"
    )
    assert evaluation_order(elements) == ("n", "S", "m")


def test_a_long_chain_is_no_deep_recursion() -> None:
    chain = ", ".join(f"p{k}: {{value: '= p{k + 1}'}}" for k in range(3000))
    elements = elements_of(f"parameters: {{{chain}, p3000: {{value: 1}}}}")
    assert evaluation_order(elements)[:2] == ("p3000", "p2999")


# -- everything at once ------------------------------------------------------------------------------


def test_every_fault_is_told_at_once() -> None:
    _, findings = read(
        "sets: {S: [a, a]}\nparameters: {n: {value: '= m'}}\nvariables: {x: {over: [R]}}\n"
        "constraints: {c: {for: 'i in S, i in S', that: 'x[i] <= y +', from: q},"
        " d: {that: 'x <= z', soft: w}}\n"
    )
    assert {(f.code, f.element) for f in findings} == {
        ("duplicate-member", "sets.S"),
        ("unknown-name", "parameters.n.value"),
        ("unknown-name", "variables.x.over"),
        ("bad-index", "constraints.c.for"),
        ("syntax", "constraints.c.that"),
        ("unknown-name", "constraints.c.from"),
        ("unknown-name", "constraints.d.that"),
        ("unknown-name", "constraints.d.soft"),
    }


def test_what_could_be_read_is_there_for_further_checks() -> None:
    parsed = parse_text(
        "certiplan: 1\nsets: {S: [a, a], T: [b]}\nvariables: {x: {over: [S]}, y: {over: [T]}}"
    )
    document, _ = read_document(parsed.data, parsed.lines)
    assert document is not None
    elements, findings, broken = read_partially(document, parsed.lines)
    assert [f.code for f in findings] == ["duplicate-member"]
    assert broken == {"S"}
    assert set(elements.sets) == {"T"} and set(elements.variables) == {"x", "y"}


def test_a_fault_of_shape_does_not_hide_those_of_content() -> None:
    parsed = parse_text(
        "certiplan: 2\nsets: {S: 3}\nrequirements: {r: {}}\ndata: {t: {file: 3}}\n"
        "variables: {x: {over: [S], from: r}}\nconstraints: {c: {that: 'x <= y'}}\n"
        "objective: {minimise: x}\nfoo: 1\n"
    )
    assert {f.element for f in read_data(parsed.data, parsed.lines).findings} == {
        "certiplan",
        "sets.S",
        "requirements.r",
        "data.t.file",
        "constraints.c.that",
        "objective.minimise",
        "foo",
    }
