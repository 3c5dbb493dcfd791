"""Run a student's cells where they can reach nothing."""
