"""A suite of one's own: knapsacks, planned from typed requests and judged by rules that know no model.

certiplan eval own_suite:SUITE          (in this directory)
"""

from collections.abc import Mapping
from itertools import chain, combinations

from certiplan import Model
from certiplan.tasks.evaluation import Attempt, Case, Judgement, Settings, Suite, attempt_of_answer, timed

ITEMS = {"lamp": (7, 30), "stove": (12, 55), "tent": (18, 80), "rope": (5, 18), "axe": (9, 33)}
DOCUMENT = """
certiplan: 1
sets: {Item: [lamp, stove, tent, rope, axe]}
parameters:
  weight: {over: [Item], value: {lamp: 7, stove: 12, tent: 18, rope: 5, axe: 9}}
  worth: {over: [Item], value: {lamp: 30, stove: 55, tent: 80, rope: 18, axe: 33}}
  room: {value: 0}
variables: {take: {over: [Item], type: binary}}
constraints: {fits: {that: "sum(weight[i] * take[i] for i in Item) <= room"}}
objective: {maximize: "sum(worth[i] * take[i] for i in Item)"}
"""


class Knapsacks(Suite):
    name = "knapsacks"
    description = "what to take along"
    licence = "none needed"
    metrics: Mapping[str, str] = {"fits": "nothing is too heavy", "best": "nothing better fits"}

    def cases(self, settings: Settings):
        return (
            Case(id=f"room/{room}", request=room, metadata={"room": str(room)}) for room in (10, 20, 30, 40)
        )

    def run(self, case: Case, settings: Settings, listener) -> Attempt:
        with timed(listener, "solve"):
            model = Model.load(DOCUMENT, set_values={"room": case.request})
            return attempt_of_answer(model.solve(solver=settings.solver), document=model.document)

    def judge(self, case: Case, attempt: Attempt) -> Judgement:
        taken = [name for name, kept in attempt.answer["take"].items() if kept] if attempt.answer else []
        every = chain.from_iterable(combinations(ITEMS.values(), count) for count in range(len(ITEMS) + 1))
        best = max(
            sum(worth for _, worth in some) for some in every if sum(w for w, _ in some) <= case.request
        )
        fits = sum(ITEMS[name][0] for name in taken) <= case.request
        is_best = sum(ITEMS[name][1] for name in taken) == best
        return Judgement(passed=fits and is_best, verdicts={"fits": fits, "best": is_best})


SUITE = Knapsacks()
