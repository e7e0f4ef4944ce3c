# Everything that people and CI run. `make` alone lists it.
# Needs GNU make and Python 3.11 or newer; the rest is installed into .venv, from the lock.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Airflow is only for the slow tests, in an environment of its own.
AIRFLOW := .venv-airflow
AIRFLOW_READY := $(AIRFLOW)/.ready

# Extra arguments for pytest: make test ARGS="-k consent -x"
ARGS ?=
# How pytest spreads its work: make test SPREAD= runs in one process
SPREAD ?= -n auto --dist worksteal
# Extra arguments for JupyterLab: make lab LAB="--no-browser --port 8890"
LAB ?=
# Extra arguments for the lock: make lock LOCK_ARGS=--upgrade
LOCK_ARGS ?=

# Once for progress, twice for warnings: only errors are shown.
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
AIRFLOW_PIP := $(AIRFLOW)/bin/python -m pip --disable-pip-version-check -qq
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

.PHONY: help demo lab setup check lint types imports test test-slow coverage notebooks
.PHONY: browser-test wheel-test airflow bench docs pages format lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

demo: $(READY) ## screen the sample campaign and show what came out
	@$(BIN)/hygiene demo

lab: $(READY) ## open JupyterLab on the notebooks
	@$(BIN)/jupyter-lab notebooks $(LAB)

setup: $(READY) ## make .venv from the lock (the other targets do it when needed)

check: lint types imports test ## what must be green before a change goes in

lint: $(READY) ## ruff, spelling, and no output in a committed notebook
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/codespell
	@$(BIN)/codespell -D .codespell-british --ignore-regex '`[^`]*`' *.md docs/*.md docs/*/*.md
	@find notebooks -name .ipynb_checkpoints -prune -o -name '*.ipynb' -print0 \
	  | xargs -0 $(BIN)/nbstripout --verify

types: $(READY) ## mypy, strict
	@$(BIN)/mypy

imports: $(READY) ## modules import only from the layers below their own
	@$(BIN)/lint-imports --no-cache --no-logo

test: $(READY) ## every test but the slow ones and whole notebooks
	@$(PYTEST) $(SPREAD) $(ARGS)

test-slow: $(READY) $(AIRFLOW_READY) ## thousands of Hypothesis worlds, and what else takes minutes
	@$(PYTEST) -m slow --hypothesis-profile=slow $(SPREAD) $(ARGS) || \
	  { code=$$?; [ $$code -eq 5 ] && echo "No test is marked slow."; [ $$code -eq 5 ]; }

coverage: $(READY) ## branch coverage of hygiene/
	@$(PYTEST) $(SPREAD) --cov --cov-report=term-missing $(ARGS)

browser-test: $(READY) ## the notebooks in a real JupyterLab (needs Chromium)
	@$(PYTEST) -m browser tests/browser $(ARGS)

notebooks: $(READY) ## run every notebook from top to bottom
	@$(PYTEST) -m "not slow" $(SPREAD) tests/notebooks $(ARGS)

wheel-test: $(READY) ## build the wheel, install it elsewhere, test what was installed
	@sh tests/wheel/run.sh $(BIN)/python

airflow: $(AIRFLOW_READY) ## make .venv-airflow from its lock, for test-slow

bench: $(READY) ## time a large screening (not part of check)
	@$(BIN)/python -m benchmarks $(ARGS)

docs: $(READY) ## write the generated pages of docs/ anew
	@$(BIN)/python docs/generate.py

pages: $(READY) ## draw the gallery and run the notebooks into docs/, on the sample data
	@$(BIN)/python docs/publish.py $(ARGS)

format: $(READY) ## let ruff and nbstripout put the files in order
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .
	@find notebooks -name .ipynb_checkpoints -prune -o -name '*.ipynb' -print0 \
	  | xargs -0 $(BIN)/nbstripout

lock: ## pin every dependency, with hashes, for every Python and platform
	@$(call need_python)
	@$(call need_venv)
	@$(PIP) install uv
	@$(call compile,requirements.lock,pyproject.toml --all-extras --group dev)
	@$(call compile,requirements-airflow.lock,--group airflow)

clean: ## remove .venv, builds and caches
	@rm -rf $(VENV) $(AIRFLOW) build dist htmlcov .coverage .hypothesis .import_linter_cache \
	  .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -prune -exec rm -rf {} +

# Made once, and again when the lock or the project's own metadata changes. The lock is
# whole, so nothing is resolved: an old pip would look for newer versions of an extra.
$(READY): requirements.lock pyproject.toml
	@$(call need_python)
	@$(call need_venv)
	@echo "Setting up $(VENV): two or three minutes the first time." >&2
	@$(PIP) install --no-compile --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(PIP) check
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib
	@touch $@

$(AIRFLOW_READY): requirements-airflow.lock
	@$(call need_python)
	@$(PYTHON) -m venv --clear $(AIRFLOW)
	@echo "Setting up $(AIRFLOW): about a minute the first time." >&2
	@$(AIRFLOW_PIP) install --no-compile --no-deps --require-hashes -r requirements-airflow.lock
	@$(AIRFLOW_PIP) check
	@touch $@

# $(1): the lock; $(2): what it holds.
define compile
$(BIN)/uv pip compile $(2) --output-file $(1) --quiet \
  --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links $(LOCK_ARGS) && \
  ! grep -nE '://|^-|^/' $(1)
endef

define need_python
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
  found=$$($(PYTHON) --version 2>&1) || found="not there"; \
  echo "Python 3.11 or newer is needed, but $(PYTHON) is $$found." >&2; \
  echo "Name another one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
endef

# A .venv whose Python has gone or is too old is made anew.
define need_venv
$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
  $(PYTHON) -m venv --clear $(VENV) || { \
  echo "$(PYTHON) cannot make $(VENV). On Debian and Ubuntu: apt install python3-venv" >&2; \
  exit 1; }
endef
