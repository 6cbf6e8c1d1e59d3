# The two commands of the README, and what CI runs. Each makes its own virtual environment.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
REQUEST ?= Plan a 3-day trip from Denver to Chicago for two people, from April 10th to April 12th, 2027, with a budget of $$1,500.

.PHONY: plan test check format battery bench clean

plan: $(BIN)/.installed
	@$(BIN)/certiplan plan '$(REQUEST)'

test: $(BIN)/.tested
	$(BIN)/python -m pytest -n auto -m "not slow"

check: $(BIN)/.tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto -m "not slow"

format: $(BIN)/.tested
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Slow property tests: thousands of generated documents on every backend.
battery: $(BIN)/.tested
	$(BIN)/python -m pytest -n auto -m slow

$(BIN)/python:
	$(if $(UV),$(UV) venv --quiet --python $(PYTHON) $(VENV),$(PYTHON) -m venv $(VENV))

$(BIN)/.installed: pyproject.toml | $(BIN)/python
	$(if $(UV),$(UV) pip install --quiet --python $(BIN)/python --editable .,$(BIN)/python -m pip install --quiet --editable .)
	@touch $@

$(BIN)/.tested: pyproject.toml | $(BIN)/python
	$(if $(UV),$(UV) pip install --quiet --python $(BIN)/python --editable '.[dev]',$(BIN)/python -m pip install --quiet --editable '.[dev]')
	@touch $@ $(BIN)/.installed

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
