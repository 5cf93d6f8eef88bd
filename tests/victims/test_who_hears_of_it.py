"""The person for whom something waits is notified at once, with a link to it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from devtools import letter_steps
from devtools.case_builder import Road, cast, person, scope
from people.administration.actions.linked_accounts import join_accounts
from people.models import Agency, Side, Unit, User
from tests.support.cases.charges import charge
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.decisions import consult, propose
from tests.support.cases.pages import as_, at, links, said
from tests.support.module_fixtures import standing
from tests.support.victims.duties import owed, reckoned, record_of, tell
from timeliness.models import Delivery
from victims import notices
from victims.actions import duties, letters
from victims.actions.conflicts import declare_victim_conflict
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.actions.records import name_victim_contact
from victims.models import VictimRecord

pytestmark = pytest.mark.django_db
CONFLICT = {"kind": "RELATIVE", "reason": "A cousin."}


@standing
def road():
    road = Road(cast()).allocate()
    road.cast.liaison = person(road.cast.cps, "liaise_with_victims", name="Lia Liaison")
    road.cast.second = person(road.cast.cps, "liaise_with_victims", name="Lou Liaison")
    return road


def told(notice, road):
    rows = Delivery.objects.filter(notice=notice, subject__startswith=road.urn)
    rows = rows.order_by("recipient__name")
    return list(rows.values_list("recipient__name", flat=True))


def name(road, who="liaison", by="manager"):
    person_ = who and getattr(road.cast, who)
    return road.do(name_victim_contact, by, record=record_of(road.victim), person=person_)


# A duty


def test_a_duty_tells_the_officer_named_the_minute_it_arises_and_once(road):
    name(road)
    charge(road)
    reckoned(road)
    assert "CHARGE_AUTHORISED" in {each.what for each in owed(road)}
    assert told("duty_opened", road).count("Lia Liaison") == 1
    assert "Lou Liaison" not in told("duty_opened", road)
    reckoned(road)
    assert told("duty_opened", road).count("Lia Liaison") == 1
    page = as_(road.cast.liaison).get(reverse("see-notices"))
    assert "A victim is to be told something" in said(page)
    assert at("see-duties", record_of(road.victim)) in links(page)
    [notice] = Delivery.objects.filter(notice="duty_opened", recipient=road.cast.liaison)
    assert notice.send_after == notice.created_at == road.at  # by mail at once, not at eight


def test_where_nobody_is_named_the_unit_hears_of_a_duty(road):
    charge(road)
    reckoned(road)
    assert {"Lia Liaison", "Lou Liaison"} <= set(told("duty_opened", road))


def test_what_a_victim_has_been_told_already_is_nobody_s_to_tell(road):
    name(road)
    charge(road)
    tell(road, road.victim, road.suspects[0], "CHARGE", who="liaison")
    reckoned(road)
    assert "Lia Liaison" not in told("duty_opened", road)


def test_the_pages_of_a_decision_do_not_forget_the_victim(road):
    road.review()
    consult(road)
    page = said(as_(road.cast.prosecutor).get(at("propose-no-further-action", road.suspect())))
    assert "The victim then still has to be told" in page
    propose(road, road.suspects[0])
    page = said(as_(road.cast.other_prosecutor).get(at("countersign-decision", road.suspect())))
    assert "The victim still has to be told" in page
    assert "nothing more is asked" not in page


def test_what_is_owed_by_today_stands_among_today_s_calls(road):
    name(road)
    charge(road)
    reckoned(road)
    liaison = as_(road.cast.liaison)
    page = said(liaison.get(reverse("see-calls")))
    assert "To be told by the end of today" in page and "overdue" in page
    assert at("see-duties", record_of(road.victim)) in links(liaison.get(reverse("see-calls")))
    assert "To be told by" not in said(as_(road.cast.second).get(reverse("see-calls")))


def test_a_try_that_reached_nobody_stands_among_today_s_calls_until_somebody_does(road):
    name(road)
    victim, suspect, liaison = road.victim, road.suspects[0], as_(road.cast.liaison)
    nobody = {"outcome": "NO_ANSWER", "spoke_to": "", "is_identity_checked": None}
    tell(road, victim, suspect, who="liaison", **nobody)
    assert "Not reached at the last try" in said(liaison.get(reverse("see-calls")))
    tell(road, victim, suspect, "NOTHING_NEW", who="liaison")
    assert "Not reached at the last try" not in said(liaison.get(reverse("see-calls")))


# A letter


@standing
def written():
    road = letter_steps.road_to_charge()
    record = letter_steps.record_of(road)
    about = {"kind": "CHARGE", "suspect": road.suspects[0]}
    road.letter = road.do(letters.write_letter, "liaison", record=record, **about)
    return road


def ask_for_reader(road):
    road.letter.refresh_from_db()
    about = {"letter": road.letter, "version": road.letter.version}
    road.letter = road.do(letters.request_letter_review, "liaison", **about)


def judge(road, **said_):
    about = {"letter": road.letter, "version": road.letter.version}
    road.letter = road.do(letters.review_letter, "second", **about, **said_)


def test_a_letter_tells_whoever_may_read_it_and_not_its_writer(written):
    ask_for_reader(written)
    readers = told("letter_to_read", written)
    assert {"Sal Second", "Mona Manager", "Pia Prosecutor"} == set(readers)
    second, liaison = as_(written.cast.second), as_(written.cast.liaison)
    assert at("review-letter", written.letter) in links(second.get(reverse("see-calls")))
    assert at("review-letter", written.letter) not in links(liaison.get(reverse("see-calls")))
    led = links(second.get(reverse("see-notices")))
    assert at("see-letters", written.letter.record) in led


@pytest.mark.parametrize("approved", [True, False])
def test_the_writer_hears_what_came_of_it_and_it_waits_no_longer(written, approved):
    ask_for_reader(written)
    judge(written, is_approved=approved, comment="" if approved else "Too short.")
    assert told("letter_approved", written) == (["Lia Liaison"] if approved else [])
    assert told("letter_returned", written) == ([] if approved else ["Lia Liaison"])
    page = as_(written.cast.second).get(reverse("see-calls"))
    assert at("review-letter", written.letter) not in links(page)


# A conflict


def test_a_conflict_ends_the_naming_at_once_and_says_what_to_do(road):
    name(road)
    record = record_of(road.victim)
    road.do(declare_victim_conflict, "liaison", record=record, **CONFLICT)
    record = record_of(road.victim)
    assert record.liaison_officer is None
    assert told("no_victim_contact", road) == ["Mona Manager"]
    manager = as_(road.cast.manager)
    page = manager.get(reverse("see-notices"))
    assert "No one is in contact with a victim: name someone" in said(page)
    assert at("see-victim", record) in links(page)
    assert "No one: name someone" in said(manager.get(reverse("see-victims")))
    assert "cousin" not in said(page).lower()


def test_a_conflict_recorded_on_the_case_ends_it_and_duties_fall_to_the_unit(road):
    name(road)
    charge(road)
    in_conflict(road.cast.liaison, road.case, at=road.at)
    reckoned(road)
    assert VictimRecord.objects.unscoped("test").get(pk=road.victim.pk).liaison_officer is None
    assert "Lou Liaison" in told("duty_opened", road) and "Lia Liaison" not in told(
        "duty_opened", road
    )
    assert told("no_victim_contact", road) == ["Mona Manager"]
    reckoned(road)
    assert told("no_victim_contact", road) == ["Mona Manager"]


def test_a_conflict_of_another_account_ends_it_once_the_accounts_are_joined(road):
    """Recorded before both accounts were linked to one person."""
    name(road)
    other = person(road.cast.police, "contact_victims", name="Lia Elsewhere")
    in_conflict(other, road.case, at=road.at)
    reckoned(road)
    assert record_of(road.victim).liaison_officer == road.cast.liaison
    office = Unit.objects.create(
        kind=Unit.Kind.ADMINISTRATION, name="Administration",
        agency=Agency.objects.create(name="Service desk", side=Side.OVERSIGHT),
    )  # fmt: skip
    administrator = scope(person(office, "administer_accounts"), road.at)
    first = User.objects.get(pk=other.pk)
    join_accounts(person=first, by=administrator, at=road.at, email=road.cast.liaison.email)
    reckoned(road)
    record = record_of(road.victim)
    assert as_(road.cast.liaison).get(at("see-victim", record)).status_code == 404
    assert record.liaison_officer is None and cases_with_unsettled_duties() == []
    assert told("no_victim_contact", road) == ["Mona Manager"]
    page = said(as_(road.cast.manager).get(reverse("see-victims")))
    assert "No one: name someone" in page and "Lia Liaison" not in page


def test_a_naming_that_cannot_be_ended_keeps_no_other_case_waiting(road, monkeypatch):
    name(road)
    other = Road(road.cast).allocate()
    other.do(
        name_victim_contact, "manager", record=record_of(other.victim), person=road.cast.liaison
    )
    for each in (road, other):
        in_conflict(road.cast.liaison, each.case, at=road.at)
    tell_leads = notices.notify_leaders_of_contact

    def fails_for_the_first(record, *rest, **facts):
        if record.pk == road.victim.pk:
            raise ValueError("not to be told")
        tell_leads(record, *rest, **facts)

    monkeypatch.setattr(notices, "notify_leaders_of_contact", fails_for_the_first)
    duties.recompute_all_duties(at=max(road.at, other.at))
    kept = [record_of(each.victim).liaison_officer for each in (road, other)]
    assert kept == [road.cast.liaison, None]


def test_who_has_no_conflict_stays_named(road):
    name(road)
    in_conflict(road.cast.second, road.case, at=road.at)
    road.at += timedelta(minutes=1)
    reckoned(road)
    assert record_of(road.victim).liaison_officer == road.cast.liaison
    assert told("no_victim_contact", road) == []
