"""Figures are published once a month, and do not reveal whether a single case is counted."""

from datetime import date, time, timedelta
from hashlib import sha256
from itertools import product
from unittest import mock
from uuid import uuid4

import pytest
from django.urls import reverse

from cases.models import Case, Suspect
from devtools.case_builder import CaseBuilder, cast, cps_unit, force_unit, person
from pilots.actions import measure_refresh, publication
from pilots.disclosure_control.counting_weights import WEIGHT_BOUNDS
from pilots.disclosure_control.publication_dates import (
    counted_until_by_level,
    is_publication_due,
    quarters_closed_until,
)
from pilots.measures.stages import STAGE_MEASURES
from pilots.models import CountedCase, CountingSecret, Occasion, ShareTally, Stretch, Tally
from tests.support.module_fixtures import module_fixture
from tests.support.people.pages import response_text
from tests.support.pilots.monthly_figures import STAGE, publish_figures, some_cases, store_completed
from tests.support.pilots.published_in_pandas import publication_day
from tests.support.pilots.taking_files import take_file
from timeliness.calendar import add_months, london_moment

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 1)
AT = london_moment(date(2026, 11, 28), time(9))


@module_fixture
def scene():
    """Two pairs of units with decided suspects, and a reader of their figures."""
    units = [(force_unit(), cps_unit()), (force_unit("Lancashire Police"), cps_unit("CPS Wessex"))]
    for police, cps in units:
        store_completed(police, cps, [[9 + n for n in range(14)]] * 10, first=FIRST)
    cases = [suspect.case_id for suspect in Suspect.objects.unscoped("test").distinct("case")]
    once = (each for each in map(secret_of, range(999)) if {lot_of(each, c) for c in cases} == {1})
    secret = next(once)
    CountingSecret.objects.create(pk=1, secret=secret)
    publication.publish_all_figures(at=AT)
    reader = person(units[0][1], "see_figures", "take_exports")
    return type("There", (), {"units": units, "reader": reader})


def secret_of(n):
    return n.to_bytes(32)


def lot_of(secret, case):
    """How often a case counts, by the first byte of a hash: below 26 never, from 230 twice."""
    first = sha256(secret + case.bytes).digest()[0]
    return 0 if first < 26 else 2 if first >= 230 else 1


def all_published_rows():
    """Everything that is published."""
    of_stages = Tally.objects.order_by("measure", "place", "urgency", "length", "first").values()
    of_shares = ShareTally.objects.order_by("measure", "place", "urgency", "length", "first")
    return [{**row, "id": None} for row in [*of_stages, *of_shares.values()]]


# When


@pytest.mark.parametrize(
    ("published_on", "today", "due"),
    [
        (None, date(2026, 11, 28), True),
        (date(2026, 11, 1), date(2026, 11, 30), False),
        (date(2026, 11, 30), date(2026, 12, 1), True),
        (date(2025, 12, 5), date(2026, 12, 5), True),
    ],
)
def test_figures_are_published_once_in_a_calendar_month(published_on, today, due):
    assert is_publication_due(published_on, today) is due


def test_a_quarter_counts_above_a_force_once_it_has_been_closed_for_a_month():
    assert quarters_closed_until(date(2026, 10, 31)) == date(2026, 7, 1)
    assert quarters_closed_until(date(2026, 11, 1)) == date(2026, 10, 1)
    assert quarters_closed_until(date(2027, 1, 31)) == date(2026, 10, 1)
    assert quarters_closed_until(date(2027, 2, 1)) == date(2027, 1, 1)
    for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(800)):
        assert quarters_closed_until(day) == publication_day(day)
        until = counted_until_by_level(day)
        assert until["police"] == until["cps"] == until["force"] == day.replace(day=1)
        assert until["area"] == until["everywhere"] == publication_day(day)


def test_months_are_at_units_and_forces_before_they_are_anywhere_else(scene):
    firsts = {
        kind: set(Tally.objects.filter(place__startswith=kind, length="month", measure=STAGE)
                  .values_list("first", flat=True))
        for kind in (f"unit-{scene.units[0][0].pk}", f"agency-{scene.units[0][0].agency_id}",
                     f"agency-{scene.units[0][1].agency_id}", "ALL")
    }  # fmt: skip
    unit, force, area, everywhere = firsts.values()
    assert max(unit) == max(force) == date(2026, 10, 1)
    assert max(area) == max(everywhere) == date(2026, 9, 1)
    year = Tally.objects.get(place="ALL", urgency="ALL", length="year", measure=STAGE)
    assert year.people == 250  # nine months of 28


# The effect of one case


def test_two_readings_in_a_month_reveal_nothing_recorded_between(client):
    """A case is opened and sent; a reader looks a minute later, and days later."""
    builder = CaseBuilder(cast(), suspects=1)
    measure_refresh.refresh_measures(at=builder.at)
    reader = person(builder.cast.cps, "allocate_cases")
    address = reverse("see-figure", args=["recorded-to-referral"])
    client.force_login(reader)

    def looks():
        measure_refresh.refresh_measures(at=builder.at)
        pages = [client.get(reverse("see-figures"), {"place": "ALL"}),
                 client.get(address, {"place": "ALL", "by": "month"})]  # fmt: skip
        return [
            response_text(page).split("<main")[1].split("<script")[0] for page in pages
        ], all_published_rows()

    before = looks()
    for act in (lambda: builder.submit(), lambda: CaseBuilder(builder.cast, suspects=1)):
        builder.at += timedelta(minutes=1)
        act()
        assert looks() == before
    assert Stretch.objects.count() > 1


def test_an_unsent_suspect_is_counted_at_no_cps_unit_and_no_area():
    Stretch.objects.all().delete()  # rows that other tests share
    builder = CaseBuilder(cast(), suspects=1)
    measure_refresh.refresh_measures(at=builder.at)
    later = london_moment(add_months(builder.at.date().replace(day=1), 5), time(9))
    assert not Stretch.objects.exclude(cps_unit=None).exists()
    assert not Occasion.objects.exclude(cps_unit=None).exists()
    with mock.patch("pilots.measures.aggregates.round_to_five", lambda n: n):
        publish_figures(later)
    scene = set(Tally.objects.values_list("place", flat=True))
    scene |= set(ShareTally.objects.values_list("place", flat=True))
    police = builder.cast.police
    assert scene == {"ALL", f"unit-{police.pk}", f"agency-{police.agency_id}"}
    builder.submit()
    measure_refresh.refresh_measures(at=builder.at)
    sent = Stretch.objects.filter(measure="referral-to-decision")
    assert set(sent.values_list("cps_unit", flat=True)) == {builder.cast.cps.pk}


def test_figures_do_not_move_when_a_case_is_restricted(scene):
    case = Case.objects.unscoped("test").get(pk=CountedCase.objects.values("case")[:1])
    suspects = Suspect.objects.unscoped("test").filter(case=case)
    before, counted = all_published_rows(), Stretch.objects.filter(suspect__in=suspects).count()
    rows = list(Stretch.objects.filter(suspect__in=suspects).values())
    Case.objects.unscoped("test").filter(pk=case.pk).update(is_restricted=True)
    # The rows of this test have no facts behind them, so they must not be recounted.
    with mock.patch("pilots.actions.measure_refresh.RECOUNT_STAGES_SQL", "SELECT %(suspects)s"):
        measure_refresh.refresh_measures(at=AT + timedelta(days=1))
    assert all_published_rows() == before and counted == len(rows) > 100
    publication.publish_all_figures(at=AT)
    assert all_published_rows() == before


def test_a_restricted_case_stays_where_it_was_published_and_comes_in_nowhere_else():
    old, new = (CaseBuilder(cast(), suspects=1) for _ in range(2))
    for builder in (old, new):
        builder.submit()
    measure_refresh.refresh_measures(at=old.at)
    assert Stretch.objects.filter(suspect__in=[old.suspects[0], new.suspects[0]]).count() == 4
    CountedCase.objects.all().delete()
    CountedCase.objects.create(case=old.case)
    Case.objects.unscoped("test").update(is_restricted=True)
    measure_refresh.refresh_measures(at=old.at)
    assert set(Stretch.objects.values_list("suspect", flat=True)) == {old.suspects[0].pk}
    assert not Occasion.objects.filter(case=new.case).exists()


# The lot


def uncounted_case(secret):
    """The id of a case that does not count."""
    return next(case for case in iter(uuid4, None) if lot_of(secret, case) == 0)


def test_about_one_in_ten_is_left_out_and_one_in_ten_counted_twice():
    assert WEIGHT_BOUNDS == (26, 230)
    secret = publication.counting_secret()
    lots = [lot_of(secret, uuid4()) for _ in range(20_000)]
    assert 0.09 < lots.count(0) / 20_000 < 0.115 and 0.09 < lots.count(2) / 20_000 < 0.115
    assert secret == publication.counting_secret() and len(secret) == 32


def test_each_case_is_counted_as_often_as_its_lot_has_it():
    Stretch.objects.all().delete()  # rows that other tests share
    police, cps = force_unit(), cps_unit()
    secret = publication.counting_secret()
    cases = some_cases(police, cps, 300, FIRST)
    for n, case in enumerate(cases):
        store_one_in_stage(case, police, cps, n)
    publication.publish_all_figures(at=AT)
    year = Tally.objects.get(place="ALL", urgency="ALL", length="year")
    counted = sum(lot_of(secret, case.pk) for case in cases)
    assert year.people == (counted + 2) // 5 * 5


def store_one_in_stage(case, police, cps, n, month=FIRST):
    suspect = Suspect.objects.unscoped("test").bulk_create([
        Suspect(case=case, number=n + 1, surname="Suspect", custody="ON_BAIL", police_unit=police,
                cps_unit=cps, only_side="", is_open=False)
    ])[0]  # fmt: skip
    Stretch.objects.create(
        suspect=suspect, measure=STAGE, month=month, police_unit=police, cps_unit=cps,
        urgency="GREEN", began_on=month, until_on=month + timedelta(days=200 + n), outcome="ENDED",
        police_days=0, cps_days=0, other_days=200 + n,
    )  # fmt: skip
    Occasion.objects.create(
        measure="triage", month=month, police_unit=police, cps_unit=cps, urgency="GREEN",
        case=case, about=uuid4(), counted_on=month, answers="returned:RETURNED",
    )  # fmt: skip


@pytest.mark.parametrize("more", [1, 3])
def test_with_people_more_who_are_left_out_every_page_and_file_says_the_same(scene, client, more):
    """So any higher number of people is also possible, whatever anybody adds up (ADR 44)."""
    police, cps = scene.units[0]
    before = all_published_text(client, scene)
    secret = publication.counting_secret()
    [pattern] = some_cases(police, cps, 1, FIRST)
    for n in range(more):
        facts = {
            "pk": uncounted_case(secret),
            "urn": f"52LO{n:07d}",
            "opened_at": pattern.opened_at,
        }
        who = {"officer": pattern.officer, "opened_by": pattern.officer}
        [case] = Case.objects.unscoped("test").bulk_create(
            [Case(police_unit=police, cps_unit=cps, **facts, **who)]
        )
        store_one_in_stage(case, police, cps, n, add_months(FIRST, 3 * n))
    publication.publish_all_figures(at=AT)
    assert all_published_text(client, scene) == before
    [case] = some_cases(police, cps, 1, FIRST)
    with mock.patch(
        "pilots.disclosure_control.counting_weights.CASE_WEIGHT_SQL", "1"
    ):  # and who is counted does change it
        publication.publish_all_figures(at=AT)
    assert all_published_rows() != before[0]


def all_published_text(client, scene):
    """What is published, and every page and file of it that a reader gets."""
    client.force_login(scene.reader)
    area = f"agency-{scene.units[0][1].agency_id}"
    said = []
    pages = [("see-figure", each.code) for each in STAGE_MEASURES] + [("see-share", "returned")]
    for (name, code), by in product(pages, ("month", "quarter", "year")):
        for place in ("ALL", area):
            page = client.get(reverse(name, args=[code]), {"place": place, "by": by})
            said.append(response_text(page).split("<main")[1].split("<script")[0])
    csv = response_text(take_file(client, reverse("export-figure", args=[STAGE]), **{"as": "csv"}))
    said.append(csv.splitlines()[4:-1])  # without when it was taken, and its number
    dashboard = client.get(reverse("see-figures"), {"place": "ALL"})
    tried = client.get(reverse("see-what-if"), {"place": "ALL", "urgency": "GREEN", "length": "75"})
    said += [
        response_text(each).split("<main")[1].split("<script")[0] for each in (dashboard, tried)
    ]
    return all_published_rows(), said
