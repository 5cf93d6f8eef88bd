"""A panel of a pilot area, with decisions to look at and its people."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from django.utils import timezone

from cases.models import Case
from devtools.case_builder import cast, cps_unit, force_unit, person, scope
from people.access import grants
from people.models import Agency
from pilots.actions import exclusions, panels, pilots
from pilots.models import Draw, FrameEntry, Panel, PanelCase
from tests.support.cases.permission_matrix import office
from tests.support.pilots.permission_matrix import a_pilot_area
from tests.support.victims.vrr_requests import decided_against

AT = datetime(2026, 5, 4, 9, tzinfo=UTC)  # two months after the roads begin
LONG_AGO = AT.replace(year=2025)


def sitting(area, unit, *capacities, convenes=False):
    """A person of a unit who can sit on an area's panels, or convenes them."""
    user = person(unit, *capacities)
    capacity = "convene_panels" if convenes else "sit_on_panels"
    grants.grant_capacity(capacity, to=user, on=area, by=user, at=LONG_AGO)
    return user


def scene(decisions=3):
    """An area that takes part, prosecutors' decisions in it, two conveners and three members."""
    people, area = cast(), a_pilot_area()
    admin = person(office(), "administer_accounts")
    by = scope(admin, LONG_AGO)
    pilot = pilots.add_pilot(
        by=by, at=LONG_AGO, name=f"Scrutiny {area.pk}", strands=["NFA_SCRUTINY"], purpose="Why.",
        follow_up_days=1,
    )  # fmt: skip
    south = Agency.objects.get(name="CPS South West")
    pilots.add_pilot_area(
        pilot=pilot, by=by, at=LONG_AGO, area=south.pk, is_comparator=False,
        starts_on=date(2026, 1, 1), unit=area.pk,
    )  # fmt: skip
    return SimpleNamespace(
        cast=people, area=area, roads=[decided_against(people) for _ in range(decisions)], at=AT,
        admin=admin,
        convener=sitting(area, cps_unit(), "allocate_cases", convenes=True),
        second=sitting(area, force_unit(), "supervise_cases", convenes=True),
        police=sitting(area, force_unit("Kent Police"), "supervise_cases"),
        cps=sitting(area, cps_unit("CPS South East"), "prosecute_cases"),
        outside=sitting(area, area),
    )  # fmt: skip


def midnight():
    """Start of today in London; pages use the real clock, at any hour."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def do(there, action, who, **facts):
    """Run an action as a person of the scene, now."""
    return action(by=scope(getattr(there, who), at=there.at), at=there.at, **facts)


FRAME = {
    "decided_by": "BOTH", "from_on": date(2026, 1, 1), "until_on": date(2026, 4, 30),
    "waited_days": 28, "quorum": 2, "keeps_units_out": False,
}  # fmt: skip


def begun(there, **facts):
    """A panel before its draw."""
    return do(there, panels.add_panel, "convener", **{"area": there.area.pk} | FRAME | facts)


def drawn(there, panel=None, size=2, **facts):
    panel = panel or begun(there)
    said = {"method": "RANDOM", "size": size} | facts
    return do(there, panels.draw_panel, "convener", panel=panel, **said)


def named(there, panel, *members):
    """Make these people members for a year."""
    for who in members or ("police", "cps", "outside"):
        member = getattr(there, who)
        until = there.at.date() + timedelta(days=365)
        do(there, panels.name_panel_member, "convener", panel=panel, member=member, until_on=until)
    return panel


def now(panel):
    return Panel.objects.unscoped("test").get(pk=panel.pk)


def draw_of(panel):
    return Draw.objects.unscoped("test").get(panel=panel)


def entries(panel):
    """Every entry of the panel's frame, in the order of the draw."""
    return list(FrameEntry.objects.unscoped("test").filter(panel=panel).order_by("place"))


def cases(panel):
    """Every drawn case, read from the database without access filter."""
    rows = PanelCase.objects.unscoped("test").filter(panel=panel).select_related("panel", "entry")
    return list(rows.order_by("number"))


def read_by(there, panel, who):
    """The numbers of the cases that a person of the scene may read."""
    rows = PanelCase.objects.for_scope(scope(getattr(there, who), at=there.at))
    return sorted(rows.filter(panel=panel).values_list("number", flat=True))


def case_of(panel_case):
    return Case.objects.unscoped("test").get(pk=panel_case.entry.case_id)


def left_out(there, panel_case, who="second", is_agreed=True):
    """The convener proposes to leave a case out, and another person answers."""
    do(
        there,
        exclusions.ask_to_leave_out,
        "convener",
        panel_case=panel_case,
        reason="Known here. Both sides know the reason.",
    )
    row = PanelCase.objects.unscoped("test").select_related("panel").get(pk=panel_case.pk)
    facts = {"is_agreed": is_agreed, "reason": "So it is. Both sides know the reason."}
    return do(there, exclusions.settle_leaving_out, who, panel_case=row, **facts)
