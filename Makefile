# The two commands of the README are `make demo` and `make test`; each installs what it needs into .venv first.
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
UV := $(BIN)/uv
# A file's tests share servers, so a file stays whole; the slow ones come first, as collected. Half of their time is
# waiting for servers, so there is one worker more than there are cores.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min((os.cpu_count() or 1) + 1, 4))')
SIDE_BY_SIDE := -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: demo test test-slow lint lock clean help \
	eval-mail eval-process eval-reading eval-retrieval \
	bench-case bench-help bench-mail bench-model bench-parse bench-search

help:
	@echo "make demo        a complete sample shop with its own mailbox (ARGS=--once: draft everything and exit)"
	@echo "make test        lint, types and all tests under 10 minutes"
	@echo "make eval-retrieval  how well colloquial questions find the articles that answer them"
	@echo "make test-slow   long fault, fuzz and soak runs"
	@echo "make lint        ruff and mypy only"
	@echo "make lock        write the lock files anew"

demo: $(VENV)/.installed
	@$(BIN)/draftdesk demo $(ARGS)

test: $(VENV)/.installed-dev lint
	@tests/servers.sh
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) $(ARGS)

test-slow: $(VENV)/.installed-dev
	@tests/servers.sh
	@$(BIN)/python -m pytest -m slow --timeout=3600 $(ARGS)

eval-retrieval: $(VENV)/.installed
	@$(BIN)/python -m evals.retrieval $(ARGS)

bench-search: $(VENV)/.installed
	@$(BIN)/python -m evals.benchmarks.search_speed $(ARGS)

bench-case: $(VENV)/.installed
	@$(BIN)/python -m evals.benchmarks.case_speed $(ARGS)

eval-mail: $(VENV)/.installed
	@$(BIN)/python -m evals.mail_corpora $(ARGS)

eval-reading: $(VENV)/.installed-dev
	@$(BIN)/python -m evals.reading $(ARGS)

eval-process: $(VENV)/.installed
	@$(BIN)/python -m evals.calibration $(ARGS)
	@$(BIN)/python -m evals.tau2 $(ARGS)
	@$(BIN)/python -m evals.ecom_bench $(ARGS)

bench-mail: $(VENV)/.installed-dev
	@$(BIN)/python -m evals.benchmarks.mail_speed $(ARGS)

bench-help: $(VENV)/.installed
	@$(BIN)/python -m evals.benchmarks.help_speed $(ARGS)

bench-parse: $(VENV)/.installed-bench
	@$(BIN)/python -m evals.benchmarks.parse_speed $(ARGS)
bench-model: $(VENV)/.installed
	@$(BIN)/python -m evals.benchmarks.model_throughput $(ARGS)

lint: $(VENV)/.installed-dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary

$(UV):
	@test -n "$(PYTHON)" || { echo "Draftdesk needs Python 3.11 or newer; none was found. Set PYTHON=/path/to/python3." >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: on Debian or Ubuntu, apt install python3-venv." >&2; rm -rf $(VENV); exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.installed: requirements.lock pyproject.toml $(UV)
	@echo "Installing Draftdesk into $(VENV) …"
	@$(UV) pip install --quiet --python $(BIN)/python -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing what the tests need …"
	@$(UV) pip install --quiet --python $(BIN)/python -r requirements-dev.lock
	@touch $@

$(VENV)/.installed-bench: requirements-bench.lock $(VENV)/.installed
	@echo "Installing the parsers to be measured …"
	@$(UV) pip install --quiet --python $(BIN)/python -r requirements-bench.lock
	@touch $@

lock: $(UV)
	@$(UV) pip compile --quiet --universal --python-version 3.11 --no-annotate --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 --no-annotate --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 --no-annotate --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --group bench -c requirements.lock -o requirements-bench.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache dist build
