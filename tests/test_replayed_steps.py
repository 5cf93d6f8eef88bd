"""A step of the case builder that is written again leaves what it left the first time."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction

from cases.models import Suspect
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast, force_unit, step
from people.models import Agency, Side, Unit
from tests.support.after_commit import run_commit_hooks
from tests.support.replayed_steps import STEPS
from tests.support.service_entries import ENTRIES, LOG, service_rows

pytestmark = pytest.mark.django_db

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


@pytest.fixture
def runs(monkeypatch):
    """The actions that really ran, by name; listening to them is no patch that could tell."""
    ran = []
    run = CaseBuilder.do.__wrapped__

    def listened(self, action, who, **arguments):
        ran.append(action.__name__)
        return run(self, action, who, **arguments)

    listened.__qualname__ = "CaseBuilder.do"
    do = CaseBuilder.do
    CaseBuilder.do = lambda *args, **kwargs: STEPS.run(listened, args, kwargs)
    yield ran
    CaseBuilder.do = do


def stored():
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        rows = {}
        for name in tables:
            if name in (ENTRIES, LOG):  # which only its owner and the service's role read
                rows[name] = sorted(json.dumps(row, default=str) for row in service_rows(name))
                continue
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{name}" t')
            rows[name] = sorted(text for (text,) in cursor.fetchall())
    return rows


def rolled_back(build):
    """What `build` returns, in a transaction of its own that is rolled back."""
    STEPS.begin("this test")
    with transaction.atomic():
        result = build()
        transaction.set_rollback(True)
    return result


def recorded(build):
    """What `build` returns when its steps are recorded, which is the second time."""
    rolled_back(build)
    return rolled_back(build)


def allocated():
    return CaseBuilder(cast(), suspects=2).allocate()


def test_every_row_is_as_it_was_the_first_time(runs):
    first = recorded(lambda: (allocated(), stored()))
    ran, runs[:] = [*runs], []
    again = rolled_back(lambda: (allocated(), stored()))
    assert "allocate_case" in ran and runs == []
    assert again[1] == first[1]
    assert len([name for name, rows in again[1].items() if rows]) > 25


def test_the_case_and_what_it_holds_are_as_they_were():
    first, again = recorded(allocated), rolled_back(allocated)
    assert again is not first and again.suspects[0] is not first.suspects[0]
    assert again.at == first.at and again.urn == first.urn
    assert [each.pk for each in again.suspects] == [each.pk for each in first.suspects]
    assert again.referral.version == first.referral.version
    assert again.cast.prosecutor == first.cast.prosecutor


def test_an_object_that_the_test_holds_stays_the_same():
    def built():
        people = cast()
        builder = CaseBuilder(people)
        suspect, case = builder.suspects[0], builder.case
        builder.allocate()
        assert builder.cast is people and builder.case is case and builder.suspects[0] is suspect
        return suspect.pk

    assert recorded(built) == rolled_back(built)


def test_a_step_after_a_row_of_the_test_s_own_runs_as_usual(runs):
    def built():
        builder = CaseBuilder(cast())
        Agency.objects.create(name="Another", side=Side.OVERSIGHT)
        return builder.submit()

    recorded(built)
    runs.clear()
    rolled_back(built)
    assert runs[-2:] == ["write_referral", "sign_referral_off"]


def test_a_step_that_differs_in_what_it_is_given_runs_as_usual(runs):
    recorded(lambda: CaseBuilder(cast()).submit())
    runs.clear()
    rolled_back(lambda: CaseBuilder(cast()).submit(summary="Another account."))
    assert runs == ["write_referral", "sign_referral_off"]


def test_a_step_with_a_row_that_the_test_changed_in_memory_runs_as_usual(runs):
    def built(version):
        builder = CaseBuilder(cast()).write()
        builder.referral.version = version
        return builder.do(
            referrals.sign_referral_off, "supervisor", referral=builder.referral,
            supervisor_comments="Go.",
        )  # fmt: skip

    recorded(lambda: built(1))
    runs.clear()
    rolled_back(lambda: built(7))
    assert runs == ["sign_referral_off"]


def test_a_step_under_a_setting_of_the_test_runs_as_usual(runs, settings):
    recorded(lambda: CaseBuilder(cast()))
    runs.clear()
    settings.USE_THOUSAND_SEPARATOR = False
    rolled_back(lambda: CaseBuilder(cast()))
    assert "open_case" in runs


def test_a_step_where_the_test_patched_something_runs_as_usual(runs, monkeypatch):
    recorded(lambda: CaseBuilder(cast()))
    runs.clear()
    monkeypatch.setattr(Suspect, "some_fact", 1, raising=False)
    rolled_back(lambda: CaseBuilder(cast()))
    assert "open_case" in runs


def test_a_step_in_a_commit_that_is_played_runs_as_usual(runs):
    recorded(lambda: CaseBuilder(cast()))
    runs.clear()

    def built():
        with run_commit_hooks():
            CaseBuilder(cast())

    rolled_back(built)
    assert "open_case" in runs


def test_the_exception_of_a_step_is_raised_each_time():
    def twice():
        builder = CaseBuilder(cast()).submit()
        with pytest.raises(Exception, match=r"\w") as refused, transaction.atomic():
            builder.submit()
        return type(refused.value)

    assert recorded(twice) == rolled_back(twice)


def leave_key(*, by, at):
    """An action that writes no row, but a file of a new name."""
    path = Path(settings.VICTIM_KEY_ROOT) / str(uuid4())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"secret")
    return path


@pytest.mark.usefixtures("restore_victim_keys")
@pytest.mark.parametrize("another", [None, b"another secret"])
def test_a_key_that_a_test_took_away_is_there_again(runs, another):
    path = recorded(lambda: CaseBuilder(cast()).do(leave_key, "officer"))
    path.unlink()
    if another:
        path.write_bytes(another)
    runs.clear()
    rolled_back(lambda: CaseBuilder(cast()).do(leave_key, "officer"))
    assert runs == []
    assert path.read_bytes() == b"secret"


def add_agency(*, by, at):
    """An action whose row has another number each time that it runs."""
    Agency.objects.create(name="The first", side=Side.OVERSIGHT)


@step
def add_unit():
    """A step that finds by itself what the one before it left."""
    Unit.objects.create(agency=Agency.objects.get(name="The first"), name="The second")


def test_a_step_belongs_to_the_rows_that_stood_when_it_was_recorded():
    def built():
        builder = CaseBuilder(cast())
        builder.do(add_agency, "officer")
        add_unit()
        return Unit.objects.filter(agency__name="The first").count()

    assert [rolled_back(built) for _ in range(5)] == [1] * 5


def test_later_numbers_are_after_those_that_are_written_again():
    first = recorded(lambda: force_unit().pk)

    def built():
        again = force_unit()
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('people_unit', 'id'))")
            return again.pk, cursor.fetchone()[0]

    pk, following = rolled_back(built)
    assert pk == first < following
