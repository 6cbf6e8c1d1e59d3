"""From parsed elements and tables to a ground model: type check and instantiation in one compiled pass.

Each expression is compiled once into closures (nothing is generated as source, nothing is executed but
these closures) and then run for every combination of its indices.

    types       static types: what an expression can be
    members     sets at run time
    builder     columns, nodes and accumulators: the only place that writes the ground model
    code        what an expression compiles to
    compiler    expressions to code
    arithmetic, logic, comparisons, loops, functions, constant_functions, global_constraints, items
                the kinds of expression to code
    lookups     indices and fields
    selections  look-ups by decisions
    symbols     what names stand for
    constants   enumeration of sets and evaluation of parameters
    definitions names for expressions
    decisions   variables to columns
    horizon     the default horizon of intervals
    preferences soft constraints and their penalty
    findings    diagnostics with their places
    grounder    whole documents
"""

from certiplan.model.grounding.grounder import Ground, check, ground

__all__ = ["Ground", "check", "ground"]
