"""Test the tests: mutants of the course, each of which has to make a test fail."""
