# What people type. Each target prepares what it needs, so a fresh clone may start with any of them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Named after the content of the requirement files, so a changed pin installs again and nothing else does.
INSTALLED := $(VENV)/installed-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)

DEMO_PORT ?= 8000
PRACTICE_LMS_PORT ?= 8001
TEST_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
TEST_CACHE_URL ?= redis://127.0.0.1:6379/1
# Two processes; each test file stays in one of them, in order, so that content loaded for many files is loaded once. `make test PYTEST_ARGS="-k launch"` narrows the run.
PYTEST = $(BIN)/python -m pytest --ds=cms.settings.test -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)
# Whatever the shell has set for a running installation must not reach the tests.
CLEAN_ENV = env -u DJANGO_SETTINGS_MODULE -u SECRET_KEY -u PUBLIC_URL -u ALLOWED_HOSTS -u DATABASE_URL -u CACHE_URL

.DEFAULT_GOAL := help
.PHONY: help install demo test test-services test-next check guides bench clean

help:
	@echo "make demo           Waymark on 127.0.0.1:$(DEMO_PORT), connected to a practice LMS on localhost:$(PRACTICE_LMS_PORT)"
	@echo "make test           the whole suite on SQLite, with browser tests where a Chromium is found"
	@echo "make test-services  the same on PostgreSQL and Redis, without browser tests"
	@echo "make test-next      the same on the releases we will move to next (.ci/next.txt)"
	@echo "make check          linters, import rules, templates, migrations, settings, known weaknesses"
	@echo "make guides         takes the pictures of docs/guides anew"
	@echo "make bench          benchmarks, as a table"
	@echo "make clean          removes .venv and caches (the demo's data in var/ stays)"

install: $(INSTALLED)

$(INSTALLED):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "No virtual environment could be made. On Debian: apt install python3-venv"; exit 1; }
	@echo "Installing the pinned packages into $(VENV) (a few minutes the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@rm -f $(VENV)/installed-*
	@touch $@

demo: $(INSTALLED)
	@$(BIN)/python tests/practice_lms/demo.py --port $(DEMO_PORT) --practice-lms-port $(PRACTICE_LMS_PORT)

test: $(INSTALLED)
	$(CLEAN_ENV) $(PYTEST)

# Without what is marked `once`: it starts processes of its own, on SQLite, counts statements or reads our pins, and would only do the same again.
test-services: $(INSTALLED)
	$(CLEAN_ENV) DATABASE_URL=$(TEST_DATABASE_URL) CACHE_URL=$(TEST_CACHE_URL) $(PYTEST) -m "not browser and not once"

# Releases that are not ours yet, in an environment of their own: a change that would make the move hard is seen the day it is made.
NEXT := .venv-next
NEXT_INSTALLED := $(NEXT)/installed-$(shell cat requirements.txt requirements-dev.txt .ci/next.txt | cksum | cut -d' ' -f1)

$(NEXT_INSTALLED):
	@test -x $(NEXT)/bin/python || $(PYTHON) -m venv $(NEXT)
	@$(NEXT)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@# Both packages hold a module `pylti1p3`; the one we move to must be the only one.
	@$(NEXT)/bin/python -m pip uninstall --quiet --yes PyLTI1p3 pylti1p3next
	@$(NEXT)/bin/python -m pip install --quiet --disable-pip-version-check -r .ci/next.txt
	@rm -f $(NEXT)/installed-*
	@touch $@

test-next: $(NEXT_INSTALLED)
	@$(NEXT)/bin/python -m pip freeze | grep -i -E '^(wagtail|pylti1p3next)=='
	$(CLEAN_ENV) $(NEXT)/bin/python -m pytest --ds=cms.settings.test -n 2 --dist loadfile --no-loadscope-reorder -m "not browser and not once" $(PYTEST_ARGS)

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/lint-imports
	@! find cms curriculum pd_tracks lti -path '*/migrations/*_auto_*' | grep . || { echo "Give these migrations a telling name."; exit 1; }
	$(CLEAN_ENV) $(BIN)/python manage.py makemigrations --check --dry-run --settings=cms.settings.test
	$(CLEAN_ENV) $(BIN)/python -m pytest --ds=cms.settings.test -q tests/architecture/test_templates.py
	@secret=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))'); \
	echo "manage.py check --deploy, with production settings"; \
	$(CLEAN_ENV) SECRET_KEY=$$secret LTI_KEY_SECRET=$$secret PUBLIC_URL=https://waymark.example.org ALLOWED_HOSTS=waymark.example.org \
	  DATABASE_URL=postgres://waymark@127.0.0.1/waymark CACHE_URL=redis://127.0.0.1:6379/0 \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING --settings=cms.settings.production
	@$(BIN)/python .ci/audit.py requirements.txt

guides: $(INSTALLED)
	$(CLEAN_ENV) $(BIN)/python -m tests.guides.screenshots

bench: $(INSTALLED)
	$(CLEAN_ENV) $(BIN)/python -m tests.bench
	$(CLEAN_ENV) DATABASE_URL=$(TEST_DATABASE_URL) $(BIN)/python -m tests.bench.participation

clean:
	rm -rf $(VENV) $(NEXT) staticfiles .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
