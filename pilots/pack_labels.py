"""Labels of the facts in a pack. pilots/actions/packs.py defines the facts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.closing.outcome_codes import OUTCOMES_BY_CODE
from cases.decisions.suspect_focus import FOCUS_ANSWERS
from cases.models import DecisionKind, FocusQuestion, NfaReason
from cases.models.suspect_focus import focus_answer_label
from people.text.dates import format_days
from pilots.models import DecidedBy
from pilots.offence_groups import OffenceGroup

PACK_FACT_LABELS = {
    "decided_by": _("Decided by"),
    "kind": _("Decision"),
    "reason": _("Reason"),
    "victims_asked": _("Were the victims asked what they think of it?"),
    "conditions": _("Conditions of the caution"),
    "outcome": _("Outcome of the police"),
    **{f"focus_{each.lower()}": each.label for each in FocusQuestion},
    "offence": _("What is alleged, by its gravest group"),
    "suspects": _("Suspects on the case"),
    "age": _("Age of the suspect when the case was opened"),
    "opened_to_decision": _("From opening the case to the decision"),
    "opened_to_referral": _("From opening the case to the first referral of the suspect"),
    "days_police": _("With the police"),
    "days_cps": _("With the CPS"),
    "plans": _("Action plans"),
    "actions": _("Actions about the suspect"),
    "answered": _("Actions that were answered"),
    "reaching": _("Actions that ask for the victim’s private material"),
    "consultations": _("Meetings of police and prosecutor about the suspect"),
    "told_after": _("From the decision until a victim was told"),
}
PACK_CODE_LABELS: dict[str, Mapping[Any, str | Promise]] = {
    "decided_by": dict(DecidedBy.choices),
    "kind": dict(DecisionKind.choices),
    "reason": dict(NfaReason.choices),
    "victims_asked": {"YES": _("Yes"), "NO": _("No")},
    **{
        f"focus_{question.lower()}": {
            answer.value: focus_answer_label(question, answer) for answer in FOCUS_ANSWERS[question]
        }
        for question in FocusQuestion
    },
    "outcome": {code: str(each) for code, each in OUTCOMES_BY_CODE.items()},
    "offence": dict(OffenceGroup.choices),
    "age": {
        "NOT_RECORDED": _("Not recorded"), "UNDER_18": _("Under 18"), "18_24": _("18 to 24"),
        "25_34": _("25 to 34"), "35_49": _("35 to 49"), "50_OVER": _("50 or over"),
    },
}  # fmt: skip
PACK_FACTS_IN_DAYS = {
    "opened_to_decision",
    "opened_to_referral",
    "days_police",
    "days_cps",
    "told_after",
}
NONE_RECORDED = _("None is recorded")


def describe_pack_facts(
    facts: Iterable[Sequence[Any]],
) -> list[tuple[str | Promise, str | Promise]]:
    """[(question, answer)] of the facts of a pack."""
    return [(PACK_FACT_LABELS[name], _pack_fact_text(name, value)) for name, value in facts]


def _pack_fact_text(name: str, value: Any) -> str | Promise:
    if value is None:
        return NONE_RECORDED
    if name in PACK_FACTS_IN_DAYS:
        return format_days(value)
    return PACK_CODE_LABELS[name][value] if name in PACK_CODE_LABELS else str(value)
