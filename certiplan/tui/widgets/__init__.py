"""The widgets of the conversation: each shows a part of the board and posts what the person does."""
