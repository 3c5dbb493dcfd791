"""What a grading run writes: tables, feedback, copies for reading."""
