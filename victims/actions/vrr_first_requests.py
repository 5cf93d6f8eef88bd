"""A VRR request is refused while another is open, or once the decision has been reviewed."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Suspect
from people.access.scopes import Refused
from people.models import Side
from people.models.nullable import not_null
from victims.actions.decision_facts import DecisionFacts
from victims.actions.reviewable_decisions import STOPPED_DECISIONS
from victims.models import RightToReview, VictimRecord
from victims.states import REVIEW_COUNTS, REVIEW_OPEN
from victims.vrr_rules import ReviewableDecision

REVIEW_ALREADY_ASKED = _(
    "A review about this suspect has already been asked for, and has not ended."
)
DECISION_ALREADY_REVIEWED = _("This decision has been reviewed for this victim already.")


def check_first_request(
    record: VictimRecord, suspect: Suspect, case_facts: DecisionFacts, reviewed: ReviewableDecision
) -> None:
    """
    Raise Refused if a request about the suspect is open, or the victim has had this one reviewed.

    One decision to charge stands behind several that are reviewed each: that charges were
    discontinued, that no evidence was offered on others, and that those were left on the file again
    which had gone on by leave of a court since they were left there first.
    """
    rows = RightToReview.objects.unscoped("what she has asked before").filter(record=record)
    if rows.filter(suspect=suspect, status__in=REVIEW_OPEN).exists():
        raise Refused(REVIEW_ALREADY_ASKED, is_stage=True)
    counts = rows.filter(decision=case_facts.decision, status__in=REVIEW_COUNTS)
    is_of_court = case_facts.decision is None and reviewed in STOPPED_DECISIONS
    if case_facts.decision is None:  # the police closed it, or the court stopped it, on that day
        counts = counts.filter(decided_on=not_null(case_facts.decided_on))
    if is_of_court:  # how it came to be stopped is not recorded
        counts = counts.filter(reviewed__in=STOPPED_DECISIONS)
    elif case_facts.decision is None:
        counts = counts.filter(side=Side.POLICE)
    else:
        counts = counts.filter(reviewed=reviewed)
    if stop := case_facts.stop:  # the release before names no stop: what it asked was of the last
        of_this = Q(stop__number__gte=stop.number) | Q(stop=None, at__gte=stop.in_force_at)
        counts = counts.filter(of_this)
    if (is_of_court or case_facts.decided_at) and counts.filter(suspect=suspect).exists():
        raise Refused(DECISION_ALREADY_REVIEWED, is_stage=True)
