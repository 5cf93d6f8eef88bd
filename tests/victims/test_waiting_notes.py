"""
A note of a support service that cannot be answered waits for the role it was sent to until it is
opened. Of others, see test_note_answers.py.
"""

import pytest

from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.pages import client_for, page_url
from tests.support.recent_moments import days_ago
from tests.support.victims.support_service import (
    add_service,
    fresh_support,
    give_consent,
    refer_and_accept,
)
from victims.actions.consents import withdraw_consent
from victims.actions.liaison_notes import send_liaison_note
from victims.models import Consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def builder():
    builder = add_service(CaseBuilder(cast(), at=days_ago(3)).submit())
    builder.support = refer_and_accept(builder)
    give_consent(builder, builder.support, ["LIAISON"], recipient="POLICE")
    return builder


def send_note(builder, *roles):
    about = {"support": fresh_support(builder.support), "text": "Please ring.", "roles": roles}
    return builder.do(send_liaison_note, "isva", **about)


def withdraw_consent_to_notes(builder):
    one = Consent.objects.unscoped("test").get(category="LIAISON")
    about = {"support": fresh_support(builder.support), "consents": [str(one.pk)], "how": "PHONE"}
    builder.do(withdraw_consent, "isva", **about)


def notes_of(builder, who):
    page = client_for(getattr(builder.cast, who)).get("/waiting/").context["page"]
    tasks = [row.task for _title, rows in page.groups for row in rows]
    return [(task.reference, task.link) for task in tasks if task.kind.name == "notes"]


@pytest.mark.parametrize(
    "role, who", [("CONTACT_OFFICER", "contact"), ("OFFICER_IN_CASE", "officer")]
)
def test_it_waits_for_that_role_alone_until_the_page_it_leads_to_is_opened(builder, role, who):
    send_note(builder, role)
    withdraw_consent_to_notes(builder)
    link = page_url("see-contacts", builder.victim) + "?back=waiting#notes"
    others = {"contact", "officer", "supervisor", "liaison", "prosecutor"} - {who}
    assert notes_of(builder, who) == [(builder.urn, link)]
    assert [each for each in others if notes_of(builder, each)] == []
    client = client_for(getattr(builder.cast, who))
    client.get(page_url("see-duties", builder.victim))
    assert notes_of(builder, who) != []
    assert client.get(link).status_code == 200
    assert notes_of(builder, who) == []


def test_two_notes_about_a_victim_are_one_task(builder):
    for _ in range(2):
        send_note(builder, "CONTACT_OFFICER")
    assert len(notes_of(builder, "contact")) == 1
