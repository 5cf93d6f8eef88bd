"""Open a case, and say whom and what it is about."""

from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import notices
from cases.actions import custody_ends, turns
from cases.actions.base import begin, bump, happened, keep, must_have_happened, said_of
from cases.models import Allegation, Case, Custody, Offence, Suspect, Victim
from cases.permissions import SITE, SUSPECT
from cases.permissions.court_facts import BEEN_CHARGED
from people import access, audit
from people.access import Refused, Scope, standing
from people.actions.base import keep_units
from people.models import Side, Unit
from people.still_held import still_holds
from timeliness.actions import outbox

CUSTODY_FACTS = (
    "custody", "arrested_on", "detained_until", "bailed_on", "bail_ends_on", "released_on",
    "custody_limit_ends_on",
)  # fmt: skip
NAME_FACTS = ("surname", "given_names", "born_on")
SUSPECT_FACTS = (*NAME_FACTS, *CUSTODY_FACTS)
NOT_CHARGED = gettext_lazy("This suspect has not been charged. Report the charge first.")


@transaction.atomic
def open_case(*, by: Scope, at: datetime, unit: Unit, urn: str, crime_reference: str = "") -> Case:
    """
    An officer opens a case in a police unit that she refers cases for, under her own force's code.

    Raises Refused where the URN is taken, in words that do not say by whom: the case may be out
    of her sight.
    """
    SITE.check(by, "open_case")
    keep_units()
    still_holds(by)
    unit = Unit.objects.select_related("agency").get(pk=unit.pk)
    if "refer_cases" not in by.capacities.get(unit.pk, ()) or not unit.is_open:
        raise Refused(_("Select a unit that you refer cases for."), is_stage=True)
    if not (unit.agency.force_code and urn.startswith(unit.agency.force_code)):
        told = {"code": unit.agency.force_code or "–", "force": unit.agency.name}
        raise Refused(
            _("Enter a URN that starts with %(code)s, the code of %(force)s.") % told, is_stage=True
        )
    case = Case(
        urn=urn, crime_reference=crime_reference, police_unit=unit, officer_id=by.user_id,
        opened_by_id=by.user_id, opened_at=at,
    )  # fmt: skip
    _keep_unless_taken(case, by=by, at=at)
    access.grant("officer_in_case", to=case.officer, on=case, by=by, at=at)
    audit.record(
        operation="collection", verb="open_case", by=by, capacities={"refer_cases"},
        kind=Case._meta.label, ids=[case.pk], case_id=case.pk, at=at,
    )  # fmt: skip
    happened("open_case", case, by=by, at=at)
    return case


def _keep_unless_taken(case: Case, *, by: Scope, at: datetime) -> None:
    try:
        with transaction.atomic():
            keep(case, "open_case", by=by, at=at)
    except IntegrityError:
        raise Refused(
            _("This URN cannot be used. Check it, and ask your unit’s supervisor if it is right."),
            is_stage=True,
            afterwards=partial(_tell_of_collision, case.urn, by=by, at=at),
        ) from None


def _tell_of_collision(urn: str, *, by: Scope, at: datetime) -> None:
    """
    Tell the supervisors of the unit that has a URN that somebody else tried to use it, not who.

    Once until they have read it, however often it is tried; not where whoever tried can see it.
    """
    case = Case.objects.system("who has a URN").filter(urn=urn).first()
    if case is None or Case.objects.for_scope(by).filter(pk=case.pk).exists():
        return
    if not outbox.is_unread("urn_collision", about=case.pk):
        unit = case.police_unit_id
        notices.tell_unit("supervise_cases", unit, case, [], notice="urn_collision", at=at)


@transaction.atomic
def record_crime_reference(
    *, case: Case, by: Scope, at: datetime, crime_reference: str, version: int | None = None
) -> Case:
    """Say by which reference the force knows the crime, or that it was not that one."""
    typed = {"crime_reference": crime_reference}
    case = begin("record_crime_reference", case, by=by, at=at, version=version, edits=typed)
    case.crime_reference = crime_reference
    bump(case, "record_crime_reference", by=by, at=at)
    happened("record_crime_reference", case, by=by, at=at, note=crime_reference)
    return case


@transaction.atomic
def add_suspect(*, case: Case, by: Scope, at: datetime, **facts: Any) -> Suspect:
    """
    Add a person under investigation, with the police's own custody and bail dates.

    What is added here and below is the police's alone until a supervisor signs a referral off.
    """
    Custody(said_of(SUSPECT_FACTS, facts)["custody"])
    case = begin("add_suspect", case, by=by, at=at, operation="collection")
    suspect = Suspect(case=case, number=_next_number(case.suspects, by), **facts)
    _must_be_charged_if_remanded(suspect)
    suspect.police_unit_id, suspect.cps_unit_id = case.police_unit_id, case.cps_unit_id
    turns.begin_first(suspect, by=by, at=at)
    happened("add_suspect", case, by=by, at=at, suspects=[suspect])
    return suspect


@transaction.atomic
def record_custody(
    *, suspect: Suspect, by: Scope, at: datetime, version: int | None, **facts: Any
) -> Suspect:
    """Keep custody, bail and release true; the old facts stay in the suspect's history."""
    Custody(said_of(CUSTODY_FACTS, facts)["custody"])
    return _change(suspect, "record_custody", facts, by=by, at=at, version=version)


@transaction.atomic
def correct_suspect(
    *, suspect: Suspect, by: Scope, at: datetime, version: int | None, **facts: Any
) -> Suspect:
    """
    Correct a name or a date of birth; the old ones stay in the suspect's history.

    A submission that the CPS has keeps the name that it was sent with, and the next one shows
    that it changed.
    """
    said_of(NAME_FACTS, facts)
    return _change(suspect, "correct_suspect", facts, by=by, at=at, version=version)


def _change(
    suspect: Suspect,
    verb: str,
    facts: dict[str, Any],
    *,
    by: Scope,
    at: datetime,
    version: int | None,
) -> Suspect:
    suspect = begin(verb, suspect, by=by, at=at, version=version, edits=facts)
    for name, value in facts.items():
        setattr(suspect, name, value)
    _must_be_charged_if_remanded(suspect)
    custody_ends.follow(suspect, at=at)
    bump(suspect, verb, by=by, at=at)
    happened(verb, suspect.case, by=by, at=at, suspects=[suspect])
    return suspect


def _must_be_charged_if_remanded(suspect: Suspect) -> None:
    """A court remands who has been charged; who is not remanded has no custody time limit."""
    if suspect.custody != Custody.REMANDED:
        suspect.custody_limit_ends_on = None
    elif suspect.state not in BEEN_CHARGED:
        raise Refused(NOT_CHARGED, is_stage=True)


@transaction.atomic
def add_victim(*, case: Case, by: Scope, at: datetime) -> Victim:
    """Add a victim as a number. Her name is never asked for here."""
    case = begin("add_victim", case, by=by, at=at, operation="collection")
    number = _next_number(case.victims, by)
    victim = case.victims.system("add a victim").create(
        case=case, number=number, added_by_id=by.user_id, added_at=at
    )
    happened("add_victim", case, by=by, at=at, note=str(number), only_side=Side.POLICE)
    return victim


@transaction.atomic
def add_allegation(
    *,
    case: Case,
    by: Scope,
    at: datetime,
    victim: Victim,
    suspect: Suspect,
    offence: Offence,
    from_on: date,
    to_on: date | None = None,
) -> Allegation:
    """
    Say which suspect is alleged to have done what to which victim, and when.

    Refused once the suspect is referred, so that the CPS decides on what a supervisor sent.
    """
    case = begin("add_allegation", case, by=by, at=at, operation="collection")
    must_have_happened(from_on, to_on or from_on, at=at)
    victim = case.victims.for_scope(by).get(pk=victim.pk)
    suspect = case.suspects.for_scope(by).get(pk=suspect.pk)
    SUSPECT.check(standing(by, suspect), "add_allegation", suspect)
    try:
        with transaction.atomic():
            pk = uuid4()
            allegation = Allegation.objects.system("add an allegation").create(
                pk=pk, first_id=pk, case=case, victim=victim, suspect=suspect, offence=offence,
                from_on=from_on, to_on=to_on, added_by_id=by.user_id, added_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("This allegation is already on the case."), is_stage=True) from None
    happened(
        "add_allegation", case, by=by, at=at, suspects=[suspect], note=offence.title,
        only_side=Side.POLICE,
    )  # fmt: skip
    return allegation


def _next_number(rows: Any, by: Scope) -> int:
    return (rows.for_scope(by).order_by("number").values_list("number", flat=True).last() or 0) + 1
