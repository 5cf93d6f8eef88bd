"""The demo's scrutiny panel: members of three kinds review decisions of the pilot's Area."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from cases.models.decision import NFA_KINDS
from people.access.scopes import scope_of
from people.models import Unit, User
from pilots.actions import learning_actions, opinions, sampling_frames
from pilots.actions import panels as actions
from pilots.actions.reconsiderations import (
    independent_reviewers,
    name_for_second_look,
    take_second_look,
)
from pilots.models import Panel, PanelCase, SecondLook, SecondLookOutcome
from rasso.demo import decisions
from rasso.demo.cast import Office, Pair
from rasso.demo.simulated_time import Road, SimulatedTime, T, days, hours
from rasso.demo.stories import Story
from timeliness.calendar import london_day

FROM_ELSEWHERE = ("supervisor", "prosecutor")  # roles of the second pair who are members
MOST = 3
OPINION = {
    "grade": "OBSERVATIONS", "themes": ["DELAY"],
    "text": "Made up. Sound, and slower than it need have been.",
    "is_suspect_focused": "PARTLY", "is_plan_proportionate": "YES",
    "was_victim_told_well": "CANNOT_TELL",
}  # fmt: skip


FOUND = {
    "grade": "OBSERVATIONS", "themes": ["DELAY", "ACTION_PLANS"], "refers_back": True,
    "text": "Made up. Sound reasons; it is not clear that every inquiry was carried through.",
}  # fmt: skip
LOOKED = (
    "Made up. The messages of that night were not weighed. With them there is a realistic prospect "
    "of conviction."
)


def give_panel_capacities(office: Office, pairs: list[Pair], unit: Unit) -> None:
    """Give one police and one CPS member of another Area the capacity to sit on panels."""
    for role in FROM_ELSEWHERE:
        person = pairs[1].people[role]
        office.give("sit_on_panels", person, unit)


def run_panel(world: SimulatedTime, pairs: list[Pair], unit: Unit) -> Road:
    """The convener adds a panel, names its members, and draws cases."""

    def do(action: Callable[..., T], **arguments: object) -> T:
        at = world.now
        world.now += timedelta(minutes=1)
        by = scope_of(pairs[0].people["convener"], at=at)
        return action(by=by, at=at, **arguments)

    today = london_day(world.now)
    made = do(
        actions.add_panel, area=unit.pk, decided_by="CPS", from_on=today - timedelta(days=365),
        until_on=today, waited_days=14, quorum=2, keeps_units_out=True,
    )  # fmt: skip
    yield hours(1)
    members = [pairs[1].people[role] for role in FROM_ELSEWHERE]
    for member in (*members, pairs[0].people["outside-member"]):
        until_on = today + timedelta(days=365)
        do(actions.name_panel_member, panel=made, member=member, until_on=until_on)
    yield days(1)
    found = len(sampling_frames.frame_decisions(made, at=world.now))
    if not found:
        return
    do(actions.draw_panel, panel=made, method="STRATIFIED", size=min(found, MOST))
    yield hours(2)
    yield from collect_opinions(do, made, world, [pairs[0].people["outside-member"], *members])
    record_panel_findings(do, made, world, {"member": members[0]}, {"unit": pairs[0].police})
    yield hours(2)
    yield from reconsidered_and_charged(world, pairs[0], panel_cases(made)[-1])


def collect_opinions(
    do: Callable[..., object], panel: Panel, world: SimulatedTime, members: list[User]
) -> Road:
    """Open the packs to the members; each gives an opinion of the first case and of the last."""
    opinions_by = london_day(world.now) + timedelta(days=14)
    do(opinions.open_panel, panel=panel, opinions_by=opinions_by)
    yield hours(3)
    for member in members:
        by = scope_of(member, at=world.now)
        for case in panel_cases(panel):
            opinions.give_opinion(panel_case=case, by=by, at=world.now, **OPINION)
    yield hours(1)


def record_panel_findings(
    do: Callable[..., object], panel: Panel, world: SimulatedTime, *asked: dict[str, object]
) -> None:
    """
    Record the panel's findings, which refer both cases back, and set learning actions of the first.
    """
    for case in panel_cases(panel):
        do(opinions.record_finding, panel_case=case, **FOUND)
    for whom in asked:
        do(
            learning_actions.set_learning_action, panel_case=panel_cases(panel)[0],
            text="Made up. Say in each plan why an action matters.",
            due_on=london_day(world.now) + timedelta(days=20), **whom,
        )  # fmt: skip


def panel_cases(panel: Panel) -> list[PanelCase]:
    """The panel's first case, and its last one of no further action by the CPS."""
    rows = PanelCase.objects.unscoped("the demo's panel").filter(panel=panel)
    first, *others = rows.select_related("panel", "entry__decision").order_by("number")
    return [first, *[each for each in others if is_no_further_action(each)][-1:]]


def is_no_further_action(case: PanelCase) -> bool:
    """Whether it is about a decision of the CPS to take no further action."""
    decision = case.entry.decision
    return decision is not None and decision.kind in NFA_KINDS


def reconsidered_and_charged(world: SimulatedTime, pair: Pair, case: PanelCase) -> Road:
    """Somebody who had no part in it finds the decision wrong; it is reviewed and charged."""
    look = SecondLook.objects.unscoped("the demo's panel").get(panel_case=case)
    person = independent_reviewers(look, at=world.now)[0]
    manager = scope_of(pair.people["manager"], at=world.now)
    name_for_second_look(second_look=look, by=manager, at=world.now, person=person)
    yield hours(3)
    by = scope_of(person, at=world.now)
    take_second_look(
        second_look=look, by=by, at=world.now, outcome=SecondLookOutcome.CHANGED, reasons=LOOKED
    )
    yield hours(3)
    story = Story(world, pair, Random(case.number), urn=look.case.urn, suspects=1)  # noqa: S311
    story.case = look.case
    story.allocate()
    yield hours(3)
    story.reviewed([look.suspect])
    decisions.authorise_charge_of(story, look.suspect)
    yield hours(1)
    yield from decisions.report_charges(story)
