"""Every scheduled task does its work in the role of a worker (docs/decisions/0110)."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

import timeliness.tasks  # noqa: F401 - registers them
from cases.models import CaseGrant
from devtools.smtp_relay import MailRoom
from people.models import UnitGrant
from rasso import tasks
from rasso.celery import app
from rasso.readiness import readiness_problems
from tests.support.cases.permission_matrix import Crowd
from tests.support.module_fixtures import module_fixture
from tests.support.served_rows import _run_task

pytestmark = pytest.mark.django_db
LATER = timezone.now() + timedelta(days=400)
SCHEDULED = sorted(entry["task"] for entry in app.conf.beat_schedule.values())


@module_fixture
def crowd():
    return Crowd()


@pytest.fixture
def pass_a_year(monkeypatch, settings):
    """Clocks have run out, and the relay takes what is due."""
    room = MailRoom()
    settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", room.smtp.port
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    yield
    room.close()


def rows_in(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def test_all_tasks_run_and_do_something(crowd, pass_a_year):
    leaver = CaseGrant.objects.select_related("user").first()
    UnitGrant.objects.filter(user=leaver.user).update(expires_at=LATER - timedelta(days=1))
    counted = ("pilots_stretch", "pilots_occasion", "timeliness_reminder", "people_auditentry",
               "timeliness_mark")  # fmt: skip
    before = {table: rows_in(table) for table in counted}
    for name in SCHEDULED * 2:  # what one leaves another may take up
        app.tasks[name]()
    assert {table for table in counted if rows_in(table) <= before[table]} == set()
    assert not CaseGrant.objects.filter(user=leaver.user).exists()


def test_the_watchdog_can_ask_all_that_it_asks(crowd, monkeypatch):
    monkeypatch.setattr(
        "tests.support.served_rows.RUN_TASK", lambda _task: readiness_problems(at=timezone.now())
    )
    assert isinstance(_run_task(tasks.forget), list)


def tries(statement):
    """A task that runs one statement."""

    def run(_task):
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT FROM victims_serviceentry",
        "SELECT FROM mfa_authenticator",
        "UPDATE people_user SET password = ''",
        "UPDATE people_auditentry SET verb = ''",
        "INSERT INTO people_unitgrant DEFAULT VALUES",
        "INSERT INTO cases_casegrant DEFAULT VALUES",
        "INSERT INTO people_session DEFAULT VALUES",
        "DELETE FROM pilots_sharetally",
    ],
)
def test_a_task_lets_nobody_in_and_changes_no_log_and_no_published_figure(
    crowd, monkeypatch, statement
):
    monkeypatch.setattr("tests.support.served_rows.RUN_TASK", tries(statement))
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        _run_task(tasks.forget)
