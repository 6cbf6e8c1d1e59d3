"""Planning domains and the suites that measure them."""
