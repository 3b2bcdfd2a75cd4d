"""The small prefecture of the pipeline tests, for the cases that need files and a store."""

from tests.pipeline.conftest import declared, opened, prefecture

__all__ = ["declared", "opened", "prefecture"]
