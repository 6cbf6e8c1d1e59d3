"""Optimization word problems with numeric answers: published sets, read from where they lie."""

from certiplan.tasks.wordproblems.problems import SETS, WordProblem, agrees, load_problems
from certiplan.tasks.wordproblems.suite import SUITE, WordProblems

__all__ = ["SETS", "SUITE", "WordProblem", "WordProblems", "agrees", "load_problems"]
