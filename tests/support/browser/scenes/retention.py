"""
Closed cases: one that can be destroyed, one on hold whose destruction was proposed, and one whose
victim's identity was destroyed.
"""

from cases.decisions.actions import finalisations
from cases.models import Case
from cases.retention.actions import retention
from devtools.case_builder import CaseBuilder
from tests.support.browser.scenes.action_plans import LONG
from victims.actions import identity_destructions
from victims.models import VictimRecord

WHY = LONG[:480]


def build_closed_cases(people, start):
    """{name: builder} of a case that no rule keeps, and one whose destruction waits."""
    closed = {name: _closed_case(people, start) for name in ("to_destroy", "to_keep", "erased")}
    for name in ("to_destroy", "erased"):
        _propose_to_destroy_identity(closed[name])
    erased = closed["erased"]
    erased.do(
        identity_destructions.approve_identity_destruction, "manager",
        destruction=erased.identity_destruction,
    )  # fmt: skip
    waits = closed["to_keep"]
    about = {"case": Case.objects.unscoped("scene").get(pk=waits.case.pk), "reason": WHY}
    waits.destruction = waits.do(
        retention.propose_destruction, "supervisor", rule="DEMONSTRATION", **about
    )
    refused = waits.do(retention.propose_destruction, "manager", rule="DEMONSTRATION", **about)
    waits.do(retention.refuse_destruction, "supervisor", destruction=refused, text=WHY)
    ended = waits.do(retention.place_legal_hold, "supervisor", **about)
    waits.do(retention.end_legal_hold, "supervisor", hold=ended, reason=WHY)
    waits.hold = waits.do(retention.place_legal_hold, "manager", **about)
    until = waits.at.date().replace(day=1, year=waits.at.year + 2)
    waits.do(retention.review_retention, "manager", keep_until=until, **about)
    return closed


def _propose_to_destroy_identity(builder):
    """The police propose to destroy who the victim is; they have withdrawn one proposal before."""
    record = VictimRecord.objects.unscoped("scene").get(pk=builder.victim.pk)
    about = {"record": record, "reason": WHY}
    first = builder.do(identity_destructions.propose_identity_destruction, "supervisor", **about)
    builder.do(identity_destructions.withdraw_identity_destruction, "supervisor", destruction=first)
    builder.identity_destruction = builder.do(
        identity_destructions.propose_identity_destruction, "supervisor", **about
    )


def _closed_case(people, start):
    builder = CaseBuilder(people, at=start).accept()
    builder.do(
        finalisations.finalise_administratively, "manager", suspect=builder.suspects[0],
        reason="OTHER", text=WHY,
    )  # fmt: skip
    return builder
