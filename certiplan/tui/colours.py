"""The colours of Certiplan's own themes, as data: they are needed before there is a library that draws."""

from __future__ import annotations

DEFAULT_THEME = "certiplan-dark"
COLOURS: dict[str, dict[str, str]] = {
    "certiplan-dark": {
        "primary": "#7aa2f7",
        "secondary": "#9ece6a",
        "accent": "#7dcfff",
        "success": "#73daca",
        "warning": "#e0af68",
        "error": "#f7768e",
        "foreground": "#c8d3f5",
        "background": "#16161e",
        "surface": "#1a1b26",
        "panel": "#24283b",
        "border-blurred": "#3b4261",
    },
    "certiplan-light": {
        "primary": "#2e5cb8",
        "secondary": "#4d7a1f",
        "accent": "#0f7b9c",
        "success": "#1f7a5c",
        "warning": "#9a6700",
        "error": "#b3264b",
        "foreground": "#2a2f45",
        "background": "#f5f6fa",
        "surface": "#ffffff",
        "panel": "#e7e9f2",
        "border-blurred": "#c3c8da",
    },
}
"""Theme → what a colour is for → "#rrggbb"."""
