"""Log what a person is shown by a victim's consent, as it is shown."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError

from people.access import audit_log
from people.access.row_security import for_purpose
from people.access.scopes import Scope
from timeliness.calendar import london_day
from victims.models import (
    AnswerReceived,
    Consent,
    ConsentCategory,
    NoteReceived,
    Shown,
    Support,
)
from victims.queries.consent_sharing import SharedFact
from victims.queries.shared_fact_text import SHOWN_ANSWER

SHOWN_PURPOSE = "what was shown by consent"


@for_purpose(SHOWN_PURPOSE)
def record_support_shown(
    *, supports: Iterable[Support], notes: Iterable[NoteReceived], by: Scope
) -> None:
    """
    Log what a user of police or CPS is shown by consent: the service's name and these notes.

    Each fact is logged once for each person, at the first time. Raises AuditWriteFailed where the
    log cannot be written; the page then fails.
    """
    notes = list(notes)
    sent_on = {note.relied_on[0]["consent"] for note in notes}
    of = dict(
        Consent.objects.unscoped(SHOWN_PURPOSE).filter(pk__in=sent_on).values_list("pk", "support")
    )
    rows = [
        Shown(
            case_id=each.case_id, support=each, to_id=by.actor.id, at=by.at,
            category=ConsentCategory.IS_SUPPORTED, code="SERVICE",
        )
        for each in supports
    ] + [
        Shown(
            case_id=note.case_id, support_id=of[UUID(note.relied_on[0]["consent"])],
            to_id=by.actor.id, at=by.at, category=ConsentCategory.LIAISON, code="NOTE", note=note,
            on=london_day(note.at),
        )
        for note in notes
    ]  # fmt: skip
    _save_shown_rows(rows)


@for_purpose(SHOWN_PURPOSE)
def record_answers_shown(*, answers: Iterable[AnswerReceived], by: Scope) -> None:
    """
    Log the answers to notes, version by version, whose text a user of a service is shown: see
    record_support_shown.
    """
    _save_shown_rows(
        [
            Shown(
                case_id=each.case_id, support_id=each.support_id, to_id=by.actor.id, at=by.at,
                category=ConsentCategory.LIAISON, code=SHOWN_ANSWER, answer=each,
                on=london_day(each.at),
            )
            for each in answers
        ]
    )  # fmt: skip


def record_facts_shown(
    *, support: Support, by: Scope, at: datetime, facts: Iterable[SharedFact]
) -> None:
    """Log the facts of one support: see record_facts_shown_of_supports."""
    record_facts_shown_of_supports([(support, fact) for fact in facts], by=by, at=at)


@for_purpose(SHOWN_PURPOSE)
def record_facts_shown_of_supports(
    facts: Iterable[tuple[Support, SharedFact]], *, by: Scope, at: datetime
) -> None:
    """
    Log the facts that are shown by consent, each once for each person, at the first time.

    Raises AuditWriteFailed where the log cannot be written; the page then fails.
    """
    _save_shown_rows(
        [
            Shown(
                case_id=support.case_id, support=support, to_id=by.actor.id, at=at,
                category=fact.category, code=fact.code, number=fact.number, on=fact.on,
            )
            for support, fact in facts
        ]
    )  # fmt: skip


def _save_shown_rows(rows: list[Shown]) -> None:
    """Insert in the page's own transaction. Raises AuditWriteFailed, as the log of reads does."""
    try:
        Shown.objects.unscoped(SHOWN_PURPOSE).bulk_create(rows, ignore_conflicts=True)
    except DatabaseError as error:
        raise audit_log.AuditWriteFailed(SHOWN_PURPOSE) from error
