"""A service does not start with a key that can be guessed; nor does a command, or by no TLS."""

import base64
import os
import secrets
import subprocess
import sys

import pytest

from rasso.key_strength import fault_of_key
from rasso.settings.environment import ROOT
from tests.rasso.test_settings import NEW, SERVICE, python

NAMES = (
    "SECRET_KEY", "DRAFT_KEYS", "SECOND_FACTOR_KEYS", "VICTIM_KEYS", "VICTIM_INDEX_KEY",
    "CASE_KEYS", "AUDIT_SEAL_KEYS",
)  # fmt: skip
SHORT = "Xk29dLq8"
WITHOUT_TLS = "postgres://rasso_app:secret@postgres/rasso"
# Commands that reach the database by themselves.
CONNECTING = (
    "after_restore", "audit_keys", "audit_proof", "audit_verify", "build_database",
    "clear_orphans", "create_first_administrator", "demo_logins", "destroy_victim_keys_again",
    "index_victim_identities", "load_demo", "load_offences", "load_points", "migrate",
    "readiness", "rebuild_figures", "remove_destroyed_cases", "rotate_case_keys",
    "rotate_victim_keys", "seal_files", "seal_texts", "shell", "states_page",
    "text_columns_page", "triggers_page", "watchdog",
)  # fmt: skip


def command(*words, **environment):
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *words],
        env=os.environ | SERVICE | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("name", NAMES)
def test_web_server_worker_and_commands_refuse_each_key_that_is_too_short(name):
    for starts in ("import rasso.wsgi", "import rasso.celery"):
        done = python(starts, **(SERVICE | {name: SHORT}))
        assert done.returncode == 1
        assert f"{name} has 8 characters, and needs 32" in done.stderr
        assert "openssl rand -base64 48" in done.stderr and SHORT not in done.stderr
    done = command("readiness", **{name: SHORT})
    assert done.returncode == 1 and f"{name} has 8 characters" in done.stderr


def test_an_older_key_may_be_short_until_nothing_needs_it():
    done = python("import rasso.wsgi", **(SERVICE | {"CASE_KEYS": f"{NEW} {SHORT}"}))
    assert "CASE_KEYS" not in done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_the_deployment_check_names_it(name):
    done = command("check", "--deploy", "--tag", "security", **{name: SHORT})
    assert "rasso.E020" in done.stderr and f"{name} has 8 characters" in done.stderr


def test_random_keys_of_every_usual_form_are_taken():
    for _each in range(200):
        assert not fault_of_key(secrets.token_hex(32))
        assert not fault_of_key(secrets.token_urlsafe(32))
        assert not fault_of_key(base64.b64encode(secrets.token_bytes(48)).decode())


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("a" * 64, "repeats itself"),
        ("changeme" * 8, "repeats itself"),
        ("aabbccddeeffgghhiiaabbccddeeffgghhiix"[:31], "has 31 characters"),
        ("0123456780123456781234567801234567", "has 9 different characters"),
    ],
)
def test_what_plainly_is_not_random_is_refused(key, words):
    assert words in fault_of_key(key)


# The servers


def test_every_command_of_ours_stands_in_the_list():
    folders = ROOT.glob("*/management/commands/*.py")
    ours = {each.stem for each in folders if each.stem != "__init__"}
    assert ours and ours <= {*CONNECTING}


@pytest.mark.parametrize("name", CONNECTING)
def test_a_command_that_connects_refuses_an_unproven_server(name):
    addresses = {
        f"DATABASE_{each}URL": WITHOUT_TLS for each in ("", "OWNER_", "WORKER_", "AUDITOR_")
    }
    done = command(name, **addresses)
    assert done.returncode != 0
    assert "The database is reached without TLS that verifies who answers" in done.stderr


def test_a_command_refuses_an_unproven_broker_too():
    done = command("readiness", REDIS_URL="redis://redis:6379/0")
    assert done.returncode != 0 and "The broker" in done.stderr


@pytest.mark.parametrize("words", [["collectstatic", "--help"], ["help"], ["version"]])
def test_what_reaches_no_server_asks_for_none(words):
    assert command(*words, DATABASE_URL=WITHOUT_TLS).returncode == 0
