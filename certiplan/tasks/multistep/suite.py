"""The suites `planbench`, from the benchmark's files, and `multistep`, of problems made from a seed.

With the reader "oracle" the problems come as PDDL, with "offline" in the words of their domain. A case passes
if the validator accepts the plan and a solver proved that no plan is shorter, or cheaper. With the reader
"model" a language model writes a document from the rules and the words, and the number of actions counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final, cast

from certiplan.agents.events import Listener, ModelDrafted
from certiplan.errors import DataError, UsageError
from certiplan.tasks.evaluation import Attempt, Case, Judgement, Reader, Settings, Suite, timed
from certiplan.tasks.multistep.by_model import least_actions, request_text
from certiplan.tasks.multistep.domains import DOMAIN_NAMES, DomainName, domain_text
from certiplan.tasks.multistep.request import PlanningRequest
from certiplan.tasks.multistep.validator import validate_plan

_PER_DOMAIN: Final = 10
_METRICS: Final[Mapping[str, str]] = {
    "valid": "the plan was validated from the PDDL alone",
    "optimal": "it was proved that no plan is shorter or cheaper",
}


@dataclass(frozen=True, kw_only=True)
class _Problem:
    domain: DomainName
    pddl: str
    by_model: bool = False

    @property
    def request(self) -> PlanningRequest:
        return PlanningRequest(domain_text=domain_text(self.domain), problem_text=self.pddl)


class _Planning(Suite):
    """What both suites have in common."""

    metrics: Mapping[str, str] = _METRICS

    def run(self, case: Case, settings: Settings, listener: Listener) -> Attempt:
        """Read a problem and plan it."""
        return _planned(case, settings, listener)

    def judge(self, case: Case, attempt: Attempt) -> Judgement:
        """Validate the plan; it is best if that was proved."""
        problem = _problem(case)
        if attempt.outcome != "plan" or not isinstance(attempt.answer, str):
            why = {"valid": f"{attempt.outcome} {attempt.message}".strip()}
            return Judgement(passed=False, verdicts={"valid": False, "optimal": False}, why=why)
        verdict = validate_plan(domain_text(problem.domain), problem.pddl, attempt.answer)
        optimal = verdict.valid and attempt.optimal
        why = {} if verdict.valid else {"valid": verdict.why}
        return Judgement(
            passed=verdict.valid and optimal,
            verdicts={"valid": verdict.valid, "optimal": optimal},
            why=why,
            details={"actions": verdict.actions, "cost": float(verdict.cost)},
        )


class PlanBench(_Planning):
    """Blocksworld and Mystery Blocksworld of PlanBench."""

    name = "planbench"
    description = "Blocksworld and Mystery Blocksworld, in words and in PDDL, with shortest plans"
    licence = "MIT (PlanBench)"
    readers: tuple[Reader, ...] = ("oracle", "offline", "model")
    needs_data = True

    def cases(self, settings: Settings) -> Iterator[Case]:
        """The instances, or those of the split: "blocksworld" or "mystery"."""
        path = _instances(settings)
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"cannot be read: {error}", path=path) from error
        for number, line in enumerate(lines, start=1):
            try:
                record = json.loads(line)
                name, words, pddl = str(record["id"]), str(record["request"]), str(record["pddl"])
            except (ValueError, KeyError, TypeError) as error:
                raise DataError(
                    "expected an object with id, request and pddl", path=path, line=number
                ) from error
            domain: DomainName = "mystery" if name.startswith("mystery") else "blocksworld"
            if settings.split in (None, domain):
                by_model = settings.reader == "model"
                yield Case(
                    id=name,
                    request=pddl,
                    text=request_text(domain_text(domain), words) if by_model else words,
                    metadata={"domain": domain},
                    payload=_Problem(domain=domain, pddl=pddl, by_model=by_model),
                )

    def run(self, case: Case, settings: Settings, listener: Listener) -> Attempt:
        """Read a problem and plan it, or have a language model write the document."""
        if settings.reader == "model":
            from certiplan.tasks.evaluation import attempt_by_model

            return attempt_by_model(case.text, settings, listener)
        return super().run(case, settings, listener)

    def judge(self, case: Case, attempt: Attempt) -> Judgement:
        """Validate the plan, or compare the number of actions that a document came to."""
        problem = _problem(case)
        if not problem.by_model:
            return super().judge(case, attempt)
        least = least_actions(problem.request)
        right = attempt.outcome == "plan" and attempt.value == least
        why = {} if right else {"valid": f"{attempt.outcome} {attempt.value} instead of {least} actions"}
        return Judgement(
            passed=right, verdicts={"valid": right, "optimal": right and attempt.optimal}, why=why
        )

    def data_files(self, settings: Settings) -> Iterable[Path]:
        """The file of the instances."""
        return (_instances(settings),)


class Multistep(_Planning):
    """Random problems of all shipped domains."""

    name = "multistep"
    description = "random problems of Blocksworld, Mystery, Movie, Gripper and a warehouse, with best plans"
    licence = "Apache-2.0 (made by Certiplan)"

    def cases(self, settings: Settings) -> Iterator[Case]:
        """Ten problems of each domain, or of the split's, made from the seed."""
        from certiplan.tasks.multistep.generators import random_problem

        if settings.split is not None and settings.split not in DOMAIN_NAMES:
            raise UsageError(f"there is no domain {settings.split!r} (known: {', '.join(DOMAIN_NAMES)})")
        for number in range(1, _PER_DOMAIN + 1):
            for domain in DOMAIN_NAMES:
                if settings.split in (None, domain):
                    pddl = random_problem(domain, Random(f"{settings.seed} {domain} {number}"))  # noqa: S311
                    yield Case(
                        id=f"{domain}/{number}",
                        request=pddl,
                        metadata={"domain": domain},
                        payload=_Problem(domain=domain, pddl=pddl),
                    )


def _problem(case: Case) -> _Problem:
    assert isinstance(case.payload, _Problem)
    return case.payload


def _instances(settings: Settings) -> Path:
    if settings.data is None:
        raise UsageError("--data DIR is needed: where PlanBench's instances.jsonl is")
    for folder in (settings.data, settings.data / "planbench"):
        if (folder / "instances.jsonl").is_file():
            return folder / "instances.jsonl"
    raise UsageError(f"{settings.data} holds no instances.jsonl, and neither does planbench in it")


def _request(case: Case, settings: Settings) -> PlanningRequest:
    from certiplan.tasks.multistep.words import PHRASEBOOKS, read_words

    problem = _problem(case)
    if settings.reader == "offline":
        return read_words(case.text, PHRASEBOOKS[problem.domain])
    return problem.request


def _planned(case: Case, settings: Settings, listener: Listener) -> Attempt:
    import datetime as dt

    from certiplan.agents import Plan, PlanSettings
    from certiplan.formalizers.language_model import yaml_text
    from certiplan.model.yaml_text import Data
    from certiplan.solvers.backend import SolveOptions  # loads solvers; judging does not
    from certiplan.tasks.evaluation import attempt_of_outcome
    from certiplan.tasks.multistep.outcome import MultistepPlan, plan_outcome
    from certiplan.tasks.multistep.search import SearchOptions

    def drafted(document: Mapping[str, object]) -> None:
        listener(ModelDrafted(document=yaml_text(cast(dict[str, Data], document)), round=0))

    with timed(listener, "read"):
        request = _request(case, settings)
    with timed(listener, "solve"):
        outcome = plan_outcome(
            case.metadata["domain"],
            request,
            PlanSettings(
                today=dt.date.min,
                solver=settings.solver,
                options=SolveOptions(time_limit_s=settings.time_limit_s, seed=settings.seed),
            ),
            options=SearchOptions(on_document=drafted),
        )
    text = None
    if isinstance(outcome, Plan):
        assert isinstance(outcome.content, MultistepPlan)
        text = outcome.content.text
    return attempt_of_outcome(outcome, plan=text)


PLANBENCH = PlanBench()
MULTISTEP = Multistep()
