# Backstop. `make` alone prints what there is.

PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin

# The clinic's own settings, if it keeps them in a file: see .env.example.
-include .env
export PORT DATA_DIR DATABASE_URL CLINIC_DEBUG CLINIC_HOSTS CLINIC_TIME_ZONE
export CLINIC_SECRET_KEY CLINIC_AUDIT_KEY CLINIC_MFA_KEY

PYTEST = $(BIN)/python -m pytest -q -n auto --maxprocesses 8
ON_POSTGRES = $(BIN)/python -m tests.postgres
# Without timestamps and queries of their own: gunicorn's usual lines carry both.
ACCESS = %(t)s %(h)s "%(m)s %(U)s" %(s)s %(b)s bytes %(M)s ms

.DEFAULT_GOAL = help
.PHONY: help setup run test deep lint fix check pictures road pins serve

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/installed-test ## Make the virtual environment and install everything

run: export CLINIC_DEBUG = 1
run: export DJANGO_RUNSERVER_HIDE_WARNING = true
run: .venv/installed ## See the product: a demonstration clinic on http://127.0.0.1:8000
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py demo --if-new
	@echo "Backstop is at http://127.0.0.1:$(PORT) until you press Control-C."
	@exec $(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: .venv/installed-test ## Run the tests, on SQLite and on PostgreSQL
	@echo "On SQLite:"
	@$(PYTEST) -m "not deep" $(ARGS)
	@echo "On PostgreSQL:"
	@$(ON_POSTGRES) $(PYTEST) -m "not deep and not browser" $(ARGS)

deep: export HYPOTHESIS_PROFILE = deep
deep: .venv/installed-test ## Run all tests on both databases, the long ones too
	@$(PYTEST) $(ARGS)
	@$(ON_POSTGRES) $(PYTEST) $(ARGS)
	@$(BIN)/python -m tests.browser.road

lint: .venv/installed-test ## Look at the code, change nothing
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --check --lint templates
	@$(BIN)/python -m mypy

fix: .venv/installed-test ## Repair what a machine can repair
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djlint --reformat --quiet templates

check: lint test ## Everything that CI asks
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py check
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check

pictures: .venv/installed-test ## Take a picture of every page and paper, into var/pictures
	@$(BIN)/python -m tests.browser.pictures

road: .venv/installed-test ## Follow the README in a browser, from a clone to a printed sheet
	@$(BIN)/python -m tests.browser.road

pins: .venv/bin/python ## Compile the requirements anew; newer versions: make pins ARGS=--upgrade
	@$(BIN)/pip install --quiet --disable-pip-version-check uv
	@for name in requirements requirements-test; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
			--generate-hashes $$name.in -o $$name.txt \
			--custom-compile-command "make pins" $(ARGS) || exit 1; \
	done

serve: .venv/installed ## Serve a clinic: see "For real" in the README
	@$(BIN)/python manage.py check --deploy
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py check --deploy --database default
	@$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@exec $(BIN)/gunicorn clinic.wsgi --bind 127.0.0.1:$(PORT) --workers 3 --no-control-socket \
		--access-logfile - --access-logformat '$(ACCESS)'

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Backstop needs Python 3.11 or newer: make PYTHON=python3.12"; exit 1; }
	@echo "Making the virtual environment."
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/installed: requirements.txt | .venv/bin/python
	@echo "Installing; this takes a minute, once."
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/installed-test: requirements.txt requirements-test.txt | .venv/bin/python
	@echo "Installing for the tests; this takes a minute or two, once."
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-test.txt
	@touch $@ .venv/installed
