# The few commands. On Windows, or without make, README.md has the same in plain lines.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKSPACE ?= workspace

.PHONY: run test check fmt setup setup-dev system demo-data bench clean

run: $(VENV)/ready ## make an environment, the demo district if there is none, and serve on 127.0.0.1:8501
	$(BIN)/python -m landuse serve --demo --workspace $(WORKSPACE)

test: setup-dev system ## install what the tests need, and run all of them
	$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -q -n 2 -m "not browser"
	$(BIN)/python -m pytest -q -m browser

check: setup-dev ## lint, types, layers, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/codespell landuse tests docs README.md CONTRIBUTING.md CHANGELOG.md app.py

fmt: setup-dev ## format and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

demo-data: setup-dev ## write data/parcels anew from the generator
	$(BIN)/python -m landuse.demo data/parcels

bench: setup-dev ## the comparisons of benchmarks/, ratios within one run
	for script in intake totals exports start matching programme; do $(BIN)/python benchmarks/$$script.py || exit 1; done

setup: $(VENV)/ready

setup-dev: $(VENV)/ready-dev

$(VENV)/ready: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.txt
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $@

# A browser for the journeys, GDAL's ogrinfo as a second reader of the ledger, a font for Chinese. Only where apt is.
system:
	@if command -v apt-get >/dev/null 2>&1 && ! (command -v chromium && command -v ogrinfo && fc-list :lang=zh | grep -q .) >/dev/null 2>&1; then \
		SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); \
		$$SUDO apt-get update -qq && $$SUDO env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fontconfig fonts-noto-cjk gdal-bin >/dev/null; \
	fi

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
