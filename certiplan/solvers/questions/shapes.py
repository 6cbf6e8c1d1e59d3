"""Questions as JSON data, in the shapes that others rely on."""

from __future__ import annotations

from certiplan.model.solution_text import Json, number_to_json
from certiplan.solvers.questions.inquiry import DecidingQuestion, Inquiry
from certiplan.solvers.questions.unknowns import Answer


def inquiry_to_json(inquiry: Inquiry) -> dict[str, Json]:
    """What is asked, the most decisive first, and what is not asked with the reason."""
    asked: list[Json] = [question_to_json(question) for question in inquiry.questions]
    return {"status": "question", "questions": asked, "not_asked": not_asked_to_json(inquiry)}


def not_asked_to_json(inquiry: Inquiry) -> list[Json]:
    """The parameters that need no answer, with the values that were taken and the proof."""
    return [
        {"parameter": each.parameter, "value": answer_to_json(each.value), "because": each.why}
        for each in inquiry.harmless
    ]


def question_to_json(question: DecidingQuestion) -> dict[str, Json]:
    """A question with what is known about its answers."""
    unknown = question.unknown
    shape: dict[str, Json] = {
        "parameter": question.parameter,
        "question": question.question,
        "effect": question.effect,
        "because": question.words,
    }
    if unknown.between is not None:
        shape["between"] = [number_to_json(end) for end in unknown.between]
    if unknown.members is not None:
        shape["one_of"] = [answer_to_json(member) for member in unknown.members]
    if question.outlooks:
        shape["outlooks"] = [
            {
                "answer": answer_to_json(outlook.answer),
                "status": outlook.outcome.status,
                "objective": [number_to_json(value) for value in outlook.outcome.objectives],
                "others": {name: answer_to_json(value) for name, value in outlook.others.items()},
            }
            for outlook in question.outlooks
        ]
    return shape


def answer_to_json(value: Answer) -> Json:
    """An answer as JSON data."""
    return value if isinstance(value, str) else number_to_json(value)
