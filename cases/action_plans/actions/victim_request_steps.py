"""
Steps of a victim information request, recorded by the police as the authorised person.

Source: Police, Crime, Sentencing and Courts Act 2022, ss.37–39 (devices), 44A (when a request may
be made), 44C (the request to the holder), 44D (the code of practice). The notice to the
victim is in victim_notices.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.action_plans.actions.action_item_log import (
    add_item_entry,
    add_item_event,
    close_action_item,
)
from cases.action_plans.actions.action_plans import return_answered_suspects
from cases.actions import turns
from cases.actions.open_case_action import (
    add_timeline_event,
    check_past_dates,
    open_case_action,
)
from cases.models import (
    ActionItem,
    EntryKind,
    Reach,
    StatutoryDecision,
    Suspect,
    VictimRequest,
)
from cases.permissions import ITEM
from cases.statuses import ItemStatus
from cases.victim_request_law import are_of_list, are_questions_asked, steps_asked
from cases.victim_request_words import IN_FORCE_FROM
from people.access.scopes import Refused, Scope, standing_on
from people.text.dates import format_day

AGREEMENT_WITHDRAWN = _("The victim withdrew the agreement on %(day)s. Nothing more is taken.")
BELIEF = _("Enter why the holder is believed to have it. Of a device this is not asked.")
DECIDED_BEFORE = _(
    "This was decided before %(day)s, without what the Act asks from that day on. Answer that the "
    "action cannot be done as it stands, so that it can be set and decided again."
)
STEPS = _("Select the steps of the code of practice that were taken, of those that held that day.")
PROBATIVE_VALUE = _("Enter why the notes are likely to have substantial probative value.")


@transaction.atomic
def record_authority(
    *, victim_request: VictimRequest, by: Scope, at: datetime, authorised_by: str,
    authorised_on: date, line_of_inquiry: str, necessity: str, other_means: str,
    probative_value: str = "", how_known: str = "", belief: str = "", steps: Collection[str] = (),
) -> VictimRequest:  # fmt: skip
    """
    Record who authorised the request, when, and that each condition is met.

    belief: why the holder is believed to have it (s.44A(3)(a)); not of a device. steps: codes of
    the steps of the code of practice that were taken, of counselling notes once they are listed.
    Of a decision before IN_FORCE_FROM neither these nor the probative value is asked.
    """
    request = open_request_step("record_authority", victim_request, by=by, at=at)
    check_past_dates(authorised_on, at=at)
    is_asked = are_questions_asked(request.reach, authorised_on)
    _check_asked(request.reach == Reach.COUNSELLING, is_asked, probative_value, PROBATIVE_VALUE)
    _check_asked(request.reach != Reach.DEVICE, is_asked, how_known and belief, BELIEF)
    if not are_of_list(steps, steps_asked(request.reach, authorised_on, authorised_on)):
        raise Refused(STEPS, is_stage=True)
    StatutoryDecision.objects.unscoped("record a statutory decision").create(
        case=request.case, request=request, reach=request.reach, authorised_by=authorised_by,
        authorised_on=authorised_on, line_of_inquiry=line_of_inquiry, necessity=necessity,
        other_means=other_means, probative_value=probative_value, how_known=how_known,
        belief=belief, steps=sorted(steps), by_id=by.actor.id, at=at,
    )  # fmt: skip
    request.authorised_on = authorised_on
    return save_request_step(request, "record_authority", "authorised_on", by=by, at=at)


def _check_asked(is_of_reach: bool, is_asked: bool, said: str, reason: Promise) -> None:
    """Raise Refused where an answer that is asked is missing, or one is given that never is."""
    if bool(said) != is_of_reach and (said or is_asked):
        raise Refused(reason, is_stage=True)


@transaction.atomic
def record_agreement(
    *, victim_request: VictimRequest, by: Scope, at: datetime, agreed_on: date
) -> VictimRequest:
    """Record the victim's written agreement to hand over a device and to its extraction (s.39)."""
    request = open_request_step("record_agreement", victim_request, by=by, at=at)
    check_past_dates(agreed_on, at=at)
    request.agreed_on = agreed_on
    return save_request_step(request, "record_agreement", "agreed_on", by=by, at=at)


@transaction.atomic
def mark_requested(
    *, victim_request: VictimRequest, by: Scope, at: datetime, requested_on: date,
    request_text: str = "", request_means: str = "",
) -> VictimRequest:  # fmt: skip
    """
    Record that the request was made, or the device taken in, on or after all earlier steps.

    What waits for a holder is with others from then on. request_text: what the holder was told
    (s.44C, whose text was not read: kept as good practice).
    """
    request = open_request_step("mark_requested", victim_request, by=by, at=at)
    before = (request.authorised_on, request.notified_on, request.agreed_on)
    check_past_dates(requested_on, at=at, since=max(day for day in before if day))
    _check_decided_by_the_act(request, requested_on)
    request.requested_on = requested_on
    request.request_text, request.request_means = request_text, request_means
    fields = "requested_on", "request_text", "request_means"
    save_request_step(request, "mark_requested", *fields, by=by, at=at)
    turns.refresh_suspect_listing(request.case, by=by, at=at)
    return request


def _check_decided_by_the_act(request: VictimRequest, requested_on: date) -> None:
    """Raise Refused for a request under the Act on an earlier decision, without what it asks."""
    if not are_questions_asked(request.reach, requested_on):
        return
    decision = StatutoryDecision.objects.unscoped("what a request rests on").get(request=request)
    is_whole = decision.belief and (decision.probative_value or request.reach == Reach.HOLDER)
    if decision.authorised_on < IN_FORCE_FROM and not is_whole:
        raise Refused(DECIDED_BEFORE % {"day": format_day(IN_FORCE_FROM)}, is_stage=True)


@transaction.atomic
def record_withdrawal(
    *, victim_request: VictimRequest, by: Scope, at: datetime, withdrawn_on: date
) -> VictimRequest:
    """
    Record that the victim withdrew the agreement: nothing more is taken, an open item is cancelled.
    """
    request = open_case_action("record_withdrawal", victim_request, by=by, at=at)
    assert request.agreed_on is not None
    check_past_dates(withdrawn_on, at=at, since=request.agreed_on)
    request.item = item = item_of_request(request, by=by)
    request.withdrawn_on = withdrawn_on
    request.save(update_fields=["withdrawn_on"])
    if item and item.status == ItemStatus.OPEN:
        text = str(AGREEMENT_WITHDRAWN % {"day": format_day(withdrawn_on)})
        add_item_entry(item, EntryKind.CANCELLED, by=by, at=at, text=text)
        close_action_item(item, ItemStatus.CANCELLED, "record_withdrawal", by=by, at=at)
    notify_prosecutors(request, "record_withdrawal", "agreement_withdrawn", by=by, at=at)
    return_answered_suspects(request.case, by=by, at=at)
    return request


def open_request_step(
    verb: str, request: VictimRequest, *, by: Scope, at: datetime
) -> VictimRequest:
    """
    Open a step, with the action of the request, if it has one.

    Raises Refused if the police can no longer answer the action, unless the victim has still to be
    told of a request that was made, or an exception to that is looked at again.
    """
    request = open_case_action(verb, request, by=by, at=at)
    request.item = item = item_of_request(request, by=by)
    is_owed = request.is_notice_open and request.requested_on and verb == "record_notice"
    if item and not is_owed:  # what is owed is owed whatever became of the action
        ITEM.check(standing_on(by, item), "answer_item", item)
    return request


def item_of_request(request: VictimRequest, *, by: Scope) -> ActionItem | None:
    """The action of a request, with its clock and the locked case; None of one of the police's."""
    if request.item_id is None:
        return None
    item = ActionItem.objects.for_scope(by).select_related("clock").get(pk=request.item_id)
    item.case = request.case
    return item


def save_request_step(
    request: VictimRequest, verb: str, *fields: str, by: Scope, at: datetime
) -> VictimRequest:
    """Save these fields of the request, and add its timeline event."""
    request.save(update_fields=fields)
    add_request_event(request, verb, by=by, at=at)
    return request


def add_request_event(
    request: VictimRequest, verb: str, *, by: Scope, at: datetime
) -> list[Suspect]:
    """Add a timeline event for those who may know of the request. Returns its suspects."""
    if request.item:
        return add_item_event(request.item, verb, by=by, at=at)
    add_timeline_event(verb, request.case, by=by, at=at, only_side=request.only_side)
    return []


def notify_prosecutors(
    request: VictimRequest, verb: str, notice: str, *, by: Scope, at: datetime
) -> None:
    """Add a timeline event, and notify the prosecutors if the CPS may know of the request."""
    suspects = add_request_event(request, verb, by=by, at=at)
    if not request.only_side:
        notices.notify_named_roles(
            notices.PROSECUTOR_ROLES, request.case, suspects, notice=notice, at=at
        )
