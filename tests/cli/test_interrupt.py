"""Ctrl-C ends the program quietly, whatever it is doing."""

from __future__ import annotations

import importlib

import pytest

from certiplan import cli


class _Wrapping:
    """Stands for an import that ends in this error."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __call__(self, name: str) -> object:
        raise self._error


def _caused(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        KeyboardInterrupt(),
        _caused(RuntimeError("Error calling __set_name__"), KeyboardInterrupt()),
        _caused(ImportError("no"), _caused(RuntimeError("Error calling __set_name__"), KeyboardInterrupt())),
    ],
)
def test_also_while_a_command_is_imported(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib, "import_module", _Wrapping(error))
    assert cli.main(["solve", "model.yaml"]) == 130
    assert capsys.readouterr().err == "certiplan: interrupted\n"


def test_another_failure_of_an_import_is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib, "import_module", _Wrapping(ImportError("broken wheel")))
    assert cli.main(["solve", "model.yaml"]) == 1
    assert "internal failure (ImportError: broken wheel)" in capsys.readouterr().err
