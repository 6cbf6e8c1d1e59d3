"""Every emitted file is run by itself and says what our own solvers say; its values pass the exact check."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
import z3

from certiplan.errors import UsageError
from certiplan.formalizers.emit import Target, emit
from certiplan.solvers.model import Answer, Model, NoSolution, Solved
from certiplan.solvers.process import close_idle_workers
from certiplan.solvers.results import Unbounded
from tests.formalizers.emit.documents import DOCUMENTS
from tests.formalizers.emit.running import Found, accepted, close, run_highs, run_scripts, run_smtlib

# What a format cannot say, with a word of the message.
REFUSED: dict[tuple[Target, str], str] = {
    ("smtlib", "growth"): "constraint bounded: the function exp; use --to pyomo",
    ("z3py", "growth"): "use --to pyomo",
    ("smtlib", "slack"): "use --to z3py or --to pyomo",
    **{(to, "growth"): "use --to pyomo" for to in ("lp", "mps")},
    **{(to, "ratio"): "quotient" for to in ("lp", "mps")},
    **{(to, "stages"): "3 objectives" for to in ("lp", "mps")},
    **{(to, "slack"): "3 objectives" for to in ("lp", "mps")},
}
needs_pyomo = pytest.mark.skipif(
    find_spec("pyomo") is None or find_spec("pyscipopt") is None,
    reason="Pyomo scripts run where the extra `scip` is installed",
)


@pytest.fixture(scope="module", autouse=True)
def _workers() -> Iterator[None]:
    yield
    close_idle_workers()


@cache
def document(name: str) -> Model:
    return Model.load(DOCUMENTS[name])


@cache
def answer(name: str) -> Answer:
    return document(name).solve()


def kept(to: Target) -> list[str]:
    return [name for name in DOCUMENTS if (to, name) not in REFUSED]


def agrees(name: str, found: Found) -> None:
    """What a file says is what we say."""
    model, ours = document(name), answer(name)
    if isinstance(ours, NoSolution):
        assert found.status == "infeasible"
    elif isinstance(ours, Unbounded):
        assert found.status == "unbounded"
    else:
        assert isinstance(ours, Solved) and ours.optimal
        assert found.status in ("optimal", "feasible")
        assert accepted(model, found)
        if ours.objectives:
            assert found.status == "optimal"
            pairs = zip(found.objectives, map(float, ours.objectives), strict=True)
            assert all(close(theirs, own) for theirs, own in pairs)


def scripts(to: Target, directory: Path) -> dict[str, Found]:
    files = {}
    for name in kept(to):
        files[name] = directory / f"{name}.py"
        files[name].write_text(emit(document(name), to=to), encoding="utf-8")
    found = run_scripts(list(files.values()), directory)
    return {name: found[file] for name, file in files.items()}


@pytest.fixture(scope="module")
def z3py(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    return scripts("z3py", tmp_path_factory.mktemp("z3py"))


@pytest.fixture(scope="module")
def pyomo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    return scripts("pyomo", tmp_path_factory.mktemp("pyomo"))


@pytest.mark.parametrize("name", kept("z3py"))
def test_z3py(name: str, z3py: dict[str, Found]) -> None:
    agrees(name, z3py[name])


@needs_pyomo
@pytest.mark.parametrize("name", kept("pyomo"))
def test_pyomo(name: str, pyomo: dict[str, Found]) -> None:
    agrees(name, pyomo[name])


@pytest.mark.parametrize("name", [name for name in kept("smtlib") if name != "boundless"])
def test_smtlib(name: str) -> None:
    agrees(name, run_smtlib(emit(document(name), to="smtlib")))


@pytest.mark.parametrize("name", kept("smtlib"))
def test_smtlib_commands_are_all_understood(name: str) -> None:
    text = emit(document(name), to="smtlib")
    context = z3.Context()
    if name == "impossible":
        with pytest.raises(z3.Z3Exception, match=r"unsat(.|\n)*model is not available"):
            z3.Z3_eval_smtlib2_string(context.ref(), text)
        return
    printed = z3.Z3_eval_smtlib2_string(context.ref(), text)
    assert printed.startswith("sat")
    assert "error" not in printed
    if name == "boundless":
        assert "oo)" in printed


@pytest.mark.parametrize("name", kept("lp"))
def test_lp(name: str, tmp_path: Path) -> None:
    agrees(name, run_highs(emit(document(name), to="lp"), tmp_path / "model.lp"))


@pytest.mark.parametrize("name", kept("mps"))
def test_mps(name: str, tmp_path: Path) -> None:
    agrees(name, run_highs(emit(document(name), to="mps"), tmp_path / "model.mps"))


@pytest.mark.parametrize(("to", "name"), REFUSED)
def test_what_a_format_cannot_say_is_refused(to: Target, name: str) -> None:
    with pytest.raises(UsageError) as refusal:
        emit(document(name), to=to)
    message = str(refusal.value)
    assert message.startswith(f"{to} cannot express this model: ")
    assert REFUSED[to, name] in message
