"""A victim's special measures, the steps of their personal statement, and their withdrawals."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from people.access.scopes import Scope
from victims.models import (
    SpecialMeasure,
    StatementEntry,
    VictimRecord,
    Withdrawal,
    WithdrawalReason,
)
from victims.permissions import WITHDRAWAL
from victims.special_measures import SpecialMeasureKind


@dataclass(frozen=True)
class WithdrawalDetail:
    """A withdrawal in words, and the verbs that the reader may do."""

    withdrawal: Withdrawal
    facts: list[tuple[str, str]]  # (question, answer)
    allowed: frozenset[str]


def special_measures_of_victim(
    record: VictimRecord, scope: Scope
) -> list[tuple[str | Promise, SpecialMeasure, list[SpecialMeasure]]]:
    """[(special measure, its last step, earlier steps)] of those that have steps. One query."""
    rows = SpecialMeasure.objects.for_scope(scope).filter(record=record).select_related("by")
    steps: dict[str, list[SpecialMeasure]] = {}
    for step in rows.order_by("-at", "-on"):
        steps.setdefault(step.measure, []).append(step)
    return [
        (each.label, *_last_step_and_earlier(steps[each]))
        for each in SpecialMeasureKind
        if each in steps
    ]


def _last_step_and_earlier(
    steps: list[SpecialMeasure],
) -> tuple[SpecialMeasure, list[SpecialMeasure]]:
    return steps[0], steps[1:]


def statement_entries_of_victim(record: VictimRecord, scope: Scope) -> list[StatementEntry]:
    """The steps of the offer of a personal statement, newest first. One query."""
    rows = StatementEntry.objects.for_scope(scope).filter(record=record)
    return list(rows.select_related("by").order_by("-at", "-on"))


def withdrawals_of_victim(
    record: VictimRecord, scope: Scope, capacities: frozenset[str]
) -> list[WithdrawalDetail]:
    """The victim's withdrawals, newest first. One query."""
    rows = Withdrawal.objects.for_scope(scope).filter(record=record)
    who = scope.standing_with(capacities)
    return [
        WithdrawalDetail(each, list(_withdrawal_facts(each)), WITHDRAWAL.allowed_verbs(who, each))
        for each in rows.select_related("by", "taken_back_by").order_by("-at")
    ]


def _withdrawal_facts(withdrawal: Withdrawal) -> Iterator[tuple[str, str]]:
    reasons = [WithdrawalReason(code).label for code in withdrawal.reasons]
    confirmed = withdrawal.get_confirmed_by_display() or _("No one yet: ask the victim")
    yield _("Why"), "; ".join(map(str, reasons))
    yield _("Stage"), withdrawal.get_stage_display()
    yield _("Who said so"), withdrawal.get_told_by_display()
    yield _("To whom"), withdrawal.get_told_to_display()
    yield _("Confirmed by"), confirmed
    yield _("An ISVA was offered"), _yes_or_no(withdrawal.is_isva_offered)
    yield _("A statement was taken"), _yes_or_no(withdrawal.is_statement_taken)
    yield (
        _("Going on without the victim’s evidence was considered"),
        _yes_or_no(withdrawal.is_evidence_led_considered),
    )


def _yes_or_no(fact: bool) -> str:
    return _("Yes") if fact else _("No")
