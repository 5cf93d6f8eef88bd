"""Figures are counted from turns and recorded facts, and follow every change of them."""

from datetime import timedelta
from unittest import mock

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Case, Decision, Referral, Suspect
from people.models import Route
from pilots.actions import figures
from pilots.models import Cell, Stretch, Touched
from tests.cast import Road, cast
from tests.pilots.by_pandas import COLUMNS, UNDER, rows_of, stretches
from tests.pilots.histories import Histories, places
from tests.standing import standing
from timeliness.models import Clock

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SHOW = "pilots.actions.figures.show"


@standing
def year():
    """A year of cases in two CPS Areas, counted."""
    where = places()
    Histories(where, seed=5).add(400)
    with mock.patch(SHOW):
        figures.refresh(at=NOW)
    return where


@pytest.fixture(autouse=True)
def what_may_be_shown_is_another_matter():
    """See test_suppression and test_timeliness."""
    with mock.patch(SHOW):
        yield


def stored():
    """What the stages are, as the other computation says them."""
    fields = (
        "suspect", "measure", "month", "police_unit", "cps_unit", "urgency", "began_on",
        "until_on", "outcome", "police_days", "cps_days", "other_days",
    )  # fmt: skip
    return sorted(Stretch.objects.values_list(*fields), key=str)


def cells():
    fields = ("ended", "police", "cps", "other", "stopped", "open_since", "unclear")
    return sorted(Cell.objects.values_list(*UNDER, *fields), key=str)


def counted_again():
    frame = stretches(rows_of(connection)).astype(object)
    return frame.where(frame.notna(), None)


def of_cells(frame):
    """The cells that these stages make, by pandas."""
    made = []
    for under, rows in frame.groupby(UNDER, dropna=False):
        ended = rows[rows["outcome"] == "ENDED"]
        stopped = rows[rows["outcome"] == "STOPPED"]
        still = rows[rows["outcome"] == "OPEN"]
        under = [None if each != each else each for each in under]  # not a number: no CPS unit
        made.append((
            *under, days(ended), *(sorted(ended[each]) for each in ("police", "cps", "other")),
            days(stopped), sorted(still["began"]), int((rows["outcome"] == "UNCLEAR").sum()),
        ))  # fmt: skip
    return sorted(made, key=str)


def days(rows):
    return sorted((row["until"] - row["began"]).days for row in rows.to_dict("records"))


class TestStages:
    def test_every_stage_is_what_pandas_makes_of_the_same_rows(self, year):
        frame = counted_again()
        assert stored() == sorted(frame[COLUMNS].itertuples(index=False, name=None), key=str)
        assert cells() == of_cells(frame)
        assert set(frame["outcome"]) == {"OPEN", "ENDED", "STOPPED", "UNCLEAR"}

    def test_whose_days_they_were_is_all_of_the_days(self, year):
        for row in Stretch.objects.filter(outcome="ENDED"):
            whole = (row.until_on - row.began_on).days
            assert row.police_days + row.cps_days + row.other_days == whole

    def test_a_restricted_case_is_in_no_figure(self, year):
        walled = Suspect.objects.system("test").filter(is_restricted=True)
        assert walled.exists() and not Stretch.objects.filter(suspect__in=walled).exists()
        one = Stretch.objects.order_by("pk").first().suspect_id
        case = Suspect.objects.system("test").get(pk=one).case_id
        Case.objects.system("test").filter(pk=case).update(is_restricted=True)
        figures.refresh(at=NOW)
        assert not Stretch.objects.filter(suspect=one).exists()
        followed = cells()
        figures.rebuild(at=NOW)
        assert followed == cells()


class TestRefreshing:
    def test_cells_after_random_changes_are_cells_made_anew(self, year):
        rows = Suspect.objects.system("test").order_by("pk")
        Histories(year, seed=6).add(40)
        Case.objects.system("test").filter(pk=rows[3].case_id).update(
            police_unit=year.police[1], cps_unit=year.cps[3]
        )
        Referral.objects.system("test").filter(suspects=referred()[7]).update(urgency="RED")
        Decision.objects.system("test").filter(suspect=decided()[2]).update(
            status="SET_ASIDE", only_side=""
        )
        Route.objects.filter(police_unit=year.police[2]).update(cps_unit=year.cps[3])
        Route.objects.filter(police_unit=year.police[0]).delete()
        figures.refresh(at=NOW)
        Histories(year, seed=9).add(20)  # into cells that have no CPS unit
        figures.refresh(at=NOW)
        assert Cell.objects.filter(cps_unit=None).exists()
        assert not Touched.objects.exists()
        followed = stored(), cells()
        call_command("rebuild_figures", verbosity=0)
        assert followed == (stored(), cells())
        assert followed[1] == of_cells(counted_again())

    def test_what_has_not_changed_is_not_touched(self, year):
        before = set(Cell.objects.values_list("pk", flat=True))
        assert figures.refresh(at=NOW) == 0
        Histories(year, seed=7).add(1)
        assert figures.refresh(at=NOW) > 0
        assert len(before - set(Cell.objects.values_list("pk", flat=True))) <= 4

    def test_a_refresh_takes_as_many_statements_for_sixty_as_for_thirty(self, year):
        taken = []
        for suspects in (30, 60):
            Histories(year, seed=8 + suspects).add(suspects)
            with CaptureQueriesContext(connection) as asked:
                figures.refresh(at=NOW)
            taken.append(len(asked))
        assert taken[0] == taken[1]

    def test_weighing_may_take_longer_than_a_transaction_may_be_idle(self, year):
        """A minute is not enough for a year of England and Wales, which begins anew if cut off."""
        Histories(year, seed=10).add(20)
        may_take = []

        def weigh(**_year):
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('idle_in_transaction_session_timeout')")
                may_take.extend(cursor.fetchone())

        with mock.patch(SHOW, weigh):
            figures.refresh(at=NOW)
            figures.rebuild(at=NOW)
        assert settings.FIGURES_SECONDS == 50 * 60
        assert set(may_take) == {"50min", "0"}

    def test_a_case_that_changed_hands_counts_where_it_is_now(self, year):
        row = Stretch.objects.filter(cps_unit=year.cps[0]).first()
        held = Suspect.objects.system("test").get(pk=row.suspect_id)
        Case.objects.system("test").filter(pk=held.case_id).update(cps_unit=year.cps[3])
        figures.refresh(at=NOW)
        moved = Stretch.objects.filter(suspect=held).values_list("cps_unit", flat=True)
        assert set(moved) == {year.cps[3].pk}


def test_real_acts_are_counted_as_they_happen():
    road = Road(cast(), suspects=1)
    figures.refresh(at=road.at)
    assert [row.outcome for row in of(road)] == ["OPEN"]
    assert of(road)[0].cps_unit == road.cast.cps  # where its referral would go
    road.submit(urgency="RED")
    figures.refresh(at=road.at)
    assert [(row.outcome, row.urgency) for row in of(road)] == [("OPEN", "RED"), ("ENDED", "RED")]


def test_a_period_that_changes_meanwhile_changes_no_days():
    road = Road(cast(), suspects=1).accept()
    figures.refresh(at=road.at)
    before = stored()
    moved = ("due_at", "remind_at", "overdue_at", "escalate_at", "look_at")
    later = {name: F(name) + timedelta(days=400) for name in moved}
    assert Clock.objects.update(rule_version="another", **later) > 0
    figures.rebuild(at=road.at)
    assert stored() == before


def of(road):
    """The suspect's stages, the newest first."""
    return list(Stretch.objects.filter(suspect=road.suspects[0]).order_by("-measure"))


def referred():
    return Suspect.objects.system("test").filter(referrals__isnull=False).order_by("pk").distinct()


def decided():
    rows = Suspect.objects.system("test").filter(decisions__status="LIVE")
    return rows.order_by("pk").distinct()
