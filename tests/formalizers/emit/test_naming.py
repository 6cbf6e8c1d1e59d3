"""Identifiers: accepted by every format, one for each name, and mapped back."""

from __future__ import annotations

import keyword
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certiplan.formalizers.emit import Names, identifier_of, read_names
from certiplan.formalizers.emit.naming import RESERVED, table_lines
from certiplan.formalizers.emit.z3py_script import IMPORTS
from certiplan.solvers.model import Model
from tests.formalizers.emit.documents import DOCUMENTS

NAMES = st.one_of(
    st.text(max_size=12),
    st.from_regex(r"[a-z_]{1,4}\[[-a-z0-9., _]{1,6}\](=[a-z ]{1,3})?", fullmatch=True),
    st.sampled_from(
        ["x", "x_v2", "x__v2", "x_v3", "X", "x ", "Sum", "free", "inf", "e12", "1", "", "_", "é", "e"]
    ),
)


@given(st.lists(NAMES, max_size=20))
def test_identifiers_are_bijective(names: list[str]) -> None:
    made = Names(names)
    identifiers = [made.sanitize(name) for name in names]
    assert [made.restore(identifier) for identifier in identifiers] == names
    assert len(set(identifiers)) == len(set(names))
    assert made.fresh("x") not in identifiers


@given(NAMES)
def test_identifiers_are_accepted_everywhere(name: str) -> None:
    identifier = identifier_of(name)
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", identifier)
    assert len(identifier) <= 90
    assert not keyword.iskeyword(identifier)
    assert not re.match(r"inf|nan|e\d", identifier, re.IGNORECASE)
    assert identifier.lower() not in RESERVED


@given(st.lists(NAMES, max_size=8), st.sampled_from([";", "\\", "*", "#"]))
def test_tables_are_read_back(names: list[str], mark: str) -> None:
    table = Names(names).table()
    text = "\n".join(f"{mark} {line}" for line in table_lines(table))
    assert read_names(text) == {identifier: name for identifier, name in table.items() if identifier != name}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_columns_of_documents(document: str) -> None:
    columns = [column.name for column in Model.load(DOCUMENTS[document]).ground.model.columns]
    names = Names(columns)
    assert [names.restore(names.sanitize(column)) for column in columns] == columns


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("make[bread,sat]", "make__bread__sat"),
        ("hotel[2]=Ritz", "hotel__2__is__Ritz"),
        ("pause.present", "pause__present"),
        ("level[-1]", "level__neg1"),
        ("level[0.5]", "level__0p5"),
        ("café[crème]", "cafe__creme"),
        ("free", "v_free"),
        ("info", "v_info"),
        ("2nd", "v_2nd"),
    ],
)
def test_identifiers_are_readable(name: str, identifier: str) -> None:
    assert identifier_of(name) == identifier


def test_what_scripts_use_is_reserved() -> None:
    assert {word.lower() for word in IMPORTS} <= RESERVED


def test_attributes_of_pyomo_models_are_reserved() -> None:
    pyo = pytest.importorskip("pyomo.environ")
    attributes = {name.lower() for name in dir(pyo.ConcreteModel()) if not name.startswith("_")}
    assert attributes <= RESERVED
