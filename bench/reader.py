"""How well a language model's documents answer problems whose answer is known.

    python bench/reader.py --model openai:NAME [--base-url URL] --data DIR --set nl4opt --limit 20 --out FILE

Sets: every file of DIR/wordproblems by its name, `routing` (DIR/routing/words_to_routes.jsonl) and
`planbench` (DIR/planbench: the least number of actions, found here by breadth-first search). A record for
each problem is appended to the output file; problems that it holds already are not done again.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path
from typing import Any

RELATIVE_TOLERANCE = 1e-4
UNANSWERED = ("LanguageModelError", "LanguageModelUnavailableError", "BudgetSpentError")


@dataclass(frozen=True, kw_only=True)
class Problem:
    set_name: str
    name: str
    request: str
    answers: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Asking:
    model: str
    base_url: str | None
    temperature: float | None
    model_timeout_s: float
    solve_limit_s: float
    rounds: int
    cache: Path | None
    log: Path | None
    without_lints: bool


# ------------------------------------------------------------------ problems


def problems(data: Path, set_name: str) -> list[Problem]:
    if set_name == "routing":
        rows = _rows(data / "routing" / "words_to_routes.jsonl")
        known = [row for row in rows if row["oracle_cost"] is not None]
        return [_problem(set_name, row, row["question"], [row["oracle_cost"]]) for row in known]
    if set_name == "planbench":
        return list(_planbench(data / "planbench"))
    rows = _rows(data / "wordproblems" / f"{set_name}.jsonl")
    return [
        _problem(set_name, row, row["question"], row["answers"] if "answers" in row else [row["answer"]])
        for row in rows
    ]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _problem(set_name: str, row: dict[str, Any], request: str, answers: Sequence[Any]) -> Problem:
    return Problem(
        set_name=set_name, name=str(row["id"]), request=request, answers=tuple(float(a) for a in answers)
    )


# Words of the disguised domain, in the order of the plain ones.
_PLAIN = ("pick-up", "put-down", "unstack", "stack", "clear", "ontable", "handempty", "holding", "on")
_MYSTERY = ("attack", "succumb", "feast", "overcome", "province", "planet", "harmony", "pain", "craves")
_GOAL = "Reach the goal with the least number of actions; say how many they are."


def _planbench(folder: Path) -> Iterator[Problem]:
    domain = (folder / "domain.pddl").read_text(encoding="utf-8")
    words = dict(zip(_PLAIN, _MYSTERY, strict=True))
    disguised = re.sub(
        r"[a-z]+(?:-[a-z]+)?",
        lambda found: words.get(found[0], found[0]),
        domain.replace("blocksworld", "mystery"),
    )
    for row in _rows(folder / "instances.jsonl"):
        mystery = str(row["id"]).startswith("mystery")
        rules = disguised if mystery else domain
        request = f"The rules, as a planning domain:\n{rules}\n{row['request'].strip()}\n{_GOAL}"
        yield _problem("planbench", row, request, [_least_actions(row["pddl"], mystery=mystery)])


def _least_actions(pddl: str, *, mystery: bool) -> int:
    """Breadth-first search over what stands on what: the table, another block, or the hand."""
    names = dict(zip(_MYSTERY, _PLAIN, strict=True)) if mystery else {}
    initial, _, goal = pddl.partition("(:goal")
    objects = re.search(r"\(:objects ([^)]*)\)", pddl)
    assert objects is not None
    blocks = objects[1].split()

    def facts(text: str) -> list[list[str]]:
        found = [part.split() for part in re.findall(r"\(([a-z]+(?: [a-z0-9]+)*)\s*\)", text)]
        return [[names.get(fact[0], fact[0]), *fact[1:]] for fact in found]

    under = dict.fromkeys(blocks, "table")
    for fact in facts(initial):
        if fact[0] == "on":
            under[fact[1]] = fact[2]
        elif fact[0] == "holding":
            under[fact[1]] = "hand"
    wanted = facts(goal)
    start = tuple(under[block] for block in blocks)
    seen, queue = {start}, deque([(start, 0)])
    while queue:
        state, steps = queue.popleft()
        if _holds(wanted, dict(zip(blocks, state, strict=True))):
            return steps
        for after in _successors(blocks, state):
            if after not in seen:
                seen.add(after)
                queue.append((after, steps + 1))
    raise ValueError("the goal cannot be reached")


def _holds(wanted: list[list[str]], under: dict[str, str]) -> bool:
    tests = {
        "on": lambda fact: under[fact[1]] == fact[2],
        "ontable": lambda fact: under[fact[1]] == "table",
        "clear": lambda fact: fact[1] not in under.values() and under[fact[1]] != "hand",
        "handempty": lambda fact: "hand" not in under.values(),
        "holding": lambda fact: under[fact[1]] == "hand",
    }
    return all(tests[fact[0]](fact) for fact in wanted)


def _successors(blocks: list[str], state: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    clear = [block for block in blocks if block not in state]
    held = [block for block, place in zip(blocks, state, strict=True) if place == "hand"]

    def moved(block: str, place: str) -> tuple[str, ...]:
        return tuple(place if name == block else old for name, old in zip(blocks, state, strict=True))

    if held:
        yield moved(held[0], "table")
        yield from (moved(held[0], block) for block in clear if block != held[0])
    else:
        yield from (moved(block, "hand") for block in clear)


# ------------------------------------------------------------------- running


def run_problem(problem: Problem, asking: Asking) -> dict[str, Any]:
    from certiplan.errors import CertiplanError, FormalizationError
    from certiplan.formalizers.language_model import (
        PROMPT_VERSION,
        AnswerCache,
        ChatClient,
        LanguageModelReader,
        ModelOptions,
        formalize,
        jsonl_log,
        prompt_fingerprint,
    )
    from certiplan.formalizers.lints import lint
    from certiplan.solvers.backend import SolveOptions
    from certiplan.solvers.model import Solved

    client = ChatClient(
        asking.model,
        base_url=asking.base_url,
        options=ModelOptions(temperature=asking.temperature, timeout_s=asking.model_timeout_s),
        cache=None if asking.cache is None else AnswerCache(asking.cache),
        log=None if asking.log is None else jsonl_log(asking.log),
    )
    reader = LanguageModelReader(client, rounds=asking.rounds, lint=None if asking.without_lints else lint)
    started = time.perf_counter()
    record: dict[str, Any] = {
        "set": problem.set_name,
        "id": problem.name,
        "gold": list(problem.answers),
        "model": asking.model,
        "prompt_version": PROMPT_VERSION,
        "prompts": prompt_fingerprint(),
        "status": None,
        "objective": None,
        "correct": False,
        "error": None,
    }
    try:
        result = formalize(
            reader, problem.request, solve_options=SolveOptions(time_limit_s=asking.solve_limit_s)
        )
    except CertiplanError as error:
        record |= {"status": type(error).__name__, "error": str(error)}
        if isinstance(error, FormalizationError):
            record["document"] = error.document
    else:
        answer = result.answer
        record |= {
            "status": "question" if answer is None else type(answer).__name__,
            "rounds": result.reading.rounds,
            "second_look": result.second_look,
            "findings": [str(finding) for finding in result.reading.findings],
            "document": result.reading.document,
        }
        if isinstance(answer, Solved):
            value = float(answer.objectives[0]) if answer.objectives else None
            record |= {
                "status": "optimal" if answer.optimal else "feasible",
                "objective": value,
                "correct": value is not None and _matches(value, problem.answers),
                "solver": answer.solver,
                "solve_seconds": round(answer.seconds, 2),
            }
    spent = client.spent
    return record | {
        "calls": spent.calls + spent.cached_calls,
        "input_tokens": spent.input_tokens,
        "output_tokens": spent.output_tokens,
        "seconds": round(time.perf_counter() - started, 1),
    }


def _matches(value: float, answers: Sequence[float]) -> bool:
    return any(
        abs(Fraction(value) - Fraction(answer)) <= RELATIVE_TOLERANCE * max(1.0, abs(answer))
        for answer in answers
    )


def summary(records: Sequence[dict[str, Any]]) -> str:
    lines = []
    for name in sorted({record["set"] for record in records}):
        own = [record for record in records if record["set"] == name]
        right = sum(record["correct"] for record in own)
        calls = statistics.median(record["calls"] for record in own)
        tokens = statistics.mean(record["input_tokens"] + record["output_tokens"] for record in own)
        lines.append(
            f"{name}: {right} of {len(own)} right ({right / len(own):.1%}), "
            f"{calls:g} calls at the median, {tokens:,.0f} tokens on average"
        )
        lines.extend(
            f"    {record['id']}: {record['status']}, {record['objective']} instead of {record['gold']}"
            for record in own
            if not record["correct"]
        )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="openai:model")
    parser.add_argument("--base-url")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--set", dest="set_name", required=True)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--id", dest="names", action="append", help="only this problem; may be repeated")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--temperature", type=float)
    parser.add_argument("--model-timeout-s", type=float, default=1800.0)
    parser.add_argument("--solve-limit-s", type=float, default=60.0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--log", type=Path, help="every call of the model, raw")
    parser.add_argument("--without-lints", action="store_true")
    parser.add_argument("--summary", action="store_true", help="run nothing")
    options = parser.parse_args()
    chosen = [
        p for p in problems(options.data, options.set_name) if not options.names or p.name in options.names
    ]
    end = None if options.limit is None else options.offset + options.limit
    chosen = chosen[options.offset : end]
    records = _rows(options.out) if options.out.exists() else []
    # Where the model gave no answer, the problem is still to be done.
    records = [record for record in records if record["status"] not in UNANSWERED]
    done = {(record["set"], record["id"]) for record in records}
    todo = [] if options.summary else [p for p in chosen if (p.set_name, p.name) not in done]
    asking = Asking(
        model=options.model,
        base_url=options.base_url,
        temperature=options.temperature,
        model_timeout_s=options.model_timeout_s,
        solve_limit_s=options.solve_limit_s,
        rounds=options.rounds,
        cache=options.cache,
        log=options.log,
        without_lints=options.without_lints,
    )
    options.out.parent.mkdir(parents=True, exist_ok=True)
    # Processes: some solvers must not share one with others, and none with threads.
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        runs = [pool.submit(run_problem, problem, asking) for problem in todo]
        for run in as_completed(runs):
            record = run.result()
            records.append(record)
            with options.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
            verdict = "right" if record["correct"] else f"{record['objective']} instead of {record['gold']}"
            print(f"{record['id']}: {record['status']}, {verdict}, {record['calls']} calls", file=sys.stderr)
    print(summary(records))
    return 0


if __name__ == "__main__":
    sys.exit(main())
