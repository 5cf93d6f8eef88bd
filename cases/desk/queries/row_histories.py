"""The rows of a case that have a history, what of it is shown, and to whom."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.action_plans.action_item_fields import ITEM_FIELDS
from cases.anticipated_pleas import PLEAS_HEADING, pleas_text
from cases.mg3_sections import ADVICE_FOLLOWED_QUESTION, ALL_SECTIONS
from cases.models import ActionItem, Case, Referral, Suspect
from cases.models.suspect import person_name
from cases.open_lines import OPEN_LINES_HEADING, open_lines_text, read_open_lines
from cases.return_answer_texts import RETURN_ANSWERS_HEADING, return_answers_text
from cases.return_answers import read_return_answers
from cases.states import state_label
from people.access.histories import display_value
from people.access.scopes import Scope
from people.access.sealed_text import NotOpenedValue
from people.text.dates import format_day_or_moment

# The fields shown of each model, with their labels.
HISTORY_FIELDS: dict[type[Model], dict[str, str | Promise]] = {
    Case: {
        "urn": gettext_lazy("URN"),
        "crime_reference": gettext_lazy("Crime reference"),
        "police_unit": gettext_lazy("Police unit"),
        "cps_unit": gettext_lazy("CPS unit"),
        "officer": gettext_lazy("Officer in the case"),
        "prosecutor": gettext_lazy("Reviewing prosecutor"),
        "is_restricted": gettext_lazy("Restricted to named people"),
    },
    Suspect: {
        "surname": gettext_lazy("Surname"),
        "given_names": gettext_lazy("Given names"),
        "born_on": gettext_lazy("Date of birth"),
        "custody": gettext_lazy("Bail or custody"),
        "arrested_on": gettext_lazy("Arrested on"),
        "detained_until": gettext_lazy("Detention ends"),
        "bailed_on": gettext_lazy("Bailed on"),
        "bail_ends_on": gettext_lazy("Bail ends on"),
        "released_on": gettext_lazy("Released on"),
        "custody_limit_ends_on": gettext_lazy("Custody time limit ends on"),
        "first_limit_ends_on": gettext_lazy("First custody time limit ends on"),
        "state": gettext_lazy("State"),
    },
    Referral: {
        "status": gettext_lazy("Status"),
        "number": gettext_lazy("Submission"),
        "urgency": gettext_lazy("Urgency"),
        "code_test": gettext_lazy("Code test"),
        **{section.name: section.question for section in ALL_SECTIONS},
        "advice_followed": ADVICE_FOLLOWED_QUESTION,
        "open_lines": OPEN_LINES_HEADING,
        "accounts": gettext_lazy("What the suspects say"),
        "pleas": PLEAS_HEADING,
        "return_answers": RETURN_ANSWERS_HEADING,
        "supervisor_comments": gettext_lazy("Supervisor’s comments"),
        "withdrawal_reason": gettext_lazy("Why it was withdrawn"),
    },
    ActionItem: {
        **{fact.name: fact.label for fact in ITEM_FIELDS},
        "due_on": gettext_lazy("Due on"),
        "status": gettext_lazy("Status"),
        "answer": gettext_lazy("Answer"),
        "reach": gettext_lazy("Private material of the victim"),
        "are_bounds_wanted": gettext_lazy("Waits for what is asked for, and why"),
        "not_reaching_because": gettext_lazy(
            "Why it does not ask for the victim’s private material"
        ),
        "date_asked_by": gettext_lazy("Another date asked for by"),
        "taken_on_at": gettext_lazy("Accepted by the police"),
        "challenge": gettext_lazy("Question of the police"),
    },
}
NAMED_RELATIONS = {
    Case: ("police_unit", "cps_unit", "officer", "prosecutor")
}  # relations shown by name


def rows_of_case(case: Case, scope: Scope) -> Iterator[tuple[type[Model], dict[Any, str]]]:
    """(model, {row: label}) of everything on the case visible to the reader."""
    yield Case, {case: _("Case")}
    suspects = case.suspects.for_scope(scope)
    yield Suspect, {row: _suspect_label(row) for row in suspects}
    referrals = case.referrals.for_scope(scope).only("case", "number")
    yield Referral, {row: _referral_label(row) for row in referrals}
    items = case.action_items.for_scope(scope).select_related("plan")
    text = _("Action %(n)s of plan %(plan)s")
    yield ActionItem, {row: text % {"n": row.number, "plan": row.plan.number} for row in items}


def label_of_version(record: Any, label: str) -> str:
    """The label of a row as a version of it has it. label: as rows_of_case() has the row now."""
    model = record.instance_type
    if model is Suspect:
        return _suspect_label(record)
    return _referral_label(record) if model is Referral else label


def _suspect_label(row: Any) -> str:
    """row: a suspect, or a version of one."""
    name = person_name(row.given_names, row.surname)
    return _("Suspect %(n)s: %(name)s") % {"n": row.number, "name": name}


def _referral_label(row: Any) -> str:
    """row: a referral, or a version of one."""
    if row.number is None:
        return _("Referral not sent")
    return _("Submission %(n)s") % {"n": row.number}


def records_of_rows(model: Any, rows: Iterable[Model], scope: Scope) -> QuerySet[Any]:
    """The versions of rows that the reader holds, the oldest first, as their side may read them."""
    records = model.history.of_rows(rows).select_related(
        "history_user__agency", *NAMED_RELATIONS.get(model, ())
    )
    if hasattr(model, "only_side"):  # without records private to the other side
        records = records.filter(only_side__in=["", scope.side])
    ordered: QuerySet[Any] = records.order_by("history_date", "history_id")
    return ordered


def value_text(record: Any, name: str, side: str | None) -> str:
    """A field's value as text for this side."""
    if name == "state":
        return str(state_label(record.state, side))
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    if isinstance(value, date):
        return format_day_or_moment(value)
    if isinstance(value, NotOpenedValue):
        return value.sentence
    if name == "open_lines":
        value = open_lines_text(read_open_lines(value))
    if name == "pleas":
        value = pleas_text(value)
    if name == "return_answers":
        value = return_answers_text(read_return_answers(value))
    if name == "accounts":
        text = _("Suspect %(n)s: %(account)s")
        value = "\n".join(text % {"n": n, "account": said} for n, said in sorted(value.items()))
    return str(display_value(getattr(value, "name", value)))
