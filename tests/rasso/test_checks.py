"""`manage.py check --deploy` refuses a service that could change its own audit log."""

import os
import subprocess
import sys
from functools import partial
from unittest import mock

import pytest
import yaml
from django.core.checks import INFO, Error

from people.sealing.keys import verifier_keys
from rasso import deployment_checks
from rasso.settings import identity_providers
from rasso.settings.environment import ROOT

from .test_settings import SERVICE


def run_deploy_check(*tags, **environment):
    """The whole check; with tags, such as "security", only the part of it that has them."""
    command = ["check", "--deploy", "--fail-level", "WARNING", "--database", "default"]
    command += [word for tag in tags for word in ("--tag", tag)]
    # Set by browser tests.
    ours = {n: v for n, v in os.environ.items() if n != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *command],
        env=ours | SERVICE | {"MAIL_DOMAIN": "rasso.example", "UNSCANNED_FILES": "1"} | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.usefixtures("db")
def test_the_application_role_passes():
    done = run_deploy_check()
    assert done.returncode == 0, done.stderr
    assert "No virus scanner looks at documents" in done.stderr  # as UNSCANNED_FILES allows


def test_a_service_without_a_scanner_is_refused_until_somebody_says_that_it_may(settings):
    settings.CLAMD, settings.UNSCANNED_FILES = "", False
    [error] = deployment_checks.files_are_scanned(None)
    assert error.is_serious()
    settings.UNSCANNED_FILES = True
    [told] = deployment_checks.files_are_scanned(None)
    assert not told.is_serious() and told.msg == error.msg
    settings.CLAMD, settings.UNSCANNED_FILES = "127.0.0.1:3310", False
    assert deployment_checks.files_are_scanned(None) == []


@pytest.mark.parametrize(
    ("origin", "is_good"),
    [
        ("https://rasso.example", True),
        ("https://rasso.example:8443", True),
        ("", False),
        ("http://rasso.example", False),
        ("https://evil.example", False),
        ("https://rasso.example/path", False),
        ("https://me@rasso.example", False),
    ],
)
def test_links_have_an_origin_that_is_ours(settings, origin, is_good):
    settings.ALLOWED_HOSTS, settings.PUBLIC_ORIGIN = ["rasso.example"], origin
    assert bool(deployment_checks.links_have_an_origin(None)) is not is_good


@pytest.mark.usefixtures("db")
def test_a_service_without_a_key_for_drafts_is_refused():
    done = run_deploy_check("security", DRAFT_KEYS="")
    assert done.returncode == 1 and "no key to seal drafts with" in done.stderr


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("key", ["VICTIM_KEYS", "VICTIM_INDEX_KEY"])
def test_a_service_without_a_key_for_names_is_refused(key):
    done = run_deploy_check("security", **{key: ""})
    assert done.returncode == 1 and "no key to seal victims' names with" in done.stderr


@pytest.mark.usefixtures("db")
def test_a_service_without_a_key_for_files_is_refused():
    done = run_deploy_check("security", CASE_KEYS="")
    assert done.returncode == 1 and "no key to seal files with" in done.stderr


def test_a_service_that_seals_no_files_yet_is_told_how_it_goes_on(settings):
    settings.SEAL_FILES = False
    [told] = deployment_checks.files_are_sealed(None)
    assert (told.level, told.id) == (INFO, "rasso.I003") and "seal_files" in told.hint


@pytest.mark.usefixtures("db")
def test_a_service_without_a_key_for_the_log_is_refused():
    done = run_deploy_check("security", AUDIT_SEAL_KEYS="")
    assert done.returncode == 1 and "no key to sign the audit log with" in done.stderr


@pytest.mark.parametrize(("is_set", "found"), [(True, ["E016"]), (False, [])])
def test_a_service_that_believes_a_header_about_an_officer_is_refused(settings, is_set, found):
    settings.OFFICERS_NAMED_BY_HEADER = is_set
    assert [each.id[-4:] for each in deployment_checks.officers_are_proven(None)] == found


@pytest.mark.parametrize(
    ("address", "found"),
    [("https://cps.example", []), ("http://localhost:8100", []), ("http://cps.example", ["E014"])],
)
def test_a_co_signer_is_asked_over_https(settings, address, found):
    settings.AUDIT_COSIGNERS = [(address, verifier_keys()[0].text)]
    assert [each.id[-4:] for each in deployment_checks.log_is_cosigned(None)] == found


@pytest.mark.usefixtures("db")
def test_the_owners_role_is_refused_by_name_and_with_it_whatever_else_is_missing():
    missing = dict.fromkeys(("DRAFT_KEYS", "VICTIM_KEYS", "CASE_KEYS", "AUDIT_SEAL_KEYS"), "")
    done = run_deploy_check(DATABASE_URL=os.environ["DATABASE_OWNER_URL"], **missing)
    assert done.returncode == 1
    assert "may change the schema" in done.stderr and "owns tables" in done.stderr
    for what in ("drafts", "victims' names", "files"):
        assert f"no key to seal {what} with" in done.stderr
    assert "no key to sign the audit log with" in done.stderr


def start_web_server(**environment):
    """Import the web server's application as a service does."""
    ours = {n: v for n, v in os.environ.items() if n != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return subprocess.run(
        [sys.executable, "-c", "import rasso.wsgi"],
        env=ours | SERVICE | {"MAIL_DOMAIN": "rasso.example"} | environment,
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip


@pytest.mark.usefixtures("db")
def test_a_web_server_starts_with_a_role_that_reads_as_whoever_asks_and_no_other():
    done = start_web_server()
    assert done.returncode == 0, done.stderr
    done = start_web_server(DATABASE_URL=os.environ["DATABASE_OWNER_URL"])
    assert done.returncode == 1 and "owns tables" in done.stderr


@pytest.mark.usefixtures("db")
def test_a_web_server_that_read_its_settings_as_a_worker_does_not_start():
    ours = {n: v for n, v in os.environ.items() if n != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    early = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'rasso.settings'"
    done = subprocess.run(
        [sys.executable, "-c", f"{early}; import django; django.setup(); import rasso.wsgi"],
        env=ours | SERVICE | {"MAIL_DOMAIN": "rasso.example"},
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 1 and "Set SERVES_PAGES=1 before" in done.stderr


def start_worker(**environment):
    """Import the app of the worker and beat as a service does."""
    ours = {n: v for n, v in os.environ.items() if n != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return subprocess.run(
        [sys.executable, "-c", "import rasso.celery"],
        env=ours | SERVICE | {"MAIL_DOMAIN": "rasso.example"} | environment,
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip


def address_as(role, url_name="DATABASE_URL"):
    """The address of the test's database for another role."""
    return os.environ[url_name].replace("://rasso_app@", f"://{role}@", 1)


@pytest.mark.usefixtures("db")
def test_a_worker_starts_in_its_own_role_alone():
    worker = {"DATABASE_ROLE": "worker", "DATABASE_WORKER_URL": address_as("rasso_worker")}
    done = start_worker(**worker)
    assert done.returncode == 0, done.stderr
    done = start_worker()
    assert done.returncode == 1 and "Set DATABASE_ROLE=worker" in done.stderr
    done = start_worker(**worker | {"DATABASE_WORKER_URL": os.environ["DATABASE_URL"]})
    assert done.returncode == 1 and "may become another role" in done.stderr


def run_command(name, **environment):
    """Run a command as a service does."""
    ours = {n: v for n, v in os.environ.items() if n != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *name.split()],
        env=ours | SERVICE | {"MAIL_DOMAIN": "rasso.example"} | environment,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


PLAIN = "postgres://rasso:x@db.invalid/rasso?sslmode=prefer"
WORKS = {"DATABASE_ROLE": "worker"}


@pytest.mark.parametrize(
    ("start", "environment"),
    [
        (start_web_server, {"DATABASE_URL": PLAIN}),
        (start_worker, WORKS | {"DATABASE_WORKER_URL": PLAIN}),
        (partial(run_command, "watchdog --once"), WORKS | {"DATABASE_WORKER_URL": PLAIN}),
        (partial(run_command, "build_database"), {"DATABASE_OWNER_URL": PLAIN}),
    ],
    ids=["web", "worker and beat", "watchdog", "build_database"],
)
def test_nothing_of_a_service_reaches_a_database_that_does_not_prove_itself(start, environment):
    done = start(**environment)
    assert done.returncode == 1
    assert "The database is reached without TLS that verifies who answers" in done.stderr


def test_a_worker_reaches_no_broker_that_does_not_prove_itself():
    done = start_worker(**WORKS, REDIS_URL="redis://elsewhere.invalid:6379/0")
    assert done.returncode == 1 and "The broker has no password" in done.stderr


@pytest.mark.usefixtures("db")
def test_pages_are_not_served_in_the_role_of_backups():
    done = start_web_server(DATABASE_URL=address_as("rasso_backup"))
    assert done.returncode == 1 and "bypasses row-level security" in done.stderr
    assert "reads what a support service keeps for itself" in done.stderr
    assert "may become another role" in done.stderr


@pytest.mark.usefixtures("db")
def test_the_log_is_checked_in_a_role_that_reads_nothing_else():
    env = {"DATABASE_AUDITOR_URL": address_as("rasso_auditor")}
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "audit_verify"],
        env=os.environ | env, capture_output=True, text=True,
    )  # fmt: skip
    assert "entries are as they were sealed" in done.stdout, done.stderr


def test_a_worker_that_would_see_no_row_does_not_start():
    done = subprocess.run(
        [sys.executable, "-c", "import rasso.celery"],
        env=os.environ | {"SERVES_PAGES": "1"}, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 1 and "for the web server alone" in done.stderr


def test_a_template_that_does_not_compile_is_named(tmp_path, monkeypatch):
    (tmp_path / "broken.html").write_text("{% if %}")
    engine = deployment_checks.engines["jinja2"]
    monkeypatch.setattr(engine.env.loader.loaders[0], "searchpath", [str(tmp_path)])
    (error,) = deployment_checks.templates_compile(None)
    assert isinstance(error, Error) and "broken.html" in error.msg


LOUD = {
    "log_min_messages": "warning",
    "log_min_error_statement": "error",
    "log_error_verbosity": "default",
    "log_statement": "all",
    "log_min_duration_statement": "0",
}


@pytest.mark.parametrize("name", LOUD)
def test_a_database_whose_own_log_quotes_what_people_type_is_refused(db, name):
    assert deployment_checks.database_log_is_quiet(None, ["default"]) == []
    with mock.patch.dict(deployment_checks.QUIET_LOG, {name: {"what it is not"}}):
        [error] = deployment_checks.database_log_is_quiet(None, ["default"])
    assert error.id == "rasso.E005" and name in error.msg
    assert LOUD[name] not in deployment_checks.QUIET_LOG[name]


def test_the_database_of_the_worked_example_is_quiet():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    given = dict(word.split("=") for word in services["postgres"]["command"] if "=" in word)
    for name in ("log_min_messages", "log_min_error_statement", "log_error_verbosity"):
        assert given[name] in deployment_checks.QUIET_LOG[name]


# Folders


def test_static_files_are_collected_for_another_account_to_read(tmp_path):
    """With a service's settings and a strict umask, as when the image is built."""
    done = subprocess.run(
        ["sh", "-c", 'umask 077; exec "$0" manage.py collectstatic --noinput -v0', sys.executable],
        env=os.environ | SERVICE | {"STATIC_ROOT": str(tmp_path / "collected")},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    collected = [tmp_path / "collected", *(tmp_path / "collected").rglob("*")]
    assert tmp_path / "collected" / "staticfiles.json" in collected
    closed = [
        path for path in collected if ~path.stat().st_mode & (0o055 if path.is_dir() else 0o044)
    ]
    assert not closed


def test_static_files_that_cannot_be_read_are_refused(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT = tmp_path
    [error] = deployment_checks.static_files_can_be_read(None)
    assert error.id == "rasso.E006" and "staticfiles.json" in error.msg
    (tmp_path / "staticfiles.json").write_text("{}")
    (tmp_path / "page.css").write_text("")
    assert deployment_checks.static_files_can_be_read(None) == []
    closed = tmp_path / "page.css"
    monkeypatch.setattr(os, "access", lambda path, mode: path != closed)
    [error] = deployment_checks.static_files_can_be_read(None)
    assert "page.css" in error.msg


def test_a_folder_of_keys_that_cannot_be_written_is_refused(settings, tmp_path, monkeypatch):
    settings.VICTIM_KEY_ROOT = settings.CASE_KEY_ROOT = tmp_path / "not yet"
    assert deployment_checks.keys_can_be_written(None) == []
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)
    victims, cases = deployment_checks.keys_can_be_written(None)
    assert victims.id == cases.id == "rasso.E007"
    assert "VICTIM_KEY_ROOT" in victims.hint and "CASE_KEY_ROOT" in cases.hint


@pytest.mark.parametrize(
    ("more", "is_good"),
    [
        ({}, True),
        ({"NAME": "Wessex Police"}, True),
        ({"ISSUER": ""}, False),
        ({"ISSUER": "http://police.example"}, False),
        ({"ISSUER": "https://"}, False),
        ({"ISSUER": "https://cps.example"}, False),  # which is the other provider's
        ({"CLIENT_ID": ""}, False),
        ({"CLIENT_SECRET": ""}, False),
    ],
)
def test_a_provider_that_is_not_completely_set_is_refused(settings, monkeypatch, more, is_good):
    facts = {"ISSUER": "https://police.example", "CLIENT_ID": "rasso", "CLIENT_SECRET": "s"} | more
    for name, value in facts.items():
        monkeypatch.setenv(f"IDENTITY_PROVIDER_POLICE_{name}", value)
        monkeypatch.setenv(f"IDENTITY_PROVIDER_CPS_{name}", value or "https://cps.example")
    monkeypatch.setenv("IDENTITY_PROVIDER_CPS_ISSUER", "https://cps.example")
    apps = [identity_providers.provider(name) for name in ("police", "cps")]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    found = [each.id for each in deployment_checks.identity_providers_are_complete(None)]
    assert (found == []) is is_good and set(found) <= {"rasso.E015"}


def test_a_provider_is_read_from_the_environment(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("of a file\n")
    monkeypatch.setenv("IDENTITY_PROVIDER_NORTH_CPS_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("IDENTITY_PROVIDER_NORTH_CPS_MFA_AMR", "mfa otp")
    app = identity_providers.provider("north-cps")
    assert app["secret"] == "of a file" and app["settings"]["mfa_amr"] == ["mfa", "otp"]
    assert app["name"] == "north-cps" and app["settings"]["mfa_acr"] == []
