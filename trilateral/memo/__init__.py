"""The memo of notebook 09."""
