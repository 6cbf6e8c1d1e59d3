"""A model document in the steps of the agents' loop."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, assert_never, cast

from certiplan.agents.accepting import accepted_way
from certiplan.agents.general.explaining import conflict_outcome, plan_of
from certiplan.agents.general.plain_edits import PlainEdit, margin_missing, plain_edit, supposed_expression
from certiplan.agents.general.rewording import reworded
from certiplan.agents.general.work import CODEC, Described, DocumentPlan, DocumentWork, work_of
from certiplan.agents.memory import Effect, Intent, Memory
from certiplan.agents.modes import Mode, mode_of
from certiplan.agents.outcomes import Conflict, Heard, Outcome, Plan, Question, Unknown, Wish
from certiplan.agents.reading import ModelReading, Readers
from certiplan.agents.steps import Tools, clash_verdict
from certiplan.agents.task import PlanSettings
from certiplan.errors import DocumentError, InternalError, RequestError, UsageError
from certiplan.formalizers.language_model.yaml_writing import yaml_text
from certiplan.formalizers.questions import Answered, QuestionOptions, answer, inquire
from certiplan.model.diagnostics import has_errors
from certiplan.model.patches import apply_patch
from certiplan.model.python_data import plain_data
from certiplan.model.solution_text import solution_from_json
from certiplan.model.values import Rational, show_number
from certiplan.model.yaml_text import Data, parse_text
from certiplan.solvers import results
from certiplan.solvers.explain.clock import Limits
from certiplan.solvers.model import Model, NoSolution, Solved

TASK_NAME = "general"
_INTENTS: dict[Mode, Intent] = {"do": "edit", "what if": "what if", "why": "why", "why not": "why not"}
_FORMS = (
    "say for instance: set NAME to 12, drop REQUIREMENT, what if NAME were 12, why not an expression of the "
    "model; or give a language model with --model, which understands any words"
)
_FOR_QUESTIONS = Limits(time_limit_s=60.0, check_limit_s=5.0)


class GeneralSteps:
    """The general part of the loop.

    Args:
        settings: how to plan.
        readers: opens language models.
    """

    def __init__(self, settings: PlanSettings, readers: Readers) -> None:
        self._settings = settings
        self._readers = readers
        self._live: tuple[str, Model] | None = None
        self.codec = CODEC

    # ------------------------------------------------------------ reading

    def read(self, memory: Memory, before: Memory | None, tools: Tools) -> Memory:
        """Take a request, a reply, an edit, or a question about the plan."""
        work = work_of(memory)
        if memory.intent == "reply" and work.asked:
            return self._replied(memory, work)
        if memory.intent == "reply":
            return self._new(memory, (*work.texts, memory.said))
        if before is None or not work.document:
            return self._new(memory, (memory.said,))
        return self._edited(memory, work, tools)

    def _new(self, memory: Memory, texts: tuple[str, ...]) -> Memory:
        if not self._readers.available:
            raise UsageError(
                "a request that is no trip needs a language model: give one with --model provider:name "
                "(openai, anthropic, ollama, … or --base-url), or write a model document and use "
                "certiplan solve"
            )
        heard = Heard(request=Described(text="\n".join(texts)))
        return replace(memory, question=None, heard=heard, document=None, work=DocumentWork(texts=texts))

    def _replied(self, memory: Memory, work: DocumentWork) -> Memory:
        reply = answer(self._model(work.document), memory.said, parameter=work.asked)
        if not isinstance(reply, Answered):
            raise RequestError("then it stays open: say a number or a range, or set it in the model")
        document = yaml_text(_patched(work.document, reply.patch))
        texts = (*work.texts, memory.said)
        return replace(
            memory,
            question=None,
            read_as=f"{reply.parameter} is {reply.value}",
            work=replace(work, texts=texts, document=document, asked=""),
        )

    def _edited(self, memory: Memory, work: DocumentWork, tools: Tools) -> Memory:
        mode, begin = mode_of(memory.said)
        rest = memory.said[begin:]
        change: PlainEdit | None = None
        expression = supposed_expression(rest) if mode in ("why", "why not") else None
        if expression is None:
            change = plain_edit(rest, self._model(work.document).elements)
        else:
            that = expression if mode == "why not" else f"not ({expression})"
            words = expression if mode == "why not" else f"not {expression}"
            change = PlainEdit(patch={"set": {"constraints.supposed": {"that": that}}}, words=words)
        if change is not None:
            document = yaml_text(
                reworded(
                    _data(work.document),
                    _patched(work.document, change.patch),
                    numbers={} if change.number is None else {change.number: " ".join(memory.said.split())},
                    quoted=True,
                    gone="dropped",
                )
            )
            if expression is not None and self._is_by_a_hair(document):
                raise margin_missing(expression, denied=mode == "why")
            return self._with(memory, work, _INTENTS[mode], document, change.words)
        if not self._readers.available:
            raise RequestError(f"that was not understood as a change of the model; {_FORMS}")
        edit = self._readers.edit(memory.said, work.document, work.texts, tools)
        if edit.intent == "request":
            return self._new(replace(memory, intent="request"), (memory.said,))
        return self._with(memory, work, edit.intent, edit.document, edit.words)

    def _with(self, memory: Memory, work: DocumentWork, intent: Intent, document: str, words: str) -> Memory:
        said = "Changed" if intent == "edit" else "Supposed"
        texts = (*work.texts, memory.said)
        work = replace(work, texts=texts, document=document, asked="", supposed=words)
        return replace(memory, intent=intent, question=None, read_as=f"{said}: {words}", work=work)

    # ------------------------------------------------------------ the document

    def formalize(self, memory: Memory, tools: Tools) -> Memory:
        """Have the document written, or take the one that is there."""
        work = work_of(memory)
        if memory.given is not None:
            work = replace(work, document=memory.given, asked="", supposed="")
            memory = replace(memory, read_as="Edited in the model", work=work)
        elif not work.document:
            reading = self._readers.read("\n".join(work.texts), tools)
            work = replace(work, document=reading.document, notes=reading.notes)
            memory = replace(memory, work=work, question=_undecided(reading))
        changed = memory.document is not None and memory.document != work.document
        return replace(memory, document=work.document, round=memory.round + changed)

    def check(self, memory: Memory, tools: Tools) -> Memory:
        """Check the document, and find out whether something has to be asked first."""
        work = work_of(memory)
        model = self._model(work.document)
        found = model.diagnostics()
        memory = replace(memory, diagnostics=found, heard=_heard(memory, model))
        if memory.question is not None or has_errors(found) or not model.questions():
            return memory
        limits = replace(_FOR_QUESTIONS, stop=tools.clock.limits.stop)
        inquiry = inquire(model.document, QuestionOptions(limits=limits, solver=self._settings.solver))
        if inquiry.questions:
            first = inquiry.questions[0]
            question = Question(
                task=TASK_NAME,
                question=f"{first.question} {first.words}".strip(),
                about=first.parameter,
                continuation=None,
            )
            return replace(memory, question=question, work=replace(work, asked=first.parameter))
        data = inquiry.document.data
        assert isinstance(data, dict)
        document = yaml_text(data)
        names = ", ".join(harmless.parameter for harmless in inquiry.harmless)
        notes = (*work.notes, f"No answer is needed for {names}: it changes nothing.")
        return replace(memory, document=document, work=replace(work, document=document, notes=notes))

    # ------------------------------------------------------------ solving

    def solve(self, memory: Memory, tools: Tools) -> Memory:
        """Settle the document."""
        work = work_of(memory)
        model = self._model(work.document)
        result = model.solve(solver=self._settings.solver, options=tools.solve_options())
        heard = _heard(memory, model)
        match result:
            case Solved():
                plan = self._outcome(plan_of(work.document, model, result), heard, seconds=result.seconds)
                reason = None if result.optimal else result.reason
                return replace(memory, finding="plan", outcome=replace(plan, reason=reason), heard=heard)
            case NoSolution():
                return replace(memory, finding="conflict", heard=heard)
            case results.Unknown():
                unknown = Unknown(
                    task=TASK_NAME,
                    heard=heard,
                    reason=result.reason,
                    detail=result.detail,
                    solver=result.solver,
                    seconds=result.seconds,
                )
                return replace(memory, finding="unknown", outcome=unknown, heard=heard)
            case results.Unbounded():
                unbounded = Unknown(
                    task=TASK_NAME,
                    heard=heard,
                    reason="gave up",
                    detail="the objective can be improved without limit: a bound or a constraint is missing",
                    solver=result.solver,
                    seconds=result.seconds,
                )
                return replace(memory, finding="unknown", outcome=unbounded, heard=heard)
            case results.Failed(error=error):
                raise InternalError(error)
            case _:
                assert_never(result)

    def explain(self, memory: Memory, tools: Tools) -> Memory:
        """Find what clashes, and the ways out with their plans."""
        model = self._model(work_of(memory).document)
        outcome = conflict_outcome(
            model,
            _heard(memory, model),
            task=TASK_NAME,
            solver=self._settings.solver,
            clock=tools.clock,
            with_ways_out=not memory.hypothetical,
        )
        return replace(memory, outcome=outcome)

    def relax(self, memory: Memory, before: Memory, tools: Tools) -> Memory:
        """Take the way out that the person accepted: its plan is there already."""
        way = accepted_way(before.outcome, memory.accepted)
        record = way.plan
        assert isinstance(record, DocumentPlan)
        model = self._model(record.document)
        outcome = self._outcome(record, _heard(memory, model), seconds=tools.clock.spent_s)
        return replace(
            memory,
            finding="plan",
            outcome=outcome,
            document=record.document,
            read_as=f"Accepted: {way.words}",
            work=replace(work_of(before), document=record.document),
        )

    def verify(self, memory: Memory, tools: Tools) -> Memory:
        """Have the exact evaluator judge the values anew, from their text and the document's."""
        match memory.outcome:
            case Plan(content=DocumentPlan() as plan):
                self._judge(plan)
                verdict = "the exact evaluator accepts the plan"
            case Conflict() as conflict:
                for way in conflict.ways_out:
                    assert isinstance(way.plan, DocumentPlan)
                    self._judge(way.plan)
                verdict = clash_verdict(conflict)
            case _:
                raise InternalError("there is nothing to verify")
        return replace(memory, verified=True, verdict=verdict)

    def compare(self, before: Memory, after: Memory) -> Effect:
        """What a supposition does to the best plan."""
        assert after.outcome is not None
        old, new = _value(before.outcome), _value(after.outcome)
        supposed = work_of(after).supposed
        return Effect(
            asked=cast(Literal["what if", "why", "why not"], after.intent),
            supposed=supposed,
            before=before.outcome,
            after=after.outcome,
            difference=None if old is None or new is None else new - old,
            words=f"{supposed[:1].upper()}{supposed[1:]}: {_effect_words(old, after.outcome)}",
        )

    # ------------------------------------------------------------ inside

    def _model(self, document: str) -> Model:
        if self._live is None or self._live[0] != document:
            # A text of one line would be taken for the name of a file.
            self._live = (document, Model.load(f"{document}\n"))
        return self._live[1]

    def _is_by_a_hair(self, document: str) -> bool:
        """Whether what a document supposes is a strict comparison of reals."""
        try:
            found = self._model(document).diagnostics()
        except DocumentError:
            return False  # told where the document is checked
        return any(fault.code == "strict-comparison" for fault in found)

    def _judge(self, plan: DocumentPlan) -> None:
        model = self._model(plan.document)
        solution = solution_from_json(plain_data(dict(plan.values)), model.ground)
        verdict = model.judge(solution)
        if not verdict.satisfied:
            raise InternalError(f"a plan failed the exact recheck: {verdict}")

    def _outcome(self, plan: DocumentPlan, heard: Heard, *, seconds: float) -> Plan:
        requirements = self._model(plan.document).elements.requirements
        changed = {change.requirement for change in plan.changes}
        return Plan(
            task=TASK_NAME,
            heard=heard,
            content=plan,
            wishes=tuple(
                Wish(name=name, words=wish.quote or wish.assume or name, quote=wish.quote)
                for name, wish in requirements.items()
                if wish.unformalized is None and name not in changed
            ),
            value=plan.objectives[0] if plan.objectives else None,
            bound=plan.bounds[0] if plan.bounds else None,
            optimal=plan.optimal,
            reason=None,
            solver=plan.solver,
            seconds=seconds,
            changes=plan.changes,
        )


def _data(document: str) -> dict[str, Data]:
    data = parse_text(document).data
    assert isinstance(data, dict)
    return data


def _patched(document: str, patch: object) -> dict[str, Data]:
    """A document with a patch, as plain data.

    Raises:
        DocumentError: the patch does not fit.
    """
    data = apply_patch(parse_text(document).data, patch)
    assert isinstance(data, dict)
    return data


def _undecided(reading: ModelReading) -> Question | None:
    if reading.question is None:
        return None
    return Question(task=TASK_NAME, question=reading.question, about="the request", continuation=None)


def _heard(memory: Memory, model: Model) -> Heard:
    """How the request was understood, as the document says it."""
    requirements = model.elements.requirements.values()
    said = memory.heard.request if memory.heard is not None else Described(text=memory.said)
    assumed = [wish.assume for wish in requirements if wish.assume is not None]
    unsaid = [
        f"{wish.quote or wish.assume} ({wish.unformalized})"
        for wish in requirements
        if wish.unformalized is not None
    ]
    return Heard(
        request=said,
        assumptions=(*assumed, *work_of(memory).notes),
        unused_words=tuple(unsaid),
    )


def _value(outcome: Outcome | None) -> Rational | None:
    return outcome.value if isinstance(outcome, Plan) else None


def _effect_words(old: Rational | None, after: Outcome) -> str:
    match after:
        case Plan(value=None):
            return "there is such a plan."
        case Plan(value=new) if new is not None:
            shown = _shown(new)
            best = "the best plan" if after.optimal else "the best plan found"
            if old is None:
                return f"then there is a plan, and {best} is worth {shown}."
            if old == new:
                return f"{best} is worth the same, {shown}."
            return f"{best} is worth {shown} instead of {_shown(old)}."
        case Conflict(words=words):
            return f"there is no such plan. {words}"
        case _:
            return "whether there is such a plan is not known."


def _shown(value: Rational) -> str:
    return show_number(value, digits=6, fractions=False)
