"""What every test runs under: reproducible examples, and no limits on time, which drifts."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("certiplan", deadline=None, derandomize=True)
settings.load_profile("certiplan")
