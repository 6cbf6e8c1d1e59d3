"""Edits of a trip in plain words: "make it four people", "drop the no-flight rule", "what if we were three?".

What can be said absolutely ("budget 1600", "also Italian food") is read by the parts of the request's reader;
the grammar here knows what only makes sense of something that is there ("a day longer", "one more person",
"any room will do"). It says which words it did not understand.
"""

from __future__ import annotations

from certiplan.agents.modes import Mode, mode_of
from certiplan.tasks.travel.editing.editing import Edited, edited, is_whole_request

__all__ = ["Edited", "Mode", "edited", "is_whole_request", "mode_of"]
