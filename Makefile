# Two commands are all one needs: `make demo` and `make test`. Both set up everything first.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help venv demo test test-crash check lint format types lock bench pictures clean

# The environment is made anew only when what is locked has changed, told by content and not by date.
READY := .venv/locked-$(shell cat requirements.lock requirements-dev.lock | cksum | cut -d ' ' -f 1)
PORT ?= 8030
ARGS ?=

help: ## Say what can be done here
	@echo "make demo   start the desk in a Slack of its own, with a page at http://127.0.0.1:$(PORT)"
	@echo "make test   run every test                  (one: make test ARGS=tests/test_settings.py)"
	@echo "make test-crash   kill real processes, and show what became of everything   (WRITE=1: keep the table)"
	@echo "make check  the inner loop, in half a minute: style, types, walls, rules, views"
	@echo "make lint   check style and layout          make format  lay the code out"
	@echo "make types  check types"
	@echo "make bench  measure the speeds that are promised"
	@echo "make venv   only set up .venv               make clean   remove .venv and caches"
	@echo "make lock   lock the newest versions that pyproject.toml allows"

venv: $(READY) ## Set up .venv with everything

$(READY):
	@rm -rf .venv
	@python=$$(for name in python3.13 python3.12 python3.11 python3; do \
	    $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; \
	  done) ; \
	if [ -z "$$python" ]; then \
	  echo "Takedown Desk needs Python 3.11 or newer, and none was found. Please install one and try again." >&2; exit 1; \
	fi; \
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "$$python cannot make a virtual environment. On Debian or Ubuntu install the package python3-venv." >&2; exit 1; \
	fi; \
	echo "Setting up .venv with $$($$python --version), which takes a minute or two the first time."; \
	$$python -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY) ## Start the desk in a Slack of its own
	@.venv/bin/takedown demo --port $(PORT) $(ARGS)

test: $(READY) ## Run every test, and name the slowest ten
	@.venv/bin/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder --durations 10 $(ARGS)

# What fails soonest: no database, no server and no browser. Types are checked beside it.
CHECKED := tests/test_rooms.py tests/test_architecture.py tests/test_pages.py tests/rules tests/fuzz/test_views.py

check: $(READY) ## The inner loop: style, types, walls, rules and views, in half a minute
	@.venv/bin/mypy & types=$$!; \
	.venv/bin/ruff check --quiet .; style=$$?; \
	.venv/bin/python -m pytest --quiet $(CHECKED); tests=$$?; \
	wait $$types && exit $$((style + tests))

test-crash: $(READY) ## Kill real processes at every moment, and show what became of everything
	@WRITE=$(WRITE) .venv/bin/python -m pytest -m crash --quiet tests/crash $(ARGS)

lint: $(READY) ## Check style and layout
	@.venv/bin/ruff check .

format: $(READY) ## Lay the code out
	@.venv/bin/ruff check --fix --select I . && .venv/bin/ruff format .

types: $(READY) ## Check types
	@.venv/bin/mypy

bench: $(READY) ## Measure the speeds that are promised
	@.venv/bin/python tests/bench $(ARGS)

pictures: $(READY) ## Take the README's pictures anew
	@.venv/bin/python -m tests.browser.take_pictures

lock: $(READY) ## Lock the newest versions that pyproject.toml allows
	@.venv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-emit-index-url \
	  --python-version 3.11 pyproject.toml --output-file requirements.lock
	@.venv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-emit-index-url \
	  --python-version 3.11 pyproject.toml --group dev --output-file requirements-dev.lock

clean: ## Remove .venv and caches
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
