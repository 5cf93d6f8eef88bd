"""The kinds of things that shares are counted of, each once, in one month (pilots.questions)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Subject:
    """
    counted_in: of which month one of them is, in words. things: what they are called.

    by_urgency: whether they can be asked for by urgency. Each further filter hides more of what
    there is, so only where the urgency is the thing's own.
    """

    code: str
    things: Promise
    counted_in: Promise
    by_urgency: bool = False


TRIAGE = Subject(
    "triage",
    _("Submissions checked at triage"),
    _("A submission is of the month in which triage accepted or returned it."),
    by_urgency=True,
)
FILES = Subject(
    "files",
    _("Files assessed"),
    _(
        "A file is of the month in which the prosecutor assessed it, and of the police unit whose "
        "file it was."
    ),
    by_urgency=True,
)
ACTIONS = Subject(
    "actions", _("Actions"), _("An action is of the month in which its plan was set.")
)
PLANS = Subject("plans", _("Action plans"), _("A plan is of the month in which it was set."))
POLICE_DUTIES = Subject(
    "police-duties",
    _("Duties of the police to tell"),
    _(
        "A duty is of the month in which it was due. One that ended because its fact was "
        "corrected, or because the victim opted out, is counted nowhere."
    ),
)
CPS_DUTIES = Subject("cps-duties", _("Duties of the CPS to tell"), POLICE_DUTIES.counted_in)
CONTACTS = Subject(
    "contacts",
    _("Contacts that got through"),
    _(
        "From each contact that got through, the days run until the next. It is of the month of "
        "that contact, by the interval that is agreed now. The last of them is over with the "
        "case, or when the victim wants to hear no more."
    ),
)
VICTIMS = Subject(
    "victims",
    _("Victims"),
    _("A victim is of the month in which they were added to the case."),
)
