"""Every page through the entry script, on an empty, a tiny and a full warehouse."""
