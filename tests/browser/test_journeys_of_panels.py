"""Journey 8 in a real browser: a panel draws cases, gives opinions, finds, and refers one back."""

from datetime import date, timedelta

from django.urls import reverse

from devtools.case_builder import person
from people.access import grants
from pilots.models import LearningAction, Panel, SecondLook
from tests.support.browser.working_day import answer, click, sent, text_of
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


def a_pilot_area_with_panels():
    """Decisions for a panel, its people, and the people who made the decisions."""
    scene = panels.scene(decisions=4)
    scene.manager, scene.decider = scene.cast.manager, scene.cast.prosecutor
    grants.grant_capacity(
        "sit_on_panels", to=scene.decider, on=scene.area, by=scene.admin, at=panels.LONG_AGO
    )
    scene.fresh = person(scene.cast.cps, "prosecute_cases", name="Fay Fresh")
    return scene


SCENE = a_pilot_area_with_panels


def at(name, row):
    return reverse(name, args=[row.pk])


def test_a_panel_draws_reads_unseen_finds_and_refers_one_case_back(scene, day):
    day = day(scene.roads[0])
    panel = is_begun_and_drawn(day, scene)
    first, second = panels.cases(panel)
    is_read_by_each_alone(day, panel, first, second)
    is_found(day, scene, panel, first, second)
    is_looked_at_again(day, scene)
    is_learnt(day)
    page = day.comes_in("convener", reverse("see-panels"), at("see-panel", panel))
    text = text_of(page)
    assert "Reconsidered: decision upheld" in text and "completed on" in text
    assert "Too few to say: at least 10 cases" in text  # so no agreement is shown
    assert not [road.urn for road in scene.roads if road.urn in text]


def is_begun_and_drawn(day, scene):
    """
    Add a panel and draw with a seed; a decider may be a member, and reads no case of their own.
    """
    page = day.comes_in("convener", reverse("see-panels"), reverse("add-panel"))
    answer(page, {"area": str(scene.area.pk)} | FRAME)
    sent(page)
    panel = Panel.objects.unscoped("test").latest("at")
    for who in (*MEMBERS, "decider"):
        click(page, at("name-panel-member", panel))
        member = str(getattr(scene, who).pk)
        answer(page, {"member": member, "until_on": TODAY + timedelta(days=90)})
        sent(page)
    click(page, at("draw-panel", panel))
    answer(page, {"method": "RANDOM", "size": "2"})
    sent(page)
    click(page, at("see-panel-draw", panel))
    assert panels.draw_of(panel).seed in text_of(page)
    page = day.comes_in("convener", reverse("see-panels"), at("see-panel", panel))
    assert text_of(page).count("3 members may read it") == 2
    click(page, at("open-panel", panel))
    answer(page, {"opinions_by": TODAY})
    sent(page)
    page = day.comes_in("decider", reverse("see-panels"), at("see-panel", panel))
    assert "no case for you to read" in text_of(page)
    return panel


def is_read_by_each_alone(day, panel, *cases):
    """Each member gives an opinion without seeing others' until the last is given."""
    for who in MEMBERS:
        for case in cases:
            page = day.comes_in(who, reverse("see-panels"), at("see-panel", panel))
            click(page, at("see-pack", case))
            text = text_of(page)
            assert "Do not copy" in text and panels.case_of(case).urn not in text
            assert "All opinions" not in text
            click(page, at("give-opinion", case))
            answer(page, OPINION | {"grade": "OBSERVATIONS", "text": SAYS[who]})
            sent(page)
    page = day.comes_in("police", reverse("see-panels"), at("see-panel", panel))
    click(page, at("see-pack", cases[0]))
    assert SAYS["cps"] in text_of(page) and SAYS["outside"] in text_of(page)


def is_found(day, scene, panel, first, second):
    """
    Record findings: one decision is referred back, and a member and a unit get a learning action.
    """
    for case, back in ((first, "YES"), (second, "NO")):
        page = day.comes_in("convener", reverse("see-panels"), at("see-panel", panel))
        click(page, at("see-pack", case))
        click(page, at("record-finding", case))
        answer(
            page,
            {
                "grade": "OBSERVATIONS",
                "text": "Slow. Both sides know the reason.",
                "refers_back": back,
            },
        )
        sent(page)
    asked = {"PERSON": ("member", scene.police), "UNIT": ("unit", scene.cast.cps)}
    for kind, (name, of) in asked.items():
        click(page, at("see-pack", second))
        click(page, at("set-learning-action", second))
        asks = {"text": f"Brief them about the accounts: {kind.lower()}.", "asked_of": kind}
        answer(page, asks | {name: str(of.pk), "due_on": TODAY + timedelta(days=20)})
        sent(page)
    click(page, at("close-panel", panel))
    sent(page)


def is_looked_at_again(day, scene):
    """
    A person of the unit who had no part in the decision reconsiders it, without hearing of the
    panel.
    """
    look = SecondLook.objects.unscoped("test").latest("at")
    page = day.as_("manager")
    page.goto(day.site)
    assert "Asked by panels: 2" in text_of(page)
    for address in (reverse("see-asked-by-panels"), at("see-second-look", look)):
        click(page, address)
    click(page, at("name-for-second-look", look))
    assert scene.decider.name not in text_of(page)
    answer(page, {"person": str(scene.fresh.pk)})
    sent(page)
    page = day.as_("fresh")
    page.goto(day.site)
    click(page, reverse("see-asked-by-panels"))
    click(page, at("see-second-look", look))
    click(page, at("take-second-look", look))
    answer(page, {"outcome": "STANDS", "reasons": "The footage shows nobody."})
    assert "The decision is upheld" in text_of(sent(page))


def is_learnt(day):
    """The member and the unit's leader record evidence that the learning actions are done."""
    for who, kind in (("police", "PERSON"), ("manager", "UNIT")):
        actions = LearningAction.objects.unscoped("test")
        action = actions.filter(text__contains=f": {kind.lower()}.").latest("at")
        page = day.as_(who)
        page.goto(day.site + reverse("see-learning"))
        click(page, reverse("see-asked-by-panels"))
        click(page, at("see-learning-action", action))
        click(page, at("complete-learning-action", action))
        answer(page, {"evidence": "The minutes of the briefing."})
        assert "The minutes of the briefing." in text_of(sent(page))
