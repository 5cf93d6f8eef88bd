"""The outcomes of closing reports as a reader may see them, each with its allegation (ADR 122)."""

from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from cases.models import Allegation, ClosingOutcome
from people.access.scopes import Scope

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class _OutcomeFacts(TypedDict):
    is_as_written: bool  # the reader may see the allegation as it was when the report was written


def of_outcome(allegations: QuerySet[Allegation]) -> QuerySet[Allegation]:
    """Those of these that the outcome of the outer query is about, as written or as sent."""
    return allegations.filter(Q(pk=OuterRef("allegation")) | Q(pk=OuterRef("sent_as")))


def outcomes_read(scope: Scope) -> QuerySet[ClosingOutcome]:
    """The outcomes of allegations that the reader may see, for allegation_read()."""
    allegations = Allegation.objects.for_scope(scope)
    as_written = Exists(allegations.filter(pk=OuterRef("allegation")))
    rows = ClosingOutcome.objects.filter(Exists(of_outcome(allegations)))
    rows = rows.annotate(is_as_written=as_written)
    about = allegations.select_related("offence", "victim")
    return rows.order_by("pk").prefetch_related(
        Prefetch("allegation", about), Prefetch("sent_as", about)
    )


def allegation_read(outcome: ClosingOutcome) -> Allegation:
    """
    The allegation of an outcome of outcomes_read(), as its reader may see it.

    As it was when the report was written, also where it was corrected since; else as the CPS had
    been sent it by then.
    """
    found = cast("WithAnnotations[ClosingOutcome, _OutcomeFacts]", outcome)
    if found.is_as_written:
        return outcome.allegation
    assert outcome.sent_as is not None  # of_outcome()
    return outcome.sent_as
