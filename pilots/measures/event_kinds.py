"""
The kinds of measure events that proportions are counted of, each event once, in one month
(pilots.measures.proportion_definitions).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class EventKind:
    """
    A kind of event. counted_in: the month that an event belongs to, in words. things: its plural.

    by_urgency: whether it can be filtered by urgency. Each further filter suppresses more, so only
    where the urgency is the event's own.
    """

    code: str
    things: Promise
    counted_in: Promise
    by_urgency: bool = False


CASE_KIND = EventKind(
    "cases", _("Cases recorded here"), _("A case counts in the month in which it was opened here.")
)
REFERRAL_KIND = EventKind(
    "referrals",
    _("Referrals for a charging decision"),
    _("A referral counts in the month in which a supervisor signed it off."),
)
ADVICE_KIND = EventKind(
    "advice",
    _("Requests for early advice taken on"),
    _(
        "A request counts in the month in which CPS triage accepted it, or in which its refusal "
        "was overturned if triage had not accepted it."
    ),
)
DECISION_KIND = EventKind(
    "decisions",
    _("Decisions in force"),
    _(
        "A decision about one suspect counts in the month in which it came into force: on its "
        "countersignature, where it has a second reader."
    ),
)
TRIAGE_KIND = EventKind(
    "triage",
    _("Submissions checked at triage"),
    _("A submission counts in the month in which triage accepted or returned it."),
    by_urgency=True,
)
REFERRED_KIND = EventKind(
    "suspects",
    _("Suspects referred for a charging decision"),
    _("A suspect counts in the month in which a supervisor first signed off a referral of them."),
)
FILE_KIND = EventKind(
    "files",
    _("Files assessed"),
    _(
        "A file counts in the month in which the prosecutor assessed it, for the "
        "police unit whose file it was."
    ),
    by_urgency=True,
)
ACTION_KIND = EventKind(
    "actions", _("Actions"), _("An action counts in the month in which its plan was set.")
)
PLAN_KIND = EventKind(
    "plans", _("Action plans"), _("A plan counts in the month in which it was set.")
)
COUNSELLING_PROPOSAL_KIND = EventKind(
    "counselling-proposals",
    _("Proposals to ask for counselling records"),
    _("A proposal counts in the month in which the prosecutor made it."),
)
COUNSELLING_REQUEST_KIND = EventKind(
    "counselling-requests",
    _("Requests for counselling records"),
    _("A request counts in the month in which the police were asked to make it."),
)
CLOSING_KIND = EventKind(
    "closings",
    _("Investigations closed by the police"),
    _(
        "A closing report counts in the month in which a supervisor signed it. One that was "
        "reopened since counts too."
    ),
)
POLICE_DUTY_KIND = EventKind(
    "police-duties",
    _("Duties of the police to tell"),
    _(
        "A duty counts in the month in which it was due. A duty that ended because the "
        "fact was corrected, or because the victim opted out, is not counted."
    ),
)
CPS_DUTY_KIND = EventKind("cps-duties", _("Duties of the CPS to tell"), POLICE_DUTY_KIND.counted_in)
CONTACT_KIND = EventKind(
    "contacts",
    _("Contacts that reached the victim"),
    _(
        "The days run from each contact that reached the victim until the next. A "
        "contact counts in its own month, by the interval that is agreed now. The last "
        "one ends with the case, or when the victim no longer wants to be contacted."
    ),
)
VICTIM_KIND = EventKind(
    "victims",
    _("Victims"),
    _("A victim counts in the month in which they were added to the case."),
)
