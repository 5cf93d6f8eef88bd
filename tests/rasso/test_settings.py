"""Limits that depend on each other, Celery options it would silently ignore, and safe defaults."""

import os
import runpy
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib import messages
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.core.management import CommandError, call_command
from django.http import HttpResponse

from rasso.celery import app
from rasso.settings.base import STATEMENT_TIMEOUT_MS
from rasso.settings.environment import ROOT

NEW = "3f6k-9wQz-Vb1x-7TnR-c2Lm-8HsJ-4dYg"  # long enough; an older one may be short
SERVICE = {
    "SECRET_KEY": "4dYg-8HsJ-c2Lm-7TnR-Vb1x-9wQz-3f6k-u5Pe-a0Gi-wE6t-Kj3o",
    "DRAFT_KEYS": f"{NEW} old",
    "VICTIM_KEYS": f"{NEW} old",
    "VICTIM_INDEX_KEY": NEW,
    "CASE_KEYS": f"{NEW} old",
    "AUDIT_SEAL_KEYS": f"{NEW} old",
    "ALLOWED_HOSTS": "rasso.example",
}


def python(code, **environment):
    """Run code in a new interpreter with our settings and this environment."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )


def printed_setting(expression, **environment):
    code = f"from django.conf import settings; print({expression})"
    return python(code, **environment).stdout.strip()


def test_a_lease_outlives_the_task_that_holds_it_and_a_poke_ends_before_it_is_killed():
    conf = app.conf
    assert conf.task_soft_time_limit > settings.SEND_BUDGET_SECONDS + settings.MAIL_TIMEOUT_SECONDS
    assert settings.SEND_BUDGET_SECONDS > settings.RELEASE_BUDGET_SECONDS > 0
    assert conf.task_soft_time_limit < conf.task_time_limit < settings.SEND_LEASE_SECONDS
    assert conf.task_soft_time_limit > settings.SCAN_BUDGET_SECONDS + settings.SCAN_SECONDS
    assert conf.task_time_limit < settings.SCAN_LEASE_SECONDS
    asked = 2 * settings.NOTIFY_SECONDS  # when in doubt it looks up first, then sends
    assert conf.task_soft_time_limit > settings.NOTIFY_BUDGET_SECONDS + asked
    assert conf.task_time_limit < conf.broker_transport_options["visibility_timeout"]
    assert conf.task_soft_time_limit * 1000 > STATEMENT_TIMEOUT_MS > 0


def test_a_database_that_vanished_is_given_up_while_there_is_still_a_worker_to_say_so():
    known = settings.DATABASES["default"]["OPTIONS"]
    silence = known["keepalives_idle"] + known["keepalives_interval"] * known["keepalives_count"]
    gunicorn = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    assert silence * 1000 <= known["tcp_user_timeout"] < gunicorn["timeout"] * 1000
    assert 0 < known["connect_timeout"] < gunicorn["timeout"]


def test_celery_took_our_options_to_heart():
    conf = app.conf
    assert conf.task_acks_late and conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1
    assert conf.accept_content == ["json"] and conf.task_serializer == "json"
    assert conf.broker_connection_max_retries is None


def test_every_poke_names_a_task_and_expires():
    app.loader.import_default_modules()
    for poke in app.conf.beat_schedule.values():
        assert poke["task"] in app.tasks
        assert poke["options"]["expires"] <= max(poke["schedule"] * 2, 5)


def test_the_web_process_never_loads_celery():
    code = (
        "import sys, rasso.wsgi; from django.urls import get_resolver;"
        "get_resolver().url_patterns; sys.exit('celery' in sys.modules)"
    )
    done = python(code, DJANGO_SETTINGS_MODULE="rasso.settings")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "name", ["SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
)
def test_a_service_speaks_tls_only(name):
    assert printed_setting(f"settings.{name}", **SERVICE) == "True"


def test_a_service_cannot_be_talked_into_debugging():
    assert printed_setting("settings.DEBUG", DEBUG="1", **SERVICE) == "False"


def test_without_a_secret_we_answer_to_this_machine_only():
    hosts = {"localhost", "127.0.0.1", "[::1]", "testserver"}
    assert set(settings.ALLOWED_HOSTS) == hosts
    assert printed_setting("settings.ALLOWED_HOSTS", **SERVICE) == "['rasso.example']"


def test_a_service_seals_drafts_under_its_own_keys_or_none_and_a_checkout_under_one_it_made():
    assert printed_setting("settings.DRAFT_KEYS", **SERVICE) == f"['{NEW}', 'old']"
    assert printed_setting("settings.DRAFT_KEYS", **SERVICE | {"DRAFT_KEYS": ""}) == "[]"
    (local,) = settings.DRAFT_KEYS
    assert len(local) > 50 and local != settings.SECRET_KEY


def test_a_form_s_key_is_remembered_for_as_long_as_the_form_could_be_sent():
    assert settings.FORM_KEY_DAYS * 86400 > settings.SESSION_LENGTH_SECONDS


def test_the_owner_may_take_longer_than_a_page():
    owner = printed_setting("settings.DATABASES['default']['OPTIONS']", DATABASE_ROLE="owner")
    assert "statement_timeout=0" in owner and "lock_timeout=10000" in owner


def test_documents_lie_below_no_served_folder():
    served = [*settings.STATICFILES_DIRS, ROOT / "rasso/static"]
    assert not any(settings.DOCUMENT_ROOT.is_relative_to(folder) for folder in served)
    assert not hasattr(settings, "MEDIA_URL") or settings.MEDIA_URL in ("", "/")


def test_a_socket_and_a_password_come_through_an_address_unharmed():
    from rasso.addresses import database_settings

    found = database_settings("postgres://me:p%40ss@%2Ftmp%2FDir/rasso?sslmode=require", options={})
    told = (found["USER"], found["PASSWORD"], found["HOST"], found["NAME"], found["PORT"])
    assert told == ("me", "p@ss", "/tmp/Dir", "rasso", "")
    assert found["OPTIONS"] == {"sslmode": "require"}
    far = database_settings("postgres://me@db.example:6000/rasso", options={})
    assert (far["HOST"], far["PORT"]) == ("db.example", "6000")


def test_no_service_loads_the_demo(settings):
    settings.LOCAL = False
    with pytest.raises(CommandError, match="This is a service"):
        call_command("load_demo")


def test_the_cookie_of_messages_is_a_service_s_own(settings, rf):
    named = printed_setting("settings.MESSAGE_STORAGE", **SERVICE)
    settings.MESSAGE_STORAGE, settings.SESSION_COOKIE_SECURE = named, True
    [cookie] = _cookies_after(rf, lambda request: messages.success(request, "Saved"))
    assert cookie.key == "__Host-rasso-messages" and cookie["path"] == "/"
    assert cookie["secure"] and cookie["httponly"] and not cookie["domain"]
    assert cookie["samesite"] == "Lax"
    rf.cookies[cookie.key] = cookie.value
    seen = []
    [gone] = _cookies_after(rf, lambda request: seen.extend(map(str, get_messages(request))))
    assert seen == ["Saved"] and gone.key == cookie.key
    assert gone["max-age"] == 0 and gone["secure"]


def _cookies_after(rf, act):
    """The cookies that a page sets which does this with its request."""

    def page(request):
        act(request)
        return HttpResponse()

    request = rf.get("/")
    request.session = {}
    return list(MessageMiddleware(page)(request).cookies.values())
