"""What was typed before, walked through with the arrow keys."""

from __future__ import annotations

from collections.abc import Iterable


class InputHistory:
    """Earlier inputs, oldest first, and a place among them; what is being typed waits at the end."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts: list[str] = []
        self._place = 0
        self._draft = ""
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """Remember an input, once where it is repeated at once, and go to the end."""
        if text and (not self._texts or self._texts[-1] != text):
            self._texts.append(text)
        self._place = len(self._texts)
        self._draft = ""

    def earlier(self, current: str) -> str | None:
        """The input before; None at the first. `current` is kept as the draft when the walk begins."""
        if self._place == 0:
            return None
        if self._place == len(self._texts):
            self._draft = current
        self._place -= 1
        return self._texts[self._place]

    def later(self) -> str | None:
        """The input after, or the draft after the last; None when there already."""
        if self._place == len(self._texts):
            return None
        self._place += 1
        return self._draft if self._place == len(self._texts) else self._texts[self._place]
