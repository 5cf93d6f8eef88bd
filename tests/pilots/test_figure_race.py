"""Actions and the computation of figures do not wait for each other."""

import threading
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connections, transaction

from cases.actions.open_case_action import lock_case
from cases.models import Note
from devtools.case_builder import CaseBuilder, cast, scope
from pilots.actions import measure_refresh
from pilots.models import Touched
from timeliness.models import Mark

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 5  # seconds; the lock timeout is ten


@pytest.fixture
def builder():
    return CaseBuilder(cast()).write()


def run_on_own_connection(act):
    """Run `act` on its own connection. Returns its result or error; AssertionError if it waits."""
    found = []

    def run():
        try:
            found.append(act())
        except Exception as refusal:
            found.append(refusal)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive(), "waits"
    [outcome] = found
    return outcome


def write_note_of(builder):
    """Write a note, under the lock of the case like any action."""
    from cases.correspondence.actions import notes

    by = scope(builder.cast.officer, at=builder.at)
    return notes.write_note(case=builder.case, by=by, at=builder.at, text="Ask about the phone.")


@pytest.mark.parametrize(
    "count", [measure_refresh.refresh_measures, measure_refresh.rebuild_all_figures]
)
def test_an_act_does_not_wait_while_figures_are_counted(builder, count):
    outcomes = []

    def in_the_middle(**_when):
        outcomes.append(run_on_own_connection(lambda: write_note_of(builder)))

    publishes = {"publish_all_figures": in_the_middle, "publish_figures_if_due": in_the_middle}
    with mock.patch.multiple("pilots.actions.measure_refresh", **publishes):
        count(at=builder.at)
    assert outcomes and all(isinstance(each, Note) for each in outcomes), outcomes


def test_figures_are_counted_while_a_person_acts(builder):
    later = builder.at + timedelta(hours=1)
    assert Touched.objects.exists()
    with transaction.atomic():
        lock_case(builder.case.pk, by=scope(builder.cast.officer, at=builder.at))
        assert run_on_own_connection(lambda: measure_refresh.refresh_measures(at=later)) > 0
    assert not Touched.objects.exists()
    assert Mark.objects.get(name="counted").at == later


def test_two_workers_never_count_at_once(builder):
    with transaction.atomic():
        assert measure_refresh.refresh_queue_batch(at=builder.at) > 0
        assert (
            run_on_own_connection(lambda: measure_refresh.refresh_queue_batch(at=builder.at)) == 0
        )
        assert (
            run_on_own_connection(lambda: measure_refresh.publish_due_figures(at=builder.at))
            is None
        )
    assert not Mark.objects.filter(name="counted").exists()
