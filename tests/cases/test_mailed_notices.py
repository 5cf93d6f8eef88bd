"""Where the link of an email leads, and what a daily mail of real cases may tell."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast
from people.access import scopes
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from timeliness.actions import daily_mails, outbox
from timeliness.actions.mail_choices import choose_mail_hours
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
OVER = "That notice does not wait for you any more."


@module_fixture
def people():
    return cast()


class Relay:
    def __init__(self):
        self.bodies = []

    def sent(self, reference):
        return False

    def send(self, reference, to, subject, body):
        self.bodies.append((to, body))


def build_case(people, days_ago=2):
    return CaseBuilder(people, at=timezone.now() - days_ago * DAY).allocate()


def notice_of(person, builder, notice="allocated"):
    return Delivery.objects.get(recipient=person, about=builder.case.pk, notice=notice)


def open_link(person, reference):
    return client_for(person).get(reverse("open-notice", args=[reference]), follow=True)


def test_the_link_leads_to_what_the_notice_is_about_and_marks_it_read(people):
    builder = build_case(people)
    row = notice_of(people.prosecutor, builder)
    page = open_link(people.prosecutor, row.pk)
    assert page.redirect_chain == [(page_url("see-case", builder.case) + "?notice=1", 302)]
    assert page.status_code == 200 and notice_of(people.prosecutor, builder).read_at


def test_nobody_else_learns_from_a_link_whether_there_is_such_a_notice(people):
    row = notice_of(people.prosecutor, build_case(people))
    pages = [open_link(people.officer, each) for each in (row.pk, uuid.uuid4())]
    for page in pages:
        assert page.redirect_chain == [(page_url("see-notices"), 302)]
        assert OVER in page_text(page)
    assert not Delivery.objects.get(pk=row.pk).read_at


def test_the_link_of_a_case_that_its_reader_may_not_see_any_more_leads_nowhere(people):
    builder = build_case(people)
    row = notice_of(people.prosecutor, builder)
    add_conflict(people.prosecutor, builder.case, at=timezone.now())
    page = open_link(people.prosecutor, row.pk)
    assert page.redirect_chain == [(page_url("see-notices"), 302)]
    assert OVER in page_text(page) and builder.urn not in page_text(page)


def test_a_daily_mail_leaves_out_a_case_kept_from_its_reader_as_if_it_were_not(people):
    """The prosecutor chose a daily mail; one of two cases was kept from them meanwhile."""
    at = timezone.now()
    seen, hidden = build_case(people), build_case(people)
    Delivery.objects.all().delete()
    choose_mail_hours(
        by=scopes.scope_of(people.prosecutor, at=at), at=at, version=0, daily_hour=8,
        quiet_from=None, quiet_to=None,
    )  # fmt: skip
    for builder in (seen, hidden):
        outbox.enqueue_notices(
            [people.prosecutor.pk], notice="file_assessed", subject=builder.urn,
            about=builder.case.pk, at=at,
        )  # fmt: skip
    relay = Relay()
    outbox.send_next_delivery(provider=relay, at=at)
    add_conflict(people.prosecutor, hidden.case, at=at)
    for seconds in (0, 10):  # the first of the mail may be the one that is kept
        later = at + 2 * DAY + timedelta(seconds=seconds)
        daily_mails.release_held_mail(at=later)
        while outbox.send_next_delivery(provider=relay, at=later):
            pass
    [(to, body)] = relay.bodies
    assert to == people.prosecutor.email
    assert seen.urn in body and hidden.urn not in body
    assert body.count("File assessed") == 1
