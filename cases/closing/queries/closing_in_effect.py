"""The closing report about each suspect that is proposed or in force, for the case page."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from cases.closing.queries.closing_reports import outcome_title
from cases.closing.queries.outcomes_read import of_outcome
from cases.decisions.queries.charge_rows import charge_of_row
from cases.decisions.queries.counts import charge_text
from cases.models import Allegation, ClosingOutcome, ClosingReport
from cases.models.sealed_json import JSONFacts
from cases.statuses import ClosingStatus
from people.access.scopes import Scope
from people.text.dates import format_day

IN_EFFECT = (ClosingStatus.PROPOSED, ClosingStatus.CLOSED)


def closing_in_effect(scope: Scope) -> QuerySet[Any]:
    """Subquery: the report proposed or in force, for a query of suspects."""
    rows = ClosingReport.objects.for_scope(scope).filter(
        suspect=OuterRef("pk"), status__in=IN_EFFECT
    )
    alleged = of_outcome(Allegation.objects.for_scope(scope))
    outcomes = ClosingOutcome.objects.filter(Exists(alleged), report=OuterRef("pk"))
    newest = Subquery(_allegation_facts(alleged.order_by("-number"))[:1])
    told = outcomes.order_by("pk").values(facts=JSONFacts(outcome="outcome", alleged=newest))
    facts = JSONFacts(
        number="number", outcomes=ArraySubquery(told), reasons="reasons", by="by__name",
        at="at", signed_by="answered_by__name", signed_at="answered_at",
    )  # fmt: skip
    return rows.values(facts=facts)[:1]


def _allegation_facts(rows: QuerySet[Allegation]) -> QuerySet[Any]:
    facts = JSONFacts(
        allegation="pk", victim="victim__number", title="offence__title", code="offence__code",
        from_on="from_on", to_on="to_on",
    )  # fmt: skip
    return rows.values(facts=facts)


def closing_shown(closing: dict[str, Any] | None) -> dict[str, Any] | None:
    """A closing report with its outcome: None where the allegations have different ones."""
    if not closing:
        return None
    of_each = [
        {"allegation": row["alleged"]["allegation"], "outcome": row["outcome"]}
        for row in closing["outcomes"]
    ]
    return closing | {"outcome": _outcome_of_all(closing), "outcomes": of_each}


def _outcome_of_all(closing: dict[str, Any]) -> int | None:
    codes = {row["outcome"] for row in closing["outcomes"]}
    return codes.pop() if len(codes) == 1 else None


def describe_closing(closing: dict[str, Any] | None) -> Iterator[tuple[str, str, str]]:
    """(label, value, second line) rows of a closing report for the case page."""
    if not closing:
        return
    signed, day = closing["signed_by"], closing["signed_at"] or closing["at"]
    values = {"by": signed or closing["by"], "day": format_day(datetime.fromisoformat(day))}
    who = _("Signed by %(by)s, %(day)s") if signed else _("Written by %(by)s, %(day)s")
    if (code := _outcome_of_all(closing)) is not None:
        yield _("Outcome of the police"), outcome_title(code), who % values
    else:
        for row in closing["outcomes"]:
            alleged = charge_text(charge_of_row(row["alleged"]))
            yield _("Outcome of the police"), outcome_title(row["outcome"]), alleged
    yield _("Why the police close it"), closing["reasons"], "" if code is not None else who % values
