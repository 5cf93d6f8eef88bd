"""The person for whom something waits is notified at once, with a link to it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from devtools import letter_steps
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.administration.actions.linked_accounts import join_accounts
from people.models import Agency, Side, Unit, User
from tests.support.cases.charges import authorise_charge_of
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.decisions import propose_no_charge, record_consultation_of
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.people.approvals import approved
from tests.support.victims.duties import duties_owed, recomputed_duties, record_of, tell_victim
from timeliness.models import Delivery
from victims import notices
from victims.actions import duties, letters
from victims.actions.conflicts import declare_victim_conflict
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.actions.records import name_victim_contact
from victims.models import VictimRecord

pytestmark = pytest.mark.django_db
CONFLICT = {"kind": "RELATIVE", "reason": "A cousin."}


@module_fixture
def builder():
    builder = CaseBuilder(cast()).allocate()
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    builder.cast.second = person(builder.cast.cps, "liaise_with_victims", name="Lou Liaison")
    return builder


def recipients_of(notice, builder):
    rows = Delivery.objects.filter(notice=notice, subject__startswith=builder.urn)
    rows = rows.order_by("recipient__name")
    return list(rows.values_list("recipient__name", flat=True))


def name_contact(builder, who="liaison", by="manager"):
    person_ = who and getattr(builder.cast, who)
    return builder.do(name_victim_contact, by, record=record_of(builder.victim), person=person_)


# A duty


def test_a_duty_tells_the_officer_named_the_minute_it_arises_and_once(builder):
    name_contact(builder)
    authorise_charge_of(builder)
    recomputed_duties(builder)
    assert "CHARGE_AUTHORISED" in {each.what for each in duties_owed(builder)}
    assert recipients_of("duty_opened", builder).count("Lia Liaison") == 1
    assert "Lou Liaison" not in recipients_of("duty_opened", builder)
    recomputed_duties(builder)
    assert recipients_of("duty_opened", builder).count("Lia Liaison") == 1
    page = client_for(builder.cast.liaison).get(reverse("see-notices"))
    assert "A victim is to be told something" in page_text(page)
    assert page_url("see-duties", record_of(builder.victim)) in links_on_page(page)
    [notice] = Delivery.objects.filter(notice="duty_opened", recipient=builder.cast.liaison)
    assert notice.send_after == notice.created_at == builder.at  # by mail at once, not at eight


def test_where_no_person_is_named_the_unit_hears_of_a_duty(builder):
    authorise_charge_of(builder)
    recomputed_duties(builder)
    assert {"Lia Liaison", "Lou Liaison"} <= set(recipients_of("duty_opened", builder))


def test_news_told_already_is_no_longer_owed_by_anyone(builder):
    name_contact(builder)
    authorise_charge_of(builder)
    tell_victim(builder, builder.victim, builder.suspects[0], "CHARGE", who="liaison")
    recomputed_duties(builder)
    assert "Lia Liaison" not in recipients_of("duty_opened", builder)


def test_the_pages_of_a_decision_do_not_forget_the_victim(builder):
    builder.review()
    record_consultation_of(builder)
    page = page_text(
        client_for(builder.cast.prosecutor).get(
            page_url("propose-no-further-action", builder.suspect())
        )
    )
    assert "The victim then still has to be told" in page
    propose_no_charge(builder, builder.suspects[0])
    page = page_text(
        client_for(builder.cast.other_prosecutor).get(
            page_url("countersign-decision", builder.suspect())
        )
    )
    assert "The victim still has to be told" in page
    assert "nothing more is asked" not in page


def test_a_duty_due_today_is_among_today_s_calls(builder):
    name_contact(builder)
    authorise_charge_of(builder)
    recomputed_duties(builder)
    liaison = client_for(builder.cast.liaison)
    page = page_text(liaison.get(reverse("see-calls")))
    assert "Tell them: A charge was authorised" in page and "overdue" in page
    assert page_url("see-duties", record_of(builder.victim)) in links_on_page(
        liaison.get(reverse("see-calls"))
    )
    assert "Tell them" not in page_text(client_for(builder.cast.second).get(reverse("see-calls")))


def test_an_unanswered_call_is_among_today_s_calls_until_the_victim_is_reached(builder):
    name_contact(builder)
    victim, suspect, liaison = builder.victim, builder.suspects[0], client_for(builder.cast.liaison)
    nobody = {"outcome": "NO_ANSWER", "spoke_to": "", "is_identity_checked": None}
    tell_victim(builder, victim, suspect, who="liaison", **nobody)
    assert "Try to reach the victim again" in page_text(liaison.get(reverse("see-calls")))
    tell_victim(builder, victim, suspect, "NOTHING_NEW", who="liaison")
    assert "Try to reach the victim again" not in page_text(liaison.get(reverse("see-calls")))


# A letter


@module_fixture
def written_letter():
    builder = letter_steps.build_charged_case()
    record = letter_steps.record_of(builder)
    about = {"kind": "CHARGE", "suspect": builder.suspects[0]}
    builder.letter = builder.do(letters.write_letter, "liaison", record=record, **about)
    return builder


def request_reader(builder):
    builder.letter.refresh_from_db()
    about = {"letter": builder.letter, "version": builder.letter.version}
    builder.letter = builder.do(letters.request_letter_review, "liaison", **about)


def review_letter_of(builder, **said_):
    about = {"letter": builder.letter, "version": builder.letter.version}
    builder.letter = builder.do(letters.review_letter, "second", **about, **said_)


def test_a_letter_tells_its_possible_readers_and_not_its_writer(written_letter):
    request_reader(written_letter)
    readers = recipients_of("letter_to_read", written_letter)
    assert {"Sal Second", "Mona Manager", "Pia Prosecutor"} == set(readers)
    second, liaison = (
        client_for(written_letter.cast.second),
        client_for(written_letter.cast.liaison),
    )
    assert page_url("review-letter", written_letter.letter) in links_on_page(
        second.get(reverse("see-calls"))
    )
    assert page_url("review-letter", written_letter.letter) not in links_on_page(
        liaison.get(reverse("see-calls"))
    )
    led = links_on_page(second.get(reverse("see-notices")))
    assert page_url("see-letters", written_letter.letter.record) in led


@pytest.mark.parametrize("approved", [True, False])
def test_the_writer_hears_what_came_of_it_and_it_waits_no_longer(written_letter, approved):
    request_reader(written_letter)
    review_letter_of(written_letter, is_approved=approved, comment="" if approved else "Too short.")
    assert recipients_of("letter_approved", written_letter) == (["Lia Liaison"] if approved else [])
    assert recipients_of("letter_returned", written_letter) == ([] if approved else ["Lia Liaison"])
    page = client_for(written_letter.cast.second).get(reverse("see-calls"))
    assert page_url("review-letter", written_letter.letter) not in links_on_page(page)


# A conflict


def test_a_conflict_ends_the_naming_at_once_and_says_what_to_do(builder):
    name_contact(builder)
    record = record_of(builder.victim)
    builder.do(declare_victim_conflict, "liaison", record=record, **CONFLICT)
    record = record_of(builder.victim)
    assert record.liaison_officer is None
    assert recipients_of("no_victim_contact", builder) == ["Mona Manager"]
    manager = client_for(builder.cast.manager)
    page = manager.get(reverse("see-notices"))
    assert "No one is in contact with a victim: name someone" in page_text(page)
    assert page_url("see-victim", record) in links_on_page(page)
    assert "No one: name someone" in page_text(manager.get(reverse("see-victims")))
    assert "cousin" not in page_text(page).lower()


def test_a_conflict_recorded_on_the_case_ends_it_and_duties_fall_to_the_unit(builder):
    name_contact(builder)
    authorise_charge_of(builder)
    add_conflict(builder.cast.liaison, builder.case, at=builder.at)
    recomputed_duties(builder)
    assert VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk).liaison_officer is None
    assert "Lou Liaison" in recipients_of(
        "duty_opened", builder
    ) and "Lia Liaison" not in recipients_of("duty_opened", builder)
    assert recipients_of("no_victim_contact", builder) == ["Mona Manager"]
    recomputed_duties(builder)
    assert recipients_of("no_victim_contact", builder) == ["Mona Manager"]


def test_a_conflict_of_another_account_ends_it_once_the_accounts_are_joined(builder):
    """Recorded before both accounts were linked to one person."""
    name_contact(builder)
    other = person(builder.cast.police, "contact_victims", name="Lia Elsewhere")
    add_conflict(other, builder.case, at=builder.at)
    recomputed_duties(builder)
    assert record_of(builder.victim).liaison_officer == builder.cast.liaison
    office = Unit.objects.create(
        kind=Unit.Kind.ADMINISTRATION, name="Administration",
        agency=Agency.objects.create(name="Service desk", side=Side.OVERSIGHT),
    )  # fmt: skip
    administrator = scope(person(office, "administer_accounts"), builder.at)
    first = User.objects.get(pk=other.pk)
    join_accounts(
        approval=approved("join_accounts"),
        person=first,
        by=administrator,
        at=builder.at,
        email=builder.cast.liaison.email,
    )
    recomputed_duties(builder)
    record = record_of(builder.victim)
    assert client_for(builder.cast.liaison).get(page_url("see-victim", record)).status_code == 404
    assert record.liaison_officer is None and cases_with_unsettled_duties() == []
    assert recipients_of("no_victim_contact", builder) == ["Mona Manager"]
    page = page_text(client_for(builder.cast.manager).get(reverse("see-victims")))
    assert "No one: name someone" in page and "Lia Liaison" not in page


def test_a_naming_that_cannot_be_ended_keeps_no_other_case_waiting(builder, monkeypatch):
    name_contact(builder)
    other = CaseBuilder(builder.cast).allocate()
    other.do(
        name_victim_contact, "manager", record=record_of(other.victim), person=builder.cast.liaison
    )
    for each in (builder, other):
        add_conflict(builder.cast.liaison, each.case, at=builder.at)
    tell_leads = notices.notify_leaders_of_contact

    def fails_for_the_first(record, *rest, **facts):
        if record.pk == builder.victim.pk:
            raise ValueError("not to be told")
        tell_leads(record, *rest, **facts)

    monkeypatch.setattr(notices, "notify_leaders_of_contact", fails_for_the_first)
    duties.recompute_all_duties(at=max(builder.at, other.at))
    kept = [record_of(each.victim).liaison_officer for each in (builder, other)]
    assert kept == [builder.cast.liaison, None]


def test_a_person_without_a_conflict_stays_named(builder):
    name_contact(builder)
    add_conflict(builder.cast.second, builder.case, at=builder.at)
    builder.at += timedelta(minutes=1)
    recomputed_duties(builder)
    assert record_of(builder.victim).liaison_officer == builder.cast.liaison
    assert recipients_of("no_victim_contact", builder) == []
