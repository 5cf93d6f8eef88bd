"""Open a case, and record its suspects, victims and allegations."""

from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import notices
from cases.actions import custody_ends, turns
from cases.actions.custody_limits import update_first_limit
from cases.actions.open_case_action import (
    add_timeline_event,
    check_past_dates,
    only_known_fields,
    open_case_action,
    reason_if_changed,
    save_next_version,
    save_with_history,
)
from cases.case_details.actions.allegation_visibility import (
    make_victim_known,
    replace_what_stayed_private,
    side_of_new_allegation,
    tell_cps_of_allegation,
)
from cases.models import Allegation, Case, Custody, Offence, Suspect, Victim
from cases.offences.actions.alleged_days import refuse_stopped
from cases.offences.queries.offence_table import judge
from cases.permissions import SITE, SUSPECT
from cases.permissions.court_facts import CHARGED_STATES
from people.access import audit_log, grants
from people.access.advisory_locks import lock_units_shared
from people.access.recheck import check_grants_unchanged
from people.access.scopes import Refused, Scope, standing_on
from people.models import Side, Unit, User
from timeliness.actions import outbox

CUSTODY_FACTS = (
    "custody", "arrested_on", "detained_until", "bailed_on", "bail_ends_on", "released_on",
    "custody_limit_ends_on",
)  # fmt: skip
NAME_FACTS = ("surname", "given_names", "born_on")
SUSPECT_FACTS = (*NAME_FACTS, *CUSTODY_FACTS)
NOT_ARRESTED_UNNAMED = gettext_lazy(
    "Nobody has been identified as suspect %(n)s. Record the suspect’s name first."
)
STAYS_NAMED = gettext_lazy(
    "A suspect who has been named stays named. If it is another person, close the investigation "
    "of this one and add a suspect."
)
NOT_CHARGED = gettext_lazy("This suspect has not been charged. Report the charge first.")


@transaction.atomic
def open_case(*, by: Scope, at: datetime, unit: Unit, urn: str, crime_reference: str = "") -> Case:
    """
    Open a case in a police unit for which the officer refers cases.

    Raises Refused if the URN does not start with the force's code, or is taken; the message does
    not say by which case, because the officer may not be able to see it.
    """
    SITE.check(by, "open_case")
    lock_units_shared()
    grants.lock_account(User(pk=by.actor.id))
    check_grants_unchanged(by)
    unit = Unit.objects.select_related("agency").get(pk=unit.pk)
    if "refer_cases" not in by.capacities.get(unit.pk, ()) or not unit.is_open:
        raise Refused(_("Select a unit that you refer cases for."), is_stage=True)
    if not (unit.agency.force_code and urn.startswith(unit.agency.force_code)):
        values = {"code": unit.agency.force_code or "–", "force": unit.agency.name}
        raise Refused(
            _("Enter a URN that starts with %(code)s, the code of %(force)s.") % values,
            is_stage=True,
        )
    case = Case(
        urn=urn, crime_reference=crime_reference, police_unit=unit, officer_id=by.actor.id,
        opened_by_id=by.actor.id, opened_at=at,
    )  # fmt: skip
    _save_unless_urn_taken(case, by=by, at=at)
    grants.grant_capacity("officer_in_case", to=case.officer, on=case, by=by, at=at)
    audit_log.record_entry(
        operation="collection", verb="open_case", by=by, capacities={"refer_cases"},
        kind=Case._meta.label, ids=[case.pk], case_id=case.pk, at=at,
    )  # fmt: skip
    add_timeline_event("open_case", case, by=by, at=at)
    return case


def _save_unless_urn_taken(case: Case, *, by: Scope, at: datetime) -> None:
    try:
        with transaction.atomic():
            save_with_history(case, "open_case", by=by, at=at)
    except IntegrityError:
        raise Refused(
            _("This URN cannot be used. Check it, and ask your unit’s supervisor if it is right."),
            is_stage=True,
            afterwards=partial(_notify_urn_collision, case.urn, by=by, at=at),
        ) from None


def _notify_urn_collision(urn: str, *, by: Scope, at: datetime) -> None:
    """
    Notify the supervisors of the unit whose case has the URN that another user tried it, not who.

    Once until the notice is read. Not sent if that user can see the case.
    """
    case = Case.objects.unscoped("who has a URN").filter(urn=urn).first()
    if case is None or Case.objects.for_scope(by).filter(pk=case.pk).exists():
        return
    if not outbox.has_unread_notice("urn_collision", about=case.pk):
        unit = case.police_unit_id
        notices.notify_unit("supervise_cases", unit, case, [], notice="urn_collision", at=at)


@transaction.atomic
def record_crime_reference(
    *, case: Case, by: Scope, at: datetime, crime_reference: str, version: int | None = None,
    changed_because: str = "",
) -> Case:  # fmt: skip
    """Record or correct the force's crime reference."""
    typed = {"crime_reference": crime_reference}
    case = open_case_action(
        "record_crime_reference", case, by=by, at=at, version=version, edits=typed
    )
    because = reason_if_changed(case, typed, changed_because)
    case.crime_reference = crime_reference
    save_next_version(case, "record_crime_reference", by=by, at=at, because=because)
    add_timeline_event("record_crime_reference", case, by=by, at=at, note=crime_reference)
    return case


@transaction.atomic
def add_suspect(*, case: Case, by: Scope, at: datetime, **facts: Any) -> Suspect:
    """
    Add a person under investigation, with their custody and bail dates.

    Suspects, victims and allegations are private to the police until a supervisor signs a referral
    off.
    """
    Custody(only_known_fields(SUSPECT_FACTS, facts)["custody"])
    case = open_case_action("add_suspect", case, by=by, at=at, operation="collection")
    suspect = Suspect(case=case, number=_next_number(case.suspects, by), **facts)
    _apply_remand_rule(suspect)
    _refuse_unnamed_in_custody(suspect)
    suspect.police_unit_id, suspect.cps_unit_id = case.police_unit_id, case.cps_unit_id
    turns.start_first_turn(suspect, by=by, at=at)
    add_timeline_event("add_suspect", case, by=by, at=at, suspects=[suspect])
    return suspect


@transaction.atomic
def record_custody(
    *, suspect: Suspect, by: Scope, at: datetime, version: int | None, changed_because: str = "",
    **facts: Any,
) -> Suspect:  # fmt: skip
    """Update custody, bail and release; the history keeps the earlier facts."""
    Custody(only_known_fields(CUSTODY_FACTS, facts)["custody"])
    return _change_suspect(
        suspect, "record_custody", facts, by=by, at=at, version=version, because=changed_because
    )


@transaction.atomic
def correct_suspect(
    *, suspect: Suspect, by: Scope, at: datetime, version: int | None, changed_because: str = "",
    **facts: Any,
) -> Suspect:  # fmt: skip
    """
    Correct a name or a date of birth, or name a suspect who was not identified before.

    The history keeps the earlier ones. A submission keeps the name that it was sent with; the next
    one shows the change. Raises Refused if a named suspect would have no name any more.
    """
    only_known_fields(NAME_FACTS, facts)
    return _change_suspect(
        suspect, "correct_suspect", facts, by=by, at=at, version=version, because=changed_because
    )


def _change_suspect(
    suspect: Suspect,
    verb: str,
    facts: dict[str, Any],
    *,
    by: Scope,
    at: datetime,
    version: int | None,
    because: str,
) -> Suspect:
    suspect = open_case_action(verb, suspect, by=by, at=at, version=version, edits=facts)
    if suspect.is_identified and facts.get("surname") == "":
        raise Refused(STAYS_NAMED, is_stage=True)
    because = reason_if_changed(suspect, facts, because)
    for name, value in facts.items():
        setattr(suspect, name, value)
    if "custody" in facts:
        _apply_remand_rule(suspect)
    update_first_limit(suspect)
    _refuse_unnamed_in_custody(suspect)
    custody_ends.update_custody_clock(suspect, at=at)
    save_next_version(suspect, verb, by=by, at=at, because=because)
    add_timeline_event(verb, suspect.case, by=by, at=at, suspects=[suspect])
    return suspect


def _apply_remand_rule(suspect: Suspect) -> None:
    """Clear the custody time limit unless remanded; raise Refused for a remand before charge."""
    if suspect.custody != Custody.REMANDED:
        suspect.custody_limit_ends_on = None
    elif suspect.state not in CHARGED_STATES:
        raise Refused(NOT_CHARGED, is_stage=True)


def _refuse_unnamed_in_custody(suspect: Suspect) -> None:
    if not suspect.is_identified and suspect.custody != Custody.NOT_ARRESTED:
        raise Refused(NOT_ARRESTED_UNNAMED % {"n": suspect.number}, is_stage=True)


@transaction.atomic
def add_victim(*, case: Case, by: Scope, at: datetime) -> Victim:
    """Add a victim as a number; the name is never recorded here."""
    case = open_case_action("add_victim", case, by=by, at=at, operation="collection")
    number = _next_number(case.victims, by)
    victim = case.victims.unscoped("add a victim").create(
        case=case, number=number, added_by_id=by.actor.id, added_at=at
    )
    add_timeline_event("add_victim", case, by=by, at=at, made=str(number), only_side=Side.POLICE)
    return victim


@transaction.atomic
def add_allegation(
    *, case: Case, by: Scope, at: datetime, victim: Victim, suspect: Suspect, offence: Offence,
    from_on: date, to_on: date | None = None,
) -> Allegation:  # fmt: skip
    """
    Add an allegation: a victim, a suspect, an offence and dates.

    Private to the police until a referral of the suspect is signed off; sent at once, by this act,
    if the CPS has their referral and knows the victim, or the suspect is charged (is_sent_at_once).
    Raises Refused while the referral waits for sign-off, once the CPS decides until the suspect is
    charged, and if another offence applied on the dates. Where none was found, it is for a lawyer.
    Added again after the charge, one that the CPS was never sent is sent.
    """
    case = open_case_action("add_allegation", case, by=by, at=at, operation="collection")
    check_past_dates(from_on, to_on or from_on, at=at)
    judgement = judge(offence.pk, from_on, to_on)
    refuse_stopped(judgement)
    victim = case.victims.for_scope(by).get(pk=victim.pk)
    suspect = case.suspects.for_scope(by).get(pk=suspect.pk)
    SUSPECT.check(standing_on(by, suspect), "add_allegation", suspect)
    allegation = _create_allegation(
        suspect, victim, offence, from_on, to_on, by=by, at=at,
        is_for_lawyer=not judgement.may_be_charged,
    )  # fmt: skip
    make_victim_known(suspect, victim)
    add_timeline_event(
        "add_allegation", case, by=by, at=at, suspects=[suspect], made=offence.title,
        only_side=allegation.only_side,
    )  # fmt: skip
    tell_cps_of_allegation(allegation, at=at)
    return allegation


def _create_allegation(
    suspect: Suspect, victim: Victim, offence: Offence, from_on: date, to_on: date | None, *,
    by: Scope, at: datetime, is_for_lawyer: bool,
) -> Allegation:  # fmt: skip
    """
    Create an allegation: its first version, or the next of one that stayed with the police before
    the charge. Raises Refused if it is on the case already.
    """
    pk = uuid4()
    allegation = Allegation(
        pk=pk, first_id=pk, case=suspect.case, victim=victim, suspect=suspect, offence=offence,
        from_on=from_on, to_on=to_on, added_by_id=by.actor.id, added_at=at,
        is_for_lawyer=is_for_lawyer, only_side=side_of_new_allegation(suspect, victim),
    )  # fmt: skip
    replace_what_stayed_private(allegation)
    try:
        with transaction.atomic():
            allegation.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("This allegation is already on the case."), is_stage=True) from None
    return allegation


def _next_number(rows: Any, by: Scope) -> int:
    return (rows.for_scope(by).order_by("number").values_list("number", flat=True).last() or 0) + 1
