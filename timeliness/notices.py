"""Titles and e-mails of notices: they say where to look, never what happened."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.text.dates import format_day, format_moment
from timeliness.calendar import london_day
from timeliness.due_text import is_hour_clock, uncertainty_text
from timeliness.models import Delivery

# Notices about a unit's work, which say nothing about a person. A system that calls for itself gets
# these only.
UNIT_NOTICES = {
    "turn_began": gettext_lazy("Your turn"),
    "sign_off_wanted": gettext_lazy("Sign-off wanted"),
    "referral_returned": gettext_lazy("Referral returned"),
    "urgency_corrected": gettext_lazy("Urgency corrected at triage"),
    "referral_sent_back": gettext_lazy("Your referral was sent back to you"),
    "referral_received": gettext_lazy("Referral received"),
    "referral_withdrawn": gettext_lazy("Referral withdrawn"),
    "closing_wanted": gettext_lazy("Signature on a closing report wanted"),
    "closing_sent_back": gettext_lazy("Your closing report was sent back to you"),
    "closing_signed": gettext_lazy("Investigation closed by the police"),
    "closing_reopened": gettext_lazy("Investigation reopened"),
    "advice_sign_off_wanted": gettext_lazy("Sign-off of early advice wanted"),
    "advice_sent_back": gettext_lazy("Your request for early advice was sent back to you"),
    "advice_requested": gettext_lazy("Early advice asked for"),
    "advice_withdrawn": gettext_lazy("Request for early advice withdrawn"),
    "advice_to_decide": gettext_lazy("Early advice: accept or refuse"),
    "advice_refused": gettext_lazy("Early advice not taken on"),
    "advice_escalated": gettext_lazy("Early advice: a refusal is escalated to you"),
    "advice_answered": gettext_lazy("Early advice: an escalation is answered"),
    "advice_reply": gettext_lazy("Reply about early advice"),
    "advice_accepted": gettext_lazy("Early advice accepted"),
    "advice_given": gettext_lazy("Early advice given"),
    "ready_to_allocate": gettext_lazy("Ready to allocate"),
    "transfer_offered": gettext_lazy("Another unit asks you to take a case over"),
    "transfer_declined": gettext_lazy("The unit asked to take the case over has declined"),
    "case_taken_over": gettext_lazy("Taken over from another unit"),
    "unit_changed": gettext_lazy("Another CPS unit has the case now"),
    "allegation_changed": gettext_lazy("Allegation added or corrected"),
    "actions_set": gettext_lazy("New actions"),
    "answer_received": gettext_lazy("Answer received"),
    "holder_replied": gettext_lazy("Reply about material that others hold"),
    "answer_judged": gettext_lazy("Action updated"),
    "suspect_taken_back": gettext_lazy("Back with the prosecutor"),
    "second_reader_wanted": gettext_lazy("Second reader wanted"),
    "decision_made": gettext_lazy("Decision recorded"),
    "reversal_answered": gettext_lazy("Your proposal to set a decision aside was answered"),
    "charge_on_hold": gettext_lazy("Wait before you charge"),
    "charge_withdrawn": gettext_lazy("Do not charge: the charge was withdrawn"),
    "conditions_varied": gettext_lazy("The conditions of a caution have been varied"),
    "disposal_on_hold": gettext_lazy("Wait before you give the caution"),
    "disposal_withdrawn": gettext_lazy("Do not give the caution: it was withdrawn"),
    "charges_stopped": gettext_lazy("The CPS has stopped or replaced charges"),
    "charge_added": gettext_lazy("The CPS has added a charge"),
    "stop_answered": gettext_lazy("Your proposal to change the charges was answered"),
    "disposal_reported": gettext_lazy("Report of an out-of-court disposal"),
    "charge_reported": gettext_lazy("Charge reported"),
    "charge_accepted": gettext_lazy("Report of the charge answered"),
    "court_fact": gettext_lazy("Recorded from court"),
    "consent_recorded": gettext_lazy("Consent to prosecute recorded"),
    "finalised": gettext_lazy("Closed for now"),
    "reopened": gettext_lazy("Open again"),
    "file_assessed": gettext_lazy("File assessed"),
    "file_disputed": gettext_lazy("File quality disputed"),
    "file_decided": gettext_lazy("File quality decided"),
    "date_change_asked": gettext_lazy("Date change asked"),
    "document_replaced": gettext_lazy("Document replaced"),
    "document_revealed": gettext_lazy("Document revealed to the CPS"),
    "date_change_answered": gettext_lazy("Date change answered"),
    "approval_wanted": gettext_lazy("Approval wanted"),
    "approval_withdrawn": gettext_lazy("Request for approval withdrawn"),
    "approval_answered": gettext_lazy("Request for approval answered"),
    "item_amended": gettext_lazy("Action amended"),
    "item_questioned": gettext_lazy("Question about an action"),
    "item_question_answered": gettext_lazy("Question about an action answered"),
    "item_settled": gettext_lazy("Question about an action resolved"),
    "item_question_over": gettext_lazy("Question about an action withdrawn"),
}
# Notices for their recipients only: by name, about a victim, from a clock, or for oversight. "No
# officer" and "no prosecutor" are among them: the case still shows who it was, so such a notice
# would reveal a conflict of interest.
PERSONAL_NOTICES = {
    "before_due": gettext_lazy("Due soon"),
    "after_due": gettext_lazy("Overdue"),
    "escalated": gettext_lazy("Escalated to you: overdue"),
    "end_before_due": gettext_lazy("A date of bail or custody is near"),
    "end_after_due": gettext_lazy("A date of bail or custody has come"),
    "end_escalated": gettext_lazy("A date of bail or custody has passed"),
    "time_limit_before_due": gettext_lazy(
        "The time for beginning a prosecution may end soon: check it"
    ),
    "time_limit_after_due": gettext_lazy(
        "The last day for beginning a prosecution may have come: check it"
    ),
    "time_limit_escalated": gettext_lazy(
        "The time for beginning a prosecution may have ended: check it"
    ),
    "advice_wanted": gettext_lazy("Early advice wanted from you"),
    "allocated": gettext_lazy("Allocated to you"),
    "reallocated": gettext_lazy("Allocated to someone else"),
    "cover_ended": gettext_lazy("Your cover has ended"),
    "officer_named": gettext_lazy("You are the officer in the case"),
    "conflict_declared": gettext_lazy("Someone can no longer see one of your cases"),
    "lifting_proposed": gettext_lazy("Someone asks for your approval on a case"),
    "lifting_settled": gettext_lazy("Your proposal on a case was answered"),
    "conflict_attempt": gettext_lazy("Someone tried to open a case that they may not see"),
    "break_glass_opened": gettext_lazy("Someone opened a case by break-glass"),
    "break_glass_to_review": gettext_lazy("A break-glass is waiting for your review"),
    "break_glass_reviewed": gettext_lazy("A break-glass has been reviewed"),
    "urn_collision": gettext_lazy("Someone else tried to use this URN"),
    "no_officer": gettext_lazy("No one is the officer in the case"),
    "no_prosecutor": gettext_lazy("No one is the reviewing prosecutor"),
    "upload_not_added": gettext_lazy("File not added"),
    "agreement_withdrawn": gettext_lazy("Action updated"),
    "review_named": gettext_lazy("You are named to review a decision"),
    "review_decided": gettext_lazy("A review has been completed"),
    "review_asked": gettext_lazy("A review is asked for"),
    "letter_not_sent": gettext_lazy("A letter did not arrive"),
    "message_not_received": gettext_lazy("A message did not arrive"),
    "letter_to_keep": gettext_lazy("A letter cannot be handed over"),
    "decision_referred_back": gettext_lazy("A panel asks for a decision to be reconsidered"),
    "second_look_named": gettext_lazy("You are named to reconsider a decision"),
    "second_look_taken": gettext_lazy("A decision has been reconsidered"),
    "panel_case_left": gettext_lazy("A case has been left out of a panel"),
    "panel_text_refused": gettext_lazy("Texts for a panel were refused repeatedly"),
    "passage_waits": gettext_lazy("A passage for a panel is waiting for a second person"),
    "passage_settled": gettext_lazy("A passage that you proposed for a panel was answered"),
    "panel_to_read": gettext_lazy("A panel has something for you to read"),
    "opinion_due": gettext_lazy("A panel is waiting for your opinion"),
    "panel_opinions_in": gettext_lazy("A panel finding can be recorded"),
    "panel_closed": gettext_lazy("A panel is closed"),
    "insider_alert": gettext_lazy("An alert of your unit is waiting for your answer"),
    "limit_reached": gettext_lazy("Someone of your unit reached a limit on reading"),
    "reading_asked": gettext_lazy("Someone of your unit asks to read more"),
    "reading_answered": gettext_lazy("Your request to read more was answered"),
    "person_left": gettext_lazy("Their directory says that someone in your unit has left"),
    "person_moved": gettext_lazy("Their directory says that someone in your unit has moved"),
    "way_in_changed": gettext_lazy("How someone of your unit signs in was changed"),
    "system_way_in_changed": gettext_lazy("How a system of your unit proves itself was changed"),
    "accounts_joined": gettext_lazy("Accounts of your unit were recorded as of one person"),
    "accounts_parted": gettext_lazy("Accounts of your unit were recorded as of two people"),
    "pilot_area_set": gettext_lazy("Where a pilot’s panels draw cases from was changed"),
    "administrator_ended": gettext_lazy("Someone administers their agency no more"),
    "second_reader_ended": gettext_lazy("Charges of your unit have no second reader any more"),
    "unit_moved": gettext_lazy("Your unit was moved to another agency"),
    "areas_set": gettext_lazy("Which CPS Areas a police force sends its cases to was changed"),
    "route_set": gettext_lazy("A route of referrals to your unit or from it was changed"),
    "conflict_lifted": gettext_lazy("A conflict of interest with a case was lifted"),
    "directory_waits": gettext_lazy("People from a directory are waiting to be set up"),
    "directory_stopped": gettext_lazy("A directory deactivated many accounts and was stopped"),
    "identity_reveals": gettext_lazy("Someone has opened many victims’ details"),
    "case_restricted": gettext_lazy("Choose who of your unit reads a case"),
    "asked_to_be_let_in": gettext_lazy("Someone asks to read a restricted case"),
    "let_in": gettext_lazy("You can read a case that you asked for"),
    "opening_proposed": gettext_lazy("Someone asks for your approval on a case"),
    "destruction_proposed": gettext_lazy("Someone asks for your approval to destroy a case"),
    "destruction_refused": gettext_lazy("Your proposal to destroy a case was refused"),
    "identity_end_proposed": gettext_lazy(
        "Someone asks for your approval to destroy a victim’s identity"
    ),
    "identity_end_refused": gettext_lazy(
        "Your proposal to destroy a victim’s identity was refused"
    ),
    "identity_destroyed": gettext_lazy("A victim’s identity was destroyed"),
    "case_destroyed": gettext_lazy("A case of your unit was destroyed"),
    "access_given": gettext_lazy("Someone was given access to your unit"),
    "access_proposed": gettext_lazy("A change of access is waiting for approval"),
    "access_approved": gettext_lazy("A change of access that you proposed was approved"),
    "access_refused": gettext_lazy("A change of access that you proposed was refused"),
    "emergency_confirmed": gettext_lazy("Access that you gave in an emergency was confirmed"),
    "emergency_undone": gettext_lazy("Access that you gave in an emergency was ended"),
    "access_settled": gettext_lazy("A change of access that you proposed was answered"),
    "opening_approved": gettext_lazy("Your proposal on who reads a case was approved"),
    "opening_refused": gettext_lazy("Your proposal on who reads a case was refused"),
    "opening_settled": gettext_lazy("Your proposal on a case was answered"),
    "access_in_emergency": gettext_lazy("Access was given in an emergency"),
    "system_let_in": gettext_lazy("A system was given access to your unit"),
    "mentioned": gettext_lazy("You are mentioned in a message"),
    "named_to_settle": gettext_lazy("You are named to resolve a question"),
    "outcome_proposed": gettext_lazy("An outcome is waiting for your agreement"),
    "follow_up_asked": gettext_lazy("Follow-up asked of you on contact with a victim"),
    "follow_up_answered": gettext_lazy("Follow-up on contact with a victim answered"),
    "support_asked": gettext_lazy("A victim is referred to your service"),
    "liaison_note": gettext_lazy("Note about a victim"),
    "note_answered": gettext_lazy("A note of yours was answered"),
    "duty_opened": gettext_lazy("A victim is to be told something"),
    "told_unchecked": gettext_lazy("Told to someone before it was checked who was there"),
    "no_victim_contact": gettext_lazy("No one is in contact with a victim: name someone"),
    "letter_to_read": gettext_lazy("A letter to a victim is waiting for a second reader"),
    "letter_approved": gettext_lazy("Your letter to a victim can be sent"),
    "letter_returned": gettext_lazy("Your letter to a victim was returned to you"),
    "consent_to_confirm": gettext_lazy("A renewed consent is waiting to be confirmed"),
    "consent_changed": gettext_lazy("What a victim agrees to has changed"),
    "meeting_arranged": gettext_lazy("A meeting with a victim was arranged"),
    "meeting_moved": gettext_lazy("A meeting with a victim was changed"),
    "meeting_cancelled": gettext_lazy("A meeting with a victim was cancelled"),
    "agreed_to_do": gettext_lazy("You are to do something agreed at a meeting with a victim"),
    "support_given": gettext_lazy("You support this victim"),
}
# Their subject is the name of a person, system or unit, which is for the screen alone.
NAMING_NOTICES = {
    "access_approved", "access_refused", "emergency_confirmed", "emergency_undone",
}  # fmt: skip
NOTICE_TITLES = UNIT_NOTICES | PERSONAL_NOTICES


def notice_title(notice: str) -> str:
    """Title of a kind of notice, on screen and as the subject line."""
    return str(NOTICE_TITLES[notice])


def notice_mail(delivery: Delivery) -> tuple[str, str]:
    """
    (subject, body) of a notice's e-mail: what it is, when it is due, and where to look.

    Neither has a name, and the subject no reference either: a phone shows it while it is locked,
    and relays log it.
    """
    subject = notice_title(delivery.notice)
    if delivery.notice in NAMING_NOTICES:
        lines = [_("Sign in and open Approvals.")]
    else:
        lines = [_("Sign in and open %(reference)s.") % {"reference": delivery.subject}]
    lines += _dates_of_reminder(delivery)
    return subject, "\n\n".join([*lines, *_link(delivery)])


def daily_mail(deliveries: Iterable[Delivery]) -> tuple[str, str]:
    """(subject, body) of one e-mail of several notices. It has of each what its own would have."""
    parts = [_("What has come for you since your last daily email:")]
    for each in deliveries:
        title = notice_title(each.notice)
        if each.notice not in NAMING_NOTICES:
            title = _("%(notice)s: %(reference)s") % {"notice": title, "reference": each.subject}
        parts.append("\n".join([title, *_dates_of_reminder(each), *_link(each)]))
    parts.append(_("You chose one email a day. You can change that under your name, “Your email”."))
    return _("Your notices of the day"), "\n\n".join(parts)


def _dates_of_reminder(delivery: Delivery) -> list[str]:
    """Of a reminder: when it is due, if it comes late, and if the day may move. Else nothing."""
    if delivery.reminder is None:
        return []
    due_at = delivery.reminder.due_at
    day = london_day(due_at)
    due = format_moment(due_at) if is_hour_clock(due_at) else format_day(day)
    lines = [_("Due: %(when)s.") % {"when": due}]
    if delivery.reminder.is_late:
        when = format_moment(delivery.reminder.stage_at)
        lines.append(_("This reminder is late: it was due on %(when)s.") % {"when": when})
    if doubt := uncertainty_text(day):
        lines.append(_("The day may move: %(doubt)s.") % {"doubt": doubt})
    return lines


def _link(delivery: Delivery) -> list[str]:
    """The address that leads to what a notice is about; nothing where ours is not known."""
    if not settings.PUBLIC_ORIGIN:
        return []
    return [settings.PUBLIC_ORIGIN + reverse("open-notice", args=[delivery.reference])]
