# Everything runs in .venv, which is made on first use. Only Python 3.11 or newer, and make, need be there.

VENV = .venv
ifeq ($(OS),Windows_NT)
BIN = $(VENV)/Scripts
else
BIN = $(VENV)/bin
endif
PY = $(BIN)/python
PIP = $(PY) -m pip install --quiet --disable-pip-version-check

.PHONY: help demo test test-fast peers programs check format bench gallery docs deken clean

help:
	@echo "To hear it"
	@echo "  make demo              break a loop into six layers, from nothing to sound files and a picture"
	@echo "  make demo FILE=my.wav  the same with a sound of yours"
	@echo "  make gallery           render a dozen sounds before and after, with a page to hear them"
	@echo "To change it"
	@echo "  make test-fast         what needs neither a daemon nor another program: two thousand tests in a minute"
	@echo "  make test              all tests;  make test ARGS='-k client' runs some"
	@echo "  make peers             only the tests with real programs: Pd, SuperCollider, liblo, node"
	@echo "  make programs          install those programs, on Debian and Ubuntu"
	@echo "  make check             style, types and layers"
	@echo "  make format            put the source in order"
	@echo "  make docs              write the pages and the clients' files that repeat the tables"
	@echo "  make bench             measure"
	@echo "To give it away"
	@echo "  make deken             put the Pd objects into a package for Pd's own search"
	@echo "  make clean             remove what was built, .venv included"

demo: $(VENV)/.ready
	@$(PY) -m oscfactor demo $${FILE:+"$$FILE"}

test: $(VENV)/.ready-dev
	$(PY) -m pytest $(ARGS)

# Their modules know no sockets of ours, no devices and no kernels, or hardly any.
FAST = tests/files tests/machine tests/model tests/protocol tests/transports tests/test_*.py

test-fast: $(VENV)/.ready-dev
	$(PY) -m pytest -m "not slow and not peer" $(FAST) $(ARGS)

programs:
	.ci/programs

peers: $(VENV)/.ready-dev
	$(PY) -m pytest -m peer $(ARGS)

check: $(VENV)/.ready-dev
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy --strict
	$(PY) -m pytest -q tests/test_imports.py

format: $(VENV)/.ready-dev
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

bench: $(VENV)/.ready-bench
	@for file in bench/[a-z]*.py; do echo "== $$file"; $(PY) -m bench.$$(basename $$file .py) $(ARGS) || exit 1; done

gallery: $(VENV)/.ready
	@$(PY) -m bench._gallery gallery

docs: $(VENV)/.ready
	$(PY) -m oscfactor reference --markdown > docs/protocol.md.new
	mv docs/protocol.md.new docs/protocol.md
	$(PY) -m oscfactor reference --settings > docs/settings.md.new
	mv docs/settings.md.new docs/settings.md
	$(PY) -m tools.clients

deken: $(VENV)/.ready
	@$(PY) -m tools.clients.pd_package dist

clean:
	rm -rf $(VENV) build dist demo gallery .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info

$(PY):
	@found=; for name in $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3 python; do \
	  if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "oscfactor needs Python 3.11 or newer; get it from https://www.python.org/downloads" >&2; exit 1; \
	fi; \
	echo "making $(VENV) with $$found; this happens once and takes a minute"; \
	$$found -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python's venv is missing; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

$(VENV)/.ready: pyproject.toml | $(PY)
	@$(PIP) -e '.[picture]'
	@touch $@

$(VENV)/.ready-dev: pyproject.toml $(VENV)/.ready
	@$(PIP) -e '.[dev,picture]'
	@touch $@

$(VENV)/.ready-bench: pyproject.toml $(VENV)/.ready-dev
	@$(PIP) -e '.[bench]'
	@touch $@
