"""A notice is read once the page to which it leads is opened, or what it is about is done."""

import pytest
from django.urls import reverse

from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.pages import client_for, hidden_fields_at, links_on_page
from tests.support.recent_moments import days_ago
from timeliness.actions.outbox import enqueue_notices
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def builder():
    """A referral that waits for the supervisor, who has a notice of it."""
    return CaseBuilder(cast(), at=days_ago(2)).write()


def unread(who):
    rows = Delivery.objects.filter(recipient=who, read_at=None)
    return sorted(rows.values_list("notice", flat=True))


def notice_of(builder, who, kind, about=None):
    enqueue_notices(
        [who.pk], notice=kind, subject=builder.urn, about=about or builder.case.pk, at=builder.at
    )


def case_page(builder):
    """The page of the case, as a notice leads to it."""
    client = client_for(builder.cast.supervisor)
    found = [
        each for each in links_on_page(client.get("/notices/")) if str(builder.case.pk) in each
    ]
    assert found, "no notice leads to the case"
    return found[0]


def test_opening_the_case_reads_the_notices_that_lead_there_and_no_others(builder):
    supervisor = builder.cast.supervisor
    [waiting] = unread(supervisor)
    other = CaseBuilder(builder.cast, at=days_ago(2)).write()
    page = case_page(builder)
    notice_of(builder, supervisor, "lifting_proposed")  # which leads to the page of conflicts
    client_for(supervisor).get(page)
    assert unread(supervisor) == sorted(["lifting_proposed", waiting])
    assert Delivery.objects.get(recipient=supervisor, about=other.case.pk).read_at is None
    client_for(supervisor).get(reverse("see-conflicts", args=[builder.case.pk]))
    assert unread(supervisor) == [waiting]


def test_nobody_else_s_notice_is_read(builder):
    notice_of(builder, builder.cast.inspector, "date_change_asked")
    before = unread(builder.cast.inspector)
    client_for(builder.cast.supervisor).get(case_page(builder))
    assert unread(builder.cast.inspector) == before != []


def test_a_page_that_is_refused_reads_nothing_nor_does_a_request_for_its_head(builder):
    manager, supervisor = builder.cast.manager, builder.cast.supervisor
    notice_of(builder, manager, "date_change_asked")
    assert client_for(manager).get(case_page(builder)).status_code == 404
    assert unread(manager) != []
    client_for(supervisor).head(case_page(builder))
    assert unread(supervisor) != []


def test_what_is_done_is_read_without_opening_the_case(builder):
    supervisor = builder.cast.supervisor
    assert unread(supervisor) != []
    client = client_for(supervisor)
    page = reverse("sign-referral-off", args=[builder.referral.pk])
    client.get(page)
    assert unread(supervisor) != []
    sent = hidden_fields_at(client, page) | {"supervisor_comments": "Ready to go."}
    assert client.post(page, sent).status_code == 302
    assert builder.suspect().state == "TRIAGE"
    assert unread(supervisor) == []


def test_a_notice_about_a_victim_is_read_on_the_page_it_leads_to(builder):
    officer, victim = builder.cast.officer, builder.victim
    notice_of(builder, officer, "liaison_note", about=victim.pk)
    client = client_for(officer)
    client.get(reverse("see-duties", args=[victim.pk]))
    assert "liaison_note" in unread(officer)
    client.get(reverse("see-contacts", args=[victim.pk]))
    assert "liaison_note" not in unread(officer)
