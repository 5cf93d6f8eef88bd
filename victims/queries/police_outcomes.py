"""The outcome with which the police closed what is alleged about one victim."""

from uuid import UUID

from django.db.models import Q

from cases.closing.queries.closing_reports import outcome_title
from cases.decisions.queries.disposals import allegation_label
from cases.models import Allegation, ClosingOutcome
from people.access.row_security import for_purpose
from people.access.scopes import Scope
from victims.duty_rules import NewsOwed
from victims.models import Duty


@for_purpose("the outcome of what is alleged about a victim")
def outcomes_of_duty(duty: Duty, scope: Scope) -> list[tuple[str, str]]:
    """
    [(allegation, outcome)] of the closing report that a duty is to tell.

    Only what is alleged about the victim of the duty, because each is told of their own alone, and
    only what the reader's side knows. Empty for another duty.
    """
    if duty.what != NewsOwed.NOT_INVESTIGATED:
        return []
    known = ["", scope.side]
    rows = ClosingOutcome.objects.filter(
        Q(allegation__only_side__in=known) | Q(sent_as__isnull=False),
        report__in=[UUID(duty.source)], report__only_side__in=known,
        allegation__victim=duty.record_id,
    )  # fmt: skip
    about = ("allegation", "sent_as")
    rows = rows.select_related(*(f"{each}__{of}" for each in about for of in ("offence", "victim")))
    return [
        (allegation_label(_allegation_known(row, known)), outcome_title(row.outcome))
        for row in rows.order_by("pk")
    ]


def _allegation_known(outcome: ClosingOutcome, sides: list[str | None]) -> Allegation:
    """The allegation as it was when the report was written, or as the CPS had been sent it."""
    written, sent = outcome.allegation, outcome.sent_as
    return sent if sent and written.only_side not in sides else written
