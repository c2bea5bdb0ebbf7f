# Two commands do everything on a fresh machine: make run, make test.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test test-all check lint types imports format bench shots translations package package-test clean

# opens the window with the sample; where there is no display the same job runs without one
run: $(STAMP)
	@$(BIN)/python -m app --sample

# two at a time, each on one core: most of the time goes into many small things. Not those files first that hold most tests: the
# one that takes longest has a single test, and one core would be left alone with it at the end
TWO_AT_A_TIME := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test: $(STAMP)
	$(TWO_AT_A_TIME)

test-all: $(STAMP)
	$(TWO_AT_A_TIME) -m "not cuda and not mps and not xpu"

check: lint types imports

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# beside the peers, an hour or two on two quiet cores; FETTLE_BENCH_DATA=DIR names the real data, BENCH="--only frozen --full" what else
bench: $(STAMP)
	$(BIN)/python -m tests.benchmarks $(BENCH)

# the pictures of the window in README.md
shots: $(STAMP)
	$(BIN)/python -m tests.screenshots

translations: $(STAMP)
	$(BIN)/python -m app.translation_tables update
	$(BIN)/python -m app.translation_tables compile

package: $(STAMP)
	$(BIN)/python -m pip install -q -c constraints.txt -e ".[package]"
	$(BIN)/pyinstaller --noconfirm build_app.spec

# a whole job with what `make package` has built
package-test: $(STAMP)
	$(BIN)/python -m pytest tests/packaged/bundle_checks.py

$(STAMP): pyproject.toml constraints.txt
	sh .ci/system_packages.sh
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -c constraints.txt -e ".[dev]"
	@touch $@

clean:
	rm -rf $(VENV) build dist
