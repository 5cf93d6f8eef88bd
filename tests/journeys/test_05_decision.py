"""
Journey 5: decisions on suspects, the duties to the victim that arise, and a VRR request.

It is Thursday 24 December 2026. Christmas Day, the weekend with Boxing Day, its substitute on
Monday, and New Year's Day do not count.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from cases.models import Decision
from cases.states import State
from devtools.case_builder import CaseBuilder, cast, person
from tests.support.cases import decisions
from tests.support.cases.charges import allegations_against, counts_form, report_form
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.suspect_focus import FOCUS_ANSWERS
from tests.support.journey_days import moments_from, reached_by_phone
from tests.support.module_fixtures import module_fixture
from victims.models import RightToReview, VictimRecord

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commit_after_requests")]

NOW, TODAY = datetime(2026, 12, 24, 10, 0, tzinfo=UTC), date(2026, 12, 24)
START = NOW - timedelta(days=3)
DUE = "By 29 December 2026"  # a Tuesday
TOLD = reached_by_phone(NOW)


@pytest.fixture(autouse=True)
def moments_of_christmas_eve(monkeypatch):
    """Pages pass moments of this day to actions, a second apart."""
    now = moments_from(NOW, timedelta(seconds=1))
    monkeypatch.setattr("django.utils.timezone.now", now)


@module_fixture
def builder():
    people = cast()
    people.liaison = person(people.cps, "liaise_with_victims", name="Lia Liaison")
    people.contact = person(people.police, "contact_victims", name="Cal Contact")
    return CaseBuilder(people, suspects=2, at=START).allocate().review()


def states(builder):
    return [builder.suspect(n).state for n in range(2)]


def test_one_suspect_is_charged_and_on_the_other_no_further_action_is_taken(builder):
    prosecutor, officer = client_for(builder.cast.prosecutor), client_for(builder.cast.officer)
    first, second = builder.suspects
    page = prosecutor.get(page_url("see-review", builder.last_review))
    assert page_url("authorise-charge", first) in links_on_page(page)

    authorise_charge_on_page(prosecutor, officer, first)
    assert states(builder) == [State.CHARGE_AUTHORISED, State.WITH_PROSECUTOR]
    record_consultation_on_page(builder, prosecutor, officer, second)
    propose_on_page(prosecutor, second)
    assert states(builder) == [State.CHARGE_AUTHORISED, State.SECOND_READER]
    read_and_countersign(builder, prosecutor, second)
    assert states(builder) == [State.CHARGE_AUTHORISED, State.NO_FURTHER_ACTION]
    report_charge_on_page(officer, builder, first)

    assert states(builder) == [State.CHARGED, State.NO_FURTHER_ACTION]
    kinds = Decision.objects.unscoped("test").filter(case=builder.case, status="LIVE")
    assert {row.suspect_id: row.kind for row in kinds} == {
        first.pk: "CHARGE", second.pk: "NFA_EVIDENTIAL",
    }  # fmt: skip
    told = page_text(officer.get(page_url("see-case", builder.case)))
    assert "Charged" in told and "No further action" in told
    check_both_agencies_owe_news(builder)
    check_request_outside_scheme(builder)


def check_both_agencies_owe_news(builder):
    """Each agency sees on its list what it owes and by when, without having opened anything."""
    record = VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)
    owed = page_text(client_for(builder.cast.liaison).get(page_url("see-duties", record)))
    for what, by in (
        ("A charge was authorised: suspect 1", "CPS"),
        ("The suspect was charged: suspect 1", "Police"),
        ("No further action will be taken: suspect 2", "CPS"),
    ):
        assert f"{what} Due in 5 days Owed by: {by}. {DUE}" in owed
    theirs = page_text(client_for(builder.cast.liaison).get(reverse("see-owed-duties")))
    ours = page_text(client_for(builder.cast.contact).get(reverse("see-owed-duties")))
    assert "A charge was authorised" in theirs and "No further action" in theirs
    assert "The suspect was charged" in ours
    assert "The suspect was charged" not in theirs and "No further action" not in ours


def check_request_outside_scheme(builder):
    """
    The victim is told, without a time to ask for review; a request is recorded as outside the
    scheme.
    """
    liaison, victim = client_for(builder.cast.liaison), builder.victim
    told = TOLD | {"conveyed": ["NFA"], "about_NFA": [builder.suspects[1].pk]}
    submit_form(liaison, page_url("record-contact", victim), **told)
    page = page_text(liaison.get(page_url("see-review-requests", victim)))
    suspect_2 = page.split("Suspect 2")[1]
    assert "Outside the scheme. Some suspects or allegations were charged" in suspect_2
    assert "can ask until" not in page and "10 working days" not in suspect_2
    asked = {"decision": "2:CPS_NO_CHARGE", "asked_not_to_proceed": "no"} | date_parts(
        "asked_on", TODAY
    )
    page = page_text(submit_form(liaison, page_url("ask-for-review", victim), **asked))
    assert "It cannot be reviewed under the scheme" in page
    assert RightToReview.objects.unscoped("test").get().clock is None


def test_the_victim_of_the_only_suspect_is_told_in_time_and_can_ask_for_a_review(builder):
    builder = CaseBuilder(builder.cast, at=START).allocate().review()
    liaison, victim, [suspect] = client_for(builder.cast.liaison), builder.victim, builder.suspects
    decisions.propose_no_charge(builder, suspect)
    assert "No further action" not in page_text(
        liaison.get(page_url("see-duties", victim))
    )  # not told yet
    submit_form(
        client_for(builder.cast.manager), page_url("countersign-decision", suspect), text=""
    )
    owed = page_text(liaison.get(page_url("see-duties", victim)))
    assert f"No further action will be taken: suspect 1 Due in 5 days Owed by: CPS. {DUE}" in owed
    page = page_text(liaison.get(page_url("see-review-requests", victim)))
    assert "Prompt within 10 working days." in page
    submit_form(liaison, page_url("record-contact", victim), **TOLD, conveyed=["NFA"])
    owed = page_text(liaison.get(page_url("see-duties", victim)))
    assert "No further action will be taken: suspect 1 Told in time" in owed
    page = page_text(liaison.get(page_url("see-review-requests", victim)))
    assert "Told on 24 December 2026" in page and "Ordinarily until 24 March 2027" in page
    asked = {"decision": "1:CPS_NO_CHARGE", "asked_not_to_proceed": "no"} | date_parts(
        "asked_on", TODAY
    )
    page = page_text(submit_form(liaison, page_url("ask-for-review", victim), **asked))
    assert "Request about suspect 1 Asked for" in page and "cannot be reviewed" not in page


def authorise_charge_on_page(prosecutor, officer, suspect):
    """Authorise a charge from the allegations, which only the prosecutor can do."""
    [allegation] = suspect.allegations.unscoped("test")
    assert officer.get(page_url("authorise-charge", suspect)).status_code == 403
    page = submit_form(
        prosecutor, page_url("authorise-charge", suspect), **counts_form(allegation),
        rationale="The evidential stage is met.",
        public_interest_rationale="Nothing speaks against a prosecution.",
    )  # fmt: skip
    assert "Charge authorised for suspect 1." in page_text(page)


def record_consultation_on_page(builder, prosecutor, officer, suspect):
    """A proposal needs a consultation, which the officer records."""
    page = prosecutor.get(page_url("propose-no-further-action", suspect))
    assert page.status_code == 403
    assert "Record the consultation with the police first." in page.content.decode()
    page = submit_form(
        officer,
        page_url("record-consultation", builder.case),
        suspects=[suspect.pk],
        mode="VIRTUAL",
        police=[builder.cast.officer.pk],
        cps=[builder.cast.prosecutor.pk],
        summary="The CCTV does not show who it was.",
        **date_parts("held_on", TODAY),
    )
    assert "Olive Officer" in page_text(page) and "The CCTV does not show" in page_text(page)


def propose_on_page(prosecutor, suspect):
    """
    Propose with a coded reason, the consultation and the rationale; the page shows the
    consequences.
    """
    address = page_url("propose-no-further-action", suspect)
    assert "What happens when you send it" in page_text(prosecutor.get(address))
    [held] = suspect.consultations.unscoped("test")
    typed = {
        "stage": "evidential",
        "evidential": "IDENTIFICATION",
        "rationale": "CCTV is unclear. Both sides know the reason.",
        **FOCUS_ANSWERS,
    }
    submit_form(prosecutor, address, consultation=held.pk, **typed)
    page = prosecutor.post(address, typed | {"form_key": "", "consultation": held.pk})
    assert page.status_code == 409
    assert "Waiting for a second reader." in page_text(page)


def read_and_countersign(builder, prosecutor, suspect):
    """
    The author cannot read it; another prosecutor declines with a reason, and a manager
    countersigns.
    """
    otto, manager = client_for(builder.cast.other_prosecutor), client_for(builder.cast.manager)
    assert prosecutor.get(page_url("countersign-decision", suspect)).status_code == 403
    lists = otto.get(reverse("see-worklist", args=["second-reader"]))
    assert builder.case.urn in page_text(lists)
    page = otto.get(page_url("decline-decision", suspect))
    assert "CCTV is unclear. Both sides know the reason." in page_text(
        page
    ) and "The CCTV does not show who it was." in page_text(page)
    submit_form(
        otto,
        page_url("decline-decision", suspect),
        text="Which camera? Both sides know the reason.",
    )
    page = prosecutor.get(page_url("propose-no-further-action", suspect))
    assert (
        "Which camera? Both sides know the reason." in page_text(page)
        and "CCTV is unclear. Both sides know the reason." in page.content.decode()
    )
    [held] = suspect.consultations.unscoped("test")
    submit_form(
        prosecutor, page_url("propose-no-further-action", suspect), consultation=held.pk,
        stage="evidential", evidential="IDENTIFICATION", rationale="Neither camera shows him.",
        **FOCUS_ANSWERS,
    )  # fmt: skip
    page = submit_form(manager, page_url("countersign-decision", suspect), text="")
    assert "No further action decided on suspect 2." in page_text(page)
    assert "Mona Manager" in page_text(page)


def report_charge_on_page(officer, builder, suspect):
    """Report the charge with method and a day that is not in the future."""
    assert page_url("report-charge", suspect) in links_on_page(
        officer.get(page_url("see-case", builder.case))
    )
    typed = {"method": "WRITTEN_CHARGE"} | report_form(
        *["AS_STATED"] * len(allegations_against(suspect))
    )
    tomorrow = officer.post(
        page_url("report-charge", suspect),
        typed | date_parts("charged_on", TODAY + timedelta(days=1)),
    )
    assert "The date of the charge must be today or earlier" in page_text(tomorrow)
    submit_form(
        officer, page_url("report-charge", suspect), **typed, **date_parts("charged_on", TODAY)
    )
