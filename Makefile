# make demo   opens the sample city (draws it where there is no display, and says where)
# make test   checks the style and the types, and runs every test
# make soak   runs the properties with new random examples, kills a thousand writers of a project, and
#             lets a day of live layers pass in minutes (bench/soak_live.csv and .png)
# make bench  measures, each figure beside its peer, and writes bench/results.json

PYTHON ?= python3
BIN := .venv/bin
SCREEN := xvfb-run -a -s "-screen 0 2600x1700x24"
# Half of a test's time is waiting (for the disk, a timer, another thread): three to two processors.
TESTS := $(BIN)/python -m pytest -q -n 3 --dist worksteal --ignore tests/journeys --ignore tests/bench
# Keys go to the active window, so each worker has a screen of its own; a journey rarely waits.
JOURNEYS := $(BIN)/python -m pytest -q --dist worksteal --tx '2*popen//python=$(SCREEN) $(BIN)/python' tests/journeys
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Every worker, and every program that a test starts, would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

ROUNDS ?= 5

.PHONY: demo test lint compiled soak bench clean

demo: .venv/program .venv/system
	$(BIN)/maquette demo

test: .venv/tests .venv/oidc .venv/system-test lint compiled
	QT_QPA_PLATFORM=offscreen $(TESTS)
	LIBGL_ALWAYS_SOFTWARE=1 QT_QPA_PLATFORM=xcb $(JOURNEYS)

lint: .venv/tests
	$(BIN)/ruff check -q .
	$(BIN)/ruff format -q --check .
	$(BIN)/mypy

# Once, beside mypy, and not in each worker at once. What cannot be collected the tests tell.
compiled: .venv/tests .venv/system-test
	-QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q --collect-only --ignore tests/bench > /dev/null

soak: .venv/tests .venv/oidc .venv/system-test
	for round in $$(seq $(ROUNDS)); do \
	  QT_QPA_PLATFORM=offscreen $(TESTS) -m hypothesis --hypothesis-profile searching || exit 1; \
	done
	$(BIN)/python -m tests.soak.kill
	$(BIN)/python -m tests.soak.live

bench: .venv/bench .venv/system-test
	$(SCREEN) $(BIN)/python -m tests.bench

clean:
	rm -rf .venv tests/servers/oidc/node_modules bench pictures .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# The set-up: each step leaves a stamp, and is done again when what it depends on has changed.
# The system's libraries come while Python's do.
MAKEFLAGS += --jobs=2

.venv/pip:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Maquette needs Python 3.11 or newer")'
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || packaging/linux/python-venv.sh $(PYTHON)
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --upgrade "pip>=25.1"
	touch $@

.venv/program: .venv/pip pyproject.toml
	$(BIN)/python -m pip install -q -e .
	touch $@

.venv/tests: .venv/pip pyproject.toml
	$(BIN)/python -m pip install -q -e . --group dev
	touch .venv/program $@

# An OpenID provider that tests start; Python's packages bring the Node.js that it runs on.
.venv/oidc: .venv/tests tests/servers/oidc/package-lock.json
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --prefix tests/servers/oidc --silent --no-audit --no-fund
	touch $@

.venv/bench: .venv/tests pyproject.toml
	$(BIN)/python -m pip install -q --group bench
	touch $@

.venv/system: .venv/pip packaging/linux/system-libraries.sh
	[ "$$(uname)" != Linux ] || packaging/linux/system-libraries.sh
	touch $@

.venv/system-test: .venv/pip packaging/linux/system-libraries.sh
	[ "$$(uname)" != Linux ] || packaging/linux/system-libraries.sh test
	touch .venv/system $@
