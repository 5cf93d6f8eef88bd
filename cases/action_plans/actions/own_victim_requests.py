"""
Requests for material about a victim that the police make on their own decision (ADR 145).

The statute binds the authorised person whoever first thought of asking: Police, Crime, Sentencing
and Courts Act 2022, ss.37 and 44A. The same steps follow as for an action of a plan.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.action_plans.actions.action_item_log import stop_promised_notices
from cases.action_plans.actions.victim_request_steps import save_request_step
from cases.action_plans.actions.victim_requests import OUT_OF_ORDER, check_asked_once
from cases.actions.open_case_action import add_timeline_event, open_case_action
from cases.models import Reach, Victim, VictimRequest
from people.access.scopes import Refused, Scope

PRESUMPTION = _(
    "Enter what rebuts the presumption against asking for records of counselling or support. Of "
    "other material it is not asked."
)


@transaction.atomic
def begin_victim_request(
    *, victim: Victim, by: Scope, at: datetime, reach: str, material: str, holder: str,
    from_on: date, to_on: date, necessity: str, less_intrusive: str, rebuttal: str = "",
    again_because: str = "",
) -> VictimRequest:  # fmt: skip
    """
    Begin a request about a victim: what is asked of whom, and why. Nobody has been asked yet.

    rebuttal: of the presumption against asking for counselling notes (s.44D); of nothing else.
    again_because: required where the same was asked for before. It is private to the police until
    the CPS knows of the victim. Raises Refused.
    """
    victim = open_case_action("begin_victim_request", victim, by=by, at=at)
    if from_on > to_on:
        raise Refused(OUT_OF_ORDER, is_stage=True)
    if bool(rebuttal) != (Reach(reach) == Reach.COUNSELLING):
        raise Refused(PRESUMPTION, is_stage=True)
    check_asked_once(
        victim.case_id, victim=victim, reach=reach, holder=holder, from_on=from_on, to_on=to_on,
        again_because=again_because, by=by, at=at,
    )  # fmt: skip
    request = VictimRequest.objects.unscoped("begin a request of the police").create(
        case=victim.case, victim=victim, reach=Reach(reach), material=material, holder=holder,
        from_on=from_on, to_on=to_on, necessity=necessity, less_intrusive=less_intrusive,
        rebuttal=rebuttal, again_because=again_because, only_side=victim.only_side,
        set_by_id=by.actor.id, set_at=at,
    )  # fmt: skip
    add_timeline_event(
        "begin_victim_request", victim.case, by=by, at=at, made=str(victim.number),
        only_side=request.only_side,
    )  # fmt: skip
    return request


@transaction.atomic
def drop_victim_request(
    *, victim_request: VictimRequest, by: Scope, at: datetime, because: str
) -> VictimRequest:
    """
    Give up one of the police's own requests: it is not made, or no reply is waited for any more.

    A notice that was promised is no longer owed where nobody was asked; where somebody was, it is.
    """
    request = open_case_action("drop_victim_request", victim_request, by=by, at=at)
    if request.requested_on is None:
        stop_promised_notices(request, at=at)
    request.dropped_at, request.dropped_because = at, because
    return save_request_step(
        request, "drop_victim_request", "dropped_at", "dropped_because", by=by, at=at
    )
