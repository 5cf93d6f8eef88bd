"""
What the police record, as the authorised person, before they ask for what is the victim's.

Source: Police, Crime, Sentencing and Courts Act 2022, ss.37–39 (devices), 44A (when a request may
be made), 44B (notice to the victim), 44D (the code of practice).
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.action_plans import return_answered
from cases.actions.base import begin, must_have_happened
from cases.actions.conversations import close, record, say, tell
from cases.deadlines import in_words
from cases.models import (
    ActionItem,
    EntryKind,
    Reach,
    StatutoryDecision,
    VictimNotice,
    VictimRequest,
)
from cases.permissions import ITEM
from cases.statuses import ItemStatus
from people.access import Refused, Scope, standing

WITHDRAWN = _("The victim withdrew the agreement on %(day)s. Nothing more is taken.")
MUST_BE_TOLD = _("The owner of a device must be told in writing. There is no exception.")
PROBATIVE_VALUE = _("Enter why the notes are likely to have substantial probative value.")


@transaction.atomic
def record_authority(
    *, victim_request: VictimRequest, by: Scope, at: datetime, authorised_by: str,
    authorised_on: date, line_of_inquiry: str, necessity: str, other_means: str,
    probative_value: str = "",
) -> VictimRequest:  # fmt: skip
    """Who decided that the request may be made, when, and that each condition is met."""
    request, item = _begin("record_authority", victim_request, by=by, at=at)
    must_have_happened(authorised_on, at=at)
    if (request.reach == Reach.COUNSELLING) != bool(probative_value):
        raise Refused(PROBATIVE_VALUE, is_stage=True)
    StatutoryDecision.objects.system("record a statutory decision").create(
        case=request.case, request=request, reach=request.reach, authorised_by=authorised_by,
        authorised_on=authorised_on, line_of_inquiry=line_of_inquiry, necessity=necessity,
        other_means=other_means, probative_value=probative_value, by_id=by.user_id, at=at,
    )  # fmt: skip
    request.authorised_on = authorised_on
    return _keep(request, item, "record_authority", "authorised_on", by=by, at=at)


@transaction.atomic
def record_notice(
    *,
    victim_request: VictimRequest,
    by: Scope,
    at: datetime,
    given_on: date | None = None,
    what: str = "",
    why: str = "",
    handling: str = "",
    may_refuse: bool = False,
    exception: str = "",
) -> VictimRequest:
    """What the victim was told in writing, and when; or the exception relied on."""
    request, item = _begin("record_notice", victim_request, by=by, at=at)
    if given_on:
        must_have_happened(given_on, at=at)
    if exception and (request.is_excepted or request.reach == Reach.DEVICE):
        raise Refused(MUST_BE_TOLD if request.reach == Reach.DEVICE else EXCEPTED, is_stage=True)
    VictimNotice.objects.system("record what the victim was told").create(
        case=request.case, request=request, reach=request.reach, given_on=given_on, what=what,
        why=why, handling=handling, may_refuse=may_refuse, exception=exception, by_id=by.user_id,
        at=at,
    )  # fmt: skip
    field = "is_excepted" if exception else "notified_on"
    setattr(request, field, True if exception else given_on)
    return _keep(request, item, "record_notice", field, by=by, at=at)


EXCEPTED = _("The exception has been recorded already.")


@transaction.atomic
def record_agreement(
    *, victim_request: VictimRequest, by: Scope, at: datetime, agreed_on: date
) -> VictimRequest:
    """The victim agreed in writing to hand over a device and to what is taken from it (s.39)."""
    request, item = _begin("record_agreement", victim_request, by=by, at=at)
    must_have_happened(agreed_on, at=at)
    request.agreed_on = agreed_on
    return _keep(request, item, "record_agreement", "agreed_on", by=by, at=at)


@transaction.atomic
def mark_requested(
    *, victim_request: VictimRequest, by: Scope, at: datetime, requested_on: date
) -> VictimRequest:
    """The request was made, or the device taken in: after all that had to come before."""
    request, item = _begin("mark_requested", victim_request, by=by, at=at)
    before = (request.authorised_on, request.notified_on, request.agreed_on)
    must_have_happened(requested_on, at=at, since=max(day for day in before if day))
    request.requested_on = requested_on
    return _keep(request, item, "mark_requested", "requested_on", by=by, at=at)


@transaction.atomic
def record_withdrawal(
    *, victim_request: VictimRequest, by: Scope, at: datetime, withdrawn_on: date
) -> VictimRequest:
    """The victim took the agreement back: nothing more is taken, and an open action is closed."""
    request = begin("record_withdrawal", victim_request, by=by, at=at)
    assert request.agreed_on is not None
    must_have_happened(withdrawn_on, at=at, since=request.agreed_on)
    item = _item(request, by=by)
    request.withdrawn_on = withdrawn_on
    request.save(update_fields=["withdrawn_on"])
    if item.status == ItemStatus.OPEN:
        text = str(WITHDRAWN % {"day": in_words(withdrawn_on)})
        say(item, EntryKind.CANCELLED, by=by, at=at, text=text)
        close(item, ItemStatus.CANCELLED, "record_withdrawal", by=by, at=at)
    tell(item, "record_withdrawal", notices.PROSECUTORS, "agreement_withdrawn", by=by, at=at)
    return_answered(item.case, by=by, at=at)
    return request


def _begin(
    verb: str, request: VictimRequest, *, by: Scope, at: datetime
) -> tuple[VictimRequest, ActionItem]:
    """Nothing is recorded about an action that the police can no longer answer."""
    request = begin(verb, request, by=by, at=at)
    item = _item(request, by=by)
    ITEM.check(standing(by, item), "answer_item", item)
    return request, item


def _item(request: VictimRequest, *, by: Scope) -> ActionItem:
    item = ActionItem.objects.for_scope(by).select_related("clock").get(pk=request.item_id)
    item.case = request.case
    return item


def _keep(
    request: VictimRequest, item: ActionItem, verb: str, field: str, *, by: Scope, at: datetime
) -> VictimRequest:
    request.save(update_fields=[field])
    record(item, verb, by=by, at=at)
    return request
