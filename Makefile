# Everything here sets itself up: Python 3.11 or newer, make and a reachable package index are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
RUN := $(BIN)/python -m
SIDE_BY_SIDE := -n 2 --dist loadfile --max-worker-restart 0
WATCHED := -o faulthandler_timeout=900 -o faulthandler_exit_on_timeout=true
DLT := .venv-dlt
AUDIT := .venv-audit

.DEFAULT_GOAL := help
.PHONY: help demo dev down test test-ui test-distributed check faults faults-dlt soak bench bench-scale real-data lock clean fuzz audit

help: ## Show these targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F '\t' '{printf "  make %-10s %s\n", $$1, $$2}'

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check "$$(grep -oE '^uv==[0-9.]+' requirements.lock)"
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock \
		|| $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e . \
		|| $(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	$(BIN)/pip uninstall --quiet --yes setuptools pip 2>/dev/null
	@touch $@

demo: $(STAMP) ## Play 14 months of ads through the whole pipeline and check every cent
	$(BIN)/adwarehouse demo

dev: $(STAMP) ## Start the stack and the Dagster UI; Ctrl-C stops all of it
	$(BIN)/adwarehouse dev

down: $(STAMP) ## Stop whatever `demo` or `adwarehouse up` left running
	$(BIN)/adwarehouse down

test: $(STAMP) ## Run the tests on PostgreSQL 18, then those of the loading and the SQL on PostgreSQL 16
	$(RUN) pytest $(SIDE_BY_SIDE) $(WATCHED)
	TEST_POSTGRES_MAJOR=16 $(RUN) pytest $(SIDE_BY_SIDE) $(WATCHED) -m 'database and not kills and not thorough' \
		tests/resources/warehouse tests/resources/loading tests/resources/archive tests/resources/imports

faults: $(STAMP) ## Play every fault of docs/reliability.md, the slow ones too, and write that page anew (ONLY=test_platforms)
	$(RUN) pytest $(SIDE_BY_SIDE) -m 'fault or thorough' $(if $(ONLY),-k '$(ONLY)') -p tests.faults.reliability \
		--reliability docs/reliability.md

faults-dlt: $(STAMP) $(DLT)/.installed ## Kill this and dlt while they load the same pages (KILLS=20 CRASHES=8)
	$(RUN) bench.faults

soak: $(STAMP) ## Mix all faults at random until an invariant breaks or the time is over (SEED=1 HOURS=0.5)
	$(RUN) tests.faults.soak --seed $(or $(SEED),1) --hours $(or $(HOURS),0.5)

test-ui: $(STAMP) ## See the UI in headless Chromium and keep screenshots
	$(RUN) pytest -m ui tests/ui

test-distributed: $(STAMP) ## Spread a sync over two Celery workers that share no disk, and kill one
	@command -v redis-server >/dev/null || { test "$$(id -u)" = 0 && apt-get update -qq && RUNLEVEL=1 \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends redis-server >/dev/null; } \
		|| { echo "redis-server is needed on the PATH; on Debian: apt-get install redis-server" >&2; exit 1; }
	$(RUN) pytest -m distributed tests/distributed

check: $(STAMP) ## Lint, format and type check
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy

$(DLT)/.installed: $(STAMP) bench/dlt/requirements.lock
	$(PYTHON) -m venv $(DLT)
	$(BIN)/uv pip install --quiet --python $(DLT)/bin/python --require-hashes -r bench/dlt/requirements.lock \
		|| $(DLT)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r bench/dlt/requirements.lock
	@touch $@

bench: $(STAMP) $(DLT)/.installed ## Measure, side by side with dlt (ROWS=1000000 REPEAT=5)
	$(RUN) bench

bench-scale: $(STAMP) ## Ask the questions of docs/queries.md of 10,000,000 rows (SCALE=1 DRAWS=200)
	$(RUN) bench.scale

real-data: $(STAMP) ## Play real data sets through the sandbox: make real-data DATA=folder
	$(RUN) bench.real_data $(or $(DATA),$(error DATA is not set: make real-data DATA=folder))

lock: $(STAMP) ## Resolve the dependencies anew into requirements.lock
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --no-strip-extras \
		--python-version 3.11 --extra dev --extra celery --extra kubernetes --upgrade pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --no-strip-extras \
		--python-version 3.11 --upgrade bench/dlt/requirements.in -o bench/dlt/requirements.lock

fuzz: $(STAMP) ## Fuzz readers and adapters, guided by coverage (SECONDS=60)
	$(RUN) tests.fuzz.coverage_guided $(or $(SECONDS),60)

$(AUDIT)/.installed: $(STAMP)
	$(PYTHON) -m venv $(AUDIT)
	$(BIN)/uv pip install --quiet --python $(AUDIT)/bin/python pip-audit==2.10.1
	@touch $@

audit: $(AUDIT)/.installed ## Look for known vulnerabilities in requirements.lock; fails too where nobody could be asked
	$(AUDIT)/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off --requirement requirements.lock

clean: ## Remove the environment, the embedded stack's data and caches
	-test ! -x $(BIN)/adwarehouse || $(BIN)/adwarehouse down
	rm -rf $(VENV) $(DLT) $(AUDIT) fuzz-found .adwarehouse build *.egg-info .pytest_cache .mypy_cache .ruff_cache
