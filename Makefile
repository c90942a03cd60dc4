# The commands of this project; `make help` lists them. Needs Python 3.11 with its venv module, git and make.

SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

# Folders of releases beside the shipped ones, with a space between two of them. What is landed stays landed, so a later
# command need not name them again.
DFE_RELEASES ?=
LA ?= E06000012
export OBA_AUTHORITIES ?= $(LA)
export OBA_HOME ?= $(abspath work/demo)
SHIPPED_RELEASES := $(abspath data/releases)
ifneq ($(DFE_RELEASES),)
empty :=
export OBA_RELEASES := $(subst $(empty) $(empty),:,$(or $(OBA_RELEASES),$(SHIPPED_RELEASES)) $(abspath $(DFE_RELEASES)))
endif

.PHONY: help
help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-21s %s\n", $$1, $$2}'

# The demo's council that there is not: its extracts, and a secret that keys nobody's records.
MADE_UP := $(OBA_HOME)-made-up

.PHONY: demo
demo: $(MADE_UP)/.made ## Publish the demo scorecards, a made-up council's too; DFE_RELEASES=folder adds the DfE's files, LA=code an authority
	@OBA_AUTHORITIES=$(OBA_AUTHORITIES),E06999999 OBA_LOCAL_MI=$(MADE_UP)/extracts \
		OBA_LOCAL_MI_SECRET=$$(cat $(MADE_UP)/secret) $(BIN)/oba refresh

$(MADE_UP)/.made: | $(VENV)/.runtime
	@echo "Making the extracts of a council that there is not ..." >&2
	@umask 077; mkdir -p $(MADE_UP); $(BIN)/python -c "import secrets; print(secrets.token_hex(32))" > $(MADE_UP)/secret
	@$(BIN)/oba made-up $(MADE_UP)/extracts --parameters data/made_up_demo.yml --children 1000 --years 4 --snapshots 2026-07-10,2026-10-10 \
		--formats annex_a,ssd,fgc,training,survey > $(MADE_UP)/made.log
	@touch $@

.PHONY: made-up
made-up: $(MADE_UP)/.made ## Write the extracts of the demo's made-up council, and tell where; what is planted in them is beside
	@ls -d $(MADE_UP)/extracts $(MADE_UP)/*.json

.PHONY: preview
preview: $(VENV)/.runtime ## Build what is new and tell what it would change of what is served; publish nothing
	@$(BIN)/oba preview

.PHONY: scorecard
scorecard: $(VENV)/.runtime ## Tell where the page of a place is, by code or name, e.g. LA=E06000012
	@$(BIN)/oba scorecard "$(LA)"

.PHONY: status
status: $(VENV)/.runtime ## Tell what is served, from what, and where; fails while something waits for a person
	@$(BIN)/oba status

.PHONY: worksheet
worksheet: $(VENV)/.runtime ## Write the spreadsheet in which a place's champions tell its story, e.g. LA=Leeds; FILE=path
	@$(BIN)/oba worksheet template "$(LA)" $(if $(FILE),"$(FILE)")

.PHONY: draft
draft: $(VENV)/.runtime ## Print a YAML entry for a file that no feed declares, FILE=path
	@$(BIN)/oba draft-feed "$(FILE)"

.PHONY: gate
gate: $(VENV)/.runtime ## Judge one file with the definitions of now, FILE=<publication>/<release>/<file>; keeps nothing
	@$(BIN)/oba gate "$(FILE)"

.PHONY: evaluation
evaluation: $(VENV)/.runtime ## Print Tables 13 to 16 of the evaluation of 2020 beside what they come to, and every difference
	@$(BIN)/oba evaluation

.PHONY: serve
serve: $(VENV)/.runtime ## Serve the published pages on this machine only, port 8000
	@cd $(OBA_HOME)/published && $(abspath $(BIN))/python -m http.server --bind 127.0.0.1 8000

.PHONY: backtest
backtest: $(VENV)/.runtime ## Publish what is new and write the back-test table of docs/forecasting.md
	@$(BIN)/oba refresh
	@$(BIN)/oba backtest docs/forecasting.md

.PHONY: verdict-backtest
verdict-backtest: $(VENV)/.runtime ## Publish what is new and write how far its verdicts hold into docs/verdicts.md
	@$(BIN)/oba refresh
	@$(BIN)/oba verdict-backtest docs/verdicts.md

.PHONY: names
names: $(VENV)/.runtime ## Write the columns and models into docs/naming.md and the pages of dbt_project/models
	@$(BIN)/oba names

.PHONY: airflow
airflow: $(VENV)/.runtime ## Run Airflow with its web page on this machine, to watch the DAGs
	@$(BIN)/oba airflow standalone

.PHONY: test
test: $(VENV)/.dev ## Pass the tests, in a process a core
	@unset $${!OBA_@}; $(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder

.PHONY: check
check: $(VENV)/.runtime ## Check the definitions alone, in seconds: everything that is wrong with them at once
	@$(BIN)/oba check

.PHONY: lint
lint: $(VENV)/.dev ## Check the style of Python and SQL, and the types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint dbt_project

.PHONY: benchmark
benchmark: $(VENV)/.runtime ## Time a cold and a repeated refresh beside bare dbt; on DFE_RELEASES or the demo
	@$(BIN)/python benchmarks/refresh.py $(or $(DFE_RELEASES),$(SHIPPED_RELEASES))

.PHONY: benchmark-staging
benchmark-staging: $(VENV)/.runtime ## Time landing, gate and staging beside a hand-written script, once and tenfold
	@$(BIN)/python benchmarks/staging.py $(or $(DFE_RELEASES),$(SHIPPED_RELEASES))

.PHONY: benchmark-charts
benchmark-charts: $(VENV)/.runtime ## Time a chart of every form beside a charting library; over the warehouse file WAREHOUSE, if given
	@$(BIN)/python benchmarks/charts.py $(WAREHOUSE)

.PHONY: benchmark-scorecards
benchmark-scorecards: $(VENV)/.runtime ## Time the models of the cards beside a hand-written script, once and tenfold
	@$(BIN)/python benchmarks/scorecards.py $(or $(DFE_RELEASES),$(SHIPPED_RELEASES))

.PHONY: page-words
page-words: $(VENV)/.dev ## Measure what readers of the served pages go through: words, screens, sheets, weight; PAGES=number of each kind
	@$(BIN)/python benchmarks/page_words.py $(OBA_HOME)/published/current/scorecards $(PAGES)

.PHONY: picture
picture: $(VENV)/.dev demo ## Take the README's picture of the demo's page
	@$(BIN)/python docs/picture.py $(OBA_HOME)/published/current/scorecards docs/scorecard.png

.PHONY: lock
lock: $(VENV)/.dev ## Resolve the dependencies anew after a change in pyproject.toml
	@$(BIN)/uv pip compile -q --python-version 3.11 --no-emit-index-url --custom-compile-command "make lock" \
		pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --python-version 3.11 --no-emit-index-url --custom-compile-command "make lock" \
		pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock

LOOK := plugins/oba/site/frame

.PHONY: look
look: ## Compile the design system anew after a change in plugins/oba/site/frame/look; needs Node 20 with npm
	@rm -rf work/look && mkdir -p work && cp -r $(LOOK)/look work/look
	@cd work/look && npm ci --silent --ignore-scripts && npm run --silent build
	@cp work/look/govuk.css $(LOOK)/govuk.css

.PHONY: clean
clean: ## Remove the environment and every work folder, publications included
	rm -rf $(VENV) work

$(VENV)/bin/uv:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: install it, or set PYTHON=path/to/python3.11."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "$(PYTHON) is not Python 3.11."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "Python's venv module is missing; on Debian and Ubuntu: apt-get install python3.11-venv."; exit 1; }
	@echo "Setting up $(VENV) ..." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check uv==0.13.8

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/uv
	@echo "Installing the locked packages (about 1 GB, once) ..." >&2
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -r requirements-dev.lock
	@touch $@
