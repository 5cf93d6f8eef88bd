"""Journey 8 in a real browser: a panel draws cases, gives opinions, finds, and refers one back."""

from datetime import date, timedelta

from django.urls import reverse

from devtools.case_builder import person
from people.access import grants
from pilots.models import LearningAction, Panel, SecondLook
from tests.support.browser.working_day import (
    fill_fields,
    follow_link,
    send_without_error,
    visible_text,
)
from tests.support.pilots import panels

TODAY = date.today()
SAYS = {
    "police": "The first opinion about the accounts.",
    "cps": "The second opinion about the accounts.",
    "outside": "The third opinion about the accounts.",
}
MEMBERS = tuple(SAYS)
FRAME = {
    "decided_by": "CPS", "from_on": panels.FRAME["from_on"], "until_on": TODAY,
    "waited_days": "28", "quorum": "2",
}  # fmt: skip
OPINION = {
    "themes": "DELAY", "is_suspect_focused": "PARTLY", "is_plan_proportionate": "YES",
    "was_victim_told_well": "NO",
}  # fmt: skip


def make_area_with_panels():
    """Decisions for a panel, its people, and the people who made the decisions."""
    scene = panels.build_panel_scene(decisions=4)
    scene.manager, scene.decider = scene.cast.manager, scene.cast.prosecutor
    grants.grant_capacity(
        "sit_on_panels", to=scene.decider, on=scene.area, by=scene.admin, at=panels.LONG_AGO
    )
    scene.fresh = person(scene.cast.cps, "prosecute_cases", name="Fay Fresh")
    return scene


SCENE = make_area_with_panels


def page_url(name, row):
    return reverse(name, args=[row.pk])


def test_a_panel_draws_reads_unseen_finds_and_refers_one_case_back(scene, day):
    day = day(scene.builders[0])
    panel = begin_and_draw_panel(day, scene)
    first, second = panels.panel_cases(panel)
    give_opinions_alone(day, panel, first, second)
    record_findings(day, scene, panel, first, second)
    reconsider_decision(day, scene)
    finish_learning_actions(day)
    page = day.comes_in("convener", reverse("see-panels"), page_url("see-panel", panel))
    text = visible_text(page)
    assert "Reconsidered: decision upheld" in text and "completed on" in text
    assert "Too few to say: at least 10 cases" in text  # so no agreement is shown
    assert not [builder.urn for builder in scene.builders if builder.urn in text]


def begin_and_draw_panel(day, scene):
    """
    Add a panel and draw with a seed; a decider may be a member, and reads no case of their own.
    """
    page = day.comes_in("convener", reverse("see-panels"), reverse("add-panel"))
    fill_fields(page, {"area": str(scene.area.pk)} | FRAME)
    send_without_error(page)
    panel = Panel.objects.unscoped("test").latest("at")
    for who in (*MEMBERS, "decider"):
        follow_link(page, page_url("name-panel-member", panel))
        member = str(getattr(scene, who).pk)
        fill_fields(page, {"member": member, "until_on": TODAY + timedelta(days=90)})
        send_without_error(page)
    follow_link(page, page_url("draw-panel", panel))
    fill_fields(page, {"method": "RANDOM", "size": "2"})
    send_without_error(page)
    follow_link(page, page_url("see-panel-draw", panel))
    assert panels.draw_of(panel).seed in visible_text(page)
    page = day.comes_in("convener", reverse("see-panels"), page_url("see-panel", panel))
    assert visible_text(page).count("3 members may read it") == 2
    follow_link(page, page_url("open-panel", panel))
    fill_fields(page, {"opinions_by": TODAY})
    send_without_error(page)
    page = day.comes_in("decider", reverse("see-panels"), page_url("see-panel", panel))
    assert "no case for you to read" in visible_text(page)
    return panel


def give_opinions_alone(day, panel, *cases):
    """Each member gives an opinion without seeing others' until the last is given."""
    for who in MEMBERS:
        for case in cases:
            page = day.comes_in(who, reverse("see-panels"), page_url("see-panel", panel))
            follow_link(page, page_url("see-pack", case))
            text = visible_text(page)
            assert "Do not copy" in text and panels.case_of_row(case).urn not in text
            assert "All opinions" not in text
            follow_link(page, page_url("give-opinion", case))
            fill_fields(page, OPINION | {"grade": "OBSERVATIONS", "text": SAYS[who]})
            send_without_error(page)
    page = day.comes_in("police", reverse("see-panels"), page_url("see-panel", panel))
    follow_link(page, page_url("see-pack", cases[0]))
    assert SAYS["cps"] in visible_text(page) and SAYS["outside"] in visible_text(page)


def record_findings(day, scene, panel, first, second):
    """
    Record findings: one decision is referred back, and a member and a unit get a learning action.
    """
    for case, back in ((first, "YES"), (second, "NO")):
        page = day.comes_in("convener", reverse("see-panels"), page_url("see-panel", panel))
        follow_link(page, page_url("see-pack", case))
        follow_link(page, page_url("record-finding", case))
        fill_fields(
            page,
            {
                "grade": "OBSERVATIONS",
                "text": "Slow. Both sides know the reason.",
                "refers_back": back,
            },
        )
        send_without_error(page)
    asked = {"PERSON": ("member", scene.police), "UNIT": ("unit", scene.cast.cps)}
    for kind, (name, of) in asked.items():
        follow_link(page, page_url("see-pack", second))
        follow_link(page, page_url("set-learning-action", second))
        asks = {"text": f"Brief them about the accounts: {kind.lower()}.", "asked_of": kind}
        fill_fields(page, asks | {name: str(of.pk), "due_on": TODAY + timedelta(days=20)})
        send_without_error(page)
    follow_link(page, page_url("close-panel", panel))
    send_without_error(page)


def reconsider_decision(day, scene):
    """
    A person of the unit who had no part in the decision reconsiders it, without hearing of the
    panel.
    """
    look = SecondLook.objects.unscoped("test").latest("at")
    page = day.as_("manager")
    page.goto(day.site)
    assert "Asked by panels: 2" in visible_text(page)
    for address in (reverse("see-asked-by-panels"), page_url("see-second-look", look)):
        follow_link(page, address)
    follow_link(page, page_url("name-for-second-look", look))
    assert scene.decider.name not in visible_text(page)
    fill_fields(page, {"person": str(scene.fresh.pk)})
    send_without_error(page)
    page = day.as_("fresh")
    page.goto(day.site)
    follow_link(page, reverse("see-asked-by-panels"))
    follow_link(page, page_url("see-second-look", look))
    follow_link(page, page_url("take-second-look", look))
    fill_fields(page, {"outcome": "STANDS", "reasons": "The footage shows nobody."})
    assert "The decision is upheld" in visible_text(send_without_error(page))


def finish_learning_actions(day):
    """The member and the unit's leader record evidence that the learning actions are done."""
    for who, kind in (("police", "PERSON"), ("manager", "UNIT")):
        actions = LearningAction.objects.unscoped("test").order_by("at")
        action = [each for each in actions if f": {kind.lower()}." in each.text][-1]
        page = day.as_(who)
        page.goto(day.site + reverse("see-learning"))
        follow_link(page, reverse("see-asked-by-panels"))
        follow_link(page, page_url("see-learning-action", action))
        follow_link(page, page_url("complete-learning-action", action))
        fill_fields(page, {"evidence": "The minutes of the briefing."})
        assert "The minutes of the briefing." in visible_text(send_without_error(page))
