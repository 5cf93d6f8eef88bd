"""Journeys 5 to 7 in a real browser: telling a victim of a decision, contact, and support."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from cases.states import State
from devtools.case_builder import Road, person
from tests.support.browser.page_check import press
from tests.support.browser.scenes import everything
from tests.support.browser.working_day import answer, click, sent, text_of
from tests.support.cases.charges import charge, report
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
    scene = everything.people_alone()
    scene.second = person(scene.cps, "liaise_with_victims", name="Sal Second")
    support_service.with_people(scene)
    return scene


SCENE = people_with_victims


def on_the_way(scene):
    """A case that the scene's people opened some days ago."""
    return Road(scene, at=scene.begun_at)


def moment(**ahead):
    """A moment from now, in London."""
    return timezone.localtime() + timedelta(**ahead)


def to(*pages):
    """The URLs of pages, each given as (name, row)."""
    return [reverse(name, args=[row.pk]) for name, row in pages]


# Journey 5


def test_no_further_action_is_countersigned_the_victim_told_and_a_review_open_to_her(scene, day):
    road = on_the_way(scene).allocate().review()
    day = day(road)
    is_decided(day, road, scene)
    assert "No further action" in text_of(day.open_case("officer"))
    is_told(day, road)


def is_decided(day, road, scene):
    """Propose after a consultation, decline, propose a new wording, and countersign."""
    [suspect] = road.suspects
    there = {"police": str(scene.officer.pk), "cps": str(scene.prosecutor.pk)}
    met = {"suspects": str(suspect.pk), "held_on": TODAY, "mode": "VIRTUAL"} | there
    day.does("officer", "record-consultation", road.case, **met, summary="Nobody saw who it was.")
    held = str(suspect.consultations.unscoped("test").get().pk)
    why = {"stage": "evidential", "evidential": "IDENTIFICATION", "consultation": held}
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


def is_told(day, road):
    """
    The CPS finds the duty on its list and tells the victim; the time to ask for a review starts.
    """
    day.comes_in("liaison", reverse("see-victims"), reverse("see-owed-duties"))
    day.reads("liaison", "see-duties", road.victim, "No further action", "Owed by: CPS")
    day.reads("liaison", "see-review-requests", road.victim, "Prompt within 10 working days.")
    day.follow("liaison", "see-contacts", road.victim)
    day.does("liaison", "record-contact", road.victim, **REACHED, conveyed="NFA")
    day.reads(
        "liaison", "see-duties", road.victim, "Told in time", "Nothing is owed to this victim."
    )
    day.reads("liaison", "see-review-requests", road.victim, "Ordinarily until")
    facts = {"decision": "1:CPS_NO_CHARGE", "asked_on": TODAY, "asked_not_to_proceed": "no"}
    page = day.does("liaison", "ask-for-review", road.victim, **facts)
    assert "Asked for" in text_of(page) and "cannot be reviewed" not in text_of(page)


# Journey 6


def test_three_calls_then_a_letter_read_by_another_then_a_meeting(scene, day):
    road = on_the_way(scene).allocate().review()
    known_and_charged(road)
    day = day(road)
    nobody_answers(day, road)
    a_letter_goes_out(day, road)
    they_meet(day, road)


def known_and_charged(road):
    """A victim known for days, and a suspect charged two hours ago."""
    record = support_service.record_of(road)
    facts = {"name": "Zara Quist-Example", "address": "1 Nowhere Street\nBristol"}
    road.do(record_identity, "officer", record=record, version=0, **facts)
    road.do(record_wishes, "officer", record=record, version=1, **WISHES)
    road.do(name_victim_contact, "manager", record=record, person=road.cast.liaison)
    road.at = timezone.now() - timedelta(hours=2)
    charge(road)
    report(road)
    recompute_all_duties(at=road.at)


def nobody_answers(day, road):
    """
    The victim is on today's calls; barriers are shown first; after three attempts a letter is next.
    """
    victim = road.victim
    day.comes_in("liaison", reverse("see-victims"), reverse("see-calls"))
    day.follow("liaison", "see-contacts", victim)
    for n in (3, 2, 1):
        page = day.follow("liaison", "record-contact", victim)
        before, _asked = text_of(page).split("I have read the above")
        assert "Hang up if a man answers." in before and "A letter" in before
        answer(page, CALL | {"contacted_at": moment(minutes=-n), "outcome": "NO_ANSWER"})
        sent(page)
    page.locator("main summary", has_text="What to try next").click()
    steps = page.locator("main details li").all_inner_texts()
    assert "A letter Next" in [" ".join(each.split()) for each in steps]


def a_letter_goes_out(day, road):
    """Write a letter, have it reviewed by another person, print and post it."""
    victim = road.victim
    day.follow("liaison", "see-letters", victim)
    day.does("liaison", "write-letter", victim, kind="CHARGE", suspect=str(road.suspects[0].pk))
    letter = Letter.objects.unscoped("test").get(record=victim.pk)
    page = day.does("liaison", "request-letter-review", letter)
    offered = text_of(page)  # nobody approves their own letter, or sends one without review
    assert "Answer as the second reader" not in offered and "Send the letter" not in offered
    ways = [reverse("see-victims"), *to(("see-victim", victim), ("see-letters", victim))]
    day.comes_in("second", *ways, *to(("see-letter", letter)))
    day.does("second", "review-letter", letter, is_approved="yes")
    for address in to(("see-letters", victim), ("see-letter", letter)):
        click(page, address)
    day.does("liaison", "send-letter", letter, means="POST")
    page = day.follow("liaison", "print-letter", letter)
    with page.expect_download() as printed:
        page.get_by_role("button", name="Print with the name and address").click()
    assert printed.value.suggested_filename == f"{letter.reference}.pdf"
    click(page, reverse("see-letter", args=[letter.pk]))
    day.does("liaison", "record-letter-result", letter, result="POSTED")


def they_meet(day, road):
    """
    The letter arrives, so the victim was told in time. Offer, arrange, move and hold a meeting.
    """
    click(day.as_("liaison"), reverse("see-letters", args=[road.victim.pk]))
    day.reads("liaison", "see-duties", road.victim, "A charge was authorised", "Sent in time")
    letter = Letter.objects.unscoped("test").get(record=road.victim.pk)
    day.follow("liaison", "see-letters", road.victim)
    day.follow("liaison", "see-letter", letter)
    day.does("liaison", "record-letter-result", letter, result="DELIVERED")
    click(day.as_("liaison"), reverse("see-letters", args=[road.victim.pk]))
    day.reads("liaison", "see-duties", road.victim, "A charge was authorised", "Told in time")
    day.follow("liaison", "see-meetings", road.victim)
    offered = {"purpose": "PRE_TRIAL", "offered_how": "PHONE", "offered_on": TODAY}
    day.does("liaison", "offer-meeting", road.victim, **offered, **GOT_THROUGH)
    meeting = Meeting.objects.unscoped("test").get(record=road.victim.pk)
    day.does("liaison", "record-meeting-response", meeting, answer="ACCEPTED", answered_on=TODAY)
    where = {"mode": "FACE_TO_FACE", "planned_minutes": "45", "place": "Room 4"}
    with_whom = {"chair": "Pia Prosecutor", "supporters": "Her aunt"}
    arranged = where | with_whom | {"meets_at": moment(days=1)}
    page = day.does("liaison", "arrange-meeting", meeting, **arranged)
    assert "Record that it was held" not in text_of(page)  # it has not begun
    day.does("liaison", "arrange-meeting", meeting, meets_at=moment(hours=2))
    begun = timezone.now() - timedelta(minutes=1)  # it has begun
    Meeting.objects.unscoped("test").filter(pk=meeting.pk).update(meets_at=begun)
    day.as_("liaison").reload()
    facts = {"lasted_minutes": "40", "came": "VICTIM", "agreed": "She has the dates."}
    facts |= {"actions-0-what": "A visit to the court"}
    facts |= {"actions-0-owner": str(road.cast.officer.pk)}
    facts |= {"actions-0-due_on": TODAY}
    page = day.does("liaison", "record-meeting", meeting, **facts)
    assert "Held" in text_of(page) and "She has the dates." in text_of(page)


# Journey 7


def test_what_an_isva_keeps_leaves_no_trace_what_she_sends_arrives_and_consent_ends(scene, day):
    road = on_the_way(scene).allocate()
    support = support_service.supported(road, categories=["MILESTONES"])
    day = day(road)
    day.comes_in("isva", reverse("see-supported"), *to(("see-support", support)))
    assert "sent to the CPS for a decision" in text_of(day.as_("isva"))
    before = what_others_read(day, road)
    an_entry_is_kept(day, support)
    assert what_others_read(day, road) == before
    a_note_arrives(day, road, support)
    consent_is_taken_back(day, road, support)


def what_others_read(day, road):
    """What the pages of victim and case, and the notices, show to other people."""
    case, victim, notices = road.case, road.victim, reverse("see-notices")
    contacts, support = to(("see-contacts", victim), ("see-victim-support", victim))
    history, reading = to(("see-case-history", case), ("see-case", case))
    pages = {
        "liaison": [contacts, support, notices],
        "officer": [contacts, support, history, notices],
        "prosecutor": [contacts, reading, history],
    }
    return {who: [read(day, who, address) for address in pages[who]] for who in pages}


def read(day, who, address):
    page = day.as_(who)
    assert page.goto(day.site + address).status == 200
    return text_of(page)


def an_entry_is_kept(day, support):
    """Add a service entry: the page has no text field."""
    page = day.follow("isva", "service-entries", support)
    page.locator("main summary").click()
    assert not page.locator("main textarea").count()
    when = {"contacted_at": moment(hours=-1), "direction": "OUT", "channel": "PHONE"}
    answer(page, when | {"minutes": "25", "purpose": "SAFETY"})
    assert "25 minutes" in text_of(sent(page))


def a_note_arrives(day, road, support):
    """
    With consent to tell the CPS, a note is sent; the liaison officer is notified and reads it.
    """
    day.follow("isva", "see-consents", support)
    agreed = {"recipient": "CPS", "to_cps": "LIAISON", "purpose": "SPEAK_FOR", "how": "PHONE"}
    day.does("isva", "record-consent", support, **agreed, given_on=TODAY)
    day.follow("isva", "see-liaison-notes", support)
    note = {"roles": "LIAISON_OFFICER", "text": NOTE, "is_understood": "on"}
    day.does("isva", "send-liaison-note", support, **note)
    page = day.comes_in("liaison", reverse("see-notices"))
    press(page.locator("main a").first)
    day.reads("liaison", "see-contacts", road.victim, NOTE)
    [contacts] = to(("see-contacts", road.victim))
    assert not [who for who in ("officer", "prosecutor") if NOTE in read(day, who, contacts)]


def consent_is_taken_back(day, road, support):
    """
    The victim withdraws consent through the police; what the ISVA saw is listed, and nothing more
    is shown.
    """
    page = day.follow("isva", "see-support", support)
    assert "sent to the CPS for a decision" in text_of(page)
    ways = [("see-victim", road.victim), ("see-victim-support", road.victim)]
    day.comes_in("contact", reverse("see-victims"), *to(*ways))
    shared = Consent.objects.unscoped("test").get(support=support, category="MILESTONES")
    facts = {"consents": str(shared.pk), "how": "PHONE"}
    text = text_of(day.does("contact", "pass-withdrawal-on", road.victim, **facts))
    assert "What had been seen under this consent" in text
    page = day.follow("isva", "see-support", support)
    assert "for a decision" not in text_of(page) and "What you do not see" in text_of(page)
