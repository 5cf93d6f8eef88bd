"""The demo's scrutiny panel: members of three kinds look back at decisions of the pilot's Area."""

from datetime import timedelta

from people.access import scope_of
from people.actions import grants
from pilots.actions import frames, opinions
from pilots.actions import panels as actions
from pilots.models import PanelCase
from rasso.demo.world import days, hours
from timeliness.calendar import london_day

FROM_ELSEWHERE = ("supervisor", "prosecutor")  # members of the second pair's two sides
MOST = 3
OPINION = {
    "grade": "OBSERVATIONS", "themes": ["DELAY"],
    "text": "Demo. Sound, and slower than it need have been.",
    "is_suspect_focused": "PARTLY", "is_plan_proportionate": "YES",
    "was_victim_told_well": "CANNOT_TELL",
}  # fmt: skip


def who_can_sit(office, pairs, unit):
    """Besides whoever is from outside, one of the police and one of the CPS of another Area."""
    for role in FROM_ELSEWHERE:
        person = pairs[1].people[role]
        office.do(grants.give_capacity, person=person, unit=unit, capacity="sit_on_panels")


def panel(world, pairs, unit):
    """The convener begins a panel, names its members, and draws."""

    def do(action, **arguments):
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
    found = len(frames.frame(made, at=world.now))
    if not found:
        return
    do(actions.draw_panel, panel=made, method="STRATIFIED", size=min(found, MOST))
    yield hours(2)
    opinions_by = london_day(world.now) + timedelta(days=14)
    do(opinions.open_panel, panel=made, opinions_by=opinions_by)
    yield hours(3)
    member = scope_of(pairs[0].people["outside-member"], at=world.now)
    row = PanelCase.objects.for_scope(member).filter(panel=made).order_by("number").first()
    opinions.give_opinion(panel_case=row, by=member, at=world.now, **OPINION)
