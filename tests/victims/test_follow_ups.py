"""A manager's follow-up on a contact: who answers, and who is notified."""

import pytest
from django.db import DatabaseError, transaction

from devtools.case_builder import CaseBuilder, cast, person
from people.access.scopes import Refused
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.cases.sealed_rows import update_in_clear
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery
from victims.actions.contacts import record_contact
from victims.actions.follow_ups import answer_follow_up, ask_follow_up
from victims.models import FollowUp, VictimRecord

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    builder = CaseBuilder(cast()).submit()
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    builder.contact = builder.do(
        record_contact, "liaison", record=record_of(builder), version=1, contacted_at=builder.at,
        direction="OUT", channel="PHONE", outcome="NO_ANSWER", is_safe_now=True,
    )  # fmt: skip
    return builder


def record_of(builder):
    return VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)


def ask_question(builder, who="manager"):
    return builder.do(ask_follow_up, who, contact=builder.contact, question="Was the number right?")


def notices_sent(notice):
    return list(Delivery.objects.filter(notice=notice).values_list("recipient__name", "subject"))


def test_the_author_of_a_contact_is_asked_and_the_asker_is_answered(builder):
    follow_up = ask_question(builder)
    reference = f"{builder.urn}, victim 1"
    assert notices_sent("follow_up_asked") == [("Lia Liaison", reference)]
    builder.do(answer_follow_up, "liaison", follow_up=follow_up, answer="It was.")
    assert notices_sent("follow_up_answered") == [("Mona Manager", reference)]
    with pytest.raises(Refused, match="answered already"):
        builder.do(answer_follow_up, "liaison", follow_up=follow_up, answer="It was not.")


def test_only_those_who_lead_ask_and_what_was_asked_stands(builder):
    with pytest.raises(Refused):
        ask_question(builder, "liaison")
    follow_up = ask_question(builder, "supervisor")
    for change in ({"question": "Other"}, {"asked_of_id": builder.cast.officer.pk}):
        with pytest.raises(DatabaseError), transaction.atomic():
            update_in_clear(FollowUp.objects.unscoped("test").filter(pk=follow_up.pk), **change)
    with pytest.raises(DatabaseError), transaction.atomic():
        follow_up.delete()


def test_the_pages_of_asking_and_answering(builder):
    manager, liaison = client_for(builder.cast.manager), client_for(builder.cast.liaison)
    address = page_url("see-contacts", record_of(builder))
    asking = page_url("ask-follow-up", builder.contact)
    assert asking in links_on_page(manager.get(address)) and asking not in links_on_page(
        liaison.get(address)
    )
    assert "Enter what you ask for" in page_text(manager.post(asking, {"question": ""}))
    assert "Was it he?" in page_text(submit_form(manager, asking, question="Was it he?"))
    calls = page_text(liaison.get(page_url("see-calls")))
    assert "Answer a follow-up" in calls and builder.urn in calls
    [answering] = [
        to for to in links_on_page(liaison.get(page_url("see-calls"))) if "/follow-ups/" in to
    ]
    page = page_text(submit_form(liaison, answering, answer="Her sister."))
    assert "Lia Liaison answered on" in page and "Her sister." in page
    assert "Answer a follow-up" not in page_text(liaison.get(page_url("see-calls")))
