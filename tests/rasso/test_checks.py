"""`manage.py check --deploy` refuses a service that could undo its own audit log."""

import os
import subprocess
import sys

import pytest
from django.core.checks import Error

from rasso import checks
from rasso.settings.where import ROOT

from .test_settings import SERVICE


def check(**environment):
    command = ["check", "--deploy", "--fail-level", "WARNING", "--database", "default"]
    ours = {n: v for n, v in os.environ.items() if n != "DJANGO_ALLOW_ASYNC_UNSAFE"}  # a browser's
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *command],
        env=ours | SERVICE | {"MAIL_DOMAIN": "rasso.example"} | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.usefixtures("db")
def test_the_application_role_passes():
    done = check()
    assert done.returncode == 0, done.stderr
    assert "No virus scanner looks at documents" in done.stderr


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
    assert bool(checks.links_have_an_origin(None)) is not is_good


@pytest.mark.usefixtures("db")
def test_a_service_without_a_key_for_drafts_is_refused():
    done = check(DRAFT_KEYS="")
    assert done.returncode == 1 and "no key to seal drafts with" in done.stderr


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("key", ["VICTIM_KEYS", "VICTIM_INDEX_KEY"])
def test_a_service_without_a_key_for_names_is_refused(key):
    done = check(**{key: ""})
    assert done.returncode == 1 and "no key to seal victims' names with" in done.stderr


@pytest.mark.usefixtures("db")
def test_the_owners_role_is_refused_by_name():
    done = check(DATABASE_URL=os.environ["DATABASE_OWNER_URL"])
    assert done.returncode == 1
    assert "may change the schema" in done.stderr and "owns tables" in done.stderr


def test_a_template_that_does_not_compile_is_named(tmp_path, monkeypatch):
    (tmp_path / "broken.html").write_text("{% if %}")
    engine = checks.engines["jinja2"]
    monkeypatch.setattr(engine.env.loader.loaders[0], "searchpath", [str(tmp_path)])
    (error,) = checks.templates_compile(None)
    assert isinstance(error, Error) and "broken.html" in error.msg
