"""Keys and words of a document that people bring from elsewhere, and what they are called here.

What is only misspelt is found by likeness; this is for words that are not alike.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType

from certiplan.model.diagnostics import nearest


def _table(lines: str) -> Mapping[str, tuple[str, ...]]:
    """Lines of `word, word: meaning meaning` as word → meanings."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lines.strip().splitlines():
        words, _, meanings = line.partition(":")
        for word in words.split(","):
            found[word.strip()] = (*found.get(word.strip(), ()), *meanings.split())
    return MappingProxyType(found)


_KEYS = _table("""
    lb, lower_bound, lowerbound, low, at_least: lower
    ub, upper_bound, upperbound, high, at_most: upper
    min: lower minimize
    max: upper maximize
    bounds, range: lower between span
    domain, choices, options, members_of, among: of one_of
    kind, vartype, var_type: type
    index, indices, indexed_by, dims, dimensions, axes, sets, set: over
    forall, for_all, foreach, for_each, each, where, if, when, over: for where
    expr, expression, body, constraint, formula, rule, must, require, condition, eq: that value
    that, definition, def: value
    sense, direction, goal, objective, cost_function: minimize
    min_, minimise, minimization, minimum: minimize
    max_, maximise, maximization, maximum: maximize
    expr_, function: minimize
    weight, penalty, preference, priority: soft
    default, otherwise, fill: sparse
    data, values, val, number, amount, constant, table_of: value rows
    units, measure, dimension: unit
    duration, dur, size, processing_time: length
    begin, release, earliest: start
    finish, deadline, due, latest: end
    nullable, absent, maybe: optional
    semi_continuous, semicont: semicontinuous
    source, origin, because, requirement, requirements, req: from
    comment, description, doc, text_, remark: note
    name, titel: title
    question, prompt, unknown: ask
    text, words, wish, statement: quote assume
    assumption, assumed: assume
    csv, path, filename, source_file: file
    header, headers, fields, cols: columns
    records, lines, row: rows
    primary_key, id: key
    filter: where
    elements, items, list: members
    relax, relaxable: negotiable
    variable, vars, decisions, decision_variables, decision, unknowns: variables
    params, param, constants, inputs, givens: parameters
    subject_to, st, subjectto, rules, restrictions, such_that: constraints
    objectives, goals, optimize, optimise, solve: objective
    definitions, defines, expressions, derived, let: define
    tables, datasets: data
    wishes, reqs: requirements
    version: certiplan
    prompt_, query, user_request: request
""")
_WORDS = _table("""
    continuous, float, double, number, decimal, numeric, rational, fraction, linear: real number
    boolean, bool, bit, logical, flag, zero_one, indicator, truth: binary bool
    int, whole, discrete, natural, counter, count: integer number
    enum, categorical, category, select, selection, option, member, element, string, str, text: choice text
    task, activity, span, period, job, operation: interval
    datetime, day: date
    increase, upward, upwards, more: up
    decrease, downward, downwards, less: down
    any, either: both
    violation, value, distance: amount
    number_of_violations, each: count
""")
_QUOTED = re.compile(r"'([^']+)'")


def known_key(key: str, known: Collection[str]) -> str | None:
    """The key that was meant: one that is called otherwise here, or the one most like it."""
    return _meant(key, known, _KEYS) or nearest(key, known)


def known_word(word: object, expected: str | None) -> str | None:
    """The word that was meant where one of several quoted ones is expected."""
    known = _QUOTED.findall(expected or "")
    if not isinstance(word, str) or not known:
        return None
    return _meant(word, known, _WORDS) or nearest(word, known)


def _meant(word: str, known: Collection[str], table: Mapping[str, tuple[str, ...]]) -> str | None:
    plain = word.strip().lower().replace("-", "_").replace(" ", "_")
    if plain in known:
        return plain
    return next((meaning for meaning in table.get(plain, ()) if meaning in known), None)


FORMS: Mapping[str, str] = MappingProxyType(
    {
        "requirements": '{assume: "…"} or {quote: "…"}',
        "data": "{columns: [a, b], rows: [[1, 2]]} or {file: …}",
        "sets": '[a, b], "1..n", {table: …} or {values: "…"}',
        "parameters": "{value: 3}, or {over: [S], value: {a: 1, b: 2}}",
        "variables": "{type: integer, lower: 0}",
        "define": '{value: "…"}',
        "constraints": '{that: "…"}',
        "objective": '{minimize: "…"} or {maximize: "…"}',
        "negotiable": "{direction: up, cost: 1}",
        "soft": "a weight, or {weight: 3, by: amount}",
    }
)
"""How the elements of each section look."""

PARTS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("variables", "of"): "the name of a set; its members are listed under `sets`",
        ("variables", "lower"): "one number or expression; `upper` is a key of its own",
        ("variables", "upper"): "one number or expression; `lower` is a key of its own",
        ("sets", "values"): 'a text such as "f.city for f in Flight"; members are listed as [a, b]',
        ("constraints", "that"): "one expression; several have a name each, or `and` between them",
        ("define", "value"): "one expression",
        ("objective", "minimize"): "one expression; several goals are a list of {minimize: …}",
        ("objective", "maximize"): "one expression; several goals are a list of {maximize: …}",
    }
)
"""What is expected where a list or a mapping stands for one text."""

FOR = 'a text such as "i in S, j in T"'
