"""Answers as JSON data, in the shapes that others rely on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from certiplan.model.solution_text import Json, number_to_json, solution_to_json
from certiplan.solvers.model import Answer, NoSolution, Solved
from certiplan.solvers.results import Failed, Unbounded, Unknown


def answer_to_json(answer: Answer) -> dict[str, Json]:
    """The answer in the shape that others rely on."""
    shape: dict[str, Json] = {"status": "", "objective": None, "values": None, "verified": None}
    match answer:
        case Solved():
            numbers: list[Json] = [number_to_json(value) for value in answer.objectives]
            bounds: list[Json] = [None if bound is None else number_to_json(bound) for bound in answer.bounds]
            shape |= {
                "status": "optimal" if answer.optimal else "feasible",
                "objective": None if not numbers else numbers[0] if len(numbers) == 1 else numbers,
                "bound": None if not bounds else bounds[0] if len(bounds) == 1 else bounds,
                "values": solution_to_json(answer.solution),
                "verified": True,
                "reason": answer.reason,
            }
            if answer.notice is not None:
                shape["notice"] = answer.notice
        case NoSolution():
            shape |= {"status": "infeasible", "requirements": list(answer.requirements)}
        case Unbounded():
            shape |= {"status": "unbounded"}
        case Unknown():
            shape |= {"status": "unknown", "reason": answer.reason, "detail": answer.detail}
        case Failed():
            shape |= {"status": "failed", "error": answer.error, "verified": False}
        case _:
            assert_never(answer)
    return {**shape, "solver": answer.solver, "seconds": round(answer.seconds, 4)}


def questions_to_json(questions: Iterable[tuple[str, str]]) -> dict[str, Json]:
    """Unknown parameters with their questions."""
    asked: list[Json] = [{"parameter": name, "question": question} for name, question in questions]
    return {"status": "question", "questions": asked}
