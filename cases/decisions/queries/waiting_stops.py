"""The proposal about charges that waits for a second reader, on the case page."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from cases.decisions.queries.charge_stops import ALTERNATIVE_FACTS, replacement_text
from cases.models import ChargeStop, StopKind, StoppedCount
from cases.models.sealed_json import JSONFacts
from cases.statuses import StopStatus
from people.access.scopes import Scope
from people.text.dates import format_day


def waiting_stop(scope: Scope) -> QuerySet[ChargeStop, Any]:  # a subquery
    """Subquery: the proposal that waits for a second reader, for a query of suspects."""
    rows = ChargeStop.objects.for_scope(scope).filter(
        decision__suspect=OuterRef("pk"), status=StopStatus.PROPOSED
    )
    charges = ArraySubquery(
        StoppedCount.objects.filter(stop=OuterRef("pk")).order_by("laid").values("laid")
    )
    victims = StoppedCount.objects.filter(stop=OuterRef("pk")).values("laid__victim__number")
    instead = JSONFacts(
        victim=Coalesce(Subquery(victims[:1]), "new_victim__number"),
        title="new_offence__title", code="new_offence__code",
        from_on="new_from_on", to_on="new_to_on", **ALTERNATIVE_FACTS,
    )  # fmt: skip
    facts = JSONFacts(
        number="number", kind="kind", reasons="reasons", by="by__name", at="at", charges=charges,
        on="on",
        new_offence="new_offence", new_alternative="new_alternative",
        new_from_on="new_from_on", new_to_on="new_to_on", new_victim="new_victim__number",
        new_particulars="new_particulars", other_particulars="other_particulars",
        other_act_because="other_act_because", consent="consent", instead=instead,
    )  # fmt: skip
    return rows.values(facts=facts)[:1]


def describe_stop(stop: dict[str, Any] | None) -> Iterator[tuple[str, str, str]]:
    """(label, value, second line) rows of a proposal for the case page."""
    if not stop:
        return
    day = format_day(datetime.fromisoformat(stop["at"]))
    by = _("%(by)s, %(day)s") % {"by": stop["by"], "day": day}
    if stop["kind"] == StopKind.ALTERED:
        yield _("Replacing a charge proposed"), replacement_text(stop["instead"]), by
        yield _("Why it should be replaced"), stop["reasons"], ""
        return
    if stop["kind"] == StopKind.FURTHER:
        yield _("Further charge proposed"), replacement_text(stop["instead"]), by
        yield _("Why it should be charged"), stop["reasons"], ""
        return
    yield _("Stopping charges proposed"), str(StopKind(stop["kind"]).label), by
    yield _("Why charges should be stopped"), stop["reasons"], ""
