"""Journeys 5 to 7 in a real browser: telling a victim of a decision, contact, and support."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from cases.states import State
from devtools.case_builder import CaseBuilder, person
from tests.support.browser.page_check import click_and_wait
from tests.support.browser.scenes import everything
from tests.support.browser.working_day import (
    fill_fields,
    follow_link,
    send_without_error,
    visible_text,
)
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.suspect_focus import FOCUS_ANSWERS
from tests.support.victims import support_service
from victims.actions.duties import recompute_all_duties
from victims.actions.identities import record_identity
from victims.actions.records import name_victim_contact, record_wishes
from victims.models import Consent, Letter, Meeting

TODAY = date.today()
CALL = {"is_safe_now": "on", "direction": "OUT", "channel": "PHONE"}
GOT_THROUGH = {
    "is_safe_now": "on", "outcome": "REACHED", "spoke_to": "VICTIM", "is_identity_checked": "yes",
    "isva_told": "NO_ISVA",
}  # fmt: skip
REACHED = CALL | GOT_THROUGH
WISHES = {
    "wants_contact": "YES", "channel": "PHONE", "voicemail_is_safe": "NO",
    "letter_is_safe": "YES", "care": "Hang up if a man answers.", "update_every_days": 1,
}  # fmt: skip
NOTE = "Please ring after six: Marigold shift."


def people_with_victims():
    """The cast with people who contact victims, and a service that supports them."""
    scene = everything.build_people()
    scene.second = person(scene.cps, "liaise_with_victims", name="Sal Second")
    support_service.add_service_people(scene)
    return scene


SCENE = people_with_victims


def build_case(scene):
    """A case that the scene's people opened some days ago."""
    return CaseBuilder(scene, at=scene.begun_at)


def moment_from_now(**ahead):
    """A moment from now, in London."""
    return timezone.localtime() + timedelta(**ahead)


def urls_of(*pages):
    """The URLs of pages, each given as (name, row)."""
    return [reverse(name, args=[row.pk]) for name, row in pages]


# Journey 5


def test_no_further_action_is_countersigned_the_victim_told_and_a_review_open_to_them(scene, day):
    builder = build_case(scene).allocate().review()
    day = day(builder)
    decide_with_second_reader(day, builder, scene)
    assert "No further action" in visible_text(day.open_case("officer"))
    tell_victim_on_pages(day, builder)


def decide_with_second_reader(day, builder, scene):
    """Propose after a consultation, decline, propose a new wording, and countersign."""
    [suspect] = builder.suspects
    there = {"police": str(scene.officer.pk), "cps": str(scene.prosecutor.pk)}
    met = {"suspects": str(suspect.pk), "held_on": TODAY, "mode": "VIRTUAL"} | there
    day.does(
        "officer", "record-consultation", builder.case, **met, summary="Nobody saw who it was."
    )
    held = str(suspect.consultations.unscoped("test").get().pk)
    why = {"stage": "evidential", "evidential": "IDENTIFICATION", "consultation": held}
    why |= FOCUS_ANSWERS
    proposes = ("prosecutor", "propose-no-further-action", suspect)
    day.does(*proposes, **why, rationale="The footage is unclear.")
    read_it = [("countersign-decision", suspect)]
    day.does(
        "other_prosecutor",
        "decline-decision",
        suspect,
        via=read_it,
        text="Which camera? Both sides know the reason.",
    )
    day.does(*proposes, **why, rationale="Neither camera shows him.")
    assert day.suspect.state == State.SECOND_READER
    day.does("manager", "countersign-decision", suspect)
    assert day.suspect.state == State.NO_FURTHER_ACTION


def tell_victim_on_pages(day, builder):
    """
    The CPS finds the duty on its list and tells the victim; the time to ask for a review starts.
    """
    day.comes_in("liaison", reverse("see-victims"), reverse("see-owed-duties"))
    day.reads("liaison", "see-duties", builder.victim, "No further action", "Owed by: CPS")
    day.reads("liaison", "see-review-requests", builder.victim, "Prompt within 10 working days.")
    day.follow("liaison", "see-contacts", builder.victim)
    day.does("liaison", "record-contact", builder.victim, **REACHED, conveyed="NFA")
    day.reads(
        "liaison", "see-duties", builder.victim, "Told in time", "Nothing is owed to this victim."
    )
    day.reads("liaison", "see-review-requests", builder.victim, "Ordinarily until")
    facts = {"decision": "1:CPS_NO_CHARGE", "asked_on": TODAY, "asked_not_to_proceed": "no"}
    page = day.does("liaison", "ask-for-review", builder.victim, **facts)
    assert "Asked for" in visible_text(page) and "cannot be reviewed" not in visible_text(page)


# Journey 6


def test_three_calls_then_a_letter_read_by_another_then_a_meeting(scene, day):
    builder = build_case(scene).allocate().review()
    build_charged_case(builder)
    day = day(builder)
    attempt_contact(day, builder)
    send_letter_by_post(day, builder)
    hold_meeting_on_pages(day, builder)


def build_charged_case(builder):
    """A victim known for days, and a suspect charged two hours ago."""
    record = support_service.record_of(builder)
    facts = {"name": "Zara Quist-Example", "address": "1 Nowhere Street\nBristol"}
    builder.do(record_identity, "officer", record=record, version=0, **facts)
    builder.do(record_wishes, "officer", record=record, version=1, **WISHES)
    builder.do(name_victim_contact, "manager", record=record, person=builder.cast.liaison)
    builder.at = timezone.now() - timedelta(hours=2)
    authorise_charge_of(builder)
    report_charge_of(builder)
    recompute_all_duties(at=builder.at)


def attempt_contact(day, builder):
    """
    The victim is on today's calls; barriers are shown first; after three attempts a letter is next.
    """
    victim = builder.victim
    day.comes_in("liaison", reverse("see-victims"), reverse("see-calls"))
    day.follow("liaison", "see-contacts", victim)
    for n in (3, 2, 1):
        page = day.follow("liaison", "record-contact", victim)
        page.locator("main summary", has_text="What to try next").click()
        before, _asked = visible_text(page).split("I have read the above")
        assert "Hang up if a man answers." in before and "A letter" in before
        fill_fields(
            page, CALL | {"contacted_at": moment_from_now(minutes=-n), "outcome": "NO_ANSWER"}
        )
        send_without_error(page)
    page.locator("main summary", has_text="What to try next").click()
    steps = page.locator("main details li").all_inner_texts()
    assert "A letter Next" in [" ".join(each.split()) for each in steps]


def send_letter_by_post(day, builder):
    """Write a letter, have it reviewed by another person, print and post it."""
    victim = builder.victim
    day.follow("liaison", "see-letters", victim)
    day.does("liaison", "write-letter", victim, kind="CHARGE", suspect=str(builder.suspects[0].pk))
    letter = Letter.objects.unscoped("test").get(record=victim.pk)
    page = day.does("liaison", "request-letter-review", letter)
    offered = visible_text(page)  # nobody approves their own letter, or sends one without review
    assert "Answer as the second reader" not in offered and "Send the letter" not in offered
    ways = [reverse("see-victims"), *urls_of(("see-victim", victim), ("see-letters", victim))]
    day.comes_in("second", *ways, *urls_of(("see-letter", letter)))
    day.does("second", "review-letter", letter, is_approved="yes")
    for address in urls_of(("see-letters", victim), ("see-letter", letter)):
        follow_link(page, address)
    day.does("liaison", "send-letter", letter, means="POST")
    page = day.follow("liaison", "print-letter", letter)
    with page.expect_download() as printed:
        page.get_by_role("button", name="Print with the name and address").click()
    assert printed.value.suggested_filename == f"{letter.reference}.pdf"
    follow_link(page, reverse("see-letter", args=[letter.pk]))
    day.does("liaison", "record-letter-result", letter, result="POSTED")


def hold_meeting_on_pages(day, builder):
    """
    The letter arrives, so the victim was told in time. Offer, arrange, move and hold a meeting.
    """
    follow_link(day.as_("liaison"), reverse("see-letters", args=[builder.victim.pk]))
    day.reads("liaison", "see-duties", builder.victim, "A charge was authorised", "Sent in time")
    letter = Letter.objects.unscoped("test").get(record=builder.victim.pk)
    day.follow("liaison", "see-letters", builder.victim)
    day.follow("liaison", "see-letter", letter)
    day.does("liaison", "record-letter-result", letter, result="DELIVERED")
    follow_link(day.as_("liaison"), reverse("see-letters", args=[builder.victim.pk]))
    day.reads("liaison", "see-duties", builder.victim, "A charge was authorised", "Told in time")
    day.follow("liaison", "see-meetings", builder.victim)
    offered = {"purpose": "PRE_TRIAL", "offered_how": "PHONE", "offered_on": TODAY}
    day.does("liaison", "offer-meeting", builder.victim, **offered, **GOT_THROUGH)
    meeting = Meeting.objects.unscoped("test").get(record=builder.victim.pk)
    day.does("liaison", "record-meeting-response", meeting, answer="ACCEPTED", answered_on=TODAY)
    where = {"mode": "FACE_TO_FACE", "planned_minutes": "45", "place": "Room 4"}
    with_whom = {"chair": "Pia Prosecutor", "supporters": "Her aunt"}
    arranged = where | with_whom | {"meets_at": moment_from_now(days=1)}
    page = day.does("liaison", "arrange-meeting", meeting, **arranged)
    assert "Record that it was held" not in visible_text(page)  # it has not begun
    day.does(
        "liaison", "arrange-meeting", meeting, meets_at=moment_from_now(hours=2),
        changed_because="The victim asked for an earlier time.",
    )  # fmt: skip
    begun = timezone.now() - timedelta(minutes=1)  # it has begun
    Meeting.objects.unscoped("test").filter(pk=meeting.pk).update(meets_at=begun)
    day.as_("liaison").reload()
    facts = {"lasted_minutes": "40", "came": "VICTIM", "agreed": "She has the dates."}
    facts |= {"actions-0-what": "A visit to the court"}
    facts |= {"actions-0-owner": str(builder.cast.officer.pk)}
    facts |= {"actions-0-due_on": TODAY}
    page = day.does("liaison", "record-meeting", meeting, **facts)
    assert "Held" in visible_text(page) and "She has the dates." in visible_text(page)


# Journey 7


def test_an_isva_keeps_entries_in_private_sends_notes_and_loses_access_with_consent(scene, day):
    builder = build_case(scene).allocate()
    support = support_service.refer_and_accept(builder, categories=["MILESTONES"])
    day = day(builder)
    day.comes_in("isva", reverse("see-my-day"), *urls_of(("see-support", support)))
    assert "sent to the CPS for a decision" in visible_text(day.as_("isva"))
    before = check_other_readers(day, builder)
    add_entry_on_page(day, support)
    assert check_other_readers(day, builder) == before
    send_and_read_note(day, builder, support)
    withdraw_consent_on_page(day, builder, support)


def check_other_readers(day, builder):
    """What the pages of victim and case, and the notices, show to other people."""
    case, victim, notices = builder.case, builder.victim, reverse("see-notices")
    contacts, support = urls_of(("see-contacts", victim), ("see-victim-support", victim))
    history, reading = urls_of(("see-case-history", case), ("see-case", case))
    pages = {
        "liaison": [contacts, support, notices],
        "officer": [contacts, support, history, notices],
        "prosecutor": [contacts, reading, history],
    }
    return {who: [text_at(day, who, address) for address in pages[who]] for who in pages}


def text_at(day, who, address):
    page = day.as_(who)
    assert page.goto(day.site + address).status == 200
    return visible_text(page)


def add_entry_on_page(day, support):
    """Add a service entry: the page has no text field."""
    page = day.follow("isva", "service-entries", support)
    page.locator("main summary").click()
    assert not page.locator("main textarea").count()
    when = {"contacted_at": moment_from_now(hours=-1), "direction": "OUT", "channel": "PHONE"}
    fill_fields(page, when | {"minutes": "25", "purpose": "SAFETY"})
    assert "25 minutes" in visible_text(send_without_error(page))


def send_and_read_note(day, builder, support):
    """
    With consent to tell the CPS, a note is sent; the liaison officer is notified and reads it.
    """
    day.follow("isva", "see-consents", support)
    agreed = {"recipient": "CPS", "to_cps": "LIAISON", "purpose": "SPEAK_FOR", "how": "PHONE"}
    day.does("isva", "record-consent", support, **agreed, given_on=TODAY)
    day.follow("isva", "see-liaison-notes", support)
    note = {"roles": "LIAISON_OFFICER", "text": NOTE, "wants_answer": "yes", "is_understood": "on"}
    day.does("isva", "send-liaison-note", support, **note)
    page = day.comes_in("liaison", reverse("see-notices"))
    click_and_wait(page.locator("main a").first)
    day.reads("liaison", "see-contacts", builder.victim, NOTE)
    [contacts] = urls_of(("see-contacts", builder.victim))
    assert not [who for who in ("officer", "prosecutor") if NOTE in text_at(day, who, contacts)]


def withdraw_consent_on_page(day, builder, support):
    """
    The victim withdraws consent through the police; what the ISVA saw is listed, and nothing more
    is shown.
    """
    page = day.follow("isva", "see-support", support)
    assert "sent to the CPS for a decision" in visible_text(page)
    ways = [("see-victim", builder.victim), ("see-victim-support", builder.victim)]
    day.comes_in("contact", reverse("see-victims"), *urls_of(*ways))
    shared = Consent.objects.unscoped("test").get(support=support, category="MILESTONES")
    facts = {"consents": str(shared.pk), "how": "PHONE"}
    text = visible_text(day.does("contact", "pass-withdrawal-on", builder.victim, **facts))
    assert "What had been seen under this consent" in text
    page = day.follow("isva", "see-support", support)
    assert "for a decision" not in visible_text(page) and "What you do not see" in visible_text(
        page
    )
