"""Names that come from data cannot steer the terminal on which they are shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from certiplan.cli import main
from certiplan.pictures import Check, Checks, Page, Table, to_terminal
from certiplan.printable import printable

EVIL = "a\x1b[31mb\x1b]0;c\x07\x9bd\x7f"
TAME = "a[31mb]0;cd"


def test_what_a_terminal_obeys_is_left_out() -> None:
    assert printable(EVIL) == TAME
    assert printable("Zürich\t→\n東京 [bold]") == "Zürich\t→\n東京 [bold]"


def test_pages_show_names_and_obey_none() -> None:
    page = Page(
        title=EVIL,
        pictures=(
            Table(title=EVIL, columns=(EVIL,), rows=((EVIL,),)),
            Checks(title="", checks=(Check(state="met", label=EVIL, quote=EVIL),)),
        ),
        small_print=(EVIL,),
    )
    console = Console(width=60, color_system=None)
    with console.capture() as shown:
        console.print(to_terminal(page))
    assert shown.get().count(TAME) == 7
    assert printable(shown.get()) == shown.get()


@pytest.mark.parametrize(("relation", "code"), [("==", 0), (">", 3), ("= =", 2)])
def test_commands_do_neither(
    relation: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(
        'certiplan: 1\nsets: {S: ["a\\e[31mb", c]}\nvariables: {x: {over: [S], type: binary}}\n'
        f'constraints: {{k: {{for: "s in S", that: "x[s] {relation} 1"}}}}\n'
    )
    assert main(["solve", str(path)]) == code
    shown = "".join(capsys.readouterr())
    assert printable(shown) == shown and shown
