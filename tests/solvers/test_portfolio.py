"""Races: who wins, what happens to the loser, and what two results that disagree come to.

The racers are scripted: a loser waits for the event that tells it to stop, so nothing here is timed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from threading import enumerate as running_threads

import pytest

from certiplan.errors import UsageError
from certiplan.model.ir import GroundModel
from certiplan.solvers import process
from certiplan.solvers.backend import Backend, Capability, Progress, SolveOptions
from certiplan.solvers.photo_finish import outcome
from certiplan.solvers.portfolio import PortfolioBackend
from certiplan.solvers.process import ProcessBackend, close_idle_workers
from certiplan.solvers.registry import CPSAT_CAPABILITY, Z3_CAPABILITY, backend, in_own_process
from certiplan.solvers.results import (
    Failed,
    Feasible,
    Infeasible,
    Optimal,
    Reason,
    SolverResult,
    Unbounded,
    Unknown,
)
from certiplan.solvers.router import RoutedBackend, route
from certiplan.solvers.settling import chosen_backend
from tests.solvers.ground_models import Builder

Act = Callable[[SolveOptions], SolverResult]


@dataclass
class Scripted:
    """A backend that plays one act a call and raises where it is asked once more."""

    name: str
    acts: list[Act]
    capability: Capability = Z3_CAPABILITY
    missing: str | None = None
    asked: list[SolveOptions] = field(default_factory=list)
    models: list[GroundModel] = field(default_factory=list)

    def unavailable_because(self) -> str | None:
        return self.missing

    def solve(self, model: GroundModel, options: SolveOptions) -> SolverResult:
        self.asked.append(options)
        self.models.append(model)
        return self.acts.pop(0)(options)


class Clock:
    """Seconds that pass when a racer says so."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s

    def spend(self, seconds: float, result: SolverResult) -> Act:
        def act(_: SolveOptions) -> SolverResult:
            self.now_s += seconds
            return result

        return act


def says(result: SolverResult) -> Act:
    return lambda _: result


def until_stopped(result: SolverResult) -> Act:
    def act(options: SolveOptions) -> SolverResult:
        assert options.stop.wait(timeout=30)
        return result

    return act


def model(most: int = 7) -> GroundModel:
    """Minimize x with 3 <= x <= most."""
    b = Builder()
    x = b.integer(0, 10)
    b.require(b.le(b.linear(3, {x: -1})))
    b.require(b.le(b.linear(-most, {x: 1})))
    b.minimize(b.x(x))
    return b.model()


def optimal(value: int, solver: str = "one") -> Optimal:
    return Optimal(values=(value,), objectives=(value,), bounds=(value,), solver=solver, seconds=0.0)


def feasible(value: int, bound: int | None = None, solver: str = "one", reason: Reason = "time") -> Feasible:
    return Feasible(
        values=(value,), objectives=(value,), bounds=(bound,), reason=reason, solver=solver, seconds=0.0
    )


def infeasible(solver: str = "one") -> Infeasible:
    return Infeasible(suspects=None, solver=solver, seconds=0.0)


def unknown(reason: Reason = "time", solver: str = "one") -> Unknown:
    return Unknown(reason=reason, detail="", solver=solver, seconds=0.0)


def failed(solver: str = "one") -> Failed:
    return Failed(error=f"{solver} broke", solver=solver, seconds=0.0)


def raced(
    first: Scripted, second: Scripted, *, cores: int = 2, clock: Clock | None = None
) -> PortfolioBackend:
    return PortfolioBackend(
        first, second, head_start_s=1.5, cores=cores, killable=lambda solver: solver, clock=clock or Clock()
    )


def run(first: list[Act], second: list[Act], options: SolveOptions | None = None) -> SolverResult:
    """The result of a race in which each solver must have played all its acts."""
    one, two = Scripted("one", first), Scripted("two", second)
    result = raced(one, two).solve(model(), options or SolveOptions())
    assert not one.acts
    assert not two.acts
    return result


# ---------------------------------------------------------------- the head start


@pytest.mark.parametrize(
    "answer", [optimal(3), infeasible(), Unbounded(stage=0, ray=(), solver="one", seconds=0.0)]
)
def test_what_the_first_settles_alone_is_no_race(answer: SolverResult) -> None:
    one, two = Scripted("one", [says(answer)]), Scripted("two", [])
    assert raced(one, two).solve(model(), SolveOptions(threads=2)) == answer
    assert (one.asked[0].time_limit_s, one.asked[0].threads) == (1.5, 2)
    assert not two.asked


def test_a_limit_within_the_head_start_leaves_no_race() -> None:
    clock = Clock()
    one, two = Scripted("one", [clock.spend(1.0, feasible(5))]), Scripted("two", [])
    result = raced(one, two, clock=clock).solve(model(), SolveOptions(time_limit_s=1.0))
    assert result == feasible(5)
    assert one.asked[0].time_limit_s == 1.0


def test_the_race_has_the_time_that_is_left_and_starts_from_the_solution_found() -> None:
    clock = Clock()
    one = Scripted("one", [clock.spend(1.5, feasible(5)), until_stopped(feasible(5, reason="cancelled"))])
    two = Scripted("two", [says(optimal(3, "two"))])
    result = raced(one, two, clock=clock).solve(model(), SolveOptions(time_limit_s=10, seed=7))
    assert result == Optimal(values=(3,), objectives=(3,), bounds=(3,), solver="two", seconds=1.5)
    assert [options.time_limit_s for options in (*one.asked, *two.asked)] == [1.5, 8.5, 8.5]
    assert {options.seed for options in (*one.asked, *two.asked)} == {7}
    assert [dict(each.hints) for each in (*one.models, *two.models)] == [{}, {0: 5}, {0: 5}]


def test_the_cores_are_shared() -> None:
    def threads(name: str, *, cores: int, asked: int | None = None) -> list[int | None]:
        one = Scripted("highs", [says(unknown()), until_stopped(unknown("cancelled"))])
        two = Scripted(name, [says(optimal(3))])
        raced(one, two, cores=cores).solve(model(), SolveOptions(threads=asked))
        return [one.asked[1].threads, two.asked[0].threads]

    assert threads("z3", cores=8) == [1, 1]
    assert threads("cpsat", cores=8) == [1, 7]
    assert threads("cpsat", cores=2) == [1, 2]
    assert threads("cpsat", cores=8, asked=2) == [1, 1]


# ---------------------------------------------------------------- winners and losers


def test_the_loser_is_stopped_and_no_thread_stays() -> None:
    before = set(running_threads())
    result = run([says(unknown()), until_stopped(unknown("cancelled"))], [says(infeasible("two"))])
    assert result == infeasible("two")
    assert set(running_threads()) == before


def test_the_first_may_win_after_all() -> None:
    result = run([says(unknown()), says(optimal(3))], [until_stopped(unknown("cancelled", "two"))])
    assert result == optimal(3)


@pytest.mark.parametrize(
    "answer", [failed("two"), unknown("not supported", "two"), unknown("gave up", "two")]
)
def test_one_that_fails_leaves_the_other_going(answer: SolverResult) -> None:
    assert run([says(unknown()), says(optimal(3))], [says(answer)]) == optimal(3)


@pytest.mark.parametrize("answer", [failed(), unknown("not supported"), unknown("memory")])
def test_where_the_first_fails_alone_the_second_is_asked_alone(answer: SolverResult) -> None:
    one, two = Scripted("one", [says(answer)]), Scripted("two", [says(optimal(3, "two"))])
    assert raced(one, two).solve(model(), SolveOptions(threads=4)) == optimal(3, "two")
    assert two.asked[0].threads == 4


def test_where_both_fail_the_attempt_is_told_and_not_the_head_start() -> None:
    result = run([says(unknown()), says(failed())], [says(unknown("not supported", "two"))])
    assert result == failed()
    result = run([says(unknown()), says(failed())], [says(unknown("time", "two"))])
    assert result == unknown("time", "two")


def test_a_racer_that_raises_has_failed() -> None:
    def breaks(_: SolveOptions) -> SolverResult:
        raise RuntimeError("a bug")

    result = run([says(unknown()), breaks], [says(unknown("not supported", "two"))])
    assert isinstance(result, Failed)
    assert result.error == "RuntimeError: a bug"


def test_at_the_deadline_the_better_value_and_the_better_bound_count() -> None:
    result = run([says(unknown()), says(feasible(6, 2))], [says(feasible(5, 1, "two"))])
    assert result == feasible(5, 2, "two")


def test_what_was_found_in_the_head_start_is_kept() -> None:
    one = Scripted("one", [says(feasible(4, 1, reason="gave up"))])
    two = Scripted("two", [says(unknown("time", "two"))])
    assert raced(one, two).solve(model(), SolveOptions()) == feasible(4, 1, reason="gave up")


def test_a_value_and_a_bound_that_meet_are_a_proof() -> None:
    result = run([says(unknown()), says(feasible(5, 3))], [says(feasible(3, 1, "two"))])
    assert result == optimal(3, "two")


# ---------------------------------------------------------------- cancelling and progress


def test_cancelling_stops_both() -> None:
    stop = Event()

    def cancel(options: SolveOptions) -> SolverResult:
        stop.set()
        return until_stopped(feasible(5, reason="cancelled", solver="two"))(options)

    result = run([says(unknown()), until_stopped(unknown("cancelled"))], [cancel], SolveOptions(stop=stop))
    assert result == feasible(5, reason="cancelled", solver="two")


def test_cancelling_in_the_head_start_starts_no_race() -> None:
    stop = Event()

    def cancel(_: SolveOptions) -> SolverResult:
        stop.set()
        return unknown("cancelled")

    assert run([cancel], [], SolveOptions(stop=stop)) == unknown("cancelled")


def report(solver: str) -> Progress:
    return Progress(solver=solver, stage=0, seconds=0.5, value=5.0, bound=1.0)


def test_both_are_heard_in_the_time_of_the_call() -> None:
    clock, heard = Clock(), list[Progress]()
    both = Event()

    def reports(options: SolveOptions) -> SolverResult:
        assert options.on_progress is not None
        options.on_progress(report("two"))
        assert both.wait(timeout=30)
        return optimal(3, "two")

    def reports_too(options: SolveOptions) -> SolverResult:
        assert options.on_progress is not None
        options.on_progress(report("one"))
        both.set()
        return until_stopped(unknown("cancelled"))(options)

    one = Scripted("one", [clock.spend(1.5, unknown()), reports_too])
    raced(one, Scripted("two", [reports]), clock=clock).solve(model(), SolveOptions(on_progress=heard.append))
    assert sorted((each.solver, each.seconds) for each in heard) == [("one", 2.0), ("two", 2.0)]


def test_a_listener_that_raises_leaves_no_racer() -> None:
    def refuse(_: Progress) -> None:
        raise KeyboardInterrupt

    def reports(options: SolveOptions) -> SolverResult:
        assert options.on_progress is not None
        options.on_progress(report("two"))
        return until_stopped(unknown("cancelled", "two"))(options)

    before = set(running_threads())
    with pytest.raises(KeyboardInterrupt):
        run(
            [says(unknown()), until_stopped(unknown("cancelled"))],
            [reports],
            SolveOptions(on_progress=refuse),
        )
    assert set(running_threads()) == before


# ---------------------------------------------------------------- disagreement


def test_a_rechecked_solution_beats_a_proof_that_there_is_none() -> None:
    result = run(
        [says(feasible(5)), until_stopped(feasible(4, 2, reason="cancelled"))], [says(infeasible("two"))]
    )
    assert isinstance(result, Feasible)
    assert (result.values, result.reason, result.solver) == ((4,), "numerical trouble", "one")
    assert result.notice == (
        "two called the model infeasible, but a solution of one says otherwise; it was rechecked exactly"
    )


def test_what_fails_the_recheck_is_no_solution() -> None:
    result = run([says(unknown()), until_stopped(feasible(2, reason="cancelled"))], [says(infeasible("two"))])
    assert result == infeasible("two")


def test_a_better_solution_beats_a_proof_of_optimality() -> None:
    results: list[SolverResult] = [optimal(5, "two"), feasible(4, reason="cancelled")]
    found = outcome(model(), results, relative_gap=0.0)
    assert isinstance(found, Feasible)
    assert found.values == (4,)
    assert found.notice is not None
    assert found.notice.startswith("two called 5 optimal")
    assert outcome(model(), results, relative_gap=0.25) == results[0]
    assert outcome(model(most=3), [optimal(3), feasible(2)], relative_gap=0.0) == optimal(3)


def test_a_bound_that_a_solution_passes_is_told() -> None:
    found = outcome(model(), [feasible(4, 3), feasible(7, 6, "two")], relative_gap=0.0)
    assert isinstance(found, Feasible)
    assert (found.values, found.bounds) == ((4,), (3,))
    assert found.notice is not None
    assert found.notice.startswith("two called 6 a bound on objective 1")


def test_slack_is_no_disagreement() -> None:
    b = Builder()
    x = b.integer(0, 10)
    b.minimize(b.x(x), slack_abs=2)
    b.maximize(b.x(x))
    proof = Optimal(values=(2,), objectives=(2, 2), bounds=(0, 2), solver="one", seconds=0.0)
    early = Feasible(
        values=(0,), objectives=(0, 0), bounds=(0, None), reason="cancelled", solver="two", seconds=0.0
    )
    assert outcome(b.model(), [proof, early], relative_gap=0.0) == proof


# ---------------------------------------------------------------- who races


def covering(columns: int = 60, *, weighted: bool = False) -> GroundModel:
    b = Builder()
    xs = [b.binary() for _ in range(columns)]
    for k in range(columns):
        b.require(b.le(b.linear(1, dict.fromkeys((xs[k], xs[k * 7 % columns], xs[(k + 11) % columns]), -1))))
    b.minimize(b.linear(0, {x: 2 + k % 5 if weighted else 1 for k, x in enumerate(xs)}))
    return b.model()


def knapsack() -> GroundModel:
    b = Builder()
    items = [b.binary() for _ in range(100)]
    b.require(b.le(b.linear(-50, {x: 3 + k % 7 for k, x in enumerate(items)})))
    b.maximize(b.linear(0, {x: 5 + k % 11 for k, x in enumerate(items)}))
    return b.model()


def cast(highs: list[Act], cpsat: list[Act]) -> list[Backend]:
    return [
        Scripted("highs", highs, backend("highs").capability),
        Scripted("cpsat", cpsat, CPSAT_CAPABILITY),
    ]


def test_the_router_says_when_it_is_not_sure_and_why() -> None:
    unsure = route(covering(), cast([], []))
    assert unsure.rival is not None
    assert unsure.rival.solver == "cpsat"
    assert "Where it has no answer after 1.5 s, CP-SAT races it: whole decisions only" in unsure.why()
    for model in (knapsack(), covering(weighted=True)):
        sure = route(model, cast([], []))
        assert sure.rival is None
        assert "races" not in sure.why()
    alone = [Scripted("highs", [], backend("highs").capability)]
    assert route(covering(), alone).rival is None
    assert route(covering(), [*alone, Scripted("cpsat", [], CPSAT_CAPABILITY, missing="no")]).rival is None


def test_auto_races_where_the_router_is_not_sure() -> None:
    solvers = cast([says(unknown()), until_stopped(unknown("cancelled"))], [says(infeasible("cpsat"))])
    assert RoutedBackend(solvers, cores=2).solve(covering(), SolveOptions()).solver == "cpsat"


@pytest.mark.parametrize(("cores", "threads"), [(1, None), (2, 1)])
def test_one_core_is_too_few_for_a_race(cores: int, threads: int | None) -> None:
    solvers = cast([says(unknown())], [])
    result = RoutedBackend(solvers, cores=cores).solve(covering(), SolveOptions(threads=threads))
    assert isinstance(result, Unknown)


def test_after_a_race_that_both_failed_the_next_is_asked() -> None:
    third = Scripted("z3", [says(infeasible("z3"))], Z3_CAPABILITY)
    solvers = [*cast([says(failed("highs"))], [says(failed("cpsat"))]), third]
    assert RoutedBackend(solvers, cores=2).solve(covering(), SolveOptions()).solver == "z3"


@pytest.mark.parametrize(
    "name", ["portfolio:", "portfolio:highs", "portfolio:highs+highs", "portfolio:a+b+c"]
)
def test_a_race_needs_two_names(name: str) -> None:
    with pytest.raises(UsageError, match="two different solvers"):
        chosen_backend(name)


def test_an_unknown_racer_is_refused() -> None:
    with pytest.raises(UsageError, match="did you mean 'highs'"):
        chosen_backend("portfolio:higs+z3")


def test_a_race_can_be_asked_for() -> None:
    asked = chosen_backend("portfolio:highs+z3")
    assert asked.name == "portfolio:highs+z3"
    assert "cores" in asked.capability.features
    assert asked.unavailable_because() is None


# ---------------------------------------------------------------- for real


def test_highs_moves_into_a_process_and_answers_there() -> None:
    solver = in_own_process(backend("highs"))
    assert isinstance(solver, ProcessBackend)
    there, here = (each.solve(covering(), SolveOptions()) for each in (solver, backend("highs")))
    assert isinstance(there, Optimal)
    assert isinstance(here, Optimal)
    assert (there.objectives, there.solver) == (here.objectives, "highs")
    assert in_own_process(backend("z3")).name == "z3"


def test_a_real_race_leaves_no_process_of_the_loser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pigeons without a hole: Z3's search is hopeless, HiGHS's relaxation proves it at once."""
    workers: list[process._Worker] = []
    original = process._Worker.__init__

    def remember(self: process._Worker) -> None:
        original(self)
        workers.append(self)

    monkeypatch.setattr(process._Worker, "__init__", remember)
    close_idle_workers()
    b = Builder()
    sits = [[b.binary() for _ in range(13)] for _ in range(14)]
    for row in sits:
        b.require(b.eq(b.linear(-1, dict.fromkeys(row, 1))))
    for hole in range(13):
        b.require(b.le(b.linear(-1, {row[hole]: 1 for row in sits})))
    solver = PortfolioBackend(hopeless_at_first(), backend("highs"), cores=2)
    result = solver.solve(b.model(), SolveOptions(time_limit_s=60))
    assert isinstance(result, Infeasible)
    assert result.solver == "highs"
    close_idle_workers()
    assert workers
    assert not any(worker.alive() for worker in workers)


def hopeless_at_first() -> Backend:
    """Z3, but its head start is over before it began."""

    class Late:
        name = "z3"
        capability = Z3_CAPABILITY

        def __init__(self) -> None:
            self._calls = 0

        def unavailable_because(self) -> str | None:
            return None

        def solve(self, model: GroundModel, options: SolveOptions) -> SolverResult:
            self._calls += 1
            return unknown(solver="z3") if self._calls == 1 else backend("z3").solve(model, options)

    return Late()
