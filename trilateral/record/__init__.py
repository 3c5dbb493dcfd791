"""The record: its tables, typed and checked, and their checksums."""
