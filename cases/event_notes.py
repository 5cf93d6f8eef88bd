"""The notes of timeline events, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import CourtFactKind
from cases.models.consent_step import ConsentAnswer
from cases.models.stored_text import UnopenedText
from cases.referral_checks import REFERRAL_CHECKS

ITEM_VERBS = frozenset({
    "record_authority", "record_notice", "record_agreement", "record_withdrawal", "mark_requested",
    "set_proposed_action", "answer_item", "accept_answer", "say_what_is_missing", "cancel_item",
    "ask_for_date", "answer_date_request", "accept_item", "vary_item", "challenge_item",
    "withdraw_challenge", "withdraw_date_request", "amend_item", "answer_challenge",
    "send_challenge_up", "propose_outcome", "answer_outcome",
})  # fmt: skip


def event_note_text(verb: str, note: str) -> str:
    """Note of a timeline event, with stored codes replaced by their labels."""
    if not note or isinstance(note, UnopenedText):
        return note
    if verb in ITEM_VERBS:
        return _("Action %(n)s") % {"n": note}
    if verb == "set_action_plan":
        return ngettext("%(n)d action", "%(n)d actions", int(note)) % {"n": int(note)}
    if verb == "assess_file":
        return ngettext("%(n)d failure", "%(n)d failures", int(note)) % {"n": int(note)}
    if verb == "sign_referral_off":
        return _("Submission %(n)s") % {"n": note}
    if verb == "correct_allegation":
        wrong, right, reason = note.split("\n", 2)
        if not wrong:  # the reader was not sent what was there before
            return f"{right}\n{reason}"
        values = {"wrong": wrong, "right": right, "reason": reason}
        return _("From: %(wrong)s\nTo: %(right)s\n%(reason)s") % values
    if verb in ("accept_transfer", "merge_unit"):
        before, after = note.split("\n")
        return _("From %(before)s to %(after)s") % {"before": before, "after": after}
    if verb in ("add_victim", "record_circumstances", "begin_victim_request"):
        return _("Victim %(n)s") % {"n": note}
    if verb in ("record_court_fact", "correct_court_fact"):
        return str(CourtFactKind(note).label)
    if verb == "record_prosecution_consent":
        return str(ConsentAnswer(note).label)
    if verb == "return_referral":
        return "\n".join(_return_reason_text(code) for code in note.split(", "))
    return note


def _return_reason_text(code: str) -> str:
    """Label of a return reason; a retired code as stored."""
    return str(REFERRAL_CHECKS[code].words) if code in REFERRAL_CHECKS else code
