"""Grade submissions with nbval, and never where a student's code runs."""
