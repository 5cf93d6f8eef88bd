"""Specialisms, absences and caseload of prosecutors: as hints for allocation, and how recorded."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.allocation.actions import prosecutors
from cases.allocation.queries.allocations import ranked_prosecutors
from cases.models import Absence, Case, ProsecutorSpecialism
from cases.specialisms import wanted_specialisms
from devtools.case_builder import CaseBuilder, cast, cps_unit, person, scope
from people.access.scopes import Refused
from people.models import User
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import (
    client_for,
    date_parts,
    day_from_today,
    page_text,
    page_url,
    submit_form,
)
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(2)
LIST = "/prosecutors/"


@module_fixture
def builder():
    return CaseBuilder(cast(), at=START).accept()


def prosecutors_offered(builder):
    """[(name, hint)] of the prosecutors offered, in order."""
    page = client_for(builder.cast.manager).get(page_url("allocate-case", builder.case))
    field = page.context["form"].fields["to"]
    return [(label, field.hints[key]) for key, label in field.choices]


def run_action_now(builder, action, **facts):
    by = scope(builder.cast.manager, at=timezone.now())
    return action(by=by, at=timezone.now(), **facts)


def record_absence(builder, who, first, last):
    run_action_now(
        builder, prosecutors.record_absence, person=getattr(builder.cast, who),
        from_on=day_from_today(first), until_on=day_from_today(last),
    )  # fmt: skip


def record_specialism(builder, who, *codes):
    run_action_now(
        builder,
        prosecutors.record_specialisms,
        person=getattr(builder.cast, who),
        codes=list(codes),
    )


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("Rape a girl aged 13 / 14 / 15 - SOA 2003", ["CHILDREN"]),
        ("Care worker sexual activity with person with a mental disorder", ["CARE"]),
        ("Rape a woman 16 years of age or over - SOA 2003", []),
    ],
)
def test_the_specialisms_of_a_case_follow_from_the_titles_of_its_offences(title, codes):
    assert wanted_specialisms([title]) == codes


def test_the_specialism_of_the_case_speaks_before_the_caseload(builder):
    CaseBuilder(builder.cast, at=START).allocate()  # Pia has one case, Otto none
    record_specialism(builder, "prosecutor", "CHILDREN", "CARE")
    (first, why), (second, other) = prosecutors_offered(builder)
    assert (first, second) == ("Pia Prosecutor", "Otto Other")
    assert why == (
        "1 open case now, 1 point. Specialism of this case: Offences against children. "
        "Suggested: has what this case wants, and the lightest caseload of those not away."
    )
    assert "Suggested" not in other and "Specialism" not in other


def test_a_prosecutor_away_today_comes_last_and_can_still_be_chosen(builder):
    record_absence(builder, "other_prosecutor", 0, 3)
    (first, why), (last, reason) = prosecutors_offered(builder)
    assert (first, last) == ("Pia Prosecutor", "Otto Other")
    assert "Suggested" in why
    assert reason.startswith("0 open cases now, 0 points. Away from ")
    submit_form(
        client_for(builder.cast.manager),
        page_url("allocate-case", builder.case),
        to=builder.cast.other_prosecutor.pk,
        suspects=builder.suspects[0].pk,
    )
    case = Case.objects.unscoped("test").get(pk=builder.case.pk)
    assert case.prosecutor == builder.cast.other_prosecutor


def test_leave_ahead_is_said_and_weighs_nothing_and_leave_that_is_over_is_not(builder):
    record_absence(builder, "other_prosecutor", 5, 9)
    Absence.objects.create(
        person=builder.cast.prosecutor, from_on=date(2026, 1, 1), until_on=date(2026, 1, 9),
        by=builder.cast.manager, at=START,
    )  # fmt: skip
    (first, why), (_second, other) = prosecutors_offered(builder)
    assert first == "Otto Other" and "Away from" in why and "Suggested" in why
    assert "Away" not in other


def test_no_prosecutor_is_suggested_where_all_are_away_or_there_is_but_one(builder):
    record_absence(builder, "prosecutor", -1, 1)
    record_absence(builder, "other_prosecutor", 0, 1)
    assert not [why for _name, why in prosecutors_offered(builder) if "Suggested" in why]
    User.objects.filter(pk=builder.cast.other_prosecutor.pk).update(is_active=False)
    [(_only, why)] = prosecutors_offered(builder)
    assert "Suggested" not in why


def test_a_caseload_weighs_what_is_urgent_more(builder):
    for urgency in ("RED", "GREEN_PRIORITY", "GREEN"):
        CaseBuilder(builder.cast, at=START).allocate(urgency=urgency)
    hints = dict(prosecutors_offered(builder))
    assert hints["Pia Prosecutor"] == "3 open cases now, 6 points."


def test_a_prosecutor_in_conflict_is_offered_as_before_and_the_page_does_not_say_so(builder):
    before = page_text(
        client_for(builder.cast.manager).get(page_url("allocate-case", builder.case))
    )
    add_conflict(builder.cast.other_prosecutor, builder.case, at=START)
    assert (
        page_text(client_for(builder.cast.manager).get(page_url("allocate-case", builder.case)))
        == before
    )


def test_a_caseload_counts_only_what_the_manager_may_read(builder):
    hidden = CaseBuilder(builder.cast, at=START).allocate()
    Case.objects.unscoped("test").filter(pk=hidden.case.pk).update(is_restricted=True)
    assert dict(prosecutors_offered(builder))["Pia Prosecutor"].startswith(
        "0 open cases now, 0 points"
    )


def test_the_price_is_the_same_however_many_prosecutors_there_are(builder):
    case = Case.objects.unscoped("test").get(pk=builder.case.pk)

    def price():
        with CaptureQueriesContext(connection) as seen:
            ranked_prosecutors(case, scope(builder.cast.manager, at=timezone.now()))
        return len(seen)

    price()  # the first request also reads the unit
    before = price()
    for _ in range(5):
        someone = person(builder.cast.cps, "prosecute_cases")
        run_action_now(builder, prosecutors.record_specialisms, person=someone, codes=["CHILDREN"])
        run_action_now(
            builder,
            prosecutors.record_absence,
            person=someone,
            from_on=day_from_today(0),
            until_on=day_from_today(0),
        )
    assert price() == before


# Recording


def test_a_manager_records_specialisms_and_leave_and_takes_them_back(builder):
    manager, pia = client_for(builder.cast.manager), builder.cast.prosecutor
    page = manager.get(LIST)
    assert "Otto Other 0 cases 0 points No specialism" in page_text(page)
    submit_form(manager, f"{LIST}{pia.pk}/specialisms/", codes=["CHILDREN"])
    page = submit_form(
        manager, f"{LIST}{pia.pk}/absence/",
        **date_parts("from_on", day_from_today(0)), **date_parts("until_on", day_from_today(2)),
    )  # fmt: skip
    assert "Offences against children" in page_text(page) and "Away from" in page_text(page)
    absence = Absence.objects.get()
    page = submit_form(manager, f"{LIST}{pia.pk}/absence/end/", absence=str(absence.pk))
    assert "Away from" not in page_text(page)
    page = submit_form(manager, f"{LIST}{pia.pk}/specialisms/")
    assert "Offences against children" not in page_text(page)
    ended = ProsecutorSpecialism.objects.get()
    assert ended.ended_by == builder.cast.manager  # and stays visible
    late = manager.post(f"{LIST}{pia.pk}/absence/end/", {"absence": str(absence.pk)})
    assert "Select one of the answers shown" in page_text(late)
    with pytest.raises(Refused, match="already been cancelled"):
        run_action_now(builder, prosecutors.end_absence, person=pia, absence=absence)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (-3, -1, "The last day away must be today or later"),
        (5, 3, "The last day away must not be before the first"),
    ],
)
def test_leave_has_days_that_lie_ahead(builder, first, last, told):
    page = client_for(builder.cast.manager).post(
        f"{LIST}{builder.cast.prosecutor.pk}/absence/",
        date_parts("from_on", day_from_today(first)) | date_parts("until_on", day_from_today(last)),
    )
    assert told in page_text(page)
    assert not Absence.objects.exists()


def test_a_manager_looks_after_the_prosecutors_of_their_own_units_alone(builder):
    elsewhere = person(cps_unit(), "prosecute_cases", name="Ed Elsewhere")
    manager = client_for(builder.cast.manager)
    assert "Ed Elsewhere" not in page_text(manager.get(LIST))
    for theirs in (elsewhere.pk, builder.cast.officer.pk, 987_654_321):
        assert manager.get(f"{LIST}{theirs}/specialisms/").status_code == 404
    with pytest.raises(User.DoesNotExist):
        run_action_now(builder, prosecutors.record_specialisms, person=elsewhere, codes=[])
    for who in ("prosecutor", "assistant", "officer"):
        assert client_for(getattr(builder.cast, who)).get(LIST).status_code == 403
