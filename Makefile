# The whole of Portes from here: make up, make test. See README.md.
PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(if $(shell command -v $(p)),$(p))) python3.11)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
READY := $(VENV)/.ready-for-tests

.PHONY: install up down status logs clean test check bench messages docs lock

install: $(INSTALLED)

$(VENV)/bin/uv:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed. Set PYTHON=..., as in: make up PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv || { echo "The package registry is out of reach. Connect to the network and run make again; it goes on."; exit 1; }

$(INSTALLED): requirements/portes.txt pyproject.toml | $(VENV)/bin/uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement requirements/portes.txt || { echo "A package could not be fetched. Connect to the network and run make again; it goes on."; exit 1; }
	@$(BIN)/python -c "import pathlib, sysconfig; pathlib.Path(sysconfig.get_path('purelib'), 'portes.pth').write_text(str(pathlib.Path.cwd()))"
	@printf '#!/bin/sh\nexec "%s" -m deploy.cli "$$@"\n' "$(CURDIR)/$(BIN)/python" > $(BIN)/portes
	@chmod +x $(BIN)/portes
	@touch $@

$(READY): requirements/test.txt $(INSTALLED)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement requirements/test.txt
	@touch $@

up: $(INSTALLED)
	@$(BIN)/python -m deploy.cli up

down status logs: $(INSTALLED)
	@$(BIN)/python -m deploy.cli $@

clean: $(INSTALLED)
	@$(BIN)/python -m deploy.cli clean

test: $(READY)
	@$(BIN)/python -m tests

check: $(READY)
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet . && $(BIN)/mypy && $(BIN)/lint-imports
	@$(BIN)/squawk --config .squawk.toml $$(git ls-files '*/schema/0*.sql')

bench: $(READY)
	@$(BIN)/python -m tests.bench

messages: $(READY)
	@$(BIN)/python -m tests.messages

docs: $(INSTALLED)
	@$(BIN)/python -m deploy.cli policy show --page > docs/policy.md.new && mv docs/policy.md.new docs/policy.md

lock:
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-annotate --no-header --no-emit-index-url requirements/portes.in -o requirements/portes.txt
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-annotate --no-header --no-emit-index-url requirements/test.in -o requirements/test.txt
