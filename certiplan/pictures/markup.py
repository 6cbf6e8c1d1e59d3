"""Elements of HTML and SVG, built as a tree so that every text is escaped by the library that writes it."""

from __future__ import annotations

from xml.etree import ElementTree as ET  # only writes; nothing is parsed

Node = ET.Element


def element(tag: str, *children: Node | str, **attributes: str | float | None) -> Node:
    """An element with children and attributes.

    An attribute named `class_` loses its underscore, `stroke_width` is written `stroke-width`; numbers are
    rounded to hundredths, None leaves the attribute out.
    """
    node = ET.Element(tag)
    for name, value in attributes.items():
        if value is not None:
            text = value if isinstance(value, str) else f"{round(value, 2):g}"
            node.set(name.rstrip("_").replace("_", "-"), text)
    for child in children:
        if isinstance(child, str):
            _append_text(node, child)
        else:
            node.append(child)
    return node


def _append_text(node: Node, text: str) -> None:
    """Text after the children that are there."""
    clean = "".join(c for c in text if c in "\n\t" or c >= " ")
    if len(node):
        node[-1].tail = (node[-1].tail or "") + clean
    else:
        node.text = (node.text or "") + clean


def drawing(width: float, height: float, label: str, *children: Node) -> Node:
    """An SVG of a size in pixels that shrinks with the page, with a name for who cannot see it."""
    return element(
        "svg",
        element("title", label),
        *children,
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        width="100%",
        style=f"max-width:{width:g}px",
    )


def to_html(node: Node) -> str:
    """The markup of an element."""
    return ET.tostring(node, encoding="unicode", method="html")
