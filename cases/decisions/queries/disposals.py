"""Out-of-court disposals as parts of other queries, and what the pages tell of them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from cases.charge_diff import Charge
from cases.decisions.disposals import steps_of_giving
from cases.decisions.queries.charge_rows import ChargeFacts, charge_of_row
from cases.decisions.queries.counts import charge_text
from cases.models import (
    Allegation,
    AllegationDisposal,
    Decision,
    DecisionKind,
    Disposal,
    DisposalCondition,
    DisposalReport,
    DisposalStep,
    Suspect,
)
from cases.models.disposal import ConditionAim, ConditionVariation, GivingStep
from cases.models.sealed_json import JSONFacts
from cases.statuses import DecisionStatus
from people.access.scopes import Scope
from people.text.dates import format_day
from timeliness.calendar import london_day

# What a form showed of a disposal is the number of the decision, and so much more each time that
# its conditions were varied: more than a suspect has decisions.
VARIATION_STEP = 100
VARIATION_FIELDS = (
    "reasons", "agreed_on", "is_adult_there", "are_asked", "views", "not_asked_because", "at",
)  # fmt: skip
Row = tuple[str, str, str]  # label, value, second line


class ConditionFacts(TypedDict):
    """A condition. meet_by: in ISO 8601. is_current: not, once a variation has replaced it."""

    number: int
    is_current: bool
    aim: str
    text: str
    meet_by: str


class VariationFacts(TypedDict):
    """A variation of the conditions. agreed_on, at: in ISO 8601. replaced: those before it."""

    reasons: str
    agreed_on: str
    is_adult_there: bool | None
    are_asked: bool
    views: str
    not_asked_because: str
    by: str
    at: str


class DisposalReportFacts(TypedDict):
    """A report of the police. on, at: in ISO 8601. confirmed: codes of GivingStep."""

    step: str
    on: str
    confirmed: list[str]
    text: str
    by: str
    at: str


class DisposalFacts(TypedDict):
    """A disposal as disposal_of_decision() returns it."""

    admitted_on: str
    exceptional: str
    are_asked: bool
    views: str
    not_asked_because: str
    allegations: list[ChargeFacts]
    conditions: list[ConditionFacts]
    variations: list[VariationFacts]
    reports: list[DisposalReportFacts]


def disposal_of_decision(scope: Scope, decision: str = "pk") -> Subquery:
    """Subquery: the disposal of a decision as DisposalFacts; None for one of another kind."""
    about = {"decision": OuterRef(OuterRef(decision))}
    alleged = AllegationDisposal.objects.filter(**about).order_by("pk")
    conditions = DisposalCondition.objects.filter(**about).order_by(
        "-is_current", "variation__number", "number"
    )
    variations = ConditionVariation.objects.for_scope(scope).filter(**about).order_by("number")
    reports = DisposalReport.objects.for_scope(scope).filter(**about).order_by("at", "pk")
    facts = JSONFacts(
        admitted_on="admitted_on", exceptional="exceptional", are_asked="are_asked",
        views="views", not_asked_because="not_asked_because",
        allegations=ArraySubquery(alleged.values(json=JSONFacts(
            victim="allegation__victim__number", title="allegation__offence__title",
            code="allegation__offence__code", from_on="allegation__from_on",
            to_on="allegation__to_on",
        ))),
        conditions=ArraySubquery(
            conditions.values(json=JSONFacts(
                aim="aim", text="text", meet_by="meet_by", number="number", is_current="is_current",
            ))
        ),
        variations=ArraySubquery(variations.values(json=JSONFacts(
            by="by__name", **{name: name for name in VARIATION_FIELDS},
        ))),
        reports=ArraySubquery(reports.values(json=JSONFacts(
            step="step", on="on", confirmed="confirmed", text="text", by="by__name", at="at",
        ))),
    )  # fmt: skip
    return Subquery(Disposal.objects.filter(decision=OuterRef(decision)).values(json=facts)[:1])


def disposal_rows(decision: Any) -> list[Row]:
    """What a decision says of its disposal; it was read with told_disposal."""
    return list(describe_disposal(decision.told_disposal)) if decision else []


def describe_disposal(told: DisposalFacts | None) -> Iterator[Row]:
    """(label, value, second line) rows of a disposal and of what the police reported of it."""
    if not told:
        return
    for each in told["allegations"]:
        yield _("Out-of-court disposal for"), charge_text(charge_of_row(each)), ""
    yield _("Admitted to the police"), _day(told["admitted_on"]), ""
    yield _("Why it is not charged"), told["exceptional"], ""
    if told["are_asked"]:
        yield _("What the victims say"), told["views"], ""
    else:
        yield _("Victims not asked, because"), told["not_asked_because"], ""
    for condition in told["conditions"]:
        yield _describe_condition(condition)
    for variation in told["variations"]:
        yield from _describe_variation(variation)
    for report in told["reports"]:
        yield from _describe_report(report)


def _describe_condition(condition: ConditionFacts) -> Row:
    values = {"aim": ConditionAim(condition["aim"]).label, "day": _day(condition["meet_by"])}
    label = _("Condition %(n)s") if condition["is_current"] else _("Condition %(n)s before")
    by = _("%(aim)s, to be met by %(day)s") % values
    return label % {"n": condition["number"]}, condition["text"], by


def _describe_variation(variation: VariationFacts) -> Iterator[Row]:
    values = {"by": variation["by"], "day": format_day(datetime.fromisoformat(variation["at"])),
              "agreed": _day(variation["agreed_on"])}  # fmt: skip
    said = _("The suspect consented on %(agreed)s. Varied by %(by)s, %(day)s") % values
    adult = _("An appropriate adult was present") if variation["is_adult_there"] else ""
    yield _("Conditions varied"), variation["reasons"], ". ".join(filter(None, [said, adult]))
    if variation["are_asked"]:
        yield _("What the victims say of that"), variation["views"], ""
    else:
        yield _("Victims not asked about that, because"), variation["not_asked_because"], ""


def _describe_report(report: DisposalReportFacts) -> Iterator[Row]:
    values = {"by": report["by"], "day": format_day(datetime.fromisoformat(report["at"]))}
    reported = _("Reported by %(by)s, %(day)s") % values
    said = [_day(report["on"]), *(str(GivingStep(each).label) for each in report["confirmed"])]
    yield str(DisposalStep(report["step"]).label), ". ".join(said), reported
    if report["text"]:
        yield _("Why not"), report["text"], ""


def _day(text: str) -> str:
    return format_day(date.fromisoformat(text))


def allegation_label(allegation: Allegation) -> str:
    """An allegation in a form, such as "Rape … (SX03001), victim 1, 10 January 2026"."""
    days = (allegation.from_on, allegation.to_on or allegation.from_on)
    return charge_text(Charge(allegation.victim.number, str(allegation.offence), days))


def disposal_in_force(suspect: Suspect, scope: Scope) -> Decision | None:
    """The decision in force about a suspect, with what it says of its disposal."""
    rows = Decision.objects.for_scope(scope).annotate(told_disposal=disposal_of_decision(scope))
    rows = rows.select_related("by__agency", "read_by", "suspect", "review")
    return rows.filter(suspect=suspect, status=DecisionStatus.LIVE, disposal__isnull=False).first()


def day_given(decision: Any) -> date | None:
    """The day on which the police gave it; it was read with told_disposal. None: not given yet."""
    reports = decision.told_disposal["reports"] if decision else []
    days = [each["on"] for each in reports if each["step"] == DisposalStep.GIVEN]
    return date.fromisoformat(days[0]) if days else None


def is_of_youth(decision: Decision | None) -> bool:
    """Whether a decision is a conditional caution of a child, or not known to be another."""
    return decision is None or decision.kind == DecisionKind.YOUTH_CONDITIONAL


def version_shown(decision: Any) -> int | None:
    """The version of a form about it, as disposal_version(); it was read with told_disposal."""
    if decision is None:
        return None
    return int(decision.number + VARIATION_STEP * len(decision.told_disposal["variations"]))


def giving_steps_asked(suspect: Suspect, decision: Decision | None) -> Sequence[GivingStep]:
    """
    What is done when this is given to the suspect: as young as on the day on which it came into
    force, or older. All steps where their age is not known.
    """
    if decision is None or suspect.born_on is None:
        return tuple(GivingStep)
    return steps_of_giving(decision.kind, suspect.born_on, on=london_day(decision.in_force_at))
