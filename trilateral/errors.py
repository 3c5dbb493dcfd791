"""What is wrong with what a user gave: the base of the errors that a command tells in one plain line."""

__all__ = ["UserError"]


class UserError(ValueError):
    """Something that the user gave cannot be used; the message says what, where, and what to do."""
