"""The demonstration prefecture: exports in real formats, seeded."""
