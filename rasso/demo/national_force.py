"""
Forces without an Area of their own in the demo: one sends cases to a unit whose charges are read
twice; of two invented ones, one is merged into it and a unit of the other moves to it, each with a
case open.
"""

from datetime import datetime

from cases.decisions.actions import countersignatures
from cases.models import Suspect
from people.administration.actions import agencies, units
from people.models import Agency, Unit
from rasso.demo import decisions, texts
from rasso.demo.cast import CPS_ROLES, POLICE_ROLES, UNIT_NAME, Office, Pair, slug
from rasso.demo.reversals import ReversalStory
from rasso.demo.simulated_time import Road

AREA = "CPS London South"
READ_TWICE = "London South RASSO unit, charges read twice"
NATIONAL = ("British Transport Police", "96")  # no source gives what its URNs begin with
MERGED = ("Demo Port Police", "97")
LEFT_BY_A_UNIT = ("Demo Docks Police", "98")
FORCES = (NATIONAL, MERGED, LEFT_BY_A_UNIT)
READ = "Demo text. I have read the review and the accounts. The charge is right."


def national_pairs(office: Office) -> list[Pair]:
    """The forces, each with the CPS unit whose charges have a second reader."""
    area = Agency.objects.get(name=AREA)
    cps = office.do(
        units.add_unit, agency=area, name=READ_TWICE, kind="RASSO", charges_are_read_twice=True,
        area=AREA.removeprefix("CPS "), contact_name=texts.RING[0], contact_phone=texts.RING[1],
    )  # fmt: skip
    lawyers = {role[0]: office.add(role, cps, f"cps-{slug(AREA)}-two") for role in CPS_ROLES}
    return [_pair_of_force(office, *force, area, Pair(cps, cps, lawyers)) for force in FORCES]


def _pair_of_force(office: Office, name: str, code: str, area: Agency, lawyers: Pair) -> Pair:
    """Add a force with a unit, its people, and its way to the CPS unit."""
    force = office.do(agencies.add_agency, name=name, side="POLICE", force_code=code)
    office.agree("set_areas", agency=force, version=force.version, areas=[area.pk])
    unit: Unit = office.do(
        units.add_unit, agency=force, name=UNIT_NAME.format(agency=name.removesuffix(" Police")),
        kind="RASSO", contact_name=texts.RING[0], contact_phone=texts.RING[1],
    )  # fmt: skip
    office.agree("set_route", unit=unit, version=0, is_urgent=False, cps_unit=lawyers.cps)
    people = {role[0]: office.add(role, unit, slug(name)) for role in POLICE_ROLES}
    return Pair(unit, lawyers.cps, lawyers.people | people)


def combine_forces(office: Office, pairs: list[Pair], *, at: datetime) -> None:
    """One invented force becomes part of the national one; of the other, its unit moves there."""
    office.at = at
    into, merged, left = (Agency.objects.get(pk=pair.police.agency_id) for pair in pairs)
    office.agree("merge_agency", agency=merged, version=merged.version, into=into)
    unit = Unit.objects.get(pk=pairs[2].police.pk)
    office.agree("move_unit", unit=unit, version=unit.version, agency=left, into=into)


class ReadTwiceStory(ReversalStory):
    """A charge that a second prosecutor reads before it goes to the police, who report it."""

    def decided(self, suspect: Suspect) -> Road:
        decisions.authorise_charge_of(self, suspect)
        yield self.wait(0.5, 1)
        read = countersignatures.countersign_decision
        decisions.answer_proposal(self, suspect, read, who="prosecutor2", text=READ)
        yield self.wait(0.5, 1)
        yield from decisions.report_charges(self)
