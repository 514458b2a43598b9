# `make run` and `make test` each work as the only command on a machine with Python 3.11 and make.
# Everything is installed into .venv from the hashed locks; a second run installs nothing.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lint fmt bench chaos soak lock clean

BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
# Options for pytest or for a report's script: make test ARGS="tests/core -x"; branch coverage:
# make test ARGS=--cov (it makes the tests take about three times as long)
ARGS ?=

help:
	@echo "make run     start Tocsin; needs no key, token, server or edit"
	@echo "make test    run the tests (ARGS=... goes to pytest)"
	@echo "make lint    ruff, mypy and the import law"
	@echo "make fmt     format the code and mend what ruff can mend"
	@echo "make bench   measure; writes out/bench.json"
	@echo "make chaos   kill and starve; writes out/chaos.jsonl"
	@echo "make soak    run under load for long"
	@echo "make lock    compute the hashed locks anew"
	@echo "make clean   remove .venv and what the tools left"

run: $(BIN)/.runtime
	@exec $(BIN)/tocsin

test: $(BIN)/.dev
	@exec $(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

lint: $(BIN)/.dev
	@failed=0; \
	$(BIN)/ruff check --output-format concise . || failed=1; \
	$(BIN)/ruff format --check . || failed=1; \
	$(BIN)/mypy || failed=1; \
	$(BIN)/lint-imports --no-logo || failed=1; \
	exit $$failed

fmt: $(BIN)/.dev
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: $(BIN)/.dev
	@exec $(BIN)/python tests/bench/run.py $(ARGS)

chaos: $(BIN)/.dev
	@exec $(BIN)/python tests/chaos/run.py $(ARGS)

soak: $(BIN)/.dev
	@exec $(BIN)/python tests/soak/run.py $(ARGS)

$(BIN)/python:
	@for python in $(PYTHON) python3.11 python3 python3.12 python3.13 python3.14; do \
	    "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	        2>/dev/null || continue; \
	    exec "$$python" -m venv .venv; \
	done; \
	echo "Tocsin needs Python 3.11 or newer with its venv module, and found none." >&2; \
	echo "Install it (Debian: apt-get install python3.11 python3.11-venv), or name one:" >&2; \
	echo "  make run PYTHON=/path/to/python3.11" >&2; \
	exit 1

# The command itself is installed last, from this folder. What has to be built, it and one of the
# development tools, is built with the locked setuptools: nothing is fetched that has no hash.
$(BIN)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing Tocsin into .venv (once; about a minute)" >&2
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(BIN)/.dev: requirements-dev.lock $(BIN)/.runtime
	@echo "Installing the development tools into .venv (once; about a minute)" >&2
	@$(PIP) install --require-hashes --no-build-isolation --requirement requirements-dev.lock
	@touch $@

COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --no-strip-extras --allow-unsafe --no-header \
    --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
    --no-emit-options --no-build-isolation --resolver=backtracking

# Keeps every pin that still fits; `make lock ARGS=--upgrade` takes the newest.
lock: $(BIN)/.dev
	@$(COMPILE) $(ARGS) --build-deps-for editable --output-file requirements.lock pyproject.toml
	@$(COMPILE) $(ARGS) --build-deps-for editable --constraint requirements.lock --extra dev \
	    --output-file requirements-dev.lock pyproject.toml
	@sed -i.bak '/^#/d' requirements.lock requirements-dev.lock
	@rm -f requirements.lock.bak requirements-dev.lock.bak

clean:
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
	    .coverage .coverage.* *.egg-info out
