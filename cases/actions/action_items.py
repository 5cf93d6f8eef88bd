"""One action of a plan: the police answer, the prosecutor judges, both agree on its date."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import notices, store
from cases.actions import turns, uploads
from cases.actions.action_plans import return_answered
from cases.actions.base import begin, bump, must_be_kept, suspects_of
from cases.actions.conversations import close, keep_version, other, say, tell
from cases.actions.resting import let_rest
from cases.actions.victim_requests import must_have_been_requested
from cases.actions.waiting_for_cps import run_on, run_on_later, run_until, stand_still
from cases.deadlines import has_passed
from cases.files import inspect
from cases.models import ActionItem, Answer, Case, DateRequest, EntryKind, MgForm, Suspect, Weight
from cases.states import MOVES, NOBODY_WAITS, NOTHING_ASKED
from cases.statuses import ItemStatus
from people.access import Refused, Scope
from people.models import Side
from timeliness.actions import clocks


@transaction.atomic
@store.all_or_none()
def answer_item(
    *,
    item: ActionItem,
    by: Scope,
    at: datetime,
    answer: str,
    text: str,
    files: Sequence[UploadedFile] = (),
    mg_form: str = "",
    version: int | None = None,
) -> ActionItem:
    """
    The police say it is done, or that it cannot be provided because; documents go along.

    mg_form: what the documents are, a code of MgForm.
    """
    answer = Answer(answer)
    # Before the lock, because it may take a moment.
    kinds = [inspect(file, by.user_id) for file in files]
    item = begin("answer_item", item, by=by, at=at, version=version)
    must_have_been_requested(item, answer)
    kind = EntryKind.ANSWERED if answer == Answer.DONE else EntryKind.CANNOT
    entry = say(item, kind, by=by, at=at, text=text)
    for file, found in zip(files, kinds, strict=True):
        uploads.receive(item.case, file, found, mg_form=MgForm(mg_form), by=by, at=at, entry=entry)
    item.answer = answer
    close(item, ItemStatus.ANSWERED, "answer_item", by=by, at=at)
    tell(item, "answer_item", notices.PROSECUTORS, "answer_received", by=by, at=at)
    return_answered(item.case, by=by, at=at)
    return item


@transaction.atomic
def accept_answer(
    *, item: ActionItem, by: Scope, at: datetime, text: str = "", version: int | None = None
) -> ActionItem:
    """The prosecutor has what was needed."""
    item = begin("accept_answer", item, by=by, at=at, version=version)
    say(item, EntryKind.ACCEPTED, by=by, at=at, text=text)
    item.status = ItemStatus.ACCEPTED
    bump(item, "accept_answer", by=by, at=at)
    tell(item, "accept_answer", notices.OFFICER, "answer_judged", by=by, at=at)
    return item


@transaction.atomic
def say_what_is_missing(
    *,
    item: ActionItem,
    by: Scope,
    at: datetime,
    text: str,
    due_on: date,
    version: int | None = None,
) -> ActionItem:
    """The answer is not enough: the action is open again, with a date, and the police's turn."""
    item = begin("say_what_is_missing", item, by=by, at=at, version=version)
    must_be_kept(due_on, at=at)
    suspects = list(suspects_of(item))
    if all(suspect.state in NOBODY_WAITS for suspect in suspects):
        raise Refused(NOBODY_LEFT, is_stage=True)
    say(item, EntryKind.MISSING, by=by, at=at, text=text, date=due_on)
    item.status, item.answer, item.due_on = ItemStatus.OPEN, "", due_on
    item.taken_on_at = None  # it asks for more than was accepted
    _run_again(item, due_on, at=at)
    keep_version(item, by=by, at=at, reason=text)
    bump(item, "say_what_is_missing", by=by, at=at)
    if item.weight == Weight.ESSENTIAL:
        for suspect in suspects:
            if suspect.state in MOVES["say_what_is_missing"]:
                turns.move(suspect, "say_what_is_missing", by=by, at=at)
    turns.keep_listed(item.case, by=by, at=at)
    tell(item, "say_what_is_missing", notices.OFFICER, "answer_judged", by=by, at=at)
    return item


@transaction.atomic
def cancel_item(
    *, item: ActionItem, by: Scope, at: datetime, text: str, version: int | None = None
) -> ActionItem:
    """The prosecutor no longer needs it; the reason is said."""
    item = begin("cancel_item", item, by=by, at=at, version=version)
    say(item, EntryKind.CANCELLED, by=by, at=at, text=text)
    close(item, ItemStatus.CANCELLED, "cancel_item", by=by, at=at)
    tell(item, "cancel_item", notices.OFFICER, "answer_judged", by=by, at=at)
    return_answered(item.case, by=by, at=at)
    return item


@transaction.atomic
def ask_for_date(
    *,
    item: ActionItem,
    by: Scope,
    at: datetime,
    proposed_on: date,
    text: str,
    version: int | None = None,
) -> ActionItem:
    """Either side asks for another date, with a reason."""
    item = begin("ask_for_date", item, by=by, at=at, version=version)
    must_be_kept(proposed_on, at=at)
    if proposed_on == item.due_on:
        raise Refused(_("The action has this date already. Enter another."), is_stage=True)
    DateRequest.objects.system("ask for a date").create(
        case=item.case, item=item, proposed_on=proposed_on, reason=text, side=by.side,
        by_id=by.user_id, at=at,
    )  # fmt: skip
    say(item, EntryKind.DATE_ASKED, by=by, at=at, text=text, date=proposed_on)
    assert by.side is not None
    item.date_asked_by = by.side
    if by.side == Side.POLICE:
        stand_still(item, at=at)
    bump(item, "ask_for_date", by=by, at=at)
    turns.keep_listed(item.case, by=by, at=at)
    tell(item, "ask_for_date", other(by), "date_change_asked", by=by, at=at)
    return item


@transaction.atomic
def answer_date_request(
    *,
    item: ActionItem,
    by: Scope,
    at: datetime,
    is_agreed: bool,
    text: str = "",
    version: int | None = None,
) -> ActionItem:
    """The other side agrees to the date, or does not and says why."""
    item = begin("answer_date_request", item, by=by, at=at, version=version)
    request = DateRequest.objects.system("answer a date").get(item=item, answered_at=None)
    if is_agreed and has_passed(request.proposed_on, at=at):
        raise Refused(_("The proposed date has passed. Do not agree, and say why."), is_stage=True)
    kind = EntryKind.DATE_AGREED if is_agreed else EntryKind.DATE_REFUSED
    say(item, kind, by=by, at=at, text=text, date=request.proposed_on)
    request.is_agreed, request.answer = is_agreed, text
    request.answered_by_id, request.answered_at = by.user_id, at
    request.save()
    item.date_asked_by = ""
    if is_agreed:
        run_until(item, request.proposed_on, at=at)
        keep_version(item, by=by, at=at, reason=request.reason, side=request.side)
    elif request.side == Side.POLICE:
        run_on_later(item, by=by, at=at)
    bump(item, "answer_date_request", by=by, at=at)
    turns.keep_listed(item.case, by=by, at=at)
    tell(item, "answer_date_request", other(by), "date_change_answered", by=by, at=at)
    return item


@transaction.atomic
def withdraw_date_request(
    *, item: ActionItem, by: Scope, at: datetime, text: str = "", version: int | None = None
) -> ActionItem:
    """Whoever asked for another date needs it no longer; the request stays on the page."""
    item = begin("withdraw_date_request", item, by=by, at=at, version=version)
    request = DateRequest.objects.system("withdraw a date").get(item=item, answered_at=None)
    say(item, EntryKind.DATE_DROPPED, by=by, at=at, text=text, date=request.proposed_on)
    request.is_agreed, request.answer = False, text
    request.answered_by_id, request.answered_at = by.user_id, at
    request.save()
    item.date_asked_by = ""
    run_on(item, at=at)
    bump(item, "withdraw_date_request", by=by, at=at)
    turns.keep_listed(item.case, by=by, at=at)
    tell(item, "withdraw_date_request", other(by), "date_change_answered", by=by, at=at)
    return item


NOBODY_LEFT = gettext_lazy("No one is waiting any more for a suspect this action is about.")


def close_where_nobody_is_left(case: Case, *, by: Scope, at: datetime) -> None:
    """
    Cancel the open actions that are only about suspects whom nobody waits for any more.

    That is after no further action, or when the referral was withdrawn. What was asked about a
    suspect who is to be charged stays asked: the evidence is still wanted. About one whose
    case may be taken up again it stays asked too, and its clock rests.
    """
    items = case.action_items.system("actions nobody waits for").filter(status=ItemStatus.OPEN)
    wanted = Suspect.objects.system("who is still waited for").filter(case=case)
    wanted = wanted.exclude(state__in=NOTHING_ASKED)
    for item in items.exclude(suspects__in=wanted).select_related("clock"):
        item.case = case
        say(item, EntryKind.CANCELLED, by=by, at=at, text=str(NOBODY_LEFT))
        close(item, ItemStatus.CANCELLED, "close_item", by=by, at=at)
    let_rest(case, at=at)


def _run_again(item: ActionItem, due_on: date, *, at: datetime) -> None:
    item.clock.closed_at = None
    clocks.move(item.clock, due_on=due_on, at=at)
