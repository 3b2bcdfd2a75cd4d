"""Declarations in TOML, checked and turned into the domain."""
