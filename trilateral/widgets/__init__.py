"""The small widgets: the claim board and the statement coder."""
