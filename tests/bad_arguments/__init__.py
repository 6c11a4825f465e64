"""Tables of good arguments, one an area, for tests/test_bad_arguments.py."""
