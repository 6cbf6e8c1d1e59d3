"""What domains with typed requests share: from the request to a verified outcome, its pictures, its suite.

A domain says how a request becomes a document, how a solution is read as a plan, and how a plan is judged.
The rest is here: reading requests as JSON, solving, conflicts with ways out, JSON, pages, and suites.
"""

from certiplan.tasks.typed.domain import Domain, Stated, Verdict
from certiplan.tasks.typed.planning import plan_request
from certiplan.tasks.typed.task import TypedTask, read_request

__all__ = ["Domain", "Stated", "TypedTask", "Verdict", "plan_request", "read_request"]
