"""The same trip in other words: a seeded paraphraser that writes a typed request in one of several styles.

facts     what the parts of a request are called: dates, numbers, wishes
styles    the styles, each a function from facts to a text
"""

from certiplan.tasks.travel.paraphrasing.styles import STYLES, paraphrase

__all__ = ["STYLES", "paraphrase"]
