"""What is recorded about the victims of demo cases: identity, wishes, contacts and news."""

from typing import TYPE_CHECKING
from uuid import UUID

from cases.models import Suspect
from cases.states import State
from rasso.demo import texts
from victims.actions.case_support import record_case_support
from victims.actions.characteristics import record_characteristics
from victims.actions.code_breaches import record_code_breach
from victims.actions.contacts import record_contact
from victims.actions.court_support import record_personal_statement, record_special_measure
from victims.actions.duties import recompute_case_duties
from victims.actions.follow_ups import answer_follow_up, ask_follow_up
from victims.actions.identities import record_identity
from victims.actions.records import name_victim_contact, record_wishes
from victims.actions.withdrawals import record_victim_withdrawal
from victims.duty_rules import DUTY_RULES, NewsOwed
from victims.models import Contact, Duty, VictimRecord

if TYPE_CHECKING:
    from rasso.demo.stories import Story

WISHES = {
    "wants_contact": "YES", "channel": "PHONE", "safe_times": "Weekdays after 4pm",
    "voicemail_is_safe": "NO", "text_is_safe": "YES", "language": "English",
    "needs_interpreter": "NO", "update_every_days": 14,
}  # fmt: skip
# What victims say of the equality questions, in turn by the serial number of the case; two of five
# are not asked.
CHARACTERISTICS: tuple[dict[str, str], ...] = (
    {
        "sex": "FEMALE", "gender_identity": "YES", "ethnicity": "W1", "disability": "NO",
        "religion": "NONE", "orientation": "DECLINED", "how": "IN_PERSON",
    },
    {},
    {"sex": "FEMALE", "ethnicity": "A2", "religion": "DECLINED", "how": "PHONE"},
    {"sex": "DECLINED", "ethnicity": "DECLINED", "religion": "DECLINED"},
    {},
)  # fmt: skip
# Answers of victims who are asked whether they support the case; one in eight is not asked.
SAYS = ("YES", "YES", "YES", "YES", "NOT_SURE", "YES", "NO", "")
NOT_TOLD_YET = 3  # of eight cases, the number of the one whose victim has not been told yet
THROUGH = {
    "outcome": "REACHED", "spoke_to": "VICTIM", "is_identity_checked": True, "isva_told": "NO_ISVA",
}  # fmt: skip
WITHDRAWN = {
    "reasons": ["DELAY"], "stage": "INVESTIGATION", "told_by": "OTHER", "told_to": "POLICE",
    "is_isva_offered": True, "is_statement_taken": False, "is_evidence_led_considered": False,
}  # fmt: skip


def record_victim(story: "Story") -> None:
    """
    The officer records the victim's identity and wishes, and the unit names a contact officer.
    """
    record = record_of(story)
    story.do(
        story.officer, record_identity, record=record, version=0, name=texts.VICTIM,
        preferred_name="Demo", phone="07700 900123",
    )  # fmt: skip
    story.do(story.officer, record_wishes, record=record, version=record.version, **WISHES)
    if said := CHARACTERISTICS[int(story.urn[4:9]) % len(CHARACTERISTICS)]:
        story.do(story.officer, record_characteristics, record=record, **said)
    caller = story.pair.people["contact-officer"]
    story.do("supervisor", name_victim_contact, record=record, person=caller)
    record_call(story, "contact-officer", outcome="NO_ANSWER")
    suspects = story.in_state("INVESTIGATING")
    conveyed = [("INTERVIEW", suspects), ("STATEMENT", [])]
    made = record_call(
        story, "contact-officer", conveyed=conveyed, signposted=["LOCAL_SUPPORT"], **THROUGH
    )
    asked = story.do("supervisor", ask_follow_up, contact=made, question=texts.FOLLOW_UP)
    story.do("contact-officer", answer_follow_up, follow_up=asked, answer=texts.FOLLOWED_UP)
    about = {"record": record_of(story), "on": story.today}
    story.do("contact-officer", record_personal_statement, step="OFFERED", **about)
    if answer := SAYS[int(story.urn[4:9]) % len(SAYS)]:
        who = {"asked_by": "POLICE", "spoke_to": "VICTIM"}
        story.do("contact-officer", record_case_support, answer=answer, **who, **about)
    if story.until == State.RETURNED:
        story.do("contact-officer", record_victim_withdrawal, **about, **WITHDRAWN)


def introduce_liaison_officer(story: "Story") -> None:
    """
    The liaison officer, who is named for the victim, introduces themselves, and asks what the
    victim wants in court.
    """
    officer = story.pair.people["liaison-officer"]
    story.do("liaison-officer", name_victim_contact, record=record_of(story), person=officer)
    conveyed: list[tuple[str, list[Suspect]]] = [("NOTHING_NEW", []), ("MEASURES", [])]
    record_call(story, "liaison-officer", conveyed=conveyed, note=texts.CALLER, **THROUGH)
    about = {"record": record_of(story), "on": story.today}
    for measure in ("SCREENS", "RECORDED_CROSS"):
        facts = {"measure": measure, "step": "WANTED"}
        story.do("liaison-officer", record_special_measure, **about, **facts)


def meet_open_duties(story: "Story") -> None:
    """Each side tells the victim what it owes by now, except in one case of eight."""
    recompute_case_duties(case_id=story.case.pk, at=story.world.now)
    if int(story.urn[4:9]) % 8 == NOT_TOLD_YET:
        return
    for who, side in (("contact-officer", "POLICE"), ("liaison-officer", "CPS")):
        owed = Duty.objects.unscoped("demo").filter(case=story.case, is_open=True, owed_by=side)
        told: dict[str, dict[UUID | None, Suspect | None]] = {}
        for duty in owed.select_related("suspect").order_by("happened_at", "suspect__number"):
            told.setdefault(DUTY_RULES[NewsOwed(duty.what)].told_by[0], {})[duty.suspect_id] = (
                duty.suspect
            )
        if told:
            conveyed = [(what, list(suspects.values())) for what, suspects in told.items()]
            record_call(story, who, conveyed=conveyed, **THROUGH)


def record_late_news(story: "Story", reason: str) -> None:
    """The contact officer says why the victim was not told in the Code's time."""
    recompute_case_duties(case_id=story.case.pk, at=story.world.now)
    late = Duty.objects.unscoped("demo").filter(
        case=story.case, is_open=True, owed_by="POLICE", clock__due_at__lt=story.world.now
    )
    for duty in late.order_by("happened_at"):
        story.do("contact-officer", record_code_breach, duty=duty, reason=reason)


def record_call(story: "Story", who: str, **facts: object) -> Contact:
    """Record a call to the victim at the moment it is made."""
    record = record_of(story)
    return story.do(
        who, record_contact, record=record, version=record.version, direction="OUT",
        channel="PHONE", contacted_at=story.world.now, is_safe_now=True, **facts,
    )  # fmt: skip


def record_of(story: "Story") -> VictimRecord:
    return VictimRecord.objects.unscoped("demo").get(case=story.case, number=1)
