"""Models as code that runs by itself: SMT-LIB, Z3Py, Pyomo, LP, MPS.

Each file names the document's constraints and quotes the requirements beside them; identifiers can be
mapped back to the document's names. Texts of the document only ever stand in comments and in escaped
literals, so that no wording of a requirement becomes code.
"""

from certiplan.formalizers.emit.emitting import TARGETS, Target, emit
from certiplan.formalizers.emit.naming import Names, identifier_of, read_names

__all__ = ["TARGETS", "Names", "Target", "emit", "identifier_of", "read_names"]
