"""The driver of a terminal on which the first picture stands already."""

from __future__ import annotations

from textual.drivers.linux_driver import LinuxDriver

from certiplan.tui.first_picture import ENTER, FirstPicture

_LOOK_S = 0.05
_AT_ONCE = "\x1b[?2026h{}\x1b[?2026l"
"""A terminal that knows this shows nothing of it before its end; another does not mind."""


def taking_over(picture: FirstPicture) -> type[LinuxDriver]:
    """A driver that takes over from a picture without a flash, and gives the terminal back as it was before.

    Entering the alternate screen clears it in some terminals, so that is left out the first time; it is done
    again after the program was suspended. What Textual draws before its input stands is kept back and then
    written in one go, and keys are left in the terminal until there is an input for them.
    """
    kept_back: list[str] = []

    class TakingOver(LinuxDriver):
        def start_application_mode(self) -> None:
            super().start_application_mode()  # type: ignore[no-untyped-call]
            self.attrs_before = picture.attributes
            picture.taken_over = True

        def write(self, data: str) -> None:
            if not picture.takes_keys.is_set():
                kept_back.append("" if data == ENTER else data)
                return
            self._let_out()
            super().write(data)

        def stop_application_mode(self) -> None:
            picture.takes_keys.set()
            super().stop_application_mode()

        def run_input_thread(self) -> None:
            while not (self.exit_event.is_set() or picture.takes_keys.wait(_LOOK_S)):
                pass
            super().run_input_thread()

        def _let_out(self) -> None:
            if kept_back:
                data = "".join(kept_back)
                kept_back.clear()
                super().write(_AT_ONCE.format(data))

    return TakingOver
