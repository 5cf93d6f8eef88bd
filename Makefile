# make setup | run | fresh | dev | quick | registers | test | midnight | check | migration | words | examples | components | advisories | format | bench | load | drill | image | mutants | lock
# Needs Python 3.11 or later and nothing else.

PYTHON ?= python3
BIN := .venv/bin
LOCKS := requirements.txt requirements-local.txt requirements-test.txt
STAMP := .venv/.installed
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))
# Three on two cores: whoever drives a browser or starts processes waits two fifths of the time.
ARGS ?= -n 3 --dist loadfile

CHECKS := style layout imports patterns types migrations wording deployment listed

.PHONY: setup run fresh dev quick registers test midnight collected browser bench load drill image mutants check $(CHECKS) migration words examples components advisories lock format
.DEFAULT_GOAL := setup

setup: $(STAMP) $(CATALOGUES)

$(STAMP): $(LOCKS)
	@tools/setup $(PYTHON) $(LOCKS)
	@touch $@

%.mo: %.po | $(STAMP)
	@$(BIN)/python -m rasso.translations --compile
	@touch $@

run: setup
	@exec $(BIN)/python -m devtools.run

# The local database is removed, with its documents, keys and mails: make run begins fresh.
fresh: setup
	@$(BIN)/python -m devtools.fresh_database

# As make run, and whatever is saved takes effect: the programs start again, migrations are applied.
dev: setup
	@exec $(BIN)/python -m devtools.reload

test: setup browser
	$(BIN)/python -m pytest $(ARGS)

# What a change needs before it is committed, in under a minute; BASE= names what it is compared with.
quick: setup
	@BASE="$(BASE)" $(BIN)/python tools/quick.py

# What is new and stands in no register: each column, table, verb, address, form, notice and page that
# somebody has to decide about, in two minutes. It reports all that it finds.
registers: setup
	$(BIN)/python -m pytest -q -n 2 -m register $$(grep -rl 'mark.register' tests --include='test_*.py')

# The tests at half past midnight in summer, when UTC still has the day before.
midnight: setup
	TESTS_AT=midnight $(BIN)/python -m pytest $(ARGS)

# The tests compiled and their database built, once for all the processes that run them.
collected: setup
	@$(BIN)/python -m pytest -q --collect-only >/dev/null

browser:
	@tools/chromium

# A service's settings, whose secret lives as long as the check.
RANDOM_KEY = $$(head -c 48 /dev/urandom | base64 -w0)
SERVICE = RASSO_STATE=.local/check SECRET_KEY=$(RANDOM_KEY) DRAFT_KEYS=$(RANDOM_KEY) VICTIM_KEYS=$(RANDOM_KEY) \
	VICTIM_INDEX_KEY=$(RANDOM_KEY) CASE_KEYS=$(RANDOM_KEY) AUDIT_SEAL_KEYS=$(RANDOM_KEY) ALLOWED_HOSTS=rasso.example MAIL_DOMAIN=rasso.example CLAMD=clamav:3310

# Sizes in cases, as in make bench SIZES="10000 1000000". Each a few minutes; ends with 1 where a gate is missed.
bench: setup
	$(BIN)/python -m benchmarks $(SIZES) $(SIZE)

# Everything at once for a while, as in make load USERS=8 SECONDS=60, four times. Locust has an environment of its
# own: it changes what the process that loads it does with sockets and threads.
LOCUST := .local/locust
load: setup $(LOCUST)/.installed
	$(BIN)/python -m benchmarks.load --locust $(LOCUST)/bin/locust --users $(or $(USERS),8) --seconds $(or $(SECONDS),60)

$(LOCUST)/.installed: requirements-load.txt | $(STAMP)
	@VENV=$(LOCUST) tools/setup $(PYTHON) requirements-load.txt
	@touch $@

# Chosen ones, as in make drill ONLY="K03 K17" SEEDS="1 2 3".
drill: setup
	$(BIN)/python -m drills $(and $(ONLY),--only $(ONLY)) $(and $(SEEDS),--seeds $(SEEDS))
	$(if $(ONLY),,$(BIN)/python -m drills.image --where-possible)

# The image built and docker-compose.yml played with Podman (docs/operations.md).
image: setup
	$(BIN)/python -m drills.image

# Planted faults, each of which a test has to notice; some of them as in make mutants ONLY="03 17".
mutants: setup browser
	$(BIN)/python -m mutants $(ONLY)

# Each of them, also after one that found something.
check: setup
	@$(MAKE) --no-print-directory -k $(CHECKS)

style: setup
	$(BIN)/ruff check

layout: setup
	$(BIN)/ruff format --check

imports: setup
	$(BIN)/lint-imports --no-cache

# Faults of shape that only our own rules know: tests/patterns/*.yml, each with examples that it has to find and to leave.
SEMGREP := .local/semgrep
SCAN := SEMGREP_SETTINGS_FILE=$(SEMGREP)/settings.yml $(SEMGREP)/bin/semgrep scan --metrics off --disable-version-check --quiet
patterns: setup $(SEMGREP)/.installed
	@$(SCAN) --test tests/patterns >$(SEMGREP)/examples.txt || { cat $(SEMGREP)/examples.txt; exit 1; }
	@$(SCAN) --error --strict --config tests/patterns people timeliness cases victims pilots rasso

$(SEMGREP)/.installed: requirements-patterns.txt | $(STAMP)
	@VENV=$(SEMGREP) tools/setup $(PYTHON) requirements-patterns.txt
	@touch $@

types: setup
	$(BIN)/mypy

migrations: setup
	$(BIN)/python -W ignore manage.py makemigrations --check --dry-run

wording: setup
	$(BIN)/python -m rasso.translations --check

deployment: setup
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/hadolint Dockerfile .devcontainer/Dockerfile
	@$(SERVICE) $(BIN)/python manage.py check --deploy --fail-level WARNING

# The list of what the service ships is of the lock, and names no licence that it may not ship.
listed: setup
	$(BIN)/python tools/components.py --check

# What follows a change, written fresh: a migration, as in make migration NAME=add_court_date; the catalogue and
# the pages about states and triggers; the examples of the API.
migration: setup
	@test -n "$(NAME)" || { echo "Say what it does: make migration NAME=add_court_date"; exit 2; }
	$(BIN)/python -W ignore manage.py makemigrations $(APP) --name $(NAME)

words: setup
	$(BIN)/python -m rasso.translations --update
	$(BIN)/python manage.py states_page
	$(BIN)/python manage.py triggers_page
	$(BIN)/python manage.py text_columns_page

examples: setup
	EXAMPLES=write $(BIN)/python -m pytest -q tests/api/test_examples.py

components: setup
	@$(BIN)/python tools/components.py

# Whether an advisory names something that is locked. Needs a network that reaches the index of packages.
AUDIT := .local/audit
advisories: $(AUDIT)/.installed
	@tools/advisories $(AUDIT)/bin/pip-audit $(LOCKS)

$(AUDIT)/.installed: requirements-audit.txt | $(STAMP)
	@VENV=$(AUDIT) tools/setup $(PYTHON) requirements-audit.txt
	@touch $@

format: setup
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# The groups agree with each other, and no registry's address is written down.
LOCK := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header
lock: setup
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) --group local -c requirements.txt -o requirements-local.txt
	$(LOCK) --group test -c requirements.txt -c requirements-local.txt -o requirements-test.txt
	$(LOCK) --group load -c requirements.txt -c requirements-test.txt -o requirements-load.txt
	$(LOCK) --group patterns -o requirements-patterns.txt
	$(LOCK) --group audit -c requirements-test.txt -o requirements-audit.txt
