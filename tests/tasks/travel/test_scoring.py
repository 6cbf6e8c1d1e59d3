from __future__ import annotations

import json

from certiplan.tasks.travel.checker import COMMONSENSE, HARD, Hard, Report, Verdict
from certiplan.tasks.travel.scoring import Judged, summarize


def judged(
    *failed: str, level: str = "easy", days: int = 3, asked: tuple[Hard, ...] = (), delivered: bool = True
) -> Judged:
    """A query whose plan fails these constraints."""
    applicable: tuple[Hard, ...] = ("budget", *asked)
    report = Report(
        reading="benchmark",
        commonsense=tuple(
            Verdict(constraint=name, outcome="failed" if name in failed else "passed") for name in COMMONSENSE
        ),
        hard=tuple(
            Verdict(
                constraint=name,
                outcome="not_applicable"
                if name not in applicable
                else "failed"
                if name in failed
                else "passed",
            )
            for name in HARD
        ),
        cost_usd=0,
    )
    return Judged(level=level, days=days, applicable=applicable, report=report if delivered else None)


def test_all_passed() -> None:
    summary = summarize([judged(), judged(level="hard", days=7, asked=("cuisine", "room_type"))])
    assert {key: value for key, value in summary.items() if key.endswith("rate")} == {
        "delivery_rate": 1,
        "commonsense_micro_rate": 1,
        "commonsense_macro_rate": 1,
        "hard_micro_rate": 1,
        "hard_macro_rate": 1,
        "final_pass_rate": 1,
    }
    assert list(summary["by_level"]) == ["easy", "hard"]
    assert list(summary["by_days"]) == ["3", "7"]
    assert json.loads(json.dumps(summary)) == summary


def test_denominators_hold_every_query() -> None:
    summary = summarize(
        [
            judged(),
            judged("diverse_restaurants", asked=("cuisine",)),
            judged("budget", asked=("cuisine",)),
            judged(delivered=False, level="medium", asked=("cuisine", "house_rule")),
        ]
    )
    assert summary["cases"] == 4
    assert summary["delivery_rate"] == 3 / 4
    assert summary["commonsense_micro_rate"] == 23 / 32
    assert summary["commonsense_macro_rate"] == 2 / 4
    assert summary["hard_micro_rate"] == (1 + 2 + 1) / (1 + 2 + 2 + 3)
    assert summary["hard_macro_rate"] == 2 / 4
    assert summary["final_pass_rate"] == 1 / 4
    assert summary["by_level"]["medium"]["delivery_rate"] == 0
    assert summary["by_level"]["easy"]["final_pass_rate"] == 1 / 3
    assert summary["by_constraint"]["cuisine"] == {"passed": 2, "applicable": 3}
    assert summary["by_constraint"]["diverse_restaurants"] == {"passed": 2, "applicable": 4}


def test_hard_constraints_of_incomplete_or_invented_plans_count_as_failed() -> None:
    for gate in ("within_sandbox", "complete_information"):
        summary = summarize([judged(gate, asked=("cuisine",))])
        assert summary["hard_micro_rate"] == 0
        assert summary["hard_macro_rate"] == 0
        assert summary["commonsense_micro_rate"] == 7 / 8


def test_nothing_to_score() -> None:
    summary = summarize([])
    assert summary["cases"] == 0
    assert summary["final_pass_rate"] is None
    assert summary["by_level"] == {}
