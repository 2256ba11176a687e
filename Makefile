# The whole of Portes from here: make up, make test. See README.md.
PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
READY := $(VENV)/.ready-for-tests
OUT_OF_REACH := { echo "Not every package could be installed; the lines above say why. Connect to the package registry or make room, then run make again; it goes on."; exit 1; }

# Who has no home of their own keeps uv's cache in the environment.
ifneq ($(shell test -w "$$HOME" || echo none),)
export UV_CACHE_DIR ?= $(CURDIR)/$(VENV)/share/uv
endif

.PHONY: install up down status logs clean test check bench messages screens docs lock

install: $(INSTALLED)

$(VENV)/bin/uv:
	@python=$$(sh deploy/newest_python.sh "$(PYTHON)") && "$$python" -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --no-cache-dir --disable-pip-version-check uv || $(OUT_OF_REACH)

$(INSTALLED): requirements/portes.txt pyproject.toml | $(VENV)/bin/uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement requirements/portes.txt || $(OUT_OF_REACH)
	@$(BIN)/python -c "import pathlib, sysconfig; pathlib.Path(sysconfig.get_path('purelib'), 'portes.pth').write_text(str(pathlib.Path.cwd()))"
	@printf '#!/bin/sh\nexec "%s" -m deploy.cli "$$@"\n' "$(CURDIR)/$(BIN)/python" > $(BIN)/portes
	@chmod +x $(BIN)/portes
	@touch $@

$(READY): requirements/test.txt $(INSTALLED)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement requirements/test.txt || $(OUT_OF_REACH)
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

screens: $(READY)
	@$(BIN)/python -m tests.screens

docs: $(INSTALLED)
	@$(BIN)/python -m deploy.cli policy show --page > docs/policy.md.new && mv docs/policy.md.new docs/policy.md

lock:
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-annotate --no-header --no-emit-index-url requirements/portes.in -o requirements/portes.txt
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-annotate --no-header --no-emit-index-url requirements/test.in -o requirements/test.txt
