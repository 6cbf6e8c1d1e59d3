"""Tables as pandas prints them, read back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from certiplan.tasks.travel.travelplanner._reference import text_table

COLUMNS = ("Name", "Average Cost", "Cuisines", "City")


def printed(rows: list[tuple[str, ...]], indices: list[int] | None) -> str:
    """What `DataFrame.to_string` prints: right-aligned, wider apart with an index."""
    widths = [max(len(text) for text in column) for column in zip(COLUMNS, *rows, strict=True)]
    lines = []
    for k, row in enumerate([COLUMNS, *rows]):
        cells = [text.rjust(width) for text, width in zip(row, widths, strict=True)]
        if indices is None:
            lines.append(" ".join(cells))
        else:
            label = "" if k == 0 else str(indices[k - 1])
            lines.append("  ".join([label.ljust(max(len(str(index)) for index in indices)), *cells]))
    return "\n".join(lines)


def values(alphabet: str) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=1, max_size=12).map(str.strip).filter(bool)


ROWS = st.lists(
    st.tuples(
        values("aé, 7|'"), st.integers(1, 100).map(str), values("bc, "), st.sampled_from(["Elm", "New Fir"])
    ),
    min_size=1,
    max_size=5,
)


@given(rows=ROWS)
def test_a_table_without_index_is_read_back(rows: list[tuple[str, ...]]) -> None:
    table = text_table(printed(rows, None), "Restaurants in Elm")
    assert [tuple(row[name] for name in COLUMNS) for row in table] == rows


@given(rows=ROWS, start=st.integers(0, 12))
def test_a_table_with_index_is_read_back(rows: list[tuple[str, ...]], start: int) -> None:
    indices = [start + 3 * k for k in range(len(rows))]
    table = text_table(printed(rows, indices), "Restaurants in Elm")
    assert [tuple(row[name] for name in COLUMNS) for row in table] == rows


def test_a_printed_line_break_is_one() -> None:
    assert text_table("   Name City\nTwo\\nL.  Elm", "") == [{"Name": "Two\nL.", "City": "Elm"}]
