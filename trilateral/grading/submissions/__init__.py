"""What was handed in: whose each file is, and what is in it."""
