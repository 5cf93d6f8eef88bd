"""Specialisms, absences and caseload of prosecutors: as hints for allocation, and how recorded."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.allocation.actions import prosecutors
from cases.allocation.queries.allocations import ranked_prosecutors
from cases.models import Absence, Case, ProsecutorSpecialism
from cases.specialisms import wanted_specialisms
from devtools.case_builder import Road, cast, cps_unit, person, scope
from people.access.scopes import Refused
from people.models import User
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, at, day, follow, in_days, said
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)
LIST = "/prosecutors/"


@standing
def road():
    return Road(cast(), at=START).accept()


def offered(road):
    """[(name, hint)] of the prosecutors offered, in order."""
    page = as_(road.cast.manager).get(at("allocate-case", road.case))
    field = page.context["form"].fields["to"]
    return [(label, field.hints[key]) for key, label in field.choices]


def record(road, action, **facts):
    by = scope(road.cast.manager, at=timezone.now())
    return action(by=by, at=timezone.now(), **facts)


def away(road, who, first, last):
    record(
        road, prosecutors.record_absence, person=getattr(road.cast, who),
        from_on=in_days(first), until_on=in_days(last),
    )  # fmt: skip


def specialises(road, who, *codes):
    record(road, prosecutors.record_specialisms, person=getattr(road.cast, who), codes=list(codes))


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("Rape a girl aged 13 / 14 / 15 - SOA 2003", ["CHILDREN"]),
        ("Care worker sexual activity with person with a mental disorder", ["CARE"]),
        ("Rape a woman 16 years of age or over - SOA 2003", []),
    ],
)
def test_what_a_case_wants_is_told_by_the_titles_of_its_offences(title, codes):
    assert wanted_specialisms([title]) == codes


def test_the_specialism_of_the_case_speaks_before_the_caseload(road):
    Road(road.cast, at=START).allocate()  # Pia has one case, Otto none
    specialises(road, "prosecutor", "CHILDREN", "CARE")
    (first, why), (second, other) = offered(road)
    assert (first, second) == ("Pia Prosecutor", "Otto Other")
    assert why == (
        "1 open case now, 1 point. Specialism of this case: Offences against children. "
        "Suggested: has what this case wants, and the lightest caseload of those not away."
    )
    assert "Suggested" not in other and "Specialism" not in other


def test_whoever_is_away_today_comes_last_and_can_be_chosen_all_the_same(road):
    away(road, "other_prosecutor", 0, 3)
    (first, why), (last, reason) = offered(road)
    assert (first, last) == ("Pia Prosecutor", "Otto Other")
    assert "Suggested" in why
    assert reason.startswith("0 open cases now, 0 points. Away from ")
    follow(
        as_(road.cast.manager), at("allocate-case", road.case), to=road.cast.other_prosecutor.pk,
        suspects=road.suspects[0].pk,
    )  # fmt: skip
    case = Case.objects.unscoped("test").get(pk=road.case.pk)
    assert case.prosecutor == road.cast.other_prosecutor


def test_leave_ahead_is_said_and_weighs_nothing_and_leave_that_is_over_is_not(road):
    away(road, "other_prosecutor", 5, 9)
    Absence.objects.create(
        person=road.cast.prosecutor, from_on=date(2026, 1, 1), until_on=date(2026, 1, 9),
        by=road.cast.manager, at=START,
    )  # fmt: skip
    (first, why), (_second, other) = offered(road)
    assert first == "Otto Other" and "Away from" in why and "Suggested" in why
    assert "Away" not in other


def test_nobody_is_suggested_where_all_are_away_or_there_is_but_one(road):
    away(road, "prosecutor", -1, 1)
    away(road, "other_prosecutor", 0, 1)
    assert not [why for _name, why in offered(road) if "Suggested" in why]
    User.objects.filter(pk=road.cast.other_prosecutor.pk).update(is_active=False)
    [(_only, why)] = offered(road)
    assert "Suggested" not in why


def test_a_caseload_weighs_what_is_urgent_more(road):
    for urgency in ("RED", "GREEN_PRIORITY", "GREEN"):
        Road(road.cast, at=START).allocate(urgency=urgency)
    hints = dict(offered(road))
    assert hints["Pia Prosecutor"] == "3 open cases now, 6 points."


def test_whoever_has_a_conflict_is_offered_as_before_and_nothing_says_that_there_is_one(road):
    before = said(as_(road.cast.manager).get(at("allocate-case", road.case)))
    in_conflict(road.cast.other_prosecutor, road.case, at=START)
    assert said(as_(road.cast.manager).get(at("allocate-case", road.case))) == before


def test_a_caseload_counts_only_what_the_manager_may_read(road):
    hidden = Road(road.cast, at=START).allocate()
    Case.objects.unscoped("test").filter(pk=hidden.case.pk).update(is_restricted=True)
    assert dict(offered(road))["Pia Prosecutor"].startswith("0 open cases now, 0 points")


def test_the_price_is_the_same_however_many_prosecutors_there_are(road):
    case = Case.objects.unscoped("test").get(pk=road.case.pk)

    def price():
        with CaptureQueriesContext(connection) as seen:
            ranked_prosecutors(case, scope(road.cast.manager, at=timezone.now()))
        return len(seen)

    price()  # the first request also reads the unit
    before = price()
    for _ in range(5):
        someone = person(road.cast.cps, "prosecute_cases")
        record(road, prosecutors.record_specialisms, person=someone, codes=["CHILDREN"])
        record(
            road,
            prosecutors.record_absence,
            person=someone,
            from_on=in_days(0),
            until_on=in_days(0),
        )
    assert price() == before


# Recording


def test_a_manager_records_specialisms_and_leave_and_takes_them_back(road):
    manager, pia = as_(road.cast.manager), road.cast.prosecutor
    page = manager.get(LIST)
    assert "Otto Other 0 cases 0 points No specialism" in said(page)
    follow(manager, f"{LIST}{pia.pk}/specialisms/", codes=["CHILDREN"])
    page = follow(
        manager, f"{LIST}{pia.pk}/absence/",
        **day("from_on", in_days(0)), **day("until_on", in_days(2)),
    )  # fmt: skip
    assert "Offences against children" in said(page) and "Away from" in said(page)
    absence = Absence.objects.get()
    page = follow(manager, f"{LIST}{pia.pk}/absence/end/", absence=str(absence.pk))
    assert "Away from" not in said(page)
    page = follow(manager, f"{LIST}{pia.pk}/specialisms/")
    assert "Offences against children" not in said(page)
    ended = ProsecutorSpecialism.objects.get()
    assert ended.ended_by == road.cast.manager  # and stays visible
    late = manager.post(f"{LIST}{pia.pk}/absence/end/", {"absence": str(absence.pk)})
    assert "Select one of the answers shown" in said(late)
    with pytest.raises(Refused, match="already been cancelled"):
        record(road, prosecutors.end_absence, person=pia, absence=absence)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (-3, -1, "The last day away must be today or later"),
        (5, 3, "The last day away must not be before the first"),
    ],
)
def test_leave_has_days_that_lie_ahead(road, first, last, told):
    page = as_(road.cast.manager).post(
        f"{LIST}{road.cast.prosecutor.pk}/absence/",
        day("from_on", in_days(first)) | day("until_on", in_days(last)),
    )
    assert told in said(page)
    assert not Absence.objects.exists()


def test_a_manager_looks_after_the_prosecutors_of_their_own_units_alone(road):
    elsewhere = person(cps_unit(), "prosecute_cases", name="Ed Elsewhere")
    manager = as_(road.cast.manager)
    assert "Ed Elsewhere" not in said(manager.get(LIST))
    for theirs in (elsewhere.pk, road.cast.officer.pk, 987_654_321):
        assert manager.get(f"{LIST}{theirs}/specialisms/").status_code == 404
    with pytest.raises(User.DoesNotExist):
        record(road, prosecutors.record_specialisms, person=elsewhere, codes=[])
    for who in ("prosecutor", "assistant", "officer"):
        assert as_(getattr(road.cast, who)).get(LIST).status_code == 403
