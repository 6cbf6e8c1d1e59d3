"""A request for a bakery, and what a language model would write for it."""

from __future__ import annotations

from certiplan.agents import Conversation, PlanSettings
from certiplan.agents.general.task import GeneralTask
from certiplan.formalizers.language_model.scripted import ScriptedChatModel
from tests.agents.trips import TODAY

REQUEST = (
    "We bake bread and cakes. A bread takes 1 hour and earns 2 dollars, a cake takes 3 hours and earns 5 "
    "dollars. The oven runs at most 10 hours. At least 2 cakes have to be there. Earn as much as possible."
)
DOCUMENT = """```yaml
certiplan: 1
title: Bakery
requirements:
  r1: {quote: "The oven runs at most 10 hours"}
  r2: {quote: "At least 2 cakes have to be there", priority: 7}
  r3: {quote: "Earn as much as possible"}
  a1: {assume: "Only whole breads and cakes are sold."}
parameters:
  oven: {value: 10, from: r1, negotiable: {direction: up, cost: 1}}
  wanted: {value: 2, from: r2}
  bread_hours: {value: 1}
  cake_hours: {value: 3}
  bread_profit: {value: 2}
  cake_profit: {value: 5}
variables:
  bread: {type: integer, lower: 0, upper: 100, from: a1}
  cake: {type: integer, lower: 0, upper: 100, from: a1}
constraints:
  oven_hours: {that: "bread_hours * bread + cake_hours * cake <= oven", from: r1}
  cakes: {that: "cake >= wanted", from: r2}
objective: {maximize: "bread_profit * bread + cake_profit * cake", from: r3}
```"""
BEST = 18  # two cakes and four breads


def start(*script: str) -> tuple[Conversation, ScriptedChatModel]:
    """A conversation about a bakery whose language model says what a script says."""
    model = ScriptedChatModel(script=[DOCUMENT, *script])
    task = GeneralTask(chat_model=model)
    talk = Conversation.start(task=task, settings=PlanSettings(today=TODAY))
    return talk, model


def patch(intent: str, words: str, body: str) -> str:
    """An edit as a language model writes it."""
    return f"```yaml\nintent: {intent}\nwords: {words}\n{body}\n```"
