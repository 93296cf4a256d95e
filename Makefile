# The two commands a newcomer needs are `make demo` and `make test`; everything else is for people who change something.
# A virtual environment in .venv is all the set-up; nothing is installed outside the checkout.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo tour test test-sqlite test-postgres faults check fix docs messages bench bench-10m bench-office vendor lock wheels clean

COMPILE = $(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras \
  --no-emit-index-url --no-emit-find-links --no-header

help:  ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY)  ## the virtual environment, made anew when the pinned dependencies change

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo '需要 Python 3.11 或更高：apt-get install python3（Debian 12、Ubuntu 24.04 起自带）' >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo '缺少 venv，请管理员安装：apt-get install python3-venv' >&2; exit 1; }
	@echo '正在准备 .venv（第一次约一分钟）…'
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: setup  ## the office on this machine, with a made-up county in it; prints address and accounts
	@$(BIN)/shouwang demo --office --out 演示

tour: setup  ## the engine alone: messy workbooks → registers → who is at risk → why → what if
	@$(BIN)/shouwang demo --out 演示

test: test-sqlite test-postgres  ## the whole test suite; the office on PostgreSQL too, where that is installed

test-sqlite: setup
	@$(BIN)/python -m pytest -n auto

test-postgres: setup  ## the office's tests on a PostgreSQL of their own
	@$(BIN)/python -m tests.postgres -n auto tests/office tests/web --ignore tests/web/operations

faults: setup  ## kill -9 during backup, restore, every step of an import, undo and export (both data bases), a run, webhooks and serve, fifty times each
	@$(BIN)/python -m pytest tests/faults --kills 50

check: setup  ## format, lint, types, import contracts, migrations, generated docs, packs
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m django makemigrations --check --dry-run --verbosity 0 --settings tests.office.settings --pythonpath .
	@$(BIN)/python -m tests.house.generate --check
	@$(BIN)/shouwang pack check

fix: setup  ## format, and mend what the linter can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: setup  ## generated pages: data dictionary, checks, rule language
	@$(BIN)/python -m tests.house.generate

messages: setup  ## the interface's texts anew, what lacks English listed; needs gettext
	@$(BIN)/python -m tests.house.messages

bench: setup  ## 10 thousand to a million households beside hand-written SQL; ledgers; reading a workbook
	@$(BIN)/python -m bench

bench-10m: setup  ## ten million households
	@$(BIN)/python -m bench --sizes 10000000

bench-office: setup  ## pages of the office on PostgreSQL with 90,000 and a million households; imports, exports, the journal
	@$(BIN)/python -m bench.office
	@$(BIN)/python -m bench.office_journal

vendor: setup  ## the pages' style, script and icons anew from their packages
	@$(BIN)/python -m tools.vendor

lock: setup  ## pin the dependencies anew, with hashes and without the address of any index
	@$(COMPILE) --extra dev -o requirements/dev.txt pyproject.toml
	@$(COMPILE) --build-deps-for editable -o requirements/run.txt pyproject.toml
	@printf 'colorama\ntzdata\n' | $(COMPILE) -o requirements/windows.txt -

# Windows: make wheels FOR="--platform win_amd64 --python-version 3.11"
wheels: setup  ## everything that a machine without the internet needs, into wheels/ (docs/running.md)
	@$(BIN)/python -m pip download --quiet --disable-pip-version-check --only-binary=:all: --require-hashes $(FOR) \
	  -r requirements/run.txt -r requirements/windows.txt -d wheels

clean:  ## what the commands above made
	@rm -rf $(VENV) 演示 wheels bench/data .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
