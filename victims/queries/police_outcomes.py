"""The outcome with which the police closed what is alleged about one victim."""

from uuid import UUID

from cases.closing.queries.closing_reports import outcome_title
from cases.decisions.queries.disposals import allegation_label
from cases.models import ClosingOutcome
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
    rows = ClosingOutcome.objects.filter(
        report__in=[UUID(duty.source)], report__only_side__in=["", scope.side],
        allegation__victim=duty.record_id, allegation__only_side__in=["", scope.side],
    )  # fmt: skip
    rows = rows.select_related("allegation__offence", "allegation__victim").order_by("pk")
    return [(allegation_label(row.allegation), outcome_title(row.outcome)) for row in rows]
