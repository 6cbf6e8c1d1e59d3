"""The screens: the conversation, and what is laid over it."""
