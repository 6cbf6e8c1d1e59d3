"""What every Pyomo script ends with: solving, stage by stage, and printing."""

from typing import Final

TAIL: Final = '''
{names}

STAGES = [
{stages}
]


def value_of(variable):
    """What was found, rounded where it must be whole; what nothing mentions is as near 0 as it may be."""
    if variable.value is None:
        low = float("-inf") if variable.lb is None else variable.lb
        high = float("inf") if variable.ub is None else variable.ub
        variable.set_value(min(max(0, low), high))
    if not variable.is_continuous():
        variable.set_value(round(variable.value))
    return variable.value


def report(status, stages=()):
    """Print the status, the objectives and the decisions; what is not shown is 0."""
    print("status:", status)
    if status in ("optimal", "feasible"):
        for identifier in NAMES:
            value_of(getattr(m, identifier))
        for name, objective, _, _ in stages:
            print(f"objective {{name}}: {{pyo.value(objective):.12g}}")
        for identifier, name in NAMES.items():
            value = value_of(getattr(m, identifier))
            if abs(value) > 1e-9:
                print(f"{{name if name.isprintable() else ascii(name)}} = {{value:.12g}}")


def solve():
    """Solve for the active objective, load the values and say how it went."""
    solver = SolverFactory(sys.argv[1] if len(sys.argv) > 1 else {solver!r})
    results = solver.solve(
        m, load_solutions=False, raise_exception_on_nonoptimal_result=False, rel_gap={gap}
    )
    ended = results.termination_condition
    if ended == TerminationCondition.provenInfeasible:
        return "infeasible"
    if ended in (TerminationCondition.unbounded, TerminationCondition.infeasibleOrUnbounded):
        return "infeasible or unbounded"
    if ended != TerminationCondition.convergenceCriteriaSatisfied:
        return f"unknown ({{ended.name}})"
    results.solution_loader.load_vars()
    for variable in m.component_data_objects(pyo.Var):
        value_of(variable)
    return "optimal"


def solve_for(objective):
    """Solve for one objective; without one, find any solution."""
    m.anything = pyo.Objective(expr=0)
    if objective is not None:
        m.anything.deactivate()
        objective.activate()
    status = solve()
    if status == "infeasible or unbounded" and objective is not None:
        objective.deactivate()
        m.anything.activate()
        status = "unbounded" if solve() == "optimal" else "infeasible"
    m.del_component(m.anything)
    if objective is not None:
        objective.deactivate()
    return status


def main():
    """Optimize stage by stage; a later stage may worsen an earlier one by its slack."""
    if not STAGES:
        status = solve_for(None)
        return report("feasible" if status == "optimal" else status)
    m.limits = pyo.ConstraintList()
    for _, objective, slack, slack_abs in STAGES:
        status = solve_for(objective)
        if status != "optimal":
            return report(status)
        best = pyo.value(objective)
        room = slack * abs(best) + slack_abs + 1e-9 * max(1, abs(best))  # the last is for rounding
        if objective is STAGES[-1][1]:
            continue
        if objective.is_minimizing():
            m.limits.add(objective.expr <= best + room)
        else:
            m.limits.add(objective.expr >= best - room)
    return report("optimal", STAGES)


if __name__ == "__main__":
    main()
'''
