"""Exercises: made from their solutions, checked in the notebook, varied, reset, kept in progress."""
