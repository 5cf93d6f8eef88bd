"""A reconsideration, for the leaders of the unit and the person who reconsiders."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.closing.queries.closing_reports import outcome_title
from cases.models import Decision, NfaReason
from cases.models.decision import DISPOSAL_KINDS
from people.access.row_security import for_purpose
from people.models.nullable import not_null
from pilots.models import Finding, SecondLook
from pilots.themes import Theme


def _reason_of_decision(decision: Decision) -> tuple[str, str | Promise]:
    """(question, answer): the coded reason of no further action, or why a disposal is no charge."""
    if decision.kind in DISPOSAL_KINDS:
        return _("Why it is not charged"), decision.disposal.exceptional
    return _("Reason"), NfaReason(decision.reason).label


@for_purpose("what a panel found, for those whom it asks to reconsider")
def _finding_of(look: SecondLook) -> Finding:
    finding: Finding = look.panel_case.finding
    return finding


def reconsideration_facts(look: SecondLook) -> Iterator[tuple[str, str | Promise]]:
    """[(question, answer)] of one reconsideration."""
    finding = _finding_of(look)
    yield _("Suspect"), str(look.suspect.number)
    if look.decision:
        yield _("Decision"), look.decision.get_kind_display()
        yield _reason_of_decision(look.decision)
    elif look.closing:
        yield _("Decision"), _("The police closed the investigation")
        for code in look.closing.outcome_codes:
            yield _("Outcome of the police"), outcome_title(code)
        yield _("Reasons of the police"), look.closing.reasons
    else:
        yield _("Decision"), not_null(look.event).get_what_display()
    yield _("What the panel found"), finding.get_grade_display()
    yield _("Why"), look.why
    if finding.themes:
        yield _("Themes"), ", ".join(str(Theme(each).label) for each in finding.themes)
    yield _("Who reconsiders it"), look.reviewer.name if look.reviewer else _("No one yet")
    if look.outcome:
        yield _("Outcome"), look.get_outcome_display()
        yield _("Reasons"), look.reasons
