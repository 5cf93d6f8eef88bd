"""The verbs of one action item: answers, their acceptance, cancellation and date requests."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import notices
from cases.action_plans.actions.action_item_due_dates import (
    extend_item_date,
    pause_item_date,
    resume_item_date,
    set_item_due_date,
)
from cases.action_plans.actions.action_item_log import (
    add_item_entry,
    close_action_item,
    notify_item_parties,
    other_side_capacities,
    resume_promised_notice,
    save_item_version,
)
from cases.action_plans.actions.action_plans import return_answered_suspects
from cases.action_plans.actions.victim_requests import check_new_words, check_requested_first
from cases.actions import turns
from cases.actions.open_case_action import (
    check_future_dates,
    open_case_action,
    save_next_version,
    suspects_of_row,
)
from cases.actions.paused_clocks import pause_unneeded_clocks
from cases.deadlines import has_passed
from cases.documents import store
from cases.documents.actions import uploads
from cases.documents.actions.answers import refer_to_documents
from cases.documents.file_types import detect_file_type
from cases.held_material.actions.answers import refer_to_material
from cases.models import (
    ActionItem,
    Answer,
    Case,
    DateRequest,
    Document,
    EntryKind,
    HeldMaterial,
    MgForm,
    Suspect,
    Weight,
)
from cases.models.case_key_of_text import reason_if_key_is_there
from cases.states import MOVES, NOBODY_WAITS_STATES, NOTHING_ASKED_STATES
from cases.statuses import ItemStatus
from people.access.scopes import Refused, Scope
from people.models import Side
from timeliness.actions import clocks

ENTRY_OF_ANSWER = {
    Answer.DONE: EntryKind.ANSWERED,
    Answer.PARTLY: EntryKind.PARTLY,
    Answer.CANNOT: EntryKind.CANNOT,
}


@transaction.atomic
@store.remove_files_on_failure()
def answer_item(
    *, item: ActionItem, by: Scope, at: datetime, answer: str, text: str,
    files: Sequence["UploadedFile[bytes]"] = (), mg_form: str = "",
    held: Sequence[HeldMaterial] = (), on_file: Sequence[Document] = (),
    version: int | None = None,
) -> ActionItem:  # fmt: skip
    """
    Answer an action item for the police: done, done in part, or cannot be provided, with documents.

    mg_form: code of MgForm, the document type of `files`. held, on_file: material held elsewhere,
    and documents of the case, that are an answer or part of it. Raises UnfitFile for a file that
    cannot be stored.
    """
    answer = Answer(answer)
    # Inspect before taking the lock: this may take seconds.
    kinds = [detect_file_type(file, by.user_id) for file in files]
    item = open_case_action("answer_item", item, by=by, at=at, version=version)
    check_requested_first(item, answer)
    entry = add_item_entry(item, ENTRY_OF_ANSWER[answer], by=by, at=at, text=text)
    refer_to_material(entry, answer, held, by=by)
    refer_to_documents(entry, on_file, by=by)
    for file, found in zip(files, kinds, strict=True):
        uploads.receive_upload(
            item.case, file, found, mg_form=MgForm(mg_form), by=by, at=at, entry=entry
        )
    item.answer = answer
    close_action_item(item, ItemStatus.ANSWERED, "answer_item", by=by, at=at)
    notify_item_parties(
        item, "answer_item", notices.PROSECUTOR_ROLES, "answer_received", by=by, at=at
    )
    return_answered_suspects(item.case, by=by, at=at)
    return item


@transaction.atomic
def accept_answer(
    *, item: ActionItem, by: Scope, at: datetime, text: str = "", version: int | None = None
) -> ActionItem:
    """Accept the police's answer to an action item."""
    item = open_case_action("accept_answer", item, by=by, at=at, version=version)
    add_item_entry(item, EntryKind.ACCEPTED, by=by, at=at, text=text)
    item.status = ItemStatus.ACCEPTED
    save_next_version(item, "accept_answer", by=by, at=at)
    notify_item_parties(item, "accept_answer", notices.OFFICER_ROLES, "answer_judged", by=by, at=at)
    return item


@transaction.atomic
def say_what_is_missing(
    *,
    item: ActionItem,
    by: Scope,
    at: datetime,
    text: str,
    due_on: date,
    not_reaching_because: str = "",
    version: int | None = None,
) -> ActionItem:
    """
    Reopen an answered action item, say what is missing and set a new due date.

    Suspects of an essential item return to the police. What was accepted has to be accepted again.
    Raises Refused if all suspects of the item are in NOBODY_WAITS_STATES.
    """
    item = open_case_action("say_what_is_missing", item, by=by, at=at, version=version)
    check_future_dates(due_on, at=at)
    suspects = _suspects_waited_for(item)
    check_new_words(item, text, not_reaching_because)
    add_item_entry(item, EntryKind.MISSING, by=by, at=at, text=text, date=due_on)
    item.status, item.answer, item.due_on = ItemStatus.OPEN, "", due_on
    item.taken_on_at = None
    _restart_item_clock(item, due_on, at=at)
    resume_promised_notice(item, at=at)
    save_item_version(item, by=by, at=at, reason=text)
    save_next_version(item, "say_what_is_missing", by=by, at=at)
    if item.weight == Weight.ESSENTIAL:
        for suspect in suspects:
            if suspect.state in MOVES["say_what_is_missing"]:
                turns.advance_suspect(suspect, "say_what_is_missing", by=by, at=at)
    turns.refresh_suspect_listing(item.case, by=by, at=at)
    notify_item_parties(
        item, "say_what_is_missing", notices.OFFICER_ROLES, "answer_judged", by=by, at=at
    )
    return item


def _suspects_waited_for(item: ActionItem) -> list[Suspect]:
    """The item's suspects. Raises Refused if nobody waits for any of them."""
    suspects = list(suspects_of_row(item))
    if all(suspect.state in NOBODY_WAITS_STATES for suspect in suspects):
        raise Refused(NOBODY_LEFT, is_stage=True)
    return suspects


@transaction.atomic
def cancel_item(
    *, item: ActionItem, by: Scope, at: datetime, text: str, version: int | None = None
) -> ActionItem:
    """Cancel an action item that the prosecutor no longer needs, with a reason."""
    item = open_case_action("cancel_item", item, by=by, at=at, version=version)
    add_item_entry(item, EntryKind.CANCELLED, by=by, at=at, text=text)
    close_action_item(item, ItemStatus.CANCELLED, "cancel_item", by=by, at=at)
    notify_item_parties(item, "cancel_item", notices.OFFICER_ROLES, "answer_judged", by=by, at=at)
    return_answered_suspects(item.case, by=by, at=at)
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
    """
    Ask the other side for another due date, with a reason.

    A request by the police pauses the item's date.
    """
    item = open_case_action("ask_for_date", item, by=by, at=at, version=version)
    check_future_dates(proposed_on, at=at)
    if proposed_on == item.due_on:
        raise Refused(_("The action has this date already. Enter another."), is_stage=True)
    DateRequest.objects.unscoped("ask for a date").create(
        case=item.case, item=item, proposed_on=proposed_on, reason=text, side=by.actor.side,
        by_id=by.actor.id, at=at,
    )  # fmt: skip
    add_item_entry(item, EntryKind.DATE_ASKED, by=by, at=at, text=text, date=proposed_on)
    item.date_asked_by = by.actor.side
    if by.side == Side.POLICE:
        pause_item_date(item, at=at)
    save_next_version(item, "ask_for_date", by=by, at=at)
    turns.refresh_suspect_listing(item.case, by=by, at=at)
    notify_item_parties(
        item, "ask_for_date", other_side_capacities(by), "date_change_asked", by=by, at=at
    )
    return item


@transaction.atomic
def answer_date_request(
    *, item: ActionItem, by: Scope, at: datetime, is_agreed: bool, text: str = "",
    version: int | None = None,
) -> ActionItem:  # fmt: skip
    """Agree to the other side's date request, or decline it with a reason."""
    item = open_case_action("answer_date_request", item, by=by, at=at, version=version)
    request = DateRequest.objects.unscoped("answer a date").get(item=item, answered_at=None)
    if is_agreed and has_passed(request.proposed_on, at=at):
        raise Refused(_("The proposed date has passed. Do not agree, and say why."), is_stage=True)
    kind = EntryKind.DATE_AGREED if is_agreed else EntryKind.DATE_REFUSED
    add_item_entry(item, kind, by=by, at=at, text=text, date=request.proposed_on)
    request.is_agreed, request.answer = is_agreed, text
    request.answered_by_id, request.answered_at = by.user_id, at
    request.save()
    item.date_asked_by = ""
    if is_agreed:
        set_item_due_date(item, request.proposed_on, at=at)
        reason = reason_if_key_is_there(request.reason, item.case_id)
        save_item_version(item, by=by, at=at, reason=reason, side=request.side)
    elif request.side == Side.POLICE:
        extend_item_date(item, by=by, at=at)
    save_next_version(item, "answer_date_request", by=by, at=at)
    turns.refresh_suspect_listing(item.case, by=by, at=at)
    notify_item_parties(
        item, "answer_date_request", other_side_capacities(by), "date_change_answered", by=by, at=at
    )
    return item


@transaction.atomic
def withdraw_date_request(
    *, item: ActionItem, by: Scope, at: datetime, text: str = "", version: int | None = None
) -> ActionItem:
    """Withdraw a date request that has no answer yet; it stays on the page."""
    item = open_case_action("withdraw_date_request", item, by=by, at=at, version=version)
    request = DateRequest.objects.unscoped("withdraw a date").get(item=item, answered_at=None)
    add_item_entry(item, EntryKind.DATE_DROPPED, by=by, at=at, text=text, date=request.proposed_on)
    request.is_agreed, request.answer = False, text
    request.answered_by_id, request.answered_at = by.user_id, at
    request.save()
    item.date_asked_by = ""
    resume_item_date(item, at=at)
    save_next_version(item, "withdraw_date_request", by=by, at=at)
    turns.refresh_suspect_listing(item.case, by=by, at=at)
    notify_item_parties(
        item,
        "withdraw_date_request",
        other_side_capacities(by),
        "date_change_answered",
        by=by,
        at=at,
    )
    return item


NOBODY_LEFT = gettext_lazy("No one is waiting any more for a suspect this action is about.")


def cancel_items_nobody_waits_for(case: Case, *, by: Scope, at: datetime) -> None:
    """
    Cancel the open items whose suspects are all in NOTHING_ASKED_STATES.

    That is after no further action, or once the referral is withdrawn. Items about a suspect who is
    to be charged stay open: the evidence is still needed. Items about a finalised suspect stay open
    with paused clocks, because the suspect may be reopened.
    """
    items = case.action_items.unscoped("actions nobody waits for").filter(status=ItemStatus.OPEN)
    wanted = Suspect.objects.unscoped("who is still waited for").filter(case=case)
    wanted = wanted.exclude(state__in=NOTHING_ASKED_STATES)
    for item in items.exclude(suspects__in=wanted).select_related("clock"):
        item.case = case
        add_item_entry(item, EntryKind.CANCELLED, by=by, at=at, text=str(NOBODY_LEFT))
        close_action_item(item, ItemStatus.CANCELLED, "close_item", by=by, at=at)
    pause_unneeded_clocks(case, at=at)


def _restart_item_clock(item: ActionItem, due_on: date, *, at: datetime) -> None:
    item.clock.closed_at = None
    clocks.move_clock(item.clock, due_on=due_on, at=at)
