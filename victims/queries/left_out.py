"""Which decisions are about other victims only."""

from typing import TYPE_CHECKING, Any, TypedDict, cast
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from cases.models import (
    Allegation,
    AllegationDisposal,
    AuthorisedCharge,
    Decision,
    DecisionKind,
    LaidCharge,
)
from cases.models.decision import DISPOSAL_KINDS

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Marks(TypedDict):
        is_before_alleged: bool

    _ToldApart = WithAnnotations[Decision, _Marks]

NAMING_KINDS = (*DISPOSAL_KINDS, DecisionKind.CHARGE)  # each names the allegations it is about


def of_newest_report(charges: QuerySet[LaidCharge]) -> QuerySet[LaidCharge]:
    """Charges without those of a report that the police have corrected since."""
    return charges.exclude(report__decision__reports__number__gt=F("report__number"))


def with_is_about_others(
    rows: QuerySet[Decision], victim: UUID | OuterRef
) -> QuerySet[Decision, Any]:
    """
    Decisions with is_about_others: it is a disposal or a charge, and nothing of it concerns this
    victim, neither as authorised nor as the police laid it last; and with is_before_alleged: it is
    a charge that does not concern them either, since what is about them was alleged only later
    (ALLEGED_SINCE_SQL). It decides nothing about them. victim: its key, or the column of the
    decisions that has it.
    """
    disposed = AllegationDisposal.objects.filter(decision=OuterRef("pk"), allegation__victim=victim)
    charged = AuthorisedCharge.objects.annotate(about=Coalesce("victim", "allegation__victim"))
    laid = of_newest_report(LaidCharge.objects.filter(report__decision=OuterRef("pk")))
    laid = laid.filter(victim=victim)
    concerns = (
        Exists(disposed)
        | Exists(charged.filter(decision=OuterRef("pk"), about=victim))
        | Exists(laid)
    )
    alleged = Allegation.objects.unscoped("what was alleged when it was decided").filter(
        victim=victim, suspect=OuterRef("suspect"), only_side="", added_at__lte=OuterRef("at")
    )
    unknown = Q(kind=DecisionKind.CHARGE) & ~Exists(alleged)
    about_others = Q(kind__in=NAMING_KINDS) & ~concerns & ~unknown
    return rows.annotate(
        is_about_others=ExpressionWrapper(about_others, output_field=BooleanField()),
        is_before_alleged=ExpressionWrapper(unknown & ~concerns, output_field=BooleanField()),
    )


def says_nothing_of_victim(decision: Decision | None) -> bool:
    """Whether a decision of with_is_about_others() was made before the victim's allegations."""
    return decision is not None and cast("_ToldApart", decision).is_before_alleged
