"""The headless half of the conversation: it knows the agents, speaks in boards, and knows no screen."""
