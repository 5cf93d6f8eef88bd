"""Labels of verbs, states and events for pages."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.models import CourtFactKind
from cases.referral_checks import REFERRAL_CHECKS

# Labels of links and buttons.
VERB_LABELS = {
    "add_suspect": gettext_lazy("Add a suspect"),
    "add_victim": gettext_lazy("Add a victim"),
    "record_circumstances": gettext_lazy("Record a victim’s circumstances"),
    "add_allegation": gettext_lazy("Add an allegation"),
    "correct_allegation": gettext_lazy("Correct an allegation"),
    "add_document": gettext_lazy("Add documents"),
    "add_held_material": gettext_lazy("Record material that is held elsewhere"),
    "correct_held_material": gettext_lazy("Correct what is recorded of it"),
    "record_watching": gettext_lazy("Record that you have watched it"),
    "classify_document": gettext_lazy("Correct what it is"),
    "replace_document": gettext_lazy("Replace it with a newer version"),
    "see_document_readers": gettext_lazy("Who opened this document"),
    "keep_document_to_police": gettext_lazy("Make it private to the police"),
    "reveal_document": gettext_lazy("Reveal it to the CPS"),
    "record_custody": gettext_lazy("Change custody or bail"),
    "correct_suspect": gettext_lazy("Correct the name or date of birth"),
    "request_early_advice": gettext_lazy("Ask for early advice"),
    "sign_early_advice_off": gettext_lazy("Sign the request for early advice off"),
    "send_early_advice_back": gettext_lazy("Send the request for early advice back"),
    "withdraw_early_advice": gettext_lazy("Withdraw the request for early advice"),
    "accept_early_advice": gettext_lazy("Accept the request for early advice"),
    "return_early_advice": gettext_lazy("Return the request for early advice"),
    "name_adviser": gettext_lazy("Name the adviser"),
    "refuse_early_advice": gettext_lazy("Refuse early advice"),
    "change_adviser": gettext_lazy("Name another adviser"),
    "reply_to_refusal": gettext_lazy("Reply about the early advice refused"),
    "escalate_refusal": gettext_lazy("Escalate the refusal of early advice"),
    "uphold_refusal": gettext_lazy("Uphold the refusal of early advice"),
    "overturn_refusal": gettext_lazy("Overturn the refusal of early advice"),
    "give_early_advice": gettext_lazy("Give early advice"),
    "propose_closing": gettext_lazy("Close the investigation"),
    "sign_closing_report": gettext_lazy("Read the closing report and sign it"),
    "send_closing_report_back": gettext_lazy("Send the closing report back"),
    "withdraw_closing_report": gettext_lazy("Withdraw the closing report"),
    "reopen_investigation": gettext_lazy("Reopen the investigation"),
    "write_referral": gettext_lazy("Refer for a charging decision"),
    "revise_referral": gettext_lazy("Change the referral"),
    "send_referral_back": gettext_lazy("Send the referral back to be changed"),
    "sign_referral_off": gettext_lazy("Sign the referral off"),
    "withdraw_referral": gettext_lazy("Withdraw the referral"),
    "accept_referral": gettext_lazy("Accept the referral"),
    "return_referral": gettext_lazy("Return the referral"),
    "correct_urgency": gettext_lazy("Correct the urgency"),
    "allocate_case": gettext_lazy("Allocate to a prosecutor"),
    "reallocate_case": gettext_lazy("Allocate to another prosecutor"),
    "cover_case": gettext_lazy("Arrange cover"),
    "end_cover": gettext_lazy("End cover"),
    "propose_transfer": gettext_lazy("Offer the case to another unit"),
    "withdraw_transfer": gettext_lazy("Withdraw the offer to another unit"),
    "name_officer": gettext_lazy("Name another officer in the case"),
    "record_review": gettext_lazy("Record a review"),
    "set_action_plan": gettext_lazy("Set an action plan"),
    "propose_action_plan": gettext_lazy("Write a second action plan"),
    "judge_proposed_plan": gettext_lazy("Decide on a second action plan"),
    "withdraw_proposed_plan": gettext_lazy("Withdraw the second action plan"),
    "send_proposed_plan": gettext_lazy("Send the approved action plan"),
    "take_suspect_back": gettext_lazy("Take back from the police"),
    "judge_proposal": gettext_lazy("Decide on a request for approval"),
    "set_proposed_action": gettext_lazy("Set the approved action"),
    "authorise_charge": gettext_lazy("Authorise a charge"),
    "propose_no_further_action": gettext_lazy("Propose no further action"),
    "record_consultation": gettext_lazy("Record a consultation"),
    "countersign_decision": gettext_lazy("Read the decision and countersign it"),
    "decline_decision": gettext_lazy("Say why you do not countersign"),
    "revise_decision": gettext_lazy("Change the proposed decision"),
    "withdraw_decision": gettext_lazy("Withdraw the proposed decision"),
    "reverse_no_further_action": gettext_lazy("Reconsider no further action"),
    "countersign_reversal": gettext_lazy("Read why it should be reconsidered"),
    "decline_reversal": gettext_lazy("Say why you do not countersign"),
    "withdraw_reversal": gettext_lazy("Withdraw the proposal to reconsider"),
    "report_charge": gettext_lazy("Report the charge"),
    "correct_charge_report": gettext_lazy("Correct the report of the charge"),
    "accept_charge_report": gettext_lazy("Compare the charge with the one authorised"),
    "query_charge_report": gettext_lazy("Ask for the charge to be corrected"),
    "record_court_fact": gettext_lazy("Record what happened in court"),
    "finalise_administratively": gettext_lazy("Finalise administratively"),
    "reopen_suspect": gettext_lazy("Reopen"),
    "answer_item": gettext_lazy("Answer an action"),
    "justify_item": gettext_lazy("Say what an action asks for, and why"),
    "accept_answer": gettext_lazy("Judge an answer"),
    "answer_date_request": gettext_lazy("Answer a request for another date"),
    "answer_challenge": gettext_lazy("Answer a question about an action"),
    "propose_outcome": gettext_lazy("Propose an outcome"),
    "answer_outcome": gettext_lazy("Answer a proposed outcome"),
}

# Labels of timeline events and history.
VERB_DONE_LABELS = {
    "propose_counselling_request": gettext_lazy("Approval asked for"),
    "judge_proposal": gettext_lazy("Request for approval answered"),
    "set_proposed_action": gettext_lazy("Action added to the plan"),
    "reclassify_item": gettext_lazy("Action found to reach into the victim’s life"),
    "justify_item": gettext_lazy("What an action asks for, and why, said"),
    "record_authority": gettext_lazy("Decision about the victim’s material recorded"),
    "record_notice": gettext_lazy("What the victim was told recorded"),
    "record_agreement": gettext_lazy("The victim’s agreement recorded"),
    "record_withdrawal": gettext_lazy("The victim’s agreement withdrawn"),
    "record_reply": gettext_lazy("Reply of a holder recorded"),
    "mark_given_back": gettext_lazy("Material of the victim given back"),
    "mark_requested": gettext_lazy("Request for the victim’s material made"),
    "open_case": gettext_lazy("Case opened"),
    "record_crime_reference": gettext_lazy("Crime reference recorded"),
    "add_suspect": gettext_lazy("Suspect added"),
    "add_victim": gettext_lazy("Victim added"),
    "record_circumstances": gettext_lazy("Victim’s circumstances recorded"),
    "add_allegation": gettext_lazy("Allegation added"),
    "add_document": gettext_lazy("Document added"),
    "add_held_material": gettext_lazy("Material held elsewhere recorded"),
    "correct_held_material": gettext_lazy("Material held elsewhere corrected"),
    "correct_allegation": gettext_lazy("Allegation corrected"),
    "classify_document": gettext_lazy("Type of a document corrected"),
    "replace_document": gettext_lazy("Document replaced"),
    "keep_document_to_police": gettext_lazy("Document made private to the police"),
    "reveal_document": gettext_lazy("Document revealed to the CPS"),
    "record_custody": gettext_lazy("Custody or bail changed"),
    "correct_suspect": gettext_lazy("Suspect’s name or date of birth corrected"),
    "request_early_advice": gettext_lazy("Early advice asked for"),
    "sign_early_advice_off": gettext_lazy("Request for early advice signed off and sent"),
    "send_early_advice_back": gettext_lazy("Request for early advice sent back by the supervisor"),
    "withdraw_early_advice": gettext_lazy("Request for early advice withdrawn"),
    "accept_early_advice": gettext_lazy("Request for early advice accepted at triage"),
    "return_early_advice": gettext_lazy("Request for early advice returned at triage"),
    "name_adviser": gettext_lazy("Adviser named"),
    "refuse_early_advice": gettext_lazy("Early advice refused by the manager"),
    "change_adviser": gettext_lazy("Another adviser named"),
    "reply_to_refusal": gettext_lazy("Police replied about the early advice refused"),
    "escalate_refusal": gettext_lazy("Refusal of early advice escalated"),
    "uphold_refusal": gettext_lazy("Refusal of early advice upheld"),
    "overturn_refusal": gettext_lazy("Refusal of early advice overturned"),
    "give_early_advice": gettext_lazy("Early advice given"),
    "propose_closing": gettext_lazy("Closing report written"),
    "sign_closing_report": gettext_lazy("Closing report signed: the police closed it"),
    "send_closing_report_back": gettext_lazy("Closing report sent back by the supervisor"),
    "withdraw_closing_report": gettext_lazy("Closing report withdrawn"),
    "reopen_investigation": gettext_lazy("Investigation reopened"),
    "write_referral": gettext_lazy("Referral written"),
    "revise_referral": gettext_lazy("Referral changed"),
    "send_referral_back": gettext_lazy("Referral sent back by the supervisor"),
    "sign_referral_off": gettext_lazy("Referral signed off and sent to the CPS"),
    "withdraw_referral": gettext_lazy("Referral withdrawn"),
    "accept_referral": gettext_lazy("Referral accepted at triage"),
    "return_referral": gettext_lazy("Referral returned at triage"),
    "correct_urgency": gettext_lazy("Urgency corrected at triage"),
    "allocate_case": gettext_lazy("Allocated to a prosecutor"),
    "reallocate_case": gettext_lazy("Allocated to another prosecutor"),
    "cover_case": gettext_lazy("Cover arranged"),
    "end_cover": gettext_lazy("Cover ended"),
    "propose_transfer": gettext_lazy("Offered to another CPS unit"),
    "withdraw_transfer": gettext_lazy("Offer to another CPS unit withdrawn"),
    "accept_transfer": gettext_lazy("Taken over by another CPS unit"),
    "decline_transfer": gettext_lazy("Declined by the other CPS unit"),
    "name_officer": gettext_lazy("Officer in the case named"),
    "name_prosecutor": gettext_lazy("Prosecutor named"),
    "merge_unit": gettext_lazy("Its unit was merged into another"),
    "end_naming": gettext_lazy("No longer named on the case"),
    "record_review": gettext_lazy("Review recorded"),
    "assess_file": gettext_lazy("File quality assessed"),
    "dispute_failure": gettext_lazy("File quality disputed"),
    "decide_dispute": gettext_lazy("Dispute about file quality decided"),
    "set_action_plan": gettext_lazy("Action plan set"),
    "propose_action_plan": gettext_lazy("Approval of a second plan asked for"),
    "judge_proposed_plan": gettext_lazy("Second plan approved, or not"),
    "withdraw_proposed_plan": gettext_lazy("Second plan withdrawn before it was decided on"),
    "pass_plan_to_cps": gettext_lazy("Action plan queried: the CPS is to answer"),
    "pass_plan_to_police": gettext_lazy("Action plan with the police again"),
    "pass_plan_to_others": gettext_lazy("Waiting for what others were asked"),
    "return_answered_suspect": gettext_lazy("Back with the prosecutor: the actions are answered"),
    "take_suspect_back": gettext_lazy("Taken back by the prosecutor"),
    "authorise_charge": gettext_lazy("Charge authorised"),
    "propose_charge": gettext_lazy("Charge proposed, for a second reader"),
    "countersign_charge": gettext_lazy("Charge countersigned, and so authorised"),
    # From before decisions were countersigned.
    "take_no_further_action": gettext_lazy("No further action decided"),
    "record_consultation": gettext_lazy("Police and prosecutor met"),
    "propose_no_further_action": gettext_lazy("No further action proposed"),
    "revise_decision": gettext_lazy("Proposed decision changed"),
    "withdraw_decision": gettext_lazy("Proposed decision withdrawn"),
    "decline_decision": gettext_lazy("Decision read and not countersigned"),
    "countersign_decision": gettext_lazy("No further action decided, and countersigned"),
    "reverse_no_further_action": gettext_lazy("Reconsidering no further action proposed"),
    "countersign_reversal": gettext_lazy("No further action set aside, to be reconsidered"),
    "decline_reversal": gettext_lazy("Reconsidering not countersigned: no further action stays"),
    "withdraw_reversal": gettext_lazy("Proposal to reconsider withdrawn"),
    "report_charge": gettext_lazy("Charge reported"),
    "correct_charge_report": gettext_lazy("Report of the charge corrected"),
    "find_charge_differs": gettext_lazy("Charge differs from the one authorised"),
    "accept_charge_report": gettext_lazy("Charge accepted as reported"),
    "query_charge_report": gettext_lazy("Correction of the charge asked for"),
    "record_court_fact": gettext_lazy("Recorded from court"),
    "correct_court_fact": gettext_lazy("Record of court corrected"),
    "finalise_administratively": gettext_lazy("Administratively finalised"),
    "reopen_suspect": gettext_lazy("Reopened after administrative finalisation"),
    "reopen_on_review": gettext_lazy("Reopened: a review has set the decision aside"),
    "answer_item": gettext_lazy("Action answered"),
    "accept_answer": gettext_lazy("Answer accepted"),
    "say_what_is_missing": gettext_lazy("More asked for"),
    "cancel_item": gettext_lazy("Action cancelled"),
    "close_item": gettext_lazy("Action closed: it is no longer about any suspect"),
    "ask_for_date": gettext_lazy("Another date asked for"),
    "answer_date_request": gettext_lazy("Request for another date answered"),
    "withdraw_date_request": gettext_lazy("Request for another date withdrawn"),
    "amend_item": gettext_lazy("Action amended"),
    "accept_item": gettext_lazy("Action accepted by the police"),
    "vary_item": gettext_lazy("Variation of an action proposed"),
    "challenge_item": gettext_lazy("Action challenged"),
    "withdraw_challenge": gettext_lazy("Question about an action withdrawn"),
    "answer_challenge": gettext_lazy("Question about an action answered"),
    "send_challenge_up": gettext_lazy("Two people named to resolve a question about an action"),
    "propose_outcome": gettext_lazy("Outcome of a question about an action proposed"),
    "answer_outcome": gettext_lazy("Proposed outcome answered"),
}

ITEM_VERBS = frozenset({
    "record_authority", "record_notice", "record_agreement", "record_withdrawal", "mark_requested",
    "set_proposed_action", "answer_item", "accept_answer", "say_what_is_missing", "cancel_item",
    "ask_for_date", "answer_date_request", "accept_item", "vary_item", "challenge_item",
    "withdraw_challenge", "withdraw_date_request", "amend_item", "answer_challenge",
    "send_challenge_up", "propose_outcome", "answer_outcome",
})  # fmt: skip


def event_note_text(verb: str, note: str) -> str:
    """Note of a timeline event, with stored codes replaced by their labels."""
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
    if verb in ("add_victim", "record_circumstances"):
        return _("Victim %(n)s") % {"n": note}
    if verb in ("record_court_fact", "correct_court_fact"):
        return str(CourtFactKind(note).label)
    if verb == "return_referral":
        return "\n".join(_return_reason_text(code) for code in note.split(", "))
    return note


def _return_reason_text(code: str) -> str:
    """Label of a return reason; a retired code as stored."""
    return str(REFERRAL_CHECKS[code].words) if code in REFERRAL_CHECKS else code
