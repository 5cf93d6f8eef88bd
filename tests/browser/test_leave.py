"""In a real browser: a court lets charges go on that lay on the file, and she is told."""

from datetime import date

from django.urls import reverse

from cases.states import State
from devtools.case_builder import CaseBuilder
from tests.browser.test_journeys_with_victims import REACHED, people_with_victims
from tests.support.browser.working_day import visible_text
from tests.support.cases.charge_stops import stop_charges_of
from tests.support.cases.charges import authorise_charge_of, report_charge_of

SCENE = people_with_victims
TODAY = date.today()


def test_from_the_file_to_leave_to_proceed_and_the_victim_told(scene, day):
    builder = CaseBuilder(scene, at=scene.begun_at).allocate().review()
    authorise_charge_of(builder)
    report_charge_of(builder)
    stop_charges_of(builder, kind="ON_FILE")
    day = day(builder)
    assert day.suspect.state == State.STOPPED
    day.reads("officer", "see-decisions", day.case, "not to be proceeded with without the leave")
    given = {"kind": "LEAVE", "leave_of": "CROWN", "on": TODAY}
    day.does(
        "prosecutor", "record-court-fact", day.suspect, via=[("see-court-facts", day.case)], **given
    )
    assert day.suspect.state == State.CHARGED
    day.reads("officer", "see-court-facts", day.case, "Leave to proceed with charges on the file")
    day.reads("officer", "see-decisions", day.case, "Goes on again by leave of the Crown Court")
    what = "A court let charges about the victim go on that lay on the file: suspect 1"
    day.comes_in("liaison", reverse("see-victims"), reverse("see-owed-duties"))
    day.reads("liaison", "see-duties", builder.victim, what, "Owed by: CPS")
    day.follow("liaison", "see-contacts", builder.victim)
    day.does("liaison", "record-contact", builder.victim, **REACHED, conveyed="PROCEEDED")
    page = day.reads("liaison", "see-duties", builder.victim, what, "Told in time")
    assert "was stopped: suspect 1" not in visible_text(page)
