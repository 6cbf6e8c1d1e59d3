"""The generator of the embedded world, in parts; `certiplan.tasks.travel.embedded.generate` runs it."""
