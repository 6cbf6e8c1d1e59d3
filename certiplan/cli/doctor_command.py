"""`certiplan doctor`."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, entry_points, version

from certiplan import __version__
from certiplan.agents.task import GROUP
from certiplan.cli.model_options import add_json
from certiplan.cli.output import print_json
from certiplan.solvers.registry import backends

_PACKAGES = {
    "highs": ("highspy",),
    "z3": ("z3-solver",),
    "cpsat": ("ortools",),
    "scip": ("pyscipopt", "pyomo"),
}
_PROVIDERS = {
    "openai": ("langchain-openai", "OPENAI_API_KEY"),
    "anthropic": ("langchain-anthropic", "ANTHROPIC_API_KEY"),
    "ollama": ("langchain-ollama", None),
}
_EXTRAS = {
    "mcp": ("mcp", "the MCP server"),
    "dask": ("distributed", "evaluation on a cluster"),
    "parquet": ("pyarrow", "tables in Parquet files"),
    "web": ("textual-serve", "the conversation in a browser"),
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at: what it is, whether it can be used, and what is there or what to do."""

    kind: str
    name: str
    usable: bool
    words: str


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Say what is installed and what would help; 0 once something can be solved, else 1."""
    findings = list(_findings())
    if options.json:
        print_json(
            {
                "version": __version__,
                "python": platform.python_version(),
                "findings": [vars(finding) for finding in findings],
            }
        )
    else:
        _print(findings)
    return 0 if any(finding.kind == "solver" and finding.usable for finding in findings) else 1


def _print(findings: list[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    kind = ""
    for finding in findings:
        sign = Text("✓", style="green") if finding.usable else Text("–", style="yellow")
        shown = finding.kind if finding.kind != kind else ""
        kind = finding.kind
        table.add_row(Text(shown, style="bold"), sign, Text(finding.name), Text(finding.words))
    console = Console()
    console.print(f"Certiplan {__version__} on Python {platform.python_version()}, {platform.platform()}")
    console.print(table)


def _findings() -> Iterator[Finding]:
    for solver in backends():
        missing = solver.unavailable_because()
        installed = ", ".join(filter(None, map(_installed, _PACKAGES[solver.name])))
        yield Finding(kind="solver", name=solver.name, usable=missing is None, words=missing or installed)
    for name, (package, key) in _PROVIDERS.items():
        yield _provider(name, package, key)
    for task in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        yield Finding(kind="domain", name=task.name, usable=True, words=task.value.partition(":")[0])
    for name, (package, what) in _EXTRAS.items():
        installed = _installed(package)
        words = installed or f"for {what}: pip install 'certiplan[{name}]'"
        yield Finding(kind="extra", name=name, usable=bool(installed), words=words)


def _provider(name: str, package: str, key: str | None) -> Finding:
    """Whether a provider of language models can be asked; a key is looked for and never shown."""
    installed = _installed(package)
    if not installed:
        words = f"pip install 'certiplan[{name}]'"
        return Finding(kind="language model", name=name, usable=False, words=words)
    if key is not None and not os.environ.get(key):
        words = f"{installed}; no key: set {key}" + (", or use --base-url" if name == "openai" else "")
        return Finding(kind="language model", name=name, usable=False, words=words)
    words = f"{installed}; key in {key}" if key is not None else f"{installed}; no key needed"
    return Finding(kind="language model", name=name, usable=True, words=words)


def _installed(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return ""
