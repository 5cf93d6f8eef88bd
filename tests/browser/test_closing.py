"""Journey 11 in a real browser: closed, told, reviewed and reopened, with script and without."""

from datetime import date

from django.urls import reverse

from cases.states import State
from devtools.case_builder import CaseBuilder
from tests.browser.test_journeys_with_victims import REACHED, people_with_victims
from tests.support.browser.working_day import visible_text
from tests.support.cases.suspect_focus import FOCUS_ANSWERS
from victims.models import RightToReview

SCENE = people_with_victims
TODAY = date.today()
SAID = "I cannot sit through a trial. I want it to stop now."
REPORT = {
    "outcome": "16",
    "lines-0-text": "Phone of the suspect",
    "lines-0-is_done": "no",
    "lines-0-why_not": "She asked that nothing more be done.",
    "reasons": "There is one account against the other, and she does not wish to go on.",
    "interviewed": "yes",
    "interviewed_on": TODAY,
    "no_advice_because": "There was nothing to ask about.",
    "on_1": TODAY,
    "how_1": "IN_PERSON",
    "said_1": SAID,
    "told_1": ["REVIEW", "REOPENING"],
    **FOCUS_ANSWERS,
}


def test_the_police_close_she_is_told_asks_for_a_review_and_it_is_reopened(scene, day):
    builder = CaseBuilder(scene, at=scene.begun_at)
    day = day(builder)
    is_closed(day, builder, scene)
    right = is_told_and_asks(day, builder)
    is_reviewed(day, builder, scene, right)
    assert day.suspect.state == State.INVESTIGATING
    assert "Under investigation" in visible_text(day.open_case("officer"))


def is_closed(day, builder, scene):
    """Written, sent back, written again from the same words, and signed."""
    [suspect] = builder.suspects
    day.does("officer", "propose-closing", suspect, **REPORT, spoke_1=str(scene.officer.pk))
    read_it = [("sign-closing-report", suspect)]
    day.does(
        "supervisor", "send-closing-report-back", suspect, via=read_it,
        text="Say what the messages between them show.",
    )  # fmt: skip
    page = day.follow("officer", "propose-closing", suspect)
    assert "Say what the messages between them show." in visible_text(page)
    day.does(
        "officer", "propose-closing", suspect,
        reasons="The messages bear neither out, and she does not wish to go on.",
    )  # fmt: skip
    day.reads("supervisor", "sign-closing-report", suspect, SAID, "Phone of the suspect")
    day.does(
        "supervisor", "sign-closing-report", suspect, has_open_line="no",
        text="I have read the accounts and the messages.",
    )  # fmt: skip
    assert day.suspect.state == State.CLOSED


def is_told_and_asks(day, builder):
    """She is told within the day, and asks for a review, which the case knows all about."""
    day.comes_in("contact", reverse("see-victims"), reverse("see-owed-duties"))
    what = "The police will not investigate further: suspect 1"
    day.reads("contact", "see-duties", builder.victim, what, "Owed by: Police")
    day.follow("contact", "see-contacts", builder.victim)
    day.does("contact", "record-contact", builder.victim, **REACHED, conveyed="NOT_INVESTIGATED")
    day.reads("contact", "see-duties", builder.victim, "Told in time")
    day.reads("contact", "see-review-requests", builder.victim, "Ordinarily until")
    facts = {"decision": "1:POLICE_NO_CHARGE", "asked_on": TODAY, "asked_not_to_proceed": "no"}
    page = day.does("contact", "ask-for-review", builder.victim, **facts)
    assert "Asked for" in visible_text(page) and "cannot be reviewed" not in visible_text(page)
    return RightToReview.objects.unscoped("test").get(case=builder.case)


def is_reviewed(day, builder, scene, right):
    """An inspector who had no part in it overturns it."""
    victims = [("see-case-victims", builder.case), ("see-victim", builder.victim)]
    reviews = [*victims, ("see-review-requests", builder.victim)]
    day.does("supervisor", "acknowledge-review-request", right, via=reviews, on=TODAY)
    day.does("supervisor", "name-reviewer", right, via=reviews, person=str(scene.inspector.pk))
    day.does(
        "inspector", "decide-review", right, via=reviews, outcome="OVERTURNED",
        text="The phone was never downloaded, and the messages matter.",
    )  # fmt: skip
