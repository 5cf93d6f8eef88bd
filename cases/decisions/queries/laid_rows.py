"""The charges of a report, and what became of each, as parts of a query."""

from typing import Any

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from cases.models import LaidCharge, StoppedCount
from cases.models.sealed_json import JSONFacts, Opened, OpenedJSON
from cases.statuses import StopStatus

# What the CPS put in the place of another has no count of its own; what it added has one.
IS_REPLACEMENT = ExpressionWrapper(
    Q(altered_by__isnull=False, count__isnull=True), output_field=BooleanField()
)
IS_FURTHER = ExpressionWrapper(
    Q(altered_by__isnull=False, count__isnull=False), output_field=BooleanField()
)
# Whether the CPS put it in the place of another as the alternative to what it put there.
IS_ALTERNATIVE = ExpressionWrapper(
    Coalesce(Q(altered_by__new_alternative=F("offence"), count__isnull=True), False),
    output_field=BooleanField(),
)


def stop_of_charge() -> QuerySet[StoppedCount]:
    """Subquery: the stop in force of a charge, for a query of charges; none while it goes on."""
    return StoppedCount.objects.filter(
        laid=OuterRef("pk"), is_current=True, stop__status=StopStatus.IN_FORCE
    )


def charges_of_report() -> QuerySet[LaidCharge, Any]:  # a subquery
    """Subquery: the charges of a report in order, for a query of reports."""
    charges = LaidCharge.objects.filter(report=OuterRef("pk")).order_by("pk")
    stops = stop_of_charge()
    leave = StoppedCount.objects.filter(laid=OuterRef("pk"), leave__isnull=False)
    replaced = StoppedCount.objects.filter(stop=OuterRef("altered_by")).values("laid")[:1]
    return charges.values(
        facts=JSONFacts(
            pk="pk",
            stopped=Subquery(stops.values("stop__kind")[:1]),
            stopped_on=Subquery(stops.values("stop__on")[:1]),
            stopped_on_proposed=Subquery(stops.values("stop__proposed_on")[:1]),
            stopped_on_because=_why_day_of(stops),
            leave_on=Subquery(leave.order_by("-stop__number").values("leave__on")[:1]),
            victim="victim__number", title="offence__title", code="offence__code",
            from_on="from_on", to_on="to_on", count="count", reason="reason",
            is_replacement=IS_REPLACEMENT, replaces=Subquery(replaced),
            is_alternative=IS_ALTERNATIVE, is_further=IS_FURTHER,
        )
    )  # fmt: skip


def _why_day_of(stops: QuerySet[StoppedCount]) -> Coalesce:
    """Why the second reader gave the day of a stop; "" where they gave none."""
    why = Subquery(stops.values(why=Opened("stop__day_because"))[:1])
    return Coalesce(why, Value("", output_field=OpenedJSON()))
