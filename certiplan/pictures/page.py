"""A page as one HTML file: its style inside, its drawings inline, nothing loaded, no script."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from certiplan.pictures.figures import figure
from certiplan.pictures.markup import element, to_html
from certiplan.pictures.shapes import Page

_VERDICTS = {
    "plan": "✓ Proved and rechecked",
    "conflict": "✗ Cannot be met as asked",
    "question": "? One thing is missing",
    "unknown": "… Not settled",
}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""The browser itself refuses whatever would leave the page."""


def to_page(page: Page) -> str:
    """The whole page as HTML text, UTF-8.

    It loads nothing, runs nothing, follows the reader's choice of light or dark, prints, and fits a phone.
    Texts are escaped; the order of the markup is the order in which a screen reader should tell it.
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", **{"http_equiv": "Content-Security-Policy"}, content=_POLICY),
        element("title", page.title),
        element("style", _style()),
    )
    heading = element(
        "header",
        element("span", _VERDICTS[page.verdict], class_=f"badge {page.verdict}"),
        element("h1", page.title),
        *([element("p", page.subtitle, class_="soft")] if page.subtitle else []),
    )
    body = element(
        "body",
        element(
            "main",
            heading,
            *(figure(picture) for picture in page.pictures),
            element("footer", *(element("p", line) for line in page.small_print)),
        ),
    )
    return f"<!DOCTYPE html>\n{to_html(element('html', head, body, lang='en'))}\n"


@cache
def _style() -> str:
    return files("certiplan.pictures").joinpath("style.css").read_text(encoding="utf-8")
