"""The colours that Certiplan brings along; all of Textual's themes can be chosen as well."""

from __future__ import annotations

from textual.theme import Theme

DEFAULT_THEME = "certiplan-dark"
THEMES: tuple[Theme, ...] = (
    Theme(
        name="certiplan-dark",
        primary="#7aa2f7",
        secondary="#9ece6a",
        accent="#7dcfff",
        success="#73daca",
        warning="#e0af68",
        error="#f7768e",
        foreground="#c8d3f5",
        background="#16161e",
        surface="#1a1b26",
        panel="#24283b",
        dark=True,
        variables={"footer-key-foreground": "#7aa2f7", "border": "#7aa2f7", "border-blurred": "#3b4261"},
    ),
    Theme(
        name="certiplan-light",
        primary="#2e5cb8",
        secondary="#4d7a1f",
        accent="#0f7b9c",
        success="#1f7a5c",
        warning="#9a6700",
        error="#b3264b",
        foreground="#2a2f45",
        background="#f5f6fa",
        surface="#ffffff",
        panel="#e7e9f2",
        dark=False,
        variables={"footer-key-foreground": "#2e5cb8", "border": "#2e5cb8", "border-blurred": "#c3c8da"},
    ),
)
