"""Charges stopped after they were reported: the proposal, its second reader, its withdrawal."""

from datetime import timedelta

from cases.case_details.actions import cases as case_actions
from cases.decisions.actions import charge_stop_readings, charge_stops
from cases.models import ChargeStop, LaidCharge, ReportedCharge
from devtools.case_builder import CaseBuilder
from people.models import Unit
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.counts import NIGHT, PENETRATION, offence_with_code
from tests.support.cases.decisions import countersign_no_charge

WHY = "The phone shows that they were in different towns that night."
ASSAULT = "SX03007"


def days_later(builder, days):
    """The builder, so many days after a charge of the day it stands at (its charged_on)."""
    builder.charged_on = builder.at.date()
    builder.at += timedelta(days=days)
    return builder


def day_since_charge(builder, days):
    """So many days after the charge."""
    return builder.charged_on + timedelta(days=days)


def charge_two_victims(people, *, read_twice=False, **facts):
    """
    One suspect charged with three counts: two about victim 1, one about the second victim.
    read_twice: the decision had a second reader.
    """
    builder = CaseBuilder(people, **facts)
    builder.second = builder.do(case_actions.add_victim, "officer", case=builder.case)
    for victim in (builder.victim, builder.second):
        builder.do(
            case_actions.add_allegation, "officer", case=builder.case, victim=victim,
            suspect=builder.suspects[0], offence=offence_with_code(ASSAULT), from_on=NIGHT,
        )  # fmt: skip
    builder.allocate().review()
    units = Unit.objects.filter(pk=builder.cast.cps.pk)
    units.update(charges_are_read_twice=read_twice)
    authorise_charge_of(builder)
    if read_twice:
        countersign_no_charge(builder, builder.suspects[0])
        units.update(charges_are_read_twice=False)
    report_charge_of(builder)
    return builder


def charge_two_suspects(people, **facts):
    """Two suspects, each charged with a count about victim 1 and one about the second victim."""
    builder = CaseBuilder(people, suspects=2, **facts)
    builder.second = builder.do(case_actions.add_victim, "officer", case=builder.case)
    for suspect in builder.suspects:
        builder.do(
            case_actions.add_allegation, "officer", case=builder.case, victim=builder.second,
            suspect=suspect, offence=offence_with_code(ASSAULT), from_on=NIGHT,
        )  # fmt: skip
    builder.allocate().review()
    for n in range(2):
        authorise_charge_of(builder, n)
        report_charge_of(builder, n)
    return builder


def charge_read_twice(people, **facts):
    """One suspect charged with one count, whose decision had a second reader."""
    builder = CaseBuilder(people, suspects=2, **facts).allocate().review()
    Unit.objects.filter(pk=builder.cast.cps.pk).update(charges_are_read_twice=True)
    authorise_charge_of(builder)
    countersign_no_charge(builder, builder.suspects[0])
    Unit.objects.filter(pk=builder.cast.cps.pk).update(charges_are_read_twice=False)
    report_charge_of(builder)
    return builder


def newest_stop(suspect):
    """The newest proposal to stop charges against the suspect."""
    rows = ChargeStop.objects.unscoped("test").filter(decision__suspect=suspect)
    return rows.order_by("at", "number").last()


def laid_against(suspect):
    """The charges of the newest report on the suspect, in the order in which they were laid."""
    reports = ReportedCharge.objects.unscoped("test").filter(decision__suspect=suspect)
    newest = reports.order_by("decision__number", "number").last()
    return list(LaidCharge.objects.filter(report=newest).order_by("pk"))


def laid_about(suspect, victim):
    """Those of them that are about a victim."""
    return [row for row in laid_against(suspect) if row.victim_id == victim.pk]


def stop_charges_of(builder, n=0, who="prosecutor", **facts):
    """The prosecutor discontinues all charges of a suspect, unless facts say otherwise."""
    suspect = builder.suspects[n]
    said = {"kind": "DISCONTINUED", "text": WHY, "are_told": True}
    said |= {"charges": laid_against(suspect)} | facts
    return builder.do(charge_stops.stop_charges, who, suspect=suspect, **said)


def countersign_stop_of(builder, n=0, who="other_prosecutor", **facts):
    """The unit's other prosecutor countersigns the proposal that waits."""
    suspect = builder.suspects[n]
    read = {"version": newest_stop(suspect).number} | facts
    return builder.do(charge_stop_readings.countersign_stop, who, suspect=suspect, **read)


def decline_stop_of(builder, n=0, who="other_prosecutor", text="A jury should decide.", **facts):
    """The unit's other prosecutor does not countersign."""
    suspect = builder.suspects[n]
    read = {"version": newest_stop(suspect).number, "text": text} | facts
    return builder.do(charge_stop_readings.decline_stop, who, suspect=suspect, **read)


def withdraw_stop_of(builder, n=0, who="prosecutor", text="She has found the messages."):
    """The prosecutor withdraws the proposal."""
    return builder.do(charge_stops.withdraw_stop, who, suspect=builder.suspects[n], text=text)


def replace_charge_of(builder, laid, n=0, code=PENETRATION, from_on=NIGHT, **facts):
    """The prosecutor puts another charge in the place of one: an offence of that night."""
    said = {"kind": "ALTERED", "charges": [laid], "offence": offence_with_code(code)}
    return stop_charges_of(builder, n, **said | {"from_on": from_on} | facts)
