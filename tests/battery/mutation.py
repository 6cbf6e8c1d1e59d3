"""What a mutant is: a patch of one function of Certiplan, and the document that shows the fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

Patch = Callable[[pytest.MonkeyPatch], None]
Replacement = Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A fault, how to bring it about, and the construct whose comparison with brute force fails then."""

    name: str
    killed_by: str
    apply: Patch


def around(owner: Any, name: str, replacement: Replacement) -> Patch:
    """Replace a function by `replacement(original, *arguments)`."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        original = getattr(owner, name)

        def changed(*arguments: Any, **options: Any) -> Any:
            return replacement(original, *arguments, **options)

        patch.setattr(owner, name, changed)

    return apply


def together(*patches: Patch) -> Patch:
    def apply(patch: pytest.MonkeyPatch) -> None:
        for each in patches:
            each(patch)

    return apply
