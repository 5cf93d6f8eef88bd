"""Hearings of the next seven days, and ends of custody and bail, on the list of what waits."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.case_access.actions import restrictions
from cases.case_details.actions import cases
from cases.models import Suspect
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases import charges
from tests.support.cases.court_facts import record_in_court
from tests.support.cases.pages import client_for
from tests.support.cases.query_counter import page_and_queries
from tests.support.recent_moments import days_ago
from timeliness.calendar import end_of_day

pytestmark = pytest.mark.django_db

LIST = "/waiting/"
DAY = timedelta(days=1)
TODAY = timezone.localdate()


@pytest.fixture
def people():
    return cast()


def tasks_of(who, kind):
    """[(group, detail, due day)] of the tasks of this kind on their list, each with its case."""
    page = client_for(who).get(LIST).context["page"]
    found = [(str(title), row.task) for title, rows in page.groups for row in rows]
    return [
        (title, task.details[0], timezone.localdate(task.due_at))
        for title, task in found
        if task.kind.name == kind
    ]


def whom_it_waits_for(people, kind):
    return [
        who
        for who in vars(people)
        if hasattr(getattr(people, who), "email") and tasks_of(getattr(people, who), kind)
    ]


def on_bail(people, ends):
    builder = CaseBuilder(people, at=days_ago(3))
    suspect = builder.suspect()
    builder.do(
        cases.record_custody, "officer", suspect=suspect, version=suspect.version,
        **dict.fromkeys(cases.CUSTODY_FACTS[1:]) | {
            "custody": "ON_BAIL", "bailed_on": TODAY - 9 * DAY, "bail_ends_on": ends,
        },
    )  # fmt: skip
    return builder


@pytest.mark.parametrize(
    ("days", "group"),
    [(-1, "Overdue"), (0, "In the next seven days"), (7, "In the next seven days"), (8, None)],
)
def test_the_end_of_bail_waits_for_the_officer_from_seven_days_before(people, days, group):
    on_bail(people, TODAY + days * DAY)
    found = tasks_of(people.officer, "ends")
    assert [(title, due) for title, _text, due in found] == (
        [(group, TODAY + days * DAY)] if group else []
    )
    assert whom_it_waits_for(people, "ends") == (["officer"] if group else [])


def test_the_end_of_detention_comes_first_with_its_hour(people):
    builder = on_bail(people, TODAY + 20 * DAY)
    ends = timezone.now() + timedelta(hours=5)
    Suspect.objects.unscoped("test").filter(case=builder.case).update(
        custody="IN_CUSTODY", bail_ends_on=None, bailed_on=None, detained_until=ends
    )
    page = client_for(people.officer).get(LIST).context["page"]
    [(title, rows)] = page.groups
    assert str(title) == "Red and in custody"
    assert [row.task.due_at for row in rows if row.task.kind.name == "ends"] == [ends]


def test_a_custody_time_limit_waits_for_officer_and_prosecutor_and_a_charged_case_keeps_it(people):
    builder = CaseBuilder(people, at=days_ago(3)).allocate()
    charges.authorise_charge_of(builder)
    charges.report_charge_of(builder)
    Suspect.objects.unscoped("test").filter(case=builder.case).update(
        custody="REMANDED", first_limit_ends_on=TODAY + 3 * DAY
    )
    assert whom_it_waits_for(people, "ends") == ["officer", "prosecutor"]
    Suspect.objects.unscoped("test").filter(case=builder.case).update(state="STOPPED")
    assert whom_it_waits_for(people, "ends") == []


def test_detention_that_ends_at_midnight_ends_then_and_not_a_day_later(people):
    builder = on_bail(people, TODAY + 20 * DAY)
    midnight = end_of_day(TODAY) + timedelta(seconds=1)
    Suspect.objects.unscoped("test").filter(case=builder.case).update(
        custody="IN_CUSTODY", bail_ends_on=None, bailed_on=None, detained_until=midnight
    )
    page = client_for(people.officer).get(LIST).context["page"]
    [(_title, rows)] = page.groups
    assert [row.task.due_at for row in rows if row.task.kind.name == "ends"] == [midnight]


# Hearings


def charged(people):
    builder = CaseBuilder(people, at=days_ago(3)).allocate()
    charges.authorise_charge_of(builder)
    charges.report_charge_of(builder)
    return builder


def test_a_hearing_waits_for_those_who_are_named_on_the_case_from_seven_days_before(people):
    builder = charged(people)
    record_in_court(builder, "TRIAL", on=TODAY + 8 * DAY, court="Bristol Crown Court")
    assert whom_it_waits_for(people, "hearings") == []
    record_in_court(builder, "HEARING", on=TODAY + 7 * DAY, detail="Mention", court="Bath")
    assert whom_it_waits_for(people, "hearings") == ["officer", "prosecutor"]
    [(group, detail, due)] = tasks_of(people.prosecutor, "hearings")
    assert (group, due) == ("In the next seven days", TODAY + 7 * DAY)
    assert detail.endswith("Bath")


def test_a_hearing_of_a_restricted_case_waits_for_those_who_are_named_there(people):
    builder = charged(people)
    record_in_court(builder, "TRIAL", on=TODAY + DAY, court="Bristol Crown Court")
    Suspect.objects.unscoped("test").filter(case=builder.case).update(
        custody="REMANDED", first_limit_ends_on=TODAY + 3 * DAY
    )
    builder.do(
        restrictions.restrict_case, "supervisor", case=builder.case, people=[people.officer],
        reason="A witness of the unit.",
    )  # fmt: skip
    for kind in ("hearings", "ends"):
        assert "officer" in whom_it_waits_for(people, kind)
    for name in ("hearings", "custody-limits"):
        page = client_for(people.officer).get(reverse("see-worklist", args=[name]))
        assert builder.urn in page.text, name


def test_a_hearing_leads_to_the_suspect_on_the_page_of_the_case(people):
    builder = charged(people)
    record_in_court(builder, "TRIAL", on=TODAY + DAY, court="Bristol Crown Court")
    page = client_for(people.officer).get(LIST).context["page"]
    [task] = [
        row.task for _t, rows in page.groups for row in rows if row.task.kind.name == "hearings"
    ]
    assert task.address == reverse("see-case", args=[builder.case.pk]) + "?suspect=1#suspect-1"
    assert task.reference == builder.urn


def test_dates_cost_the_same_however_many_there_are(people):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            on_bail(people, TODAY + DAY)
            record_in_court(charged(people), "TRIAL", on=TODAY + DAY)
        _page, queries = page_and_queries(client_for(people.officer), LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
