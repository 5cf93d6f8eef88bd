"""Journey 13 in a real browser: no further action, referred back by a panel, ends in a charge."""

from datetime import date, timedelta

from django.urls import reverse

from cases.states import State
from devtools.case_builder import person
from pilots.actions import opinions
from pilots.models import SecondLook
from tests.pilots.test_opinions import FOUND, SAID
from tests.support.browser.page_check import click_and_wait
from tests.support.browser.working_day import (
    fill_fields,
    follow_link,
    send_without_error,
    visible_text,
)
from tests.support.cases.suspect_focus import FOCUS_ANSWERS
from tests.support.pilots import panels
from tests.support.pilots.panels import name_members, panel_cases, run_action

WHY = "The phone was never looked at, and she had asked for it."
BOTH_STAGES = {
    "rationale": "The phone bears her account out. Both sides know the reason.",
    "public_interest_rationale": "Nothing speaks against a prosecution.",
}


def refer_decisions_back():
    """Two decisions of no further action, which a panel has referred back."""
    scene = panels.build_panel_scene(decisions=2)
    scene.manager = scene.cast.manager
    scene.officer, scene.prosecutor = scene.cast.officer, scene.cast.prosecutor
    scene.fresh = person(scene.cast.cps, "prosecute_cases", name="Fay Fresh")
    scene.at = panels.start_of_today()
    members, day = ("police", "cps", "outside"), scene.at.date()
    panel = name_members(scene, panels.add_scene_panel(scene, until_on=day), *members)
    panel = panels.draw_panel_cases(scene, panel, size=2)
    until = day + timedelta(days=14)
    run_action(scene, opinions.open_panel, "convener", panel=panel, opinions_by=until)
    for row in panel_cases(panel):
        for who in members:
            run_action(scene, opinions.give_opinion, who, panel_case=row, **SAID)
        said = FOUND | {"refers_back": True, "text": "Look at the phone."}
        run_action(scene, opinions.record_finding, "convener", panel_case=row, **said)
    return scene


SCENE = refer_decisions_back


def page_url(name, row):
    return reverse(name, args=[row.pk])


def test_a_decision_referred_back_is_reconsidered_reviewed_and_ends_in_a_charge(scene, day):
    look = SecondLook.objects.unscoped("test").filter(reviewer=None).earliest("at")
    builder = builder_of(scene, look)
    day = day(builder)
    reconsider_on_pages(day, scene, look)
    assert day.suspect.state == State.READY_TO_ALLOCATE
    day.does("manager", "allocate-case", day.case, to=str(scene.prosecutor.pk))
    review_and_charge(day)
    day.reads("officer", "see-decisions", day.case, "A scrutiny panel referred the decision back")
    charged = {"method": "WRITTEN_CHARGE", "charged_on": date.today()}
    day.does(
        "officer", "report-charge", day.suspect, **charged, **{"counts-0-outcome": "AS_STATED"}
    )
    assert day.suspect.state == State.CHARGED


def builder_of(scene, look):
    """The builder of the case of a second look."""
    return next(each for each in scene.builders if each.case.pk == look.case_id)


def reconsider_on_pages(day, scene, look):
    """The manager names somebody without part in the decision, who finds it wrong."""
    page = day.comes_in(
        "manager", reverse("see-asked-by-panels"), page_url("see-second-look", look)
    )
    follow_link(page, page_url("name-for-second-look", look))
    fill_fields(page, {"person": str(scene.fresh.pk)})
    send_without_error(page)
    page = day.comes_in("fresh", reverse("see-asked-by-panels"), page_url("see-second-look", look))
    follow_link(page, page_url("take-second-look", look))
    fill_fields(page, {"outcome": "CHANGED", "reasons": WHY})
    assert WHY in visible_text(send_without_error(page))


def review_and_charge(day):
    """Nothing is decided on the review of before; a new one leads to a charge."""
    page = day.open_case("prosecutor")
    assert not page.locator(f'a[href="{page_url("authorise-charge", day.suspect)}"]').count()
    seen = {"test": "FULL", "evidence": "The phone bears her account out."}
    day.does("prosecutor", "record-review", day.case, suspects=str(day.suspect.pk), **seen)
    page = day.follow("prosecutor", "authorise-charge", day.suspect)
    fill_fields(page, BOTH_STAGES | FOCUS_ANSWERS)
    click_and_wait(page.get_by_role("button", name="Charge this").first)
    fill_fields(page, {"counts-0-particulars": "He pulled her back when she wanted to go."})
    send_without_error(page)
    assert day.suspect.state == State.CHARGE_AUTHORISED
