"""Of long lists: how many more there are, where they are, and who comes first all the same."""

import pytest
from django.urls import reverse

from cases.correspondence.actions import message_threads
from cases.models import Suspect
from devtools.case_builder import CaseBuilder, cast, scope
from tests.support.cases.pages import client_for, links_on_page, page_text
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.second_plans import propose_second_plan
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

LIST = "/waiting/"


@pytest.fixture
def people(monkeypatch):
    monkeypatch.setattr("cases.desk.queries.waiting_lists.MAX_OF_LIST", 2)
    return cast()


def rows_of(builder):
    return Suspect.objects.unscoped("test").filter(case=builder.case)


def urns_of(who):
    page = client_for(who).get(LIST).context["page"]
    return [row.task.reference for _title, rows in page.groups for row in rows]


def to_check(people, days):
    """A referral to check, submitted so many days ago."""
    return CaseBuilder(people, at=days_ago(days)).submit()


def test_of_a_long_list_it_says_how_many_there_are_and_where_the_rest_is(people):
    for days in (5, 4, 3):
        to_check(people, days)
    page = client_for(people.assistant).get(LIST)
    assert len(urns_of(people.assistant)) == 2
    text = page_text(page)
    assert "More than are shown here, 3 in all: Referrals and requests to check" in text
    assert "Not everything is shown here" in text
    assert reverse("see-worklist", args=["check"]) in links_on_page(page)


def test_of_a_short_list_it_says_nothing_of_more(people):
    for days in (5, 4):
        to_check(people, days)
    page = page_text(client_for(people.assistant).get(LIST))
    assert "More than" not in page and "Not everything" not in page


@pytest.mark.parametrize("facts", [{"urgency": "RED"}, {"custody": "IN_CUSTODY"}])
def test_who_is_red_or_held_comes_first_beyond_the_end_of_the_list_too(people, facts):
    builders = [to_check(people, days) for days in (6, 5, 4, 3)]
    rows_of(builders[3]).update(**facts)
    assert urns_of(people.assistant) == [builders[each].urn for each in (3, 0, 1)]


def test_a_suspect_is_not_red_before_the_police_have_sent_it(people):
    """What the CPS owes beside an unsent referral is read in the order of its date alone."""
    found = []
    for urgency in ("GREEN", "RED"):
        builders = [CaseBuilder(people, at=days_ago(days)).allocate() for days in (6, 5, 4)]
        rows_of(builders[2]).update(
            urgency=urgency, state="AWAITING_SIGN_OFF", holder_side="POLICE",
            also_waits_for=["CPS"],
        )  # fmt: skip
        found.append(builders[2].urn in urns_of(people.prosecutor))
        for builder in builders:
            rows_of(builder).update(is_open=False)
    assert found == [False, False]


def test_cases_that_wait_for_the_supervisor_do_not_push_the_officer_s_own_off_the_list(people):
    for days in (6, 5, 4):
        CaseBuilder(people, at=days_ago(days)).write()
    own = CaseBuilder(people, at=days_ago(2))
    assert urns_of(people.officer) == [own.urn]


def test_of_many_mentions_and_approvals_it_says_that_there_are_more(people, monkeypatch):
    monkeypatch.setattr("cases.desk.queries.waiting_approvals.MAX_APPROVALS", 1)
    for days in (6, 5, 4):
        builder = CaseBuilder(people, at=days_ago(days)).allocate().plan({"weight": "DESIRABLE"})
        propose_second_plan(builder.review())
        message_threads.open_thread(
            case=builder.case, by=scope(people.prosecutor), at=builder.at, text="Where is it?",
            mention=people.manager,
        )  # fmt: skip
    text = page_text(client_for(people.manager).get(LIST))
    follow = "More than are shown here, which follow as these are done:"
    assert f"{follow} To approve" in text and f"{follow} Mentions" in text


def test_a_long_list_costs_the_same_however_long(people):
    counts = []
    for days in (9, 8):
        for _ in range(3):
            to_check(people, days)
        _page, queries = page_and_queries(client_for(people.assistant), LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
