"""Triage corrects the urgency of a referral, and its due date with it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Event, Referral, Turn
from cases.referrals.actions import urgency
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
WHY = "The suspect was released at noon, so nobody is in custody."


@module_fixture
def people():
    return cast()


def sent(people, before=timedelta(hours=1), **mg3):
    return CaseBuilder(people, suspects=2, at=timezone.now() - before - timedelta(hours=9)).submit(
        **mg3
    )


def corrected(builder, to, who="assistant"):
    facts = {"referral": builder.referral, "urgency": to, "reason": WHY}
    return builder.do(urgency.correct_urgency, who, **facts)


def turns(builder):
    rows = Turn.objects.unscoped("test").filter(case=builder.case, ended_at=None)
    return list(rows.select_related("clock"))


def test_it_changes_the_class_of_referral_and_suspects_and_keeps_the_reason(people):
    builder = sent(people, urgency="RED")
    corrected(builder, "GREEN")
    assert Referral.objects.unscoped("test").get(pk=builder.referral.pk).urgency == "GREEN"
    assert {builder.suspect(n).urgency for n in range(2)} == {"GREEN"}
    event = Event.objects.unscoped("test").get(case=builder.case, verb="correct_urgency")
    assert WHY in event.note and event.by == people.assistant
    told = Delivery.objects.filter(notice="urgency_corrected").values_list("recipient", flat=True)
    assert set(told) == {people.officer.pk}


@pytest.mark.parametrize(
    ("was", "to"), [("RED", "GREEN"), ("GREEN", "RED"), ("GREEN", "GREEN_PRIORITY")]
)
def test_the_new_period_counts_from_when_the_referral_was_received(people, was, to):
    builder, asked = sent(people, urgency=was), sent(people, urgency=to)
    received = Referral.objects.unscoped("test").get(pk=builder.referral.pk).signed_off_at
    theirs = turns(asked)[0].clock
    length = theirs.due_at - theirs.started_at
    corrected(builder, to)
    [first, second] = turns(builder)
    assert first.clock == second.clock and first.clock.started_at == received
    if to == "RED":  # counted in hours
        assert first.clock.due_at - received == length
    assert first.clock.rule == theirs.rule
    assert {builder.suspect(n).due_at for n in range(2)} == {first.clock.due_at}


def test_the_old_clock_stops(people):
    builder = sent(people, urgency="RED")
    [old, _same] = [turn.clock for turn in turns(builder)]
    corrected(builder, "GREEN")
    old.refresh_from_db()
    assert old.closed_at is not None


def test_lateness_does_not_end_by_a_correction(people):
    builder = sent(people, urgency="RED")
    builder.at += 2 * DAY
    with pytest.raises(Refused, match="has run out"):
        corrected(builder, "GREEN")
    assert builder.suspect().urgency == "RED"


def test_nothing_is_corrected_to_what_it_is_or_by_anybody_else(people):
    builder = sent(people, urgency="RED")
    with pytest.raises(Refused, match="has this urgency already"):
        corrected(builder, "RED")
    with pytest.raises(Refused):
        corrected(builder, "GREEN", "officer")


def test_the_page_offers_the_other_classes_with_their_periods(people):
    builder, assistant = sent(people, urgency="GREEN"), client_for(people.assistant)
    address = page_url("correct-urgency", builder.referral)
    assert address in links_on_page(assistant.get(page_url("see-referral", builder.referral)))
    page = assistant.get(address)
    assert 'value="RED"' in page.content.decode() and 'value="GREEN"' not in page.content.decode()
    version = page.context["form"]["version"].value()
    page = submit_form(assistant, address, urgency="RED", reason=WHY, version=version)
    assert "Urgency corrected." in page_text(page)
    assert WHY in page_text(client_for(people.officer).get(page_url("see-case", builder.case)))
