# Sanad. `make` or `make help` says what there is.
PYTHON ?= python3
PORT ?= 8000
N ?=
ONLY ?=
export PORT

SETUP = $(PYTHON) config/runner/setup.py
VENV_PYTHON = .venv/bin/python
RUNNER = $(VENV_PYTHON) -m config.runner

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench reset manage

help: ## say what there is
	@echo 'Sanad'
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo '  PORT=8001 make run        on another port'
	@echo '  make run PYTHON=python3.12'
	@echo '  make manage do="verify_audit"   any manage.py command, the servers started if need be'
	@echo '  make bench N=100000 ONLY="P1 P8"   a size of your own, some parts only'

run: ## install, start everything, fill an empty database with demonstration data; Ctrl-C stops it
	@$(SETUP) local && exec $(RUNNER) run

test: ## everything CI runs: style, import ladders, templates, all tests with the browser
	@$(SETUP) test && $(RUNNER) lint && exec $(VENV_PYTHON) -m pytest -q -n 3 $(ARGS)

lint: ## style, import ladders, templates
	@$(SETUP) test && exec $(RUNNER) lint

format: ## rewrite the code in the house's layout
	@$(SETUP) test && $(VENV_PYTHON) -m ruff check --quiet --fix . && exec $(VENV_PYTHON) -m ruff format .

bench: ## measure the product against its floors (N= size, ONLY= parts)
	@$(SETUP) test && exec $(RUNNER) bench $(N) $(ONLY)

manage: ## a manage.py command: make manage do="check"
	@$(SETUP) local && exec $(RUNNER) manage $(do)

reset: ## delete the database, uploads and keys of this folder
	@$(SETUP) local && exec $(RUNNER) reset
