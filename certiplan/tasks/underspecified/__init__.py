"""Underspecified requests: complete stories with one fact left out, needed or not.

stories         facts, stories, and the truth by enumeration
word_problems   how many of each, within limits
logic           what follows from rules
errands         a walk with an unknown start
generator       cases by seed
suite           asking, replying, judging
"""

from certiplan.tasks.underspecified.generator import UnderspecifiedCase, underspecified_cases
from certiplan.tasks.underspecified.suite import UnderspecifiedSuite

__all__ = ["UnderspecifiedCase", "UnderspecifiedSuite", "underspecified_cases"]
