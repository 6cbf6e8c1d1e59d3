"""Pages as text: whole, self-contained, and free of other people's markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from certiplan.pictures import Bar, Front, FrontPoint, Gantt, Page, Picture, RouteMap, Stack, to_page
from certiplan.pictures.scale import ticks
from tests.pictures.examples import EXPECTED_TEXTS, HARMFUL, PAGE, PICTURES


class Reader(HTMLParser):
    """Every tag with its attributes, and the text as a browser would show it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data + "\n"


def test_everything_is_there_in_order() -> None:
    reader = Reader(to_page(PAGE))
    position = 0
    for text in EXPECTED_TEXTS:
        position = reader.text.index(text, position)
    headings = [tag for tag, _ in reader.tags if tag in ("h1", "h2", "h3")]
    assert headings[0] == "h1" and headings.count("h1") == 1


def test_texts_stay_texts() -> None:
    reader = Reader(to_page(PAGE))
    assert HARMFUL in reader.text
    assert not {"script", "img", "link", "iframe", "object"} & {tag for tag, _ in reader.tags}
    for _, attributes in reader.tags:
        assert not any(name.startswith("on") or name in ("src", "href") for name in attributes)


def test_nothing_is_loaded() -> None:
    page = to_page(PAGE)
    assert "default-src 'none'" in page
    assert not re.search(r"@import|url\(", page)


def test_drawings_have_names_and_a_table_beside_them() -> None:
    reader = Reader(to_page(PAGE))
    drawings = [attributes for tag, attributes in reader.tags if tag == "svg"]
    assert len(drawings) == 3
    assert all(attributes["role"] == "img" for attributes in drawings)
    assert sum(tag == "details" for tag, _ in reader.tags) == 3


@pytest.mark.parametrize(
    "picture",
    [
        Gantt(title="nothing", lanes=(), bars=()),
        Gantt(title="a moment", lanes=("a",), bars=(Bar(lane="a", label="x", start=2, end=2),)),
        RouteMap(title="nowhere", places=(), routes=()),
        Stack(title="nothing", parts=(), total="$0"),
        Front(title="one", x_label="x", y_label="y", points=(FrontPoint(x=1, y=1),)),
        Front(title="none", x_label="x", y_label="y", points=()),
        *PICTURES,
    ],
    ids=lambda picture: f"{type(picture).__name__} {picture.title}",
)
def test_every_picture_alone(picture: Picture) -> None:
    page = to_page(Page(title="One", pictures=(picture,)))
    assert "NaN" not in page and "inf" not in page.split("</style>")[1].replace("information", "")


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 10, (0, 2, 4, 6, 8, 10)),
        (-3, 3, (-3, -2, -1, 0, 1, 2, 3)),
        (0.1, 0.32, (0.1, 0.15, 0.2, 0.25, 0.3)),
        (5, 5, (5,)),
    ],
)
def test_ticks(low: float, high: float, expected: tuple[float, ...]) -> None:
    assert ticks(low, high) == pytest.approx(expected)
