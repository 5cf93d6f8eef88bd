"""Notes of support services that wait for the reader: to be read, or to be answered."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from people.access.scopes import Scope
from timeliness.models import Delivery
from victims.models import LiaisonRole, NoteAnswer, NoteReceived

READ, ANSWER, BOTH = "READ", "ANSWER", "BOTH"


def notes_waiting_for_reader(scope: Scope) -> QuerySet[Any]:
    """
    The notes that the reader has not opened, and those that want an answer of the reader and that
    their side has not answered. code: READ, ANSWER or BOTH, as if each could be answered now.
    """
    unread = Delivery.objects.filter(
        about=OuterRef("record"), created_at=OuterRef("at"), notice="liaison_note",
        recipient__in=scope.account_ids, read_at=None,
    )  # fmt: skip
    answers = NoteAnswer.objects.for_scope(scope).filter(
        note__sent=OuterRef("sent"), only_side=OuterRef("only_side")
    )
    is_asked = _asked_of(scope) & Q(wants_answer=True) & ~Q(Exists(answers))
    rows = NoteReceived.objects.for_scope(scope).annotate(
        is_new=Exists(unread),
        is_asked=Case(When(is_asked, then=Value(True)), default=Value(False)),
    )
    code = Case(
        When(is_new=True, is_asked=True, then=Value(BOTH)),
        When(is_asked=True, then=Value(ANSWER)),
        default=Value(READ),
    )
    return rows.filter(Q(is_new=True) | Q(is_asked=True)).annotate(code=code)


def _asked_of(scope: Scope) -> Q:
    """Filter: the reader is who has the note's role, or of the unit where nobody is named."""
    return (
        Q(role=LiaisonRole.OFFICER_IN_CASE, case__officer__in=scope.accounts)
        | Q(role=LiaisonRole.CONTACT_OFFICER) & (
            Q(record__contact_officer__in=scope.accounts)
            | Q(
                record__contact_officer=None,
                record__police_unit__in=scope.units_with("contact_victims"),
            )
        )
        | Q(role=LiaisonRole.LIAISON_OFFICER) & (
            Q(record__liaison_officer__in=scope.accounts)
            | Q(
                record__liaison_officer=None,
                record__cps_unit__in=scope.units_with("liaise_with_victims"),
            )
        )
    )  # fmt: skip
