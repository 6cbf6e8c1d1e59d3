"""Reading a request for a trip from English text, by rules and names: no language model, no network.

`read_request` gives a `Read` (the typed request, with what was presumed and which words were not used) or a
`Missing` (a question; `continue_reading` takes the reply). What is impossible raises `RequestError`.
"""

from __future__ import annotations

from certiplan.tasks.travel.reader.facts import Facts
from certiplan.tasks.travel.reader.gazetteer import Gazetteer
from certiplan.tasks.travel.reader.reading import Missing, Read, Reading, continue_reading, read_request

__all__ = ["Facts", "Gazetteer", "Missing", "Read", "Reading", "continue_reading", "read_request"]
