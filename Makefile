# Depesche: two commands on a fresh machine are `make demo` and `make test`; `make help` lists all.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8000
HOME_DIR ?= home/demo
FRESH ?=
BIN := .venv/bin
BARE := env -u DJANGO_SETTINGS_MODULE
CHECKING := $(BARE) DEPESCHE_HOME=.cache/check DEPESCHE_SECRET_KEY=check
LOCK := .cache/lock

.PHONY: help demo test test-long pictures check run bench docs template lock browser web-servers

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

demo: .venv/run.stamp ## the demo site: PORT=8000 HOME_DIR=home/demo FRESH=1
	@exec $(BIN)/depesche demo --port "$(PORT)" --home "$(HOME_DIR)" $(if $(filter-out 0 no off,$(FRESH)),--fresh)

test: .venv/dev.stamp browser ## the whole test suite, on SQLite and on PostgreSQL
	@echo "Tests on SQLite"
	@$(BARE) $(BIN)/python scripts/suite.py sqlite
	@echo "Journeys in a browser"
	@$(BARE) $(BIN)/python scripts/suite.py journeys
	@echo "Tests on PostgreSQL"
	@$(BARE) $(BIN)/python scripts/suite.py postgres

test-long: .venv/dev.stamp browser web-servers ## kill, scale and validity tests
	@$(BARE) $(BIN)/pytest -m long
	@$(BARE) DEPESCHE_TEST_DATABASE=postgres $(BIN)/pytest -m long

pictures: .venv/dev.stamp browser ## screenshots of every page and mail, light and dark, phone and desk, into artefacts/journeys
	@$(BARE) $(BIN)/pytest tests/journeys/test_design.py tests/journeys/test_mails.py tests/journeys/test_readers_pages.py

check: .venv/dev.stamp ## format, lint, types, import contracts, house rules, migrations, docs
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted: run $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@mkdir -p .cache; $(BARE) $(BIN)/lint-imports --no-cache > .cache/imports.log || { cat .cache/imports.log; exit 1; }
	@$(CHECKING) $(BIN)/mypy --no-incremental
	@$(CHECKING) $(BIN)/python -m django makemigrations --check --dry-run --settings depesche.project.settings
	@$(BARE) $(BIN)/pytest tests/house

run: .venv/run.stamp ## serve the home folder ./home (or DEPESCHE_HOME)
	@exec $(BIN)/depesche serve --port "$(PORT)"

bench: .venv/run.stamp ## the project's own benchmarks (docs/reference/benchmarks.md)
	@$(BARE) $(BIN)/depesche bench related
	@$(BARE) $(BIN)/depesche bench ledger
	@$(BARE) $(BIN)/depesche bench audience
	@$(BARE) $(BIN)/depesche bench read
	@$(BARE) $(BIN)/depesche bench corrections
	@$(BARE) $(BIN)/depesche bench publish
	@$(BARE) $(BIN)/depesche bench render
	@$(BARE) $(BIN)/depesche bench send
	@$(BARE) $(BIN)/depesche bench bounces

docs: .venv/run.stamp ## write the generated reference pages
	@mkdir -p docs/reference
	@$(BARE) $(BIN)/depesche options --markdown > docs/reference/options.md
	@$(BIN)/python -m tests.house.catalogue > docs/reference/requirements.md

template: .venv/run.stamp ## write the template database after a change of migrations
	@$(BARE) $(BIN)/python -m depesche.operations.template

lock: ## write requirements/*.txt anew from pyproject.toml
	@scripts/lock $(LOCK)

browser:
	@scripts/browser

web-servers:
	@scripts/web-servers

.venv/run.stamp: requirements/run.txt pyproject.toml
	@scripts/environment run

.venv/dev.stamp: requirements/dev.txt pyproject.toml
	@scripts/environment dev
