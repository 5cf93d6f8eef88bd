"""Labels of what is recorded of a victim, for pages and histories."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models.decision import DISPOSAL_KINDS

VICTIM_VERB_LABELS = {
    "record_wishes": _("What the victim wants and needs was recorded"),
    "record_identity": _("Name or contact details were recorded or changed"),
    "record_characteristics": _("What the victim said of the equality questions was recorded"),
    "approve_identity_destruction": _("The victim’s identity was destroyed"),
    "destroy_identity": _("The victim’s identity was destroyed again after a restore"),
    "name_victim_contact": _("Who is in contact with the victim was changed"),
    "write_letter": _("The letter was begun"),
    "edit_letter": _("The letter was changed"),
    "request_letter_review": _("A second reader was asked for"),
    "review_letter": _("The second reader answered"),
    "withdraw_letter": _("The letter was withdrawn"),
    "send_letter": _("The letter is sent"),
    "record_letter_result": _("Result recorded"),
    "offer_meeting": _("A meeting was offered"),
    "record_meeting_response": _("The answer to the offer was recorded"),
    "arrange_meeting": _("The meeting was arranged"),
    "record_meeting": _("The meeting was recorded as held"),
    "cancel_meeting": _("The meeting was cancelled"),
    "+": _("Added"),
    "~": _("Changed"),
    "-": _("Removed"),
}
WISHES_LABELS = {
    "wants_contact": _("Wants to be contacted"),
    "channel": _("How to reach the victim"),
    "safe_hours": _("Safe days and hours"),
    "safe_times": _("When it is safe, in words"),
    "voicemail_is_safe": _("A voicemail is safe"),
    "text_is_safe": _("A text message is safe"),
    "email_is_safe": _("An email is safe"),
    "letter_is_safe": _("A letter home is safe"),
    "care": _("What to take care of"),
    "language": _("Language spoken"),
    "needs_interpreter": _("Needs an interpreter"),
    "letters_in": _("Letters in"),
    "access_needs": _("What the victim needs to take part"),
    "update_every_days": _("Days between updates, as agreed"),
    "liaison_officer": _("Victim liaison officer"),
    "contact_officer": _("Victim contact officer"),
}
IDENTITY_LABELS = {
    "name": _("Name"),
    "preferred_name": _("Wants to be called"),
    "phone": _("Phone"),
    "email": _("Email"),
    "address": _("Address"),
    "born_on": _("Date of birth"),
    "representative": _("Representative"),
}

NFA_MILESTONE = _("Suspect %(n)s: the CPS decided on no further action")  # and never why
DISPOSAL_MILESTONE = _("Suspect %(n)s: the CPS decided to deal with them out of court")
NO_CHARGE_MILESTONE = "NO_CHARGE_ABOUT"  # of a decision that is about other victims only
STOPPED_MILESTONE = "STOPPED_ABOUT"  # of every charge about the victim
# Texts of the case for an ISVA: suspects by number, and no offence, name or reason.
MILESTONE_TEXT: dict[str, Promise] = {
    "SENT": _("Suspect %(n)s: sent to the CPS for a decision"),
    "CHARGE": _("Suspect %(n)s: the CPS decided on a charge"),
    "NFA_EVIDENTIAL": NFA_MILESTONE,
    "NFA_PUBLIC_INTEREST": NFA_MILESTONE,
    **dict.fromkeys(sorted(DISPOSAL_KINDS), DISPOSAL_MILESTONE),
    NO_CHARGE_MILESTONE: _("Suspect %(n)s: the CPS decided on no charge about the victim"),
    "CHARGED": _("Suspect %(n)s: charged by the police"),
    STOPPED_MILESTONE: _("Suspect %(n)s: the CPS stopped the charges about the victim"),
}
# What a list says of news until the victim is known to have been told: not how it went. By codes of
# their own, under which it is also recorded as shown.
DECIDED_NEWS, POLICE_NEWS, CPS_NEWS, COURT_NEWS = "DECIDED", "POLICE_NEWS", "CPS_NEWS", "COURT_NEWS"
UNTOLD_MILESTONE_TEXT: dict[str, Promise] = {
    DECIDED_NEWS: _("Suspect %(n)s: the CPS has decided"),
    POLICE_NEWS: _("Suspect %(n)s: there is news from the police"),
    CPS_NEWS: _("Suspect %(n)s: there is news from the CPS"),
    COURT_NEWS: _("Suspect %(n)s: there is news from the court"),
}
# That news is owed, and by whom, but not which; and that there are words on safety, but not those.
UNTOLD_NEWS, CAUTION = "UNTOLD", "CAUTION"
UNTOLD_NEWS_TEXT = _("There is news that the victim is owed")
CAUTION_TEXT = _("There is a caution to read")
ABOUT_SUSPECT_TEXT = _("Suspect %(n)s: %(what)s")
OWED_BY_TEXT = _("%(agency)s, by %(day)s")
ON_ITS_WAY_TEXT = _("%(owed)s. Sent on %(day)s, and not known to have arrived")
SUPPORT_STEP_LABELS = {
    "accept_support": _("Taken on by the service"),
    "decline_support": _("Not taken on by the service"),
    "assign_isva": _("Allocated to another ISVA"),
    "end_support": _("Support ended"),
}


def victim_verb_label(verb: str) -> str | Promise:
    """A verb of a victim's history in words."""
    return VICTIM_VERB_LABELS.get(verb, verb)


# The steps of a VRR request, as its page shows them.
REVIEW_STEP_LABELS = {
    "ask_for_review": _("Asked for"),
    "acknowledge_review_request": _("Acknowledged"),
    "name_reviewer": _("Reviewer named"),
    "decide_review": _("Reviewed"),
    "tell_review_outcome": _("The victim was told the outcome"),
    "review_outcome_came_back": _("The letter with the outcome did not arrive"),
    "withdraw_review_request": _("Withdrawn by the victim"),
}

REVIEW_VERB_LABELS = {
    "acknowledge_review_request": _("Acknowledge the request"),
    "name_reviewer": _("Name the reviewer"),
    "decide_review": _("Record the outcome of the review"),
    "tell_review_outcome": _("Record that the victim was told the outcome"),
    "withdraw_review_request": _("Withdraw the request"),
}
