"""Declarations in TOML, checked and turned into the domain."""

from etl.definitions.charter import Charter, Module
from etl.definitions.declarations import Declarations
from etl.definitions.load import examine, load_declarations

__all__ = ["Charter", "Declarations", "Module", "examine", "load_declarations"]
