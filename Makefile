# The commands of the project. Everything lives in .venv; nothing else is installed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PORT ?= 8501

# The servers and commands that the tests start would be compiled again each time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: audit help run demo test check lint format bench screenshots lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

# The lock is whole. Without --no-deps pip would look at the newest release of what is asked with
# an extra (coverage[toml]), and refuse it for want of a hash, the day there is one.
$(INSTALLED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@touch $(INSTALLED)

run: $(INSTALLED) ## load the demonstration prefecture (the first time) and open the dashboard
	$(BIN)/python -m etl demo --si-vide
	$(BIN)/python -m dashboard --port $(PORT)

demo: $(INSTALLED) ## load the demonstration prefecture
	$(BIN)/python -m etl demo

test: $(INSTALLED) ## run all tests
	$(BIN)/python -m pytest -n auto

lint: $(INSTALLED) ## format, style, types and rules of dependency
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: $(INSTALLED) ## look for known flaws of the pinned packages (tells when offline)
	$(BIN)/python -m tests.known_flaws

check: lint test ## everything that must be green at every commit

format: $(INSTALLED) ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(INSTALLED) ## measure speed and memory against peers (not part of the tests)
	$(BIN)/python -m tests.benchmarks

screenshots: $(INSTALLED) ## make a picture of each page (needs Chromium) in screenshots/
	$(BIN)/python -m tests.browser.screenshots screenshots

lock: ## pin every dependency again, with hashes (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --group dev pyproject.toml -o requirements.lock

clean: ## remove the environment and the caches, never the data
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
