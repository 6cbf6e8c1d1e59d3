"""The reader "model" of suites: a language model writes the document, the solver settles it.

LangChain loads when a model is opened, not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue

from certiplan.agents.events import Diagnosed, Listener, ModelDrafted, Noticed
from certiplan.agents.reading import usage_event
from certiplan.errors import BudgetSpentError, FormalizationError, UsageError
from certiplan.model.diagnostics import Diagnostic
from certiplan.solvers.backend import SolveOptions
from certiplan.tasks.evaluation.answers import attempt_of_answer
from certiplan.tasks.evaluation.recording import timed
from certiplan.tasks.evaluation.suite import Attempt, Settings

if TYPE_CHECKING:
    from certiplan.formalizers.language_model import ChatClient, Formalization


def open_client(settings: Settings, listener: Listener, *, sample: int = 0) -> ChatClient:
    """The language model that the settings name, within their limit on tokens; the listener hears of calls.

    Answers are kept apart by seed and sample: epochs and samples that share an answer would say nothing of
    how much answers differ.

    Raises:
        LanguageModelUnavailableError: it cannot be asked, with what to do about it.
        UsageError: the settings name none.
    """
    from certiplan.formalizers.language_model import (
        AnswerCache,
        Budget,
        ChatClient,
        Listeners,
        jsonl_log,
    )

    if settings.model is None:
        raise UsageError("the reader model needs a model, such as openai:gpt-5")

    def drafted(document: str, number: int) -> None:
        listener(ModelDrafted(document=document, round=number))

    def found(diagnostics: tuple[Diagnostic, ...]) -> None:
        listener(Diagnosed(diagnostics=diagnostics))

    return ChatClient(
        settings.model,
        base_url=settings.base_url,
        budget=Budget(tokens=settings.token_limit),
        cache=None
        if settings.cache is None
        else AnswerCache(_cache_file(settings.cache, settings.seed, sample)),
        log=None if settings.log is None else jsonl_log(settings.log),
        listeners=Listeners(
            usage=lambda usage: listener(usage_event(usage)),
            draft=drafted,
            findings=found,
            notice=lambda words: listener(Noticed(words=words)),
        ),
    )


def attempt_by_model(
    text: str, settings: Settings, listener: Listener, *, tables: Mapping[str, Path] | None = None
) -> Attempt:
    """Have a language model write a request as a document, and solve that.

    The attempt holds the document and what was said of it, whatever comes of them: a plan with the values of
    the variables, a conflict, a question for what is missing; "limit" once the tokens are spent, "error" for
    a document that still has mistakes after every repair.

    Args:
        text: the request.
        settings: name the model, the solver and the limits.
        listener: is told of drafts, findings and calls.
        tables: files by the names that the document is to use for them.

    Raises:
        LanguageModelUnavailableError: the model cannot be asked.
        LanguageModelError: it gave no usable answer after every retry.
        UsageError: the request is empty, too long, or a table cannot be read.
    """
    try:
        with timed(listener, "formalize"):
            found, details = _formalized(text, settings, listener, tables or {})
    except BudgetSpentError as error:
        return Attempt(outcome="limit", message=str(error))
    except FormalizationError as error:
        return Attempt(
            outcome="error",
            document=error.document,
            diagnostics=tuple(map(str, error.diagnostics)),
            message=str(error),
        )
    reading = found.reading
    details |= {"rounds": reading.rounds, "calls": reading.calls, "second_look": found.second_look}
    findings = tuple(map(str, reading.findings))
    if found.answer is None:
        questions = [question for _, question in reading.questions]
        return Attempt(
            outcome="question",
            document=reading.document,
            diagnostics=findings,
            message=" ".join(questions),
            details={**details, "about": [name for name, _ in reading.questions]},
        )
    attempt = attempt_of_answer(found.answer)
    return replace(attempt, document=reading.document, diagnostics=findings, details=details)


def _formalized(
    text: str, settings: Settings, listener: Listener, tables: Mapping[str, Path]
) -> tuple[Formalization, dict[str, JsonValue]]:
    """What the model writes; of several samples the one that most agree with, and how they compare."""
    from certiplan.formalizers.agreement import AgreementOptions, compare
    from certiplan.formalizers.language_model import LanguageModelReader, formalize
    from certiplan.solvers.explain.clock import Limits

    found: list[Formalization] = []
    failed: FormalizationError | None = None
    for sample in range(settings.samples):
        try:
            found.append(
                formalize(
                    LanguageModelReader(open_client(settings, listener, sample=sample)),
                    text,
                    tables=tables,
                    solve_options=SolveOptions(time_limit_s=settings.time_limit_s, seed=settings.seed),
                    solver=settings.solver,
                )
            )
        except FormalizationError as error:
            failed = error
    if not found:
        assert failed is not None
        raise failed
    if settings.samples == 1:
        return found[0], {}
    limits = Limits(time_limit_s=settings.time_limit_s)
    agreement = compare(
        [each.reading.model for each in found], AgreementOptions(limits=limits, solver=settings.solver)
    )
    chosen = found[0 if agreement.choice is None else agreement.choice]
    return chosen, {"samples": len(found), "agreement": agreement.verdict, "agreement_words": agreement.words}


def _cache_file(path: Path, seed: int, sample: int) -> Path:
    return path if seed == sample == 0 else path.with_name(f"{path.stem}-{seed}-{sample}{path.suffix}")
