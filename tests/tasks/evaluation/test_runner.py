from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from certiplan.errors import UsageError
from certiplan.tasks.evaluation import (
    Attempt,
    Case,
    Judgement,
    LocalProcesses,
    Record,
    Run,
    RunInterruptedError,
    Selection,
    Settings,
    read_records,
    rescore,
    run_suite,
)
from certiplan.tasks.evaluation.manifest import Manifest
from tests.tasks.evaluation.tiny_suites import Sums

P = ParamSpec("P")
T = TypeVar("T")


def timeless(run: Run) -> list[Record]:
    """The records without what differs from run to run."""
    return [
        record.model_copy(update={"seconds": 0.0, "steps": {}, "events": (), "trace": ""})
        for record in run.records
    ]


def test_a_run_in_memory() -> None:
    run = run_suite(Sums(), Settings())
    right, wrong, _ = run.records
    assert run.summary["final_pass_rate"] == run.summary["sum_rate"] == 2 / 3
    assert run.summary["cases"] == 3
    assert run.summary["not_passed"] == ["sum/1"]
    assert (right.passed, right.answer, right.gold, right.optimal) == (True, 0, 0, True)
    assert (wrong.passed, wrong.why) == (False, {"sum": "expected 2, found 3"})
    assert right.document == "certiplan: 1\n"
    assert list(right.steps) == ["solve"]
    assert right.events[0]["kind"] == "step_ended"


def test_whatever_a_case_raises_is_its_own_affair() -> None:
    run = run_suite(Sums(kinds=("right", "raises", "right")), Settings())
    failed = run.records[1]
    assert (failed.outcome, failed.error, failed.passed) == ("error", "ArithmeticError", False)
    assert failed.message == "ArithmeticError: no sum <b>today</b>"
    assert "tiny_suites.py" in failed.trace
    assert run.summary["outcomes"] == {"plan": 2, "error": 1}


def test_processes_give_what_one_thread_gives() -> None:
    suite = Sums(kinds=("right", "wrong", "raises", "right", "even"))
    selection = Selection(epochs=2)
    here = run_suite(suite, Settings(), selection=selection)
    with LocalProcesses(2) as executor:
        there = run_suite(suite, Settings(), selection=selection, executor=executor)
    with ThreadPoolExecutor(2) as executor:
        threads = run_suite(suite, Settings(), selection=selection, executor=executor)
    assert timeless(here) == timeless(there) == timeless(threads)


def test_a_case_that_kills_its_worker_costs_that_case_as_does_one_that_hangs() -> None:
    suite = Sums(kinds=("right", "dies", "wrong", "hangs", "right"))
    with LocalProcesses(1, call_limit_s=2.0) as executor:
        run = run_suite(suite, Settings(), executor=executor)
    assert [record.outcome for record in run.records] == ["plan", "crash", "plan", "timeout", "plan"]
    assert "killed by SIGKILL" in run.records[1].message
    assert "longer than 2 seconds" in run.records[3].message
    assert run.records[1].verdicts == {"sum": False, "odd": False}


def test_what_is_run_can_be_chosen() -> None:
    suite = Sums(kinds=("right",) * 6)

    def chosen(**fields: object) -> list[str]:
        selection = Selection(**fields)  # type: ignore[arg-type]  # fields by name
        return [record.case for record in run_suite(suite, Settings(), selection=selection).records]

    assert chosen(limit=2) == ["sum/0", "sum/1"]
    assert chosen(ids=("sum/4", "sum/2")) == ["sum/2", "sum/4"]
    assert chosen(ids=("sum/4", "sum/2"), limit=1) == ["sum/2"]
    assert chosen(offset=3, limit=2) == ["sum/3", "sum/4"]
    assert chosen(offset=1, ids=("sum/4", "sum/2")) == ["sum/4"]
    assert chosen(limit=2, epochs=2) == ["sum/0", "sum/1", "sum/0", "sum/1"]
    with pytest.raises(UsageError, match="no case 'sum/7'; did you mean"):
        chosen(ids=("sum/7",))


@pytest.mark.parametrize(
    ("selection", "count"),
    [
        (Selection(), 6),
        (Selection(limit=4), 4),
        (Selection(offset=4, limit=4), 2),
        (Selection(offset=9), 0),
        (Selection(ids=("sum/1", "sum/2"), offset=1, epochs=3), 3),
    ],
)
def test_how_many_are_run_is_known_beforehand(selection: Selection, count: int) -> None:
    suite = Sums(kinds=("right",) * 6)
    assert selection.count(6) == count
    assert len(list(selection.of(iter(suite.cases(Settings()))))) * selection.epochs == count


def test_each_epoch_has_its_seed() -> None:
    suite = Sums(kinds=("even",))
    run = run_suite(suite, Settings(seed=10), selection=Selection(epochs=3))
    assert suite.seen == [("sum/0", 10), ("sum/0", 11), ("sum/0", 12)]
    assert [record.passed for record in run.records] == [True, False, True]
    assert run.summary["final_pass_rate"] == 2 / 3
    assert (run.summary["cases"], run.summary["epochs"]) == (1, 3)


def test_two_cases_of_one_name_are_refused() -> None:
    class Twice(Sums):
        def cases(self, settings: Settings) -> Iterable[Case]:
            return [*super().cases(settings), *super().cases(settings)]

    with pytest.raises(UsageError, match="two cases of the suite have the id 'sum/0'"):
        run_suite(Twice(), Settings())


def test_a_run_that_is_gone_on_with_runs_only_what_is_missing(tmp_path: Path) -> None:
    kinds = ("right", "wrong", "raises", "right")
    first, second, whole = Sums(kinds=kinds), Sums(kinds=kinds), Sums(kinds=kinds)
    run_suite(first, Settings(), directory=tmp_path, selection=Selection(limit=2))
    run = run_suite(second, Settings(), directory=tmp_path, resume=True)
    assert [case for case, _ in first.seen] == ["sum/0", "sum/1"]
    assert [case for case, _ in second.seen] == ["sum/2", "sum/3"]
    assert timeless(run) == timeless(run_suite(whole, Settings()))
    third = Sums(kinds=kinds)
    again = run_suite(third, Settings(), directory=tmp_path, resume=True, retry=["error"])
    assert [case for case, _ in third.seen] == ["sum/2"]
    assert timeless(again) == timeless(run)
    assert [session.what for session in Manifest.load(tmp_path).sessions] == ["begun", "resumed", "resumed"]
    assert json.loads((tmp_path / "summary.json").read_text(encoding="utf-8")) == again.summary


def test_resuming_what_was_never_begun_begins_it(tmp_path: Path) -> None:
    run = run_suite(Sums(), Settings(), directory=tmp_path / "new", resume=True)
    assert len(read_records(tmp_path / "new" / "records.jsonl")) == len(run.records) == 3


def test_a_directory_with_a_run_is_not_written_over(tmp_path: Path) -> None:
    run_suite(Sums(), Settings(), directory=tmp_path)
    with pytest.raises(UsageError, match="holds a run already: --resume"):
        run_suite(Sums(), Settings(), directory=tmp_path)


class Harder(Sums):
    """Wants another answer for the last sum."""

    def cases(self, settings: Settings) -> Iterable[Case]:
        return (replace(each, gold=5) if each.id == "sum/2" else each for each in super().cases(settings))


def test_what_a_run_was_made_with_must_not_change(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "table.csv").write_text("a\n1\n", encoding="utf-8")
    settings = Settings(data=data, cost_limit_usd=1.0)
    run_suite(Sums(), settings, directory=tmp_path / "run")
    with pytest.raises(UsageError, match='seed is 4, and was 0; solver is "z3", and was "auto"'):
        run_suite(
            Sums(),
            Settings(data=data, seed=4, solver="z3"),
            directory=tmp_path / "run",
            resume=True,
        )
    with pytest.raises(UsageError, match=r"sum/2 is not what it was"):
        run_suite(Harder(), settings, directory=tmp_path / "run", resume=True)
    (data / "table.csv").write_text("a\n2\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"table\.csv has changed"):
        run_suite(Sums(), settings, directory=tmp_path / "run", resume=True)


def test_a_fault_of_the_settings_ends_the_run_at_its_first_case(tmp_path: Path) -> None:
    suite = Sums(kinds=("unset", "right"))
    with pytest.raises(UsageError, match="set SUMS_KEY"):
        run_suite(suite, Settings(), directory=tmp_path)
    assert suite.seen == [("sum/0", 0)]
    assert read_records(tmp_path / "records.jsonl") == ()
    later = run_suite(Sums(kinds=("right", "unset", "right")), Settings())
    assert later.summary["outcomes"] == {"plan": 2, "error": 1}


def test_a_limit_on_cost_ends_the_run_and_a_higher_one_goes_on(tmp_path: Path) -> None:
    kinds = ("costs",) * 5
    run = run_suite(Sums(kinds=kinds), Settings(cost_limit_usd=2.0), directory=tmp_path)
    assert len(run.records) == 2
    assert run.stopped == "$2.00 are spent, and $2.00 allowed"
    assert run.summary["tokens"] == {"calls": 2, "cached": 0, "input": 160, "output": 40, "cost_usd": 2.0}
    rest = run_suite(Sums(kinds=kinds), Settings(cost_limit_usd=9.0), directory=tmp_path, resume=True)
    assert len(rest.records) == 5 and not rest.stopped


def test_a_limit_on_tokens_is_counted_apart() -> None:
    run = run_suite(Sums(kinds=("costs", "right")), Settings(token_limit=99))
    assert run.summary["outcomes"] == {"limit": 1, "plan": 1}
    assert not run.records[0].passed
    assert "100 tokens were used, and 99 allowed" in run.records[0].message


class Lost(Executor):
    """Makes two calls, and is gone."""

    def __init__(self) -> None:
        self.calls = 0

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        self.calls += 1
        if self.calls > 2:
            future.set_exception(BrokenExecutor("the machine is off"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_an_executor_that_is_lost_costs_no_case(tmp_path: Path) -> None:
    with pytest.raises(RunInterruptedError, match="the machine is off"):
        run_suite(Sums(), Settings(), executor=Lost(), directory=tmp_path)
    kept = read_records(tmp_path / "records.jsonl")
    run = run_suite(Sums(), Settings(), directory=tmp_path, resume=True)
    assert len(kept) <= 2
    assert timeless(run) == timeless(run_suite(Sums(), Settings()))


class Strict(Sums):
    """Finds another fault with every sum."""

    def judge(self, case: Case, attempt: Attempt) -> Judgement:
        return Judgement(passed=attempt.answer == 0, verdicts={"sum": attempt.answer == 0})


def test_a_run_is_scored_again_without_running_anything(tmp_path: Path) -> None:
    run_suite(Sums(kinds=("right", "wrong", "raises", "right")), Settings(), directory=tmp_path)
    before = (tmp_path / "records.jsonl").read_text(encoding="utf-8")
    strict = Strict(kinds=("right", "wrong", "raises", "right"))
    run = rescore(strict, Settings(), tmp_path)
    assert strict.seen == []
    assert [record.passed for record in run.records] == [True, False, False, False]
    after = (tmp_path / "records.jsonl").read_text(encoding="utf-8")
    assert after.startswith(before)
    assert list(read_records(tmp_path / "records.jsonl")) == list(run.records)
    assert Manifest.load(tmp_path).sessions[-1].what == "scored again: 3 judgements changed"
    same = rescore(strict, Settings(), tmp_path)
    assert same.summary == run.summary
    assert (tmp_path / "records.jsonl").read_text(encoding="utf-8") == after


def test_a_manifest_says_what_ran(tmp_path: Path) -> None:
    run_suite(Sums(), Settings(), directory=tmp_path, name="mine:SUMS")
    manifest = Manifest.load(tmp_path)
    (session,) = manifest.sessions
    assert manifest.suite == "mine:SUMS"
    assert manifest.settings["solver"] == "auto"
    assert session.packages["highspy"]
    assert session.code.version


def test_a_judge_that_fails_costs_its_case() -> None:
    class Confused(Sums):
        def judge(self, case: Case, attempt: Attempt) -> Judgement:
            if case.id == "sum/1" and attempt.outcome == "plan":
                raise KeyError("no verdict")
            return super().judge(case, attempt)

    run = run_suite(Confused(), Settings())
    assert [record.outcome for record in run.records] == ["plan", "error", "plan"]
    assert "could not be judged: KeyError" in run.records[1].message
