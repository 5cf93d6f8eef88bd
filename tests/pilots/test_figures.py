"""Figures are computed from turns and recorded facts, and follow every change of them."""

import random
from collections import Counter
from datetime import timedelta
from unittest import mock

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Case, Decision, Referral, Reversal, Suspect
from devtools.case_builder import CaseBuilder, cast
from people.models import Route
from pilots.actions import measure_refresh
from pilots.models import Stretch, Tally, Touched
from tests.support.cases.sealed_rows import update_in_clear
from tests.support.module_fixtures import module_fixture
from tests.support.pilots import published_in_pandas
from tests.support.pilots.bulk_histories import Histories, make_units_of_areas
from tests.support.pilots.monthly_figures import count_each_case_once
from tests.support.pilots.stages_in_pandas import COLUMNS, stage_frames, stage_rows
from timeliness.calendar import london_day
from timeliness.models import Clock

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@module_fixture
def areas():
    """A year of cases in two CPS Areas, with figures."""
    where = make_units_of_areas()
    Histories(where, seed=5).add(400)
    with count_each_case_once():
        measure_refresh.refresh_measures(at=NOW)
    return where


@pytest.fixture(autouse=True)
def weights_of_one():
    """Without lots; see test_lots."""
    with count_each_case_once():
        yield


def stored_stages():
    """The stored stages, as the independent computation has them."""
    fields = (
        "suspect", "measure", "month", "police_unit", "cps_unit", "urgency", "began_on",
        "until_on", "outcome", "police_days", "cps_days", "other_days",
    )  # fmt: skip
    return sorted(Stretch.objects.values_list(*fields), key=str)


def stored_tallies():
    return published_in_pandas.stored_tallies(connection)


def recomputed_rows():
    frame = stage_rows(stage_frames(connection)).astype(object)
    return frame.where(frame.notna(), None)


def recomputed_tallies():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, agency_id FROM people_unit")
        return published_in_pandas.computed_tallies(
            recomputed_rows(), dict(cursor.fetchall()), london_day(NOW)
        )


def row_locations(table):
    """{row: its physical location}, which changes when it is written."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, ctid::text FROM {table}")
        return dict(cursor.fetchall())


class TestStages:
    def test_every_stage_is_what_pandas_makes_of_the_same_rows(self, areas):
        frame = recomputed_rows()
        assert stored_stages() == sorted(frame[COLUMNS].itertuples(index=False, name=None), key=str)
        assert set(frame["outcome"]) == {"OPEN", "ENDED", "STOPPED", "UNCLEAR"}

    def test_every_tally_is_what_counting_the_stages_of_pandas_comes_to(self, areas):
        assert stored_tallies() == recomputed_tallies()
        lengths = Counter(length for _measure, _place, _urgency, length, _first in stored_tallies())
        assert lengths["month"] > 20 and lengths["quarter"] > 20 and lengths["year"] > 20

    def test_the_days_of_all_holders_are_all_of_the_days(self, areas):
        for row in Stretch.objects.filter(outcome="ENDED"):
            whole = (row.until_on - row.began_on).days
            assert row.police_days + row.cps_days + row.other_days == whole

    def test_a_case_restricted_before_it_was_published_is_in_no_figure(self, areas):
        walled = Suspect.objects.unscoped("test").filter(is_restricted=True)
        assert walled.exists() and not Stretch.objects.filter(suspect__in=walled).exists()


def add_histories(areas, by_lot):
    Histories(areas, seed=by_lot.random()).add(by_lot.randrange(1, 20))


def move_cases(areas, by_lot):
    of = some_rows(Case.objects.unscoped("test"), by_lot)
    of.update(police_unit=by_lot.choice(areas.police), cps_unit=by_lot.choice([*areas.cps, None]))


def make_urgent(areas, by_lot):
    some_rows(Referral.objects.unscoped("test"), by_lot).update(urgency="RED")


def withdraw_some_referrals(areas, by_lot):
    rows = Referral.objects.unscoped("test").filter(withdrawn_at=None)
    update_in_clear(
        some_rows(rows, by_lot),
        withdrawn_at=NOW,
        withdrawn_by=areas.writer,
        withdrawal_reason="More. Both sides know the reason.",
        status="WITHDRAWN",
    )


def set_some_decisions_aside(areas, by_lot):
    rows = Decision.objects.unscoped("test").filter(status="LIVE")
    for row in some_rows(rows, by_lot):
        set_aside(row, areas)


def set_aside(decision, areas):
    """Set a decision aside: by a review, or by the CPS where it is of a charge not reported yet."""
    Decision.objects.unscoped("test").filter(pk=decision.pk).update(status="SET_ASIDE")
    is_reviewed = decision.kind.startswith("NFA") or decision.reports.unscoped("test").exists()
    reading = {"reading": "COUNTERSIGNED", "read_by": areas.reader, "read_at": NOW}
    Reversal.objects.unscoped("test").create(
        case=decision.case, decision=decision, number=1, reasons="Why.", by=areas.writer, at=NOW,
        ground="REVIEW" if is_reviewed else "MISTAKE", authors=[areas.writer.pk],
        status="IN_FORCE", only_side="", **{} if is_reviewed else reading,
    )  # fmt: skip


def reroute_unit(areas, by_lot):
    Route.objects.filter(police_unit=by_lot.choice(areas.police)).update(
        cps_unit=by_lot.choice(areas.cps)
    )


def some_rows(rows, by_lot):
    """Up to eight of these rows, chosen at random."""
    ids = sorted(rows.values_list("pk", flat=True))
    return rows.model.objects.unscoped("test").filter(
        pk__in=by_lot.sample(ids, by_lot.randrange(1, 9))
    )


CHANGES = (
    add_histories,
    move_cases,
    make_urgent,
    withdraw_some_referrals,
    set_some_decisions_aside,
    reroute_unit,
)


class TestRefreshing:
    def test_tallies_after_changes_are_tallies_made_again(self, areas):
        rows = Suspect.objects.unscoped("test").order_by("pk")
        Histories(areas, seed=6).add(40)
        Case.objects.unscoped("test").filter(pk=rows[3].case_id).update(
            police_unit=areas.police[1], cps_unit=areas.cps[3]
        )
        Referral.objects.unscoped("test").filter(suspects=referred_suspects()[7]).update(
            urgency="RED"
        )
        decided = Decision.objects.unscoped("test").filter(status="LIVE")
        set_aside(decided.get(suspect=decided_suspects()[2]), areas)
        Route.objects.filter(police_unit=areas.police[2]).update(cps_unit=areas.cps[3])
        Route.objects.filter(police_unit=areas.police[0]).delete()
        measure_refresh.refresh_measures(at=NOW)
        Histories(areas, seed=9).add(20)  # without a CPS unit
        measure_refresh.refresh_measures(at=NOW)
        assert not Tally.objects.filter(place__contains="none").exists()
        assert not Touched.objects.exists()
        followed = stored_stages()
        call_command("rebuild_figures", verbosity=0)
        assert followed == stored_stages()
        assert stored_tallies() == recomputed_tallies()

    @pytest.mark.parametrize("seed", range(4))
    def test_after_any_changes_in_any_order_updated_figures_are_figures_made_again(
        self, areas, seed
    ):
        by_lot = random.Random(seed)
        for _round in range(3):
            for change in by_lot.choices(CHANGES, k=by_lot.randrange(1, 6)):
                change(areas, by_lot)
            measure_refresh.refresh_measures(at=NOW)
        followed = stored_stages()
        measure_refresh.rebuild_all_figures(at=NOW)
        assert followed == stored_stages()
        assert stored_tallies() == recomputed_tallies()

    def test_unchanged_figures_are_not_written(self, areas):
        before = row_locations("pilots_stretch"), row_locations("pilots_stage_tally")
        assert measure_refresh.refresh_measures(at=NOW) == 0
        Touched.objects.bulk_create(
            Touched(suspect=pk)
            for pk in Suspect.objects.unscoped("test").values_list("pk", flat=True)
        )
        assert measure_refresh.refresh_measures(at=NOW) > 300
        assert before == (row_locations("pilots_stretch"), row_locations("pilots_stage_tally"))

    def test_a_refresh_takes_as_many_statements_for_sixty_as_for_thirty(self, areas):
        taken = []
        for suspects in (30, 60):
            Histories(areas, seed=8 + suspects).add(suspects)
            with CaptureQueriesContext(connection) as asked:
                measure_refresh.refresh_queue_batch(at=NOW)
            taken.append(len(asked))
        assert taken[0] == taken[1]

    def test_publishing_may_take_longer_than_a_transaction_may_be_idle(self, areas):
        """England and Wales take longer than a minute, and would start again if cut off."""
        may_take = []

        def publish(**_at):
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('idle_in_transaction_session_timeout')")
                may_take.extend(cursor.fetchone())

        with mock.patch("pilots.actions.measure_refresh.publish_figures_if_due", publish):
            measure_refresh.refresh_measures(at=NOW)
        with mock.patch("pilots.actions.measure_refresh.publish_all_figures", publish):
            measure_refresh.rebuild_all_figures(at=NOW)
        assert settings.FIGURES_SECONDS == 50 * 60
        assert may_take == ["50min", "0"]

    def test_a_case_that_changed_hands_counts_where_it_is_now(self, areas):
        row = Stretch.objects.filter(cps_unit=areas.cps[0]).first()
        suspect = Suspect.objects.unscoped("test").get(pk=row.suspect_id)
        Case.objects.unscoped("test").filter(pk=suspect.case_id).update(cps_unit=areas.cps[3])
        measure_refresh.refresh_measures(at=NOW)
        moved = Stretch.objects.filter(suspect=suspect).values_list("cps_unit", flat=True)
        assert set(moved) == {areas.cps[3].pk}


def test_real_acts_are_counted_as_they_happen():
    builder = CaseBuilder(cast(), suspects=1)
    measure_refresh.refresh_measures(at=builder.at)
    assert [row.outcome for row in stages_of_builder(builder)] == ["OPEN"]
    assert stages_of_builder(builder)[0].cps_unit is None  # not sent yet
    builder.submit(urgency="RED")
    measure_refresh.refresh_measures(at=builder.at)
    assert [(row.outcome, row.urgency) for row in stages_of_builder(builder)] == [
        ("OPEN", "RED"),
        ("ENDED", "RED"),
    ]


def test_a_period_that_changes_meanwhile_changes_no_days():
    builder = CaseBuilder(cast(), suspects=1).accept()
    measure_refresh.refresh_measures(at=builder.at)
    before = stored_stages()
    moved = ("due_at", "remind_at", "overdue_at", "escalate_at", "look_at")
    later = {name: F(name) + timedelta(days=400) for name in moved}
    assert Clock.objects.update(rule_version="another", **later) > 0
    measure_refresh.rebuild_all_figures(at=builder.at)
    assert stored_stages() == before


def stages_of_builder(builder):
    """The suspect's stages, newest first."""
    return list(Stretch.objects.filter(suspect=builder.suspects[0]).order_by("-measure"))


def referred_suspects():
    return (
        Suspect.objects.unscoped("test").filter(referrals__isnull=False).order_by("pk").distinct()
    )


def decided_suspects():
    rows = Suspect.objects.unscoped("test").filter(decisions__status="LIVE")
    return rows.order_by("pk").distinct()
