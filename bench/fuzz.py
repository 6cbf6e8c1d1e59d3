"""Fuzz the way from a text to a checked document: no crash, no hang, no memory blow-up, whatever the text is.

    python bench/fuzz.py --seconds 600

The corpus is `examples/*.yaml` and the battery's documents. Each round mutates one of them: bytes, tokens of
its expressions, or nodes of its data. A text must either be accepted or be refused with one of Certiplan's
own errors, in 5 seconds and in 1 GB. Everything else is reported once for each place in the source where it
happens, and its input is saved under --out. The text under test lies in `current.yaml` there, in case the
whole process dies.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import random
import re
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from certiplan.errors import CertiplanError, InternalError  # noqa: E402
from certiplan.model.grounding import check  # noqa: E402
from certiplan.model.loading import load_elements  # noqa: E402
from certiplan.model.parser import parse_comprehension, parse_expression, parse_ranges  # noqa: E402
from certiplan.model.yaml_text import Data, parse_text  # noqa: E402

MOST_SECONDS = 5.0
MOST_GROWTH_BYTES = 1 << 30
LARGEST_SEED = 6_000
SLOWEST_SEED_S = 0.3
TOKEN = re.compile(r"'[^']*'|\w+|\d+\.?\d*|[<>=!*/]=|\*\*|//|\S")
QUOTED = re.compile(r'"([^"\n]{2,})"')
_WORDS = """
+ - * / // % ** == != < <= > >= ( ) [ ] , . : { } ' | & ~ @ := lambda not and or in for if else
True False None pi e 0 1 2 -1 0.5 1e9 1e999 10**9 99999999999999999999 0/0 9**9**9 x x[1] S row
sum( min( max( prod( any( all( count( abs( sqrt( log( exp( round( floor( piecewise( implies( iff( xor(
len( first( last( next( prev( pos( subsets( range( date( time( weekday( to( is_missing( lower( matches(
all_different( lex_less( circuit( subcircuit( path( no_overlap( cumulative( precedes( contains( days_between(
penalty x.present t.start t.end .present .start __class__ é ²
"""
WORDS = _WORDS.split()
BYTES = [
    "\x00",
    "\n",
    "\t",
    " ",
    "  ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    "&a ",
    "*a",
    "!!x ",
    "%",
    "#",
    "|",
]


class TooSlowError(BaseException):
    """Raised by the alarm: not an `Exception`, so that nothing on the way catches it."""


@dataclass
class Findings:
    """What went wrong, once for each place, and how often."""

    out: Path
    counts: dict[str, int] = field(default_factory=dict)

    def report(self, what: str, place: str, text: str, trace: str) -> None:
        """Save the input of a new finding; count a known one."""
        key = f"{what} at {place}"
        self.counts[key] = self.counts.get(key, 0) + 1
        if self.counts[key] > 1:
            return
        path = self.out / f"finding{len(self.counts)}.yaml"
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        (self.out / f"finding{len(self.counts)}.txt").write_text(f"{key}\n\n{trace}", encoding="utf-8")
        print(f"{path}: {key}", flush=True)


# ---------------------------------------------------------------- mutations


def mutated_bytes(text: str, corpus: Sequence[str], rng: random.Random) -> str:
    """Cut, double, insert, overwrite, or splice in a piece of another document."""
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        start = rng.randrange(len(text) + 1)
        end = min(len(text), start + rng.choice((1, 1, 2, 5, 20, 100)))
        match rng.randrange(5):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:end] + text[start:]
            case 2:
                text = text[:start] + rng.choice(BYTES) + text[start:]
            case 3:
                text = (
                    text[:start] + chr(rng.choice((rng.randrange(128), rng.randrange(0xD000)))) + text[end:]
                )
            case _:
                other = rng.choice(corpus)
                begin = rng.randrange(len(other) + 1)
                text = text[:start] + other[begin : begin + rng.choice((5, 30, 200))] + text[end:]
    return text


def mutated_expression(expression: str, tokens: Sequence[str], rng: random.Random) -> str:
    """Replace, drop, double, swap or insert tokens; sometimes nest deeply."""
    parts = TOKEN.findall(expression) or ["x"]
    for _ in range(rng.choice((1, 1, 2, 3))):
        at = rng.randrange(len(parts))
        match rng.randrange(7):
            case 0:
                parts[at] = rng.choice(tokens)
            case 1:
                del parts[at]
            case 2:
                parts.insert(at, parts[at])
            case 3:
                other = rng.randrange(len(parts))
                parts[at], parts[other] = parts[other], parts[at]
            case 4:
                parts.insert(at, rng.choice(WORDS))
            case 5:
                parts[at:at] = [
                    rng.choice(tokens),
                    rng.choice(("+", "*", "==", "<=", "in", "and", ",", "if")),
                ]
            case _ if rng.random() < 0.1:
                depth = rng.choice((20, 300, 2000))
                opening, closing = rng.choice(
                    (("(", ")"), ("[", "]"), ("not ", ""), ("-", ""), ("abs(", ")"))
                )
                parts[at] = opening * depth + parts[at] + closing * depth
            case _:
                parts[at] = f"({parts[at]})"
        parts = parts or ["x"]
    return " ".join(parts)


def mutated_tokens(text: str, tokens: Sequence[str], rng: random.Random) -> str:
    """Mutate one or two of the quoted expressions of a document."""
    for _ in range(rng.choice((1, 1, 2))):
        places = list(QUOTED.finditer(text))
        if not places:
            break
        place = rng.choice(places)
        changed = mutated_expression(place[1], tokens, rng).replace('"', "'").replace("\\", "")
        text = text[: place.start(1)] + changed + text[place.end(1) :]
    return text


def mutated_data(data: Data, pieces: Sequence[Data], rng: random.Random) -> Data:
    """Replace, drop, rename or move nodes of a document's data."""
    if isinstance(data, dict) and data:
        key = rng.choice(list(data))
        changed = dict(data)
        match rng.randrange(8):
            case 0:
                changed[key] = rng.choice(pieces)
            case 1:
                del changed[key]
            case 2:
                changed[rng.choice(list(data))] = data[key]
            case 3:
                changed[f"{key}2"] = changed.pop(key)
            case _:
                changed[key] = mutated_data(data[key], pieces, rng)
        return changed
    if isinstance(data, list) and data and rng.random() < 0.9:
        items = list(data)
        at = rng.randrange(len(items))
        match rng.randrange(5):
            case 0:
                del items[at]
            case 1:
                items.insert(at, items[at])
            case 2:
                items[at] = rng.choice(pieces)
            case _:
                items[at] = mutated_data(items[at], pieces, rng)
        return items
    odd: list[Data] = [None, True, 0, -1, 10**30, "", "x", "= 1", "1..9", "1..999999999", [], {}, [[]], "S"]
    return rng.choice((*odd, rng.choice(pieces)))


def pieces_of(data: Data) -> list[Data]:
    """Every node of a document's data."""
    found = [data]
    children = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for child in children:
        found += pieces_of(child)
    return found


# ---------------------------------------------------------------- one run


def run(work: Callable[[], object]) -> tuple[str, str, str] | None:
    """Do it under watch; what is wrong, where, and the trace."""
    signal.setitimer(signal.ITIMER_REAL, MOST_SECONDS)
    try:
        work()
    except InternalError as error:
        return _described(error)
    except CertiplanError:
        return None
    except (Exception, TooSlowError) as error:
        return _described(error)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return None


def _described(error: BaseException) -> tuple[str, str, str]:
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "/certiplan/" in frame.filename]
    frame = ours[-1] if ours else None
    place = f"{Path(frame.filename).name}:{frame.lineno}" if frame else "?"
    if isinstance(error, RecursionError | TooSlowError | MemoryError):  # the last frame is a matter of chance
        place = "/".join(dict.fromkeys(Path(frame.filename).stem for frame in ours))[:120]
    trace = "".join(traceback.format_exception(error))
    return type(error).__name__, place, trace if len(trace) < 6000 else f"{trace[:3000]}\n…\n{trace[-3000:]}"


def checked(source: str | Mapping[str, object]) -> None:
    """Load and type check a document, as `certiplan check` does."""
    loaded = load_elements(source)
    for diagnostic in check(loaded.elements, loaded.tables):
        str(diagnostic)


def parsed_all_ways(expression: str) -> None:
    """Parse a text as an expression, a comprehension and ranges."""
    for parse in (parse_expression, parse_comprehension, parse_ranges):
        try:
            parse(expression)
        except Exception as error:
            if type(error).__name__ != "ExpressionError":
                raise


def seeds() -> list[str]:
    """Examples that need no files and are checked quickly, and the battery's documents."""
    from tests.battery.constructs import CONSTRUCTS

    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.yaml"))]
    texts = [text for text in texts if len(text) <= LARGEST_SEED]
    texts += [construct.text for construct in CONSTRUCTS]
    kept = []
    for text in texts:
        began = time.monotonic()
        if run(partial(checked, text)) is None and time.monotonic() - began < SLOWEST_SEED_S:
            kept.append(text)
    return kept


def main() -> int:
    """Fuzz for a while; the exit code is 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("fuzz-findings"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)

    faulthandler.enable()
    signal.signal(signal.SIGALRM, _alarm)
    rng = random.Random(options.seed)
    corpus = seeds()
    data = [parse_text(text).data for text in corpus]
    pieces = [piece for each in data for piece in pieces_of(each)]
    expressions = sorted({match[1] for text in corpus for match in QUOTED.finditer(text)})
    tokens = [*WORDS, *sorted({token for text in expressions for token in TOKEN.findall(text)})]
    findings = Findings(options.out)
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MOST_GROWTH_BYTES,) * 2)
    print(f"{len(corpus)} documents, {len(expressions)} expressions", flush=True)

    rounds, until = 0, time.monotonic() + options.seconds
    while time.monotonic() < until:
        rounds += 1
        which = rng.randrange(len(corpus))
        source: str | Mapping[str, object]
        match rng.randrange(8):
            case 0 | 1:
                source = mutated_bytes(corpus[which], corpus, rng)
            case 2 | 3 | 4:
                source = mutated_tokens(corpus[which], tokens, rng)
            case 5:
                source = mutated_expression(rng.choice(expressions), tokens, rng)
            case _:
                changed = mutated_data(data[which], pieces, rng)
                source = changed if isinstance(changed, dict) else corpus[which]
        text = source if isinstance(source, str) else json.dumps(source, default=str)
        (options.out / "current.yaml").write_text(text, encoding="utf-8", errors="surrogatepass")
        faulthandler.dump_traceback_later(6 * MOST_SECONDS, exit=True)
        if isinstance(source, str) and "\n" not in source:
            found = run(partial(parsed_all_ways, source))
        else:
            found = run(partial(checked, source))
        faulthandler.cancel_dump_traceback_later()
        if found is not None:
            what, place, trace = found
            findings.report(what, place, text, trace)
    print(f"{rounds} documents; {len(findings.counts)} kinds of findings", flush=True)
    for key, count in sorted(findings.counts.items(), key=lambda item: -item[1]):
        print(f"{count:6}  {key}")
    return 1 if findings.counts else 0


def _alarm(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlowError


if __name__ == "__main__":
    sys.exit(main())
