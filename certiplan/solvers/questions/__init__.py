"""Questions that matter: an unknown parameter is asked about only if its value can change the outcome.

unknowns    the parameters that nobody knows yet
scenarios   what a document comes to under given answers
harmless    proofs that unknown parameters do not matter
inquiry     what to ask, the most decisive first
shapes      all of it as JSON
"""

from certiplan.solvers.questions.inquiry import (
    DecidingQuestion,
    Effect,
    Harmless,
    Inquiry,
    Outlook,
    QuestionOptions,
    inquire,
)
from certiplan.solvers.questions.scenarios import Outcome
from certiplan.solvers.questions.shapes import inquiry_to_json, not_asked_to_json, question_to_json
from certiplan.solvers.questions.unknowns import (
    Answer,
    Unknown,
    allowed_answer,
    checked_answers,
    expected_number,
    unknowns_of,
    with_answers,
)

__all__ = [
    "Answer",
    "DecidingQuestion",
    "Effect",
    "Harmless",
    "Inquiry",
    "Outcome",
    "Outlook",
    "QuestionOptions",
    "Unknown",
    "allowed_answer",
    "checked_answers",
    "expected_number",
    "inquire",
    "inquiry_to_json",
    "not_asked_to_json",
    "question_to_json",
    "unknowns_of",
    "with_answers",
]
