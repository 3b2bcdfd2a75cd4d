"""Rules broken by hand, one at a time, each with the test that must then fail."""
