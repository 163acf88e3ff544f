# What a clean clone needs is Python (3.11 or newer) and make; everything else goes into .venv.
#
#   make report     the reports of two examples, in Danish
#   make help       all targets
#
# Another Python:  make test PYTHON=python3.12
# More for pytest: make test ARGS="tests/language -k hostile"

.POSIX:
.NOTPARALLEL: # one pip at a time in .venv
SHELL = /bin/sh

PYTHON ?= python3
VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS =

.PHONY: help report test check format docs notebooks golden clean

help: ## this list (the default)
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

report: $(VENV)/.package ## the Danish reports of two examples, Copenhagen and Randers 2010; their paths come last
	@$(BIN)/survey report examples/copenhagen-housing --lang da
	@$(BIN)/survey report examples/randers 2010 --lang da

# One test process a processor: threads of linear algebra would only wait for each other. Many tests
# begin a process of their own, so what is compiled is kept, whatever the machine says.
test: $(VENV)/.test ## all tests, on all processors
	OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= \
	  $(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

check: $(VENV)/.check ## format, lint, import contracts, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

format: $(VENV)/.check ## put the code in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.docs ## the documentation as a site, in build/docs
	$(BIN)/sphinx-build -W --keep-going -q -b html -c docs/site docs build/docs
	@echo build/docs/index.html

notebooks: $(VENV)/.docs ## run the notebooks anew and keep what they show
	$(BIN)/python docs/site/run_notebooks.py

golden: ## write the golden values anew (needs R; see tests/golden/DATA.md)
	@command -v Rscript >/dev/null 2>&1 || { \
	  echo "R is missing: install it and its packages survey, jsonlite and MASS (Debian: apt install r-base r-cran-survey r-cran-jsonlite)." >&2; \
	  echo "R mangler: installér R og pakkerne survey, jsonlite og MASS (Debian: apt install r-base r-cran-survey r-cran-jsonlite)." >&2; \
	  exit 1; }
	sh tests/golden/regenerate.sh

clean: ## remove .venv, caches and built files
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Set-up. A stamp says which part is in place; it runs again when pyproject.toml changes.

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "Python is missing: install version 3.11 or newer from https://www.python.org/downloads/ (Debian: apt install python3 python3-venv), or name another with PYTHON=." >&2; \
	  echo "Python mangler: installér version 3.11 eller nyere fra https://www.python.org/downloads/ (Debian: apt install python3 python3-venv), eller angiv en anden med PYTHON=." >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, but $(PYTHON) is $$($(PYTHON) --version 2>&1): install a newer one (https://www.python.org/downloads/) and run e.g. make PYTHON=python3.12." >&2; \
	  echo "Der skal bruges Python 3.11 eller nyere, men $(PYTHON) er $$($(PYTHON) --version 2>&1): installér en nyere (https://www.python.org/downloads/), og kør fx make PYTHON=python3.12." >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python's module venv is missing: install it (Debian and Ubuntu: apt install python3-venv) and run make again." >&2; \
	  echo "Pythons modul venv mangler: installér det (Debian og Ubuntu: apt install python3-venv), og kør make igen." >&2; \
	  exit 1; }
	@echo "Setting up $(VENV); the first time takes a few minutes." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.package: pyproject.toml $(VENV)/.made
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.package
	@$(PIP) install --group test
	@$(PIP) install --no-deps axe-playwright-python==0.1.8 # for axe.min.js alone, without a browser
	@touch $@

$(VENV)/.check: $(VENV)/.package
	@$(PIP) install --group check
	@touch $@

$(VENV)/.docs: $(VENV)/.package
	@$(PIP) install --group docs
	@touch $@
