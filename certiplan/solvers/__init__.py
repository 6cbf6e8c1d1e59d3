"""From a ground model to a result: lowering, backends, routing, conflicts, recheck."""
