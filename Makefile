# Everything starts here: `make help`.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV_VERSION := 0.13.9

# Where this is set, every program of a run would compile everything again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
CODE := access assembly bench cli contracts deploy messaging services tests
WORKERS ?= 4

.PHONY: help setup lock fmt lint types architecture secrets generate generated prove check
.PHONY: test-fast test test-all up down demo bench protections clean

help:  ## what can be done here
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'

# The one set-up path: every target that runs code depends on it.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: set PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "setting up $(VENV) (once; a minute or two)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet --system-certs --compile-bytecode --require-hashes requirements.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(READY)  ## make the environment

lock:  ## renew requirements.lock from pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet -o requirements.lock

fmt: $(READY)  ## format, and mend what can be mended
	@$(BIN)/ruff format --quiet $(CODE)
	@$(BIN)/ruff check --fix --quiet $(CODE)

lint: $(READY)  ## formatting and lint, only looking
	@$(BIN)/ruff format --check --quiet $(CODE)
	@$(BIN)/ruff check --quiet $(CODE)

types: $(READY)  ## strict types over everything
	@$(BIN)/mypy $(CODE)

architecture: $(READY)  ## the shape of the project
	@$(BIN)/pytest --quiet tests/architecture

secrets: $(READY)  ## nothing that looks like a secret is committed
	@git ls-files -z | xargs -0 $(BIN)/detect-secrets-hook --baseline .secrets.baseline

generate: $(READY)  ## renew what is generated from the contracts, and the page of requirements
	@$(BIN)/python -m contracts generate
	@$(BIN)/python -m tests.ledger page

prove: $(READY)  ## find out again which test proves which gate, and renew the page of requirements
	@$(BIN)/python -m tests.ledger prove
	@$(BIN)/python -m tests.ledger page

generated: $(READY)  ## what is generated is up to date
	@$(BIN)/python -m contracts generate --check
	@$(BIN)/python -m tests.ledger page --check

check: $(READY)  ## all that needs nothing running
	@$(MAKE) --no-print-directory --jobs=2 lint types secrets generated

test-fast: $(READY)  ## domain, contracts, architecture: nothing running, few examples, proofs believed
	@$(BIN)/python -m tests.side_by_side --quiet --hypothesis-profile few -m "not stack and not thorough and not proofs"

test: check  ## everything but the thorough ones, on a real Kafka and PostgreSQL
	@$(BIN)/pytest --quiet -n $(WORKERS) --dist loadfile -m "not thorough"

test-all: test  ## every message type at every crash point too; it says where it is
	@$(BIN)/pytest --quiet --capture=no -m thorough

up: $(READY)  ## a force on this machine, left running
	@$(BIN)/python -m deploy.local up

down: $(READY)  ## end it
	@$(BIN)/python -m deploy.local down

demo: $(READY)  ## seven cases side by side, from form or arrest to end; one of them: make demo CASE=2
	@$(BIN)/python -m deploy.demo $(if $(CASE),--case $(CASE))

bench: $(READY)  ## speed, as ratios in one run
	@$(BIN)/python -m bench

protections: $(READY)  ## every protection of the runtime, removed in turn, makes a test fail
	@$(BIN)/python -m bench.protections

clean: $(READY)  ## end the stacks and remove what was made here, the downloads' cache apart
	@$(BIN)/python -m deploy.local down --erase
	@rm -rf $(VENV) .local
