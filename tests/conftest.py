"""Fixtures of every test: a database of its own, used with the application's role."""

import gc
import logging
import os
import shutil
from contextlib import suppress
from itertools import count

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections
from django.template.backends.jinja2 import Template
from django.test import Client, TransactionTestCase
from django.test.signals import template_rendered
from psycopg.errors import InsufficientPrivilege
from whitenoise.middleware import WhiteNoiseMiddleware

from cases.offences.queries import offence_table
from devtools import database_copies, signed_in
from tests.support import (
    change_reasons,
    fixed_clock,
    log_traces,
    module_fixtures,
    prepared_statements,
    private_entry_guard,
    replayed_steps,
    served_rows,
    stored_rows,
)
from tests.support.after_commit import run_commit_hooks
from tests.support.app_codes import still_app_clock
from tests.support.module_fixtures import MODULE_FIXTURES, ModuleData, commits_to_database

__all__ = ["still_app_clock"]  # a fixture

fixed_clock.shift_clock()
signed_in.open_with_second_factor()

RECORDED_IDS = 100_000  # more than the tests between two copies of the database take

DEAREST = (
    "tests/api",
    "tests/browser",
    "tests/cases/test_matrix",
    "tests/journeys",
    "tests/people/test_visible",
    "tests/rasso",
    "tests/security",
    "tests/timeliness/test_kills",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """
    Run the slowest files first, so that no worker of a parallel run has one left at the end; with
    TESTS_ORDER set (tools/quick.py) in the order of the command.
    """
    if os.environ.get("TESTS_ORDER"):
        return
    items.sort(key=lambda item: not item.nodeid.startswith(DEAREST))


def pytest_sessionstart(session):
    """Let pytest format no trace of a refused page, nor write the log to the null device."""
    config = session.config
    plugin = config.pluginmanager.get_plugin("logging-plugin")
    plugin.formatter.formatException = log_traces.format_exception
    if not config.getoption("log_file"):
        plugin.log_file_handler.setLevel(logging.CRITICAL + 1)


def pytest_collection_finish():
    """Keep what is loaded by now out of garbage collection, also of the last one at the end."""
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """Copy the migrated database for this run; the tests reach it as the application's role.

    A test that commits is followed by a new copy instead of Django's TRUNCATE, which that role
    may not do and which would take the rows that migrations loaded.
    """
    template = database_copies.build_template()
    copies = count()
    name = f"rasso_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"

    def renew(*_):
        connections.close_all()
        database_copies.copy(template, name)
        with suppress(InsufficientPrivilege):
            stored_rows.prepare(name, floor=RECORDED_IDS * next(copies))
            replayed_steps.take_over_builder()

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        private_entry_guard.listen_to_connections()
        renew()
        connections["default"].settings_dict["NAME"] = name
        served_rows.follow_requests()
        change_reasons.follow_histories()
        prepared_statements.plan_once(patch)
        offence_table.dated_offences()  # read once a process: no test counts it among its queries
        patch.setattr(TransactionTestCase, "_fixture_teardown", renew)
        for key in ("DATABASE_URL", "DATABASE_OWNER_URL"):  # for child processes of tests
            patch.setenv(key, database_copies.named(os.environ[key], name))
        yield
        connections.close_all()
        database_copies.remove(name)


@pytest.fixture(scope="session", autouse=True)
def fast_password_hashing():
    """Make Argon2 fast: the service's hash, with the least rounds and memory."""
    with pytest.MonkeyPatch.context() as patch:
        for name, least in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
            patch.setattr(Argon2PasswordHasher, name, least)
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_found_once():
    """Let WhiteNoise look for the static files once a process, not for each test client."""
    find, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def add_files(self):
        if not found:
            find(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add_files)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Say what is in the database when the test begins (tests.support.replayed_steps)."""
    replayed_steps.STEPS.begin(module_fixtures.start_of(item.module.__name__))


@pytest.fixture(autouse=True)
def step_patches(monkeypatch):
    """Run the builder's steps as usual where the test patched something."""
    replayed_steps.STEPS.patches = monkeypatch


@pytest.fixture(autouse=True)
def template_context(monkeypatch):
    """
    Tell Django's test client the context of pages, which it gets from its own template engine only.
    """
    draw = Template.render

    def render(self, context=None, request=None):
        context = {} if context is None else context
        html = draw(self, context, request)
        template_rendered.send(sender=self, template=self.template, context=context)
        return html

    monkeypatch.setattr(Template, "render", render)


@pytest.fixture(scope="session", autouse=True)
def separate_folders(tmp_path_factory):
    """Keep the tests' documents and keys out of the checkout."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DOCUMENT_ROOT", "VICTIM_KEY_ROOT", "CASE_KEY_ROOT"):
            folder = tmp_path_factory.getbasetemp() / name.lower()
            patch.setattr(f"django.conf.settings.{name}", folder)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_steps():
    """A row that is not found is answered at once, but in tests/security/test_even_times.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.UNFOUND_STEP_SECONDS", 0)
        yield


@pytest.fixture
def restore_victim_keys(settings, tmp_path):
    """Restore victims' keys after a test, as its rows are rolled back."""
    settings.VICTIM_KEY_ROOT.mkdir(parents=True, exist_ok=True)
    shutil.copytree(settings.VICTIM_KEY_ROOT, tmp_path / "keys")
    yield
    shutil.rmtree(settings.VICTIM_KEY_ROOT)
    shutil.copytree(tmp_path / "keys", settings.VICTIM_KEY_ROOT)


@pytest.fixture
def commit_after_requests(monkeypatch):
    """Each request of the test client calls at its end what it registered for after its commit."""
    ask = Client.request

    def request(self, **asked):
        with run_commit_hooks():
            return ask(self, **asked)

    monkeypatch.setattr(Client, "request", request)


@pytest.fixture(scope="module")
def module_data(request, django_db_setup, django_db_blocker, separate_folders):
    """What the module's tests share, made before the transaction of the first test begins."""
    with django_db_blocker.unblock():
        stands = ModuleData(request.module.__name__)
        yield stands
        stands.end()


@pytest.fixture(autouse=True)
def roll_back_module_data(request):
    """
    Roll back what a module shares before a test that commits, which needs the only transaction.
    """
    if commits_to_database(request) and request.module.__name__ in MODULE_FIXTURES:
        request.getfixturevalue("module_data").end()


@pytest.fixture(scope="session", autouse=True)
def separate_sealed_log(tmp_path_factory):
    """Keep the tests' copies of the sealed log out of the checkout."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.getbasetemp() / "sealed-log"
        patch.setattr("django.conf.settings.SEALED_LOG_ROOT", folder)
        yield
