"""The demo's scrutiny panel: members of three kinds review decisions of the pilot's Area."""

from collections.abc import Callable
from datetime import timedelta

from people.access.scopes import scope_of
from people.models import Unit, User
from pilots.actions import learning_actions, opinions, sampling_frames
from pilots.actions import panels as actions
from pilots.models import Panel, PanelCase
from rasso.demo.cast import Office, Pair
from rasso.demo.simulated_time import Road, SimulatedTime, T, days, hours
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
        until_on=today, waited_days=28, quorum=2, keeps_units_out=True,
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
    record_panel_finding(do, made, world, {"member": members[0]}, {"unit": pairs[0].police})


def collect_opinions(
    do: Callable[..., object], panel: Panel, world: SimulatedTime, members: list[User]
) -> Road:
    """Open the packs to the members; each gives an opinion of the first case."""
    opinions_by = london_day(world.now) + timedelta(days=14)
    do(opinions.open_panel, panel=panel, opinions_by=opinions_by)
    yield hours(3)
    for member in members:
        by = scope_of(member, at=world.now)
        opinions.give_opinion(panel_case=first_panel_case(panel), by=by, at=world.now, **OPINION)
    yield hours(1)


def record_panel_finding(
    do: Callable[..., object], panel: Panel, world: SimulatedTime, *asked: dict[str, object]
) -> None:
    """
    Record the panel's finding on its first case, which refers it back, and set learning actions.
    """
    do(opinions.record_finding, panel_case=first_panel_case(panel), **FOUND)
    for whom in asked:
        do(
            learning_actions.set_learning_action, panel_case=first_panel_case(panel),
            text="Made up. Say in each plan why an action matters.",
            due_on=london_day(world.now) + timedelta(days=20), **whom,
        )  # fmt: skip


def first_panel_case(panel: Panel) -> PanelCase:
    """The panel's first case, read from the database."""
    rows = PanelCase.objects.unscoped("the demo's panel").filter(panel=panel)
    return rows.select_related("panel").order_by("number")[0]
