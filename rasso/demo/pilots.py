"""The demo's pilot: the first pair's Area takes part, the second pair's is the comparator."""

from collections.abc import Callable
from datetime import date

from people.access.scopes import scope_of
from people.administration.actions import agencies, units
from people.models import Agency, Unit
from pilots.actions import learning_points
from pilots.actions import pilots as actions
from pilots.models import Pilot
from rasso.demo.cast import Office, Pair
from rasso.demo.simulated_time import Road, SimulatedTime, T, days, hours
from timeliness.calendar import london_day

TEAM = "Demo Pilot Team"
ROLES = (
    ("pilot-manager", "Demo Pilot-Area Manager", "manage_pilot_area"),
    ("convener", "Demo Panel Convener", "convene_panels"),
    ("outside-member", "Demo Panel Member From Outside", "sit_on_panels"),
)
PILOT = {
    "name": "Demo pilot: earlier advice, sooner decisions",
    "strands": ["EARLY_ADVICE", "ACTION_PLANS", "NFA_SCRUTINY"],
    "purpose": "Demo. That suspects and victims wait less between the referral and the decision.",
    "follow_up_days": 90,
}
JUDGED_BY = (
    ("referral-to-decision", "LESS", "Demo. Actions are answered one by one, so fewer come back."),
    ("decision-to-charge", "NEITHER", "Demo. Nothing in the pilot is about this stage."),
)


def set_up_pilot(office: Office, pairs: list[Pair], *, starts_on: date) -> Pilot:
    """Add the pilot with its areas, team and measures, before it starts."""
    agency = office.do(agencies.add_agency, name=TEAM, side="LEARNING")
    first = pairs[0].cps.agency
    unit = office.do(
        units.add_unit, agency=agency, name=f"Demo pilot area {first.name.removeprefix('CPS ')}",
        kind="PILOT_AREA",
    )  # fmt: skip
    for role in ROLES:
        pairs[0].people[role[0]] = office.add(role, unit, "pilot")
    _let_take_files(office, pairs[0], unit)
    made = office.do(actions.add_pilot, **PILOT)
    _add_area(office, made, first, starts_on=starts_on, unit=unit)
    _add_area(office, made, pairs[1].cps.agency, is_comparator=True)
    by = scope_of(pairs[0].people["pilot-manager"], at=office.at)
    for measure, expected, because in JUDGED_BY:
        actions.register_measure(
            pilot=made, by=by, at=office.at, measure=measure, expected=expected, because=because
        )
    return made


def _let_take_files(office: Office, pair: Pair, area: Unit) -> None:
    """Give those who read figures and reports the role by which they take them away."""
    units = {"supervisor": pair.police, "manager": pair.cps}
    for title in ("supervisor", "manager", "pilot-manager", "convener"):
        office.give("take_exports", pair.people[title], units.get(title, area))


def share_learning_points(world: SimulatedTime, pair: Pair) -> Road:
    """
    The convener writes a learning point, the manager shares it, and a unit confirms reading it.

    The texts have no word that is a name in a drawn case, as Demo is.
    """
    at = world.now

    def do(role: str, action: Callable[..., T], **facts: object) -> T:
        return action(by=scope_of(pair.people[role], at=at), at=at, **facts)

    point = do(
        "convener", learning_points.write_learning_point, title="Say why an action matters",
        text="Made up. Plans whose actions said why they matter were answered without a question.",
        themes=["ACTION_PLANS", "DELAY"], learnt_from="DISPUTE",
    )  # fmt: skip
    yield hours(2)
    at = world.now
    do("pilot-manager", learning_points.check_learning_point, point=point, is_shared=True)
    do(
        "convener", learning_points.ask_unit_to_read, point=point, unit=pair.police.pk,
        read_by=london_day(at) + days(21),
    )  # fmt: skip
    yield days(1)
    at = world.now
    do("supervisor", learning_points.say_read, point=point)
    do(
        "convener", learning_points.write_learning_point, title="Letters in plain words",
        text="Made up. Nobody has checked this yet, so only those who write and check read it.",
        themes=["VICTIM_LETTERS"], learnt_from="REVIEW",
    )  # fmt: skip


def _add_area(office: Office, made: Pilot, area: Agency, **part: object) -> None:
    part = {"is_comparator": False, "starts_on": None, "unit": None} | part
    forces = list(area.forces.order_by("pk").values_list("pk", flat=True))
    office.agree("add_pilot_area", pilot=made, area=area, forces=forces, **part)
