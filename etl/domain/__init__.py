"""The words of the field, in plain Python."""
