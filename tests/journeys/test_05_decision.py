"""
Journey 5: decisions on suspects, the duties to the victim that arise, and a VRR request.

It is Thursday 24 December 2026. Christmas Day, the weekend with Boxing Day, its substitute on
Monday, and New Year's Day do not count.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.urls import reverse

from cases.models import Decision
from cases.states import State
from devtools.case_builder import Road, cast, person
from tests.support.cases import decisions
from tests.support.cases.charges import NO_OTHERS, alleged
from tests.support.cases.pages import as_, at, day, follow, links, said
from tests.support.module_fixtures import standing
from victims.models import RightToReview, VictimRecord

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("requests_commit")]

NOW, TODAY = datetime(2026, 12, 24, 10, 0, tzinfo=UTC), date(2026, 12, 24)
START = NOW - timedelta(days=3)
DUE = "By 29 December 2026"  # a Tuesday
TOLD = {
    "is_safe_now": "on", "direction": "OUT", "channel": "PHONE", "outcome": "REACHED",
    "spoke_to": "VICTIM", "is_identity_checked": "yes", "isva_told": "NO_ISVA",
    "contacted_at-day": 24, "contacted_at-month": 12, "contacted_at-year": 2026,
    "contacted_at-hour": 10, "contacted_at-minute": 0,
}  # fmt: skip


@pytest.fixture(autouse=True)
def christmas_eve(monkeypatch):
    """Pages pass moments of this day to actions, a second apart."""
    passed = count()

    def now():
        return NOW + timedelta(seconds=next(passed))

    monkeypatch.setattr("django.utils.timezone.now", now)


@standing
def road():
    people = cast()
    people.liaison = person(people.cps, "liaise_with_victims", name="Lia Liaison")
    people.contact = person(people.police, "contact_victims", name="Cal Contact")
    return Road(people, suspects=2, at=START).allocate().review()


def states(road):
    return [road.suspect(n).state for n in range(2)]


def test_one_suspect_is_charged_and_on_the_other_no_further_action_is_taken(road):
    prosecutor, officer = as_(road.cast.prosecutor), as_(road.cast.officer)
    first, second = road.suspects
    page = prosecutor.get(at("see-review", road.last_review))
    assert at("authorise-charge", first) in links(page)

    charge(prosecutor, officer, first)
    assert states(road) == [State.CHARGE_AUTHORISED, State.WITH_PROSECUTOR]
    meet(road, prosecutor, officer, second)
    propose(prosecutor, second)
    assert states(road) == [State.CHARGE_AUTHORISED, State.SECOND_READER]
    read(road, prosecutor, second)
    assert states(road) == [State.CHARGE_AUTHORISED, State.NO_FURTHER_ACTION]
    report(officer, road, first)

    assert states(road) == [State.CHARGED, State.NO_FURTHER_ACTION]
    kinds = Decision.objects.unscoped("test").filter(case=road.case, status="LIVE")
    assert {row.suspect_id: row.kind for row in kinds} == {
        first.pk: "CHARGE", second.pk: "NFA_EVIDENTIAL",
    }  # fmt: skip
    told = said(officer.get(at("see-case", road.case)))
    assert "Charged" in told and "No further action" in told
    both_agencies_owe_her_the_news(road)
    no_review_where_another_was_charged(road)


def both_agencies_owe_her_the_news(road):
    """Each agency sees on its list what it owes and by when, without having opened anything."""
    record = VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)
    owed = said(as_(road.cast.liaison).get(at("see-duties", record)))
    for what, by in (
        ("A charge was authorised: suspect 1", "CPS"),
        ("The suspect was charged: suspect 1", "Police"),
        ("No further action will be taken: suspect 2", "CPS"),
    ):
        assert f"{what} Due in 5 days Owed by: {by}. {DUE}" in owed
    theirs = said(as_(road.cast.liaison).get(reverse("see-owed-duties")))
    ours = said(as_(road.cast.contact).get(reverse("see-owed-duties")))
    assert "A charge was authorised" in theirs and "No further action" in theirs
    assert "The suspect was charged" in ours
    assert "The suspect was charged" not in theirs and "No further action" not in ours


def no_review_where_another_was_charged(road):
    """
    The victim is told, without a time to ask for review; a request is recorded as outside the
    scheme.
    """
    liaison, victim = as_(road.cast.liaison), road.victim
    told = TOLD | {"conveyed": ["NFA"], "about_NFA": [road.suspects[1].pk]}
    follow(liaison, at("record-contact", victim), **told)
    page = said(liaison.get(at("see-review-requests", victim)))
    suspect_2 = page.split("Suspect 2")[1]
    assert "Outside the scheme. Some suspects or allegations were charged" in suspect_2
    assert "can ask until" not in page and "10 working days" not in suspect_2
    asked = {"decision": "2:CPS_NO_CHARGE", "asked_not_to_proceed": "no"} | day("asked_on", TODAY)
    page = said(follow(liaison, at("ask-for-review", victim), **asked))
    assert "It cannot be reviewed under the scheme" in page
    assert RightToReview.objects.unscoped("test").get().clock is None


def test_about_the_only_suspect_she_is_told_in_time_and_can_ask_for_a_review(road):
    road = Road(road.cast, at=START).allocate().review()
    liaison, victim, [suspect] = as_(road.cast.liaison), road.victim, road.suspects
    decisions.propose(road, suspect)
    assert "No further action" not in said(liaison.get(at("see-duties", victim)))  # not told yet
    follow(as_(road.cast.manager), at("countersign-decision", suspect), text="")
    owed = said(liaison.get(at("see-duties", victim)))
    assert f"No further action will be taken: suspect 1 Due in 5 days Owed by: CPS. {DUE}" in owed
    page = said(liaison.get(at("see-review-requests", victim)))
    assert "Prompt within 10 working days." in page
    follow(liaison, at("record-contact", victim), **TOLD, conveyed=["NFA"])
    owed = said(liaison.get(at("see-duties", victim)))
    assert "No further action will be taken: suspect 1 Told in time" in owed
    page = said(liaison.get(at("see-review-requests", victim)))
    assert "Told on 24 December 2026" in page and "Ordinarily until 24 March 2027" in page
    asked = {"decision": "1:CPS_NO_CHARGE", "asked_not_to_proceed": "no"} | day("asked_on", TODAY)
    page = said(follow(liaison, at("ask-for-review", victim), **asked))
    assert "Request about suspect 1 Asked for" in page and "cannot be reviewed" not in page


def charge(prosecutor, officer, suspect):
    """Authorise a charge from the allegations, which only the prosecutor can do."""
    [allegation] = suspect.allegations.unscoped("test")
    assert officer.get(at("authorise-charge", suspect)).status_code == 403
    page = follow(
        prosecutor, at("authorise-charge", suspect), allegations=[allegation.pk],
        rationale="Both stages are met.",
    )  # fmt: skip
    assert "Charge authorised for suspect 1." in said(page)


def meet(road, prosecutor, officer, suspect):
    """A proposal needs a consultation, which the officer records."""
    page = prosecutor.get(at("propose-no-further-action", suspect))
    assert page.status_code == 403
    assert "Record the consultation with the police first." in page.content.decode()
    page = follow(
        officer, at("record-consultation", road.case), suspects=[suspect.pk], mode="VIRTUAL",
        police=[road.cast.officer.pk], cps=[road.cast.prosecutor.pk],
        summary="The CCTV does not show who it was.", **day("held_on", TODAY),
    )  # fmt: skip
    assert "Olive Officer" in said(page) and "The CCTV does not show" in said(page)


def propose(prosecutor, suspect):
    """
    Propose with a coded reason, the consultation and the rationale; the page shows the
    consequences.
    """
    address = at("propose-no-further-action", suspect)
    assert "What happens when you send it" in said(prosecutor.get(address))
    [held] = suspect.consultations.unscoped("test")
    typed = {
        "stage": "evidential",
        "evidential": "IDENTIFICATION",
        "rationale": "CCTV is unclear. Both sides know the reason.",
    }
    follow(prosecutor, address, consultation=held.pk, **typed)
    page = prosecutor.post(address, typed | {"form_key": "", "consultation": held.pk})
    assert page.status_code == 409
    assert "Waiting for a second reader." in said(page)


def read(road, prosecutor, suspect):
    """
    The author cannot read it; another prosecutor declines with a reason, and a manager
    countersigns.
    """
    otto, manager = as_(road.cast.other_prosecutor), as_(road.cast.manager)
    assert prosecutor.get(at("countersign-decision", suspect)).status_code == 403
    lists = otto.get(reverse("see-worklist", args=["second-reader"]))
    assert road.case.urn in said(lists)
    page = otto.get(at("decline-decision", suspect))
    assert "CCTV is unclear. Both sides know the reason." in said(
        page
    ) and "The CCTV does not show who it was." in said(page)
    follow(otto, at("decline-decision", suspect), text="Which camera? Both sides know the reason.")
    page = prosecutor.get(at("propose-no-further-action", suspect))
    assert (
        "Which camera? Both sides know the reason." in said(page)
        and "CCTV is unclear. Both sides know the reason." in page.content.decode()
    )
    [held] = suspect.consultations.unscoped("test")
    follow(
        prosecutor, at("propose-no-further-action", suspect), consultation=held.pk,
        stage="evidential", evidential="IDENTIFICATION", rationale="Neither camera shows him.",
    )  # fmt: skip
    page = follow(manager, at("countersign-decision", suspect), text="")
    assert "No further action decided on suspect 2." in said(page)
    assert "Mona Manager" in said(page)


def report(officer, road, suspect):
    """Report the charge with method and a day that is not in the future."""
    assert at("report-charge", suspect) in links(officer.get(at("see-case", road.case)))
    typed = {"method": "WRITTEN_CHARGE", "laid": [str(each.pk) for each in alleged(suspect)]}
    typed |= NO_OTHERS
    tomorrow = officer.post(
        at("report-charge", suspect), typed | day("charged_on", TODAY + timedelta(days=1))
    )
    assert "The date of the charge must be today or earlier" in said(tomorrow)
    follow(officer, at("report-charge", suspect), **typed, **day("charged_on", TODAY))
