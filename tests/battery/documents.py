"""Small random documents over the constructs of the language, for comparison with brute force."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

HEAD = """
certiplan: 1
data:
  rooms: {columns: [room, price, kind], key: room, rows: [[p, 1, big], [q, 3, big], [r, 2, small]]}
sets:
  S: [a, b]
  T: "1..2"
  R: {table: rooms}
  Pair: [[a, p], [b, q], [b, r]]
  Near: {for: "s in S", values: "r for r in R if r.price < 3 or s == 'b'"}
  Kind: [big, small]
parameters:
  w: {over: [S], value: {a: 2, b: -1}}
  v: {over: [T], value: [1, 3]}
  u: {over: [S, R], value: {a: {p: 1, q: 0, r: 2}, b: {p: 0, q: 2, r: 1}}}
  ss: {over: [S, S], value: {a: {a: 1, b: -1}, b: {a: 2, b: 3}}}
  q: {over: [T, T], value: [[1, -2], [3, 4]]}
  y: {over: [R, Kind], value: {p: {big: 1, small: 5}, q: {big: -2, small: 0}, r: {big: 4, small: 2}}}
  rank: {over: [S], value: {a: 2, b: 1}}
  k: {value: 0.5}
"""

VARIABLES = {
    "x": "{over: [T], type: integer, lower: 0, upper: 2}",
    "b": "{over: [S], type: binary}",
    "g": "{type: choice, of: S}",
    "h": "{type: choice, of: R}",
    "o": "{type: choice, of: S, optional: true}",
    "n": "{type: integer, lower: -1, upper: 2}",
    "m": '{for: "s in S", type: choice, of: "Near[s]"}',
    "z": "{type: choice, of: T}",
    "c": "{over: [S], type: choice, of: T}",
    "d": "{over: [T, T], type: binary}",
    "p": "{over: [S], type: choice, of: T, optional: true}",
}
SIZES = {"x": 9, "b": 4, "g": 2, "h": 3, "o": 3, "n": 4, "m": 6, "z": 2, "c": 4, "d": 16, "p": 9}
MOST_POINTS = 150

DEFINITIONS = {
    "paid": ("o", '{value: "w[o]"}'),
    "own": ("o", '{value: "ss[o, o]"}'),
    "far": ("g", '{for: "s in S", value: "ss[s, g]"}'),
    "cost": ("h", '{value: "h.price"}'),
    "level": ("x", '{for: "t in T", value: "x[t] - 1"}'),
    "seat": ("p", '{for: "s in S", value: "p[s]"}'),
    "spare": ("o", '{value: "not o.present"}'),
}
"""Names, the variables that each needs, and what they are."""


@dataclass(frozen=True)
class Names:
    """The variables that a document has."""

    chosen: frozenset[str]

    def only(self, texts: dict[str, list[str]]) -> list[str]:
        """The texts whose variables are all there; the key "" needs none."""
        return [text for need, group in texts.items() if set(need) <= self.chosen for text in group]


def numbers(names: Names) -> SearchStrategy[str]:
    """Numeric expressions."""
    atoms = names.only(
        {
            "": ["1", "2", "k", "3", "w['b']", "len(S)"],
            "x": [
                "x[1]",
                "x[2]",
                "sum(x[t] for t in T)",
                "sum(v[t] * x[t] for t in T)",
                "max(x[t] for t in T)",
            ],
            "b": ["b['a']", "b['b']", "sum(w[s] * b[s] for s in S)", "count(b[s] for s in S)"],
            "g": ["w[g]", "ss[g, g]", "q[rank[g], rank[g]]", "far['b']", "far[g]"],
            "h": ["h.price", "y[h, h.kind]", "cost"],
            "gh": ["u[g, h]"],
            "o": ["w[o]", "ss[o, o]", "v[rank[o]]", "paid", "own"],
            "go": ["ss[g, o]"],
            "n": ["n", "n % 2", "n // 2", "n * n"],
            "z": ["z", "v[z]", "q[z, z]", "q[z, 3 - z]"],
            "c": ["c['a']", "v[c['b']]", "sum(c[s] for s in S)", "q[c['a'], c['b']]"],
            "cg": ["c[g]", "v[c[g]]", "q[c[g], rank[g]]"],
            "co": ["c[o]", "v[c[o]]"],
            "p": ["p['a']", "v[p['b']]"],
            "gp": ["p[g]", "v[p[g]]"],
            "op": ["p[o]", "v[p[o]]"],
            "d": ["sum(d[t, t] for t in T)"],
            "dz": ["d[z, z]", "d[1, z] + d[z, 2]"],
            "m": ["m['a'].price", "sum(m[s].price for s in S)"],
            "xz": ["x[z]", "level[z]"],
            "bg": ["b[g]"],
            "xn": ["n * x[1]", "piecewise(x[2], [(0, 0), (1, 3), (2, 4)])"],
        }
    )
    return st.recursive(st.sampled_from(atoms), _larger_numbers, max_leaves=3)


def _larger_numbers(inner: SearchStrategy[str]) -> SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        pair.map(lambda p: f"({p[0]} + {p[1]})"),
        pair.map(lambda p: f"({p[0]} - {p[1]})"),
        inner.map(lambda e: f"(2 * {e})"),
        inner.map(lambda e: f"abs({e})"),
        pair.map(lambda p: f"min({p[0]}, {p[1]})"),
        pair.map(lambda p: f"({p[0]} if {p[1]} >= 1 else 0)"),
    )


def truths(names: Names) -> SearchStrategy[str]:
    """Boolean expressions."""
    atoms = names.only(
        {
            "b": ["b['a']", "any(b[s] for s in S)", "all(b[s] for s in S)"],
            "g": ["g == 'a'", "g in S", "w[g] > 0"],
            "h": ["h == 'q'", "h.kind == 'big'", "h in ('p', 'r')", "h.price != 2"],
            "o": [
                "o.present",
                "o == 'b'",
                "o != 'a'",
                "paid == 2",
                "paid <= 0",
                "own != 1",
                "spare",
                "w[o] in (0, 2)",
            ],
            "co": ["c[o] == 1", "c[o] != 2", "c[o] >= 1"],
            "cz": ["c['a'] == z", "all_different([z, c['a']])"],
            "cg": ["c[g] == rank[g]"],
            "gp": [
                "p[g] == 1",
                "p[g] != 2",
                "p[g].present",
                "p[g] not in (1, 3)",
                "p[g] == rank[g]",
                "seat[g] != 2",
            ],
            "op": ["p[o] <= 0", "p[o] != 2", "p[o].present", "p[o] in (0, 1)", "p[o] not in (1, 3)"],
            "p": ["seat['a'] != 2", "seat['b'] <= 1"],
            "pz": ["p['a'] != z", "p['a'] == z"],
            "dz": ["d[z, z]"],
            "go": ["g == o", "g != o"],
            "gh": ["(g, h) in Pair", "(g, h) not in Pair"],
            "x": [
                "all_different(x[t] for t in T)",
                "x[1] < x[2]",
                "lex_less([x[1]], [x[2]])",
                "x[1] in (0, 2)",
            ],
            "n": ["n != 1", "n in T"],
            "m": ["m['a'] == m['b']", "all_different(m[s] for s in S)"],
            "z": ["z == 2", "z < 2"],
            "bg": ["b[g]"],
        }
    )
    comparison = st.tuples(numbers(names), st.sampled_from(["<=", ">=", "=="]), numbers(names)).map(" ".join)
    base = st.one_of(comparison, st.sampled_from(atoms)) if atoms else comparison
    return st.recursive(base, _larger_truths, max_leaves=3)


def _larger_truths(inner: SearchStrategy[str]) -> SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        inner.map(lambda e: f"not ({e})"),
        pair.map(lambda p: f"(({p[0]}) and ({p[1]}))"),
        pair.map(lambda p: f"(({p[0]}) or ({p[1]}))"),
        st.tuples(st.sampled_from(("implies", "iff", "xor")), inner, inner).map(
            lambda p: f"{p[0]}({p[1]}, {p[2]})"
        ),
    )


@st.composite
def documents(draw: DrawFn) -> str:
    """A document with a few variables, constraints, perhaps a preference, and an objective."""
    chosen: list[str] = []
    points = 1
    for name in draw(st.permutations(sorted(VARIABLES))):
        if points * SIZES[name] <= MOST_POINTS and len(chosen) < 4:
            chosen.append(name)
            points *= SIZES[name]
    names = Names(frozenset(chosen))
    lines = [HEAD, "variables:", *(f"  {name}: {VARIABLES[name]}" for name in sorted(chosen))]
    defined = [f"  {name}: {text}" for name, (need, text) in DEFINITIONS.items() if need in chosen]
    lines += ["define:", *defined] if defined else []
    lines.append("constraints:")
    for position, truth in enumerate(draw(st.lists(truths(names), min_size=1, max_size=3))):
        soft = draw(st.sampled_from(["", "", "", ", soft: 2"]))
        lines.append(f'  c{position}: {{that: "{truth}"{soft}}}')
    sense = draw(st.sampled_from(["minimize", "maximize"]))
    objective = draw(st.one_of(st.none(), numbers(names)))
    if objective is not None and not any("soft" in line for line in lines):
        lines.append(f'objective: {{{sense}: "{objective}"}}')
    return "\n".join(lines) + "\n"
