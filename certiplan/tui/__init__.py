"""The conversation in the terminal."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from certiplan.tui.desk.settings import ChatSettings
    from certiplan.tui.first_picture import FirstPicture

__all__ = ["run_chat"]


def run_chat(settings: ChatSettings, picture: FirstPicture | None = None) -> int:
    """Talk until the person leaves.

    Args:
        settings: how the conversation begins.
        picture: what stands on the terminal already, if anything does.

    Returns:
        The exit code.

    Raises:
        UsageError: there is no such theme.
        KeyboardInterrupt: the person interrupted it before it could hear keys.
    """
    from certiplan.errors import UsageError

    gc.disable()  # loading leaves nothing to collect, and looking for it takes a tenth of the time
    try:
        from certiplan.tui.app import ChatApp
    finally:
        gc.enable()

    app = ChatApp(settings)
    if settings.theme is not None and settings.theme not in app.available_themes:
        known = ", ".join(sorted(app.available_themes))
        raise UsageError(f"there is no theme {settings.theme}; known: {known}")
    if picture is not None and picture.attributes is not None:
        from certiplan.tui.taking_over import taking_over

        app.driver_class = taking_over(picture)
        app.takes_keys = picture.takes_keys
    app.run()
    if app.return_code is None:  # nobody left: asyncio cancelled it, as it does where there is an interrupt
        raise KeyboardInterrupt
    return app.return_code
