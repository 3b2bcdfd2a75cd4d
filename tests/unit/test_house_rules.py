"""The rules of the house that no linter knows."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted([*ROOT.glob("etl/**/*.py"), *ROOT.glob("dashboard/**/*.py")])
MAX_LINES = 300


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_short_and_says_its_subject(module):
    text = module.read_text("utf-8")
    assert len(text.splitlines()) <= MAX_LINES
    assert text.startswith(('"""', "#!"))


def test_no_value_is_computed_row_by_row():
    pattern = re.compile(r"\.apply\([^)]*axis=1|\.iterrows\(")
    guilty = [path.name for path in MODULES if pattern.search(path.read_text("utf-8"))]
    assert guilty == []


def test_the_lock_pins_every_dependency_with_hashes_and_names_no_index():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pins = re.findall(r"^[a-z0-9][\w.-]*==", lock, re.MULTILINE)
    assert len(pins) > 50
    assert lock.count("--hash=sha256:") >= len(pins)
    assert "://" not in lock and "index-url" not in lock


def test_ci_calls_the_test_command_of_the_readme():
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")
    assert "make test" in (ROOT / "README.md").read_text("utf-8")


def test_a_command_starts_without_the_libraries_that_few_commands_need():
    large = ("scipy", "statsmodels", "psycopg", "charset_normalizer")
    said = f"import sys, etl.cli; print(*[each for each in {large} if each in sys.modules])"
    ended = subprocess.run(
        [sys.executable, "-c", said], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert ended.stdout.split() == []
