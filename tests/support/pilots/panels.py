"""A panel of a pilot area, with decisions to look at and its people."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from django.utils import timezone

from cases.models import Case
from devtools.case_builder import cast, cps_unit, force_unit, person, scope
from people.access import grants
from people.models import Agency
from pilots.actions import exclusions, panels, passages, pilot_areas, pilots
from pilots.models import Draw, FrameEntry, Panel, PanelCase
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.people.approvals import approved
from tests.support.pilots.permission_matrix import make_pilot_area
from tests.support.victims.vrr_requests import build_case_without_charge

AT = datetime(2026, 5, 4, 9, tzinfo=UTC)  # two months after the cases begin
LONG_AGO = AT.replace(year=2025)


def panel_person(area, unit, *capacities, convenes=False):
    """A person of a unit who can sit on an area's panels, or convenes them."""
    user = person(unit, *capacities)
    capacity = "convene_panels" if convenes else "sit_on_panels"
    grants.grant_capacity(capacity, to=user, on=area, by=user, at=LONG_AGO)
    return user


def build_panel_scene(decisions=3):
    """An area that takes part, prosecutors' decisions in it, two conveners and three members."""
    people, area = cast(), make_pilot_area()
    admin = person(make_administration_unit(), "administer_accounts")
    by = scope(admin, LONG_AGO)
    pilot = pilots.add_pilot(
        by=by, at=LONG_AGO, name=f"Scrutiny {area.pk}", strands=["NFA_SCRUTINY"], purpose="Why.",
        follow_up_days=1,
    )  # fmt: skip
    south = Agency.objects.get(name="CPS South West")
    pilot_areas.add_pilot_area(
        pilot=pilot, by=by, at=LONG_AGO, area=south, is_comparator=False,
        starts_on=date(2026, 1, 1), unit=area, approval=approved("add_pilot_area"),
        forces=[each.pk for each in south.forces.all()],
    )  # fmt: skip
    return SimpleNamespace(
        cast=people,
        area=area,
        builders=[build_case_without_charge(people) for _ in range(decisions)],
        at=AT,
        admin=admin,
        convener=panel_person(area, cps_unit(), "allocate_cases", convenes=True),
        second=panel_person(area, force_unit(), "supervise_cases", convenes=True),
        police=panel_person(area, force_unit("Kent Police"), "supervise_cases"),
        cps=panel_person(area, cps_unit("CPS South East"), "prosecute_cases"),
        outside=panel_person(area, area),
    )


def start_of_today():
    """Start of today in London; pages use the real clock, at any hour."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def run_action(scene, action, who, **facts):
    """Run an action as a person of the scene, now."""
    return action(by=scope(getattr(scene, who), at=scene.at), at=scene.at, **facts)


def add_passage(scene, row, text, who="convener", agrees="second"):
    """A passage in the pack of a case, to which a second person has agreed."""
    run_action(scene, passages.propose_passage, who, panel_case=row, text=text)
    seen = row.passages.unscoped("test").count()
    facts = {"panel_case": row, "is_agreed": True, "version": seen}
    run_action(scene, passages.settle_passage, agrees, **facts)


FRAME = {
    "decided_by": "BOTH", "from_on": date(2026, 1, 1), "until_on": date(2026, 4, 30),
    "waited_days": 28, "quorum": 2, "keeps_units_out": False,
}  # fmt: skip


def add_scene_panel(scene, **facts):
    """A panel before its draw."""
    return run_action(
        scene, panels.add_panel, "convener", **{"area": scene.area.pk} | FRAME | facts
    )


def draw_panel_cases(scene, panel=None, size=2, **facts):
    """Draw cases at random for a panel, by default a new one."""
    panel = panel or add_scene_panel(scene)
    said = {"method": "RANDOM", "size": size} | facts
    return run_action(scene, panels.draw_panel, "convener", panel=panel, **said)


def build_drawn_panel():
    """A scene with a panel on which two cases are drawn and three people sit, not open yet."""
    scene = build_panel_scene(decisions=2)
    scene.at = start_of_today()
    panel = add_scene_panel(scene, until_on=scene.at.date())
    scene.panel = draw_panel_cases(scene, name_members(scene, panel))
    return scene


def name_members(scene, panel, *members):
    """Make these people members for a year."""
    for who in members or ("police", "cps", "outside"):
        member = getattr(scene, who)
        until = scene.at.date() + timedelta(days=365)
        run_action(
            scene, panels.name_panel_member, "convener", panel=panel, member=member, until_on=until
        )
    return panel


def fresh_panel(panel):
    """The panel, read from the database."""
    return Panel.objects.unscoped("test").get(pk=panel.pk)


def draw_of(panel):
    """The draw of a panel."""
    return Draw.objects.unscoped("test").get(panel=panel)


def frame_entries(panel):
    """Every entry of the panel's frame, in the order of the draw."""
    return list(FrameEntry.objects.unscoped("test").filter(panel=panel).order_by("place"))


def panel_cases(panel):
    """Every drawn case, read from the database without access filter."""
    rows = PanelCase.objects.unscoped("test").filter(panel=panel).select_related("panel", "entry")
    return list(rows.order_by("number"))


def case_numbers_read_by(scene, panel, who):
    """The numbers of the cases that a person of the scene may read."""
    rows = PanelCase.objects.for_scope(scope(getattr(scene, who), at=scene.at))
    return sorted(rows.filter(panel=panel).values_list("number", flat=True))


def case_of_row(panel_case):
    """The case of a drawn panel case."""
    return Case.objects.unscoped("test").get(pk=panel_case.entry.case_id)


def leave_case_out(scene, panel_case, who="second", is_agreed=True):
    """The convener proposes to leave a case out, and another person answers."""
    run_action(
        scene,
        exclusions.ask_to_leave_out,
        "convener",
        panel_case=panel_case,
        reason="Known here. Both sides know the reason.",
    )
    row = PanelCase.objects.unscoped("test").select_related("panel").get(pk=panel_case.pk)
    facts = {"is_agreed": is_agreed, "reason": "So it is. Both sides know the reason."}
    return run_action(scene, exclusions.settle_leaving_out, who, panel_case=row, **facts)
