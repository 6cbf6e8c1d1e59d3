"""Large families of linear elements at once, as NumPy arrays; everything else goes over single records.

numbers   exact numbers as whole numerators over one denominator
pools     the values that indices run over, and where the entries of keys stand
frames    loops: every combination of the indices at once
context   expressions without decisions
affine    sums of decisions, and rows
families  whole elements
"""

from certiplan.model.grounding.arrays.context import Context
from certiplan.model.grounding.arrays.families import Families

__all__ = ["Context", "Families"]
