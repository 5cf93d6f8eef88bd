"""What came back from the other side, and the ways between the list and the pages it leads to."""

from html import unescape

import pytest
from django.urls import reverse

from cases.correspondence.actions import message_threads
from devtools.case_builder import CaseBuilder, cast, scope
from tests.support.cases import charges
from tests.support.cases.court_facts import record_in_court
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import client_for, links_on_page, page_text
from tests.support.cases.query_counter import page_and_queries
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

LIST = "/waiting/"


@pytest.fixture
def people():
    return cast()


def back_with(who):
    """URNs of what came back to them, as their list of it has them."""
    page = client_for(who).get(LIST + "?kind=back").context["page"]
    if page.chosen is None:
        return []
    assert page.chosen.name == "back"
    return [row.task.reference for _title, rows in page.groups for row in rows]


# What came back


def test_what_the_cps_returns_is_back_with_the_officer_and_says_since_when(people):
    CaseBuilder(people, at=days_ago(3))  # which has never been elsewhere
    builder = CaseBuilder(people, at=days_ago(3)).submit().send_back()
    assert back_with(people.officer) == [builder.urn]
    page = page_text(client_for(people.officer).get(LIST))
    assert "Back from the other side since" in page and "Back from the other side 1" in page


def test_a_first_referral_has_not_come_back_to_the_cps_and_the_next_one_has(people):
    builder = CaseBuilder(people, at=days_ago(3)).submit()
    assert back_with(people.assistant) == []
    builder.send_back().submit()
    assert back_with(people.assistant) == [builder.urn]


def test_what_waits_for_a_signature_has_not_come_back_from_the_other_side(people):
    CaseBuilder(people, at=days_ago(3)).submit().send_back().write()
    assert back_with(people.supervisor) == []


def test_what_came_back_before_the_last_seven_days_is_marked_no_more(people):
    CaseBuilder(people, at=days_ago(9)).submit().send_back()
    assert back_with(people.officer) == []
    assert "Back from the other side" not in page_text(client_for(people.officer).get(LIST))


def test_it_costs_the_same_however_much_came_back(people):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            CaseBuilder(people, at=days_ago(3)).submit().send_back()
        _page, queries = page_and_queries(client_for(people.officer), LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# The way back


def test_a_page_that_the_list_leads_to_leads_back_to_it_and_another_to_its_case(people):
    builder = CaseBuilder(people, at=days_ago(2)).write()
    client = client_for(people.supervisor)
    page = client.get(LIST)
    [link] = {each for each in links_on_page(page) if "suspect=1" in each}
    reached = client.get(unescape(link), follow=True)
    assert reached.resolver_match.url_name == "sign-referral-off"
    assert 'href="/waiting/" class="govuk-back-link"' in reached.content.decode()
    plain = client.get(reverse("sign-referral-off", args=[builder.referral.pk]))
    case = reverse("see-case", args=[builder.case.pk])
    assert f'href="{case}" class="govuk-back-link"' in plain.content.decode()
    assert 'href="/waiting/" class="govuk-back-link"' not in plain.content.decode()


def test_the_way_back_stands_before_a_place_on_a_page(people):
    builder = CaseBuilder(people, at=days_ago(2)).allocate()
    address = reverse("next-step", args=[builder.case.pk]) + "?suspect=1&back=waiting"
    case = reverse("see-case", args=[builder.case.pk])
    answer = client_for(people.officer).get(address)
    assert answer.url == f"{case}?suspect=1&back=waiting#suspect-1"


def test_no_other_address_than_the_list_can_be_named_as_the_way_back(people):
    builder = CaseBuilder(people, at=days_ago(2)).write()
    page = reverse("sign-referral-off", args=[builder.referral.pk])
    shown = client_for(people.supervisor).get(page + "?back=//evil.example/").content.decode()
    assert "evil.example" not in shown


# Mentions of cases that are over


def mentioned(builder, who):
    message_threads.open_thread(
        case=builder.case, by=scope(builder.cast.prosecutor), at=builder.at, text="Where is it?",
        mention=who,
    )  # fmt: skip


def mentions_of(who):
    page = client_for(who).get(LIST).context["page"]
    tasks = [row.task for _title, rows in page.groups for row in rows]
    return [task.reference for task in tasks if task.kind.name == "mentions"]


def test_a_mention_on_a_case_that_is_over_does_not_wait_any_more(people):
    builder = CaseBuilder(people, at=days_ago(3)).allocate()
    mentioned(builder, people.supervisor)
    assert mentions_of(people.supervisor) == [builder.urn]
    no_further_action(builder, builder.suspects[0])
    assert mentions_of(people.supervisor) == []


def test_a_mention_on_a_charged_case_waits_until_the_court_has_ended_it(people):
    builder = CaseBuilder(people, at=days_ago(3)).allocate()
    charges.authorise_charge_of(builder)
    charges.report_charge_of(builder)
    mentioned(builder, people.supervisor)
    assert mentions_of(people.supervisor) == [builder.urn]
    record_in_court(builder, "OUTCOME", result="ACQUITTED")
    assert mentions_of(people.supervisor) == []
