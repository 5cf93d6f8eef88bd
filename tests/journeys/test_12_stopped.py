"""
Journey 12: what the officer marks as missing in the matrix becomes a plan and is answered; a count
and its alternative are charged and reported; one is discontinued, and the victim is told what
changed; then the other, and she is told how it ended and can ask for a review.

It is Thursday 24 December 2026, so one working day ends on 29 December.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from cases.models import ActionItem, Decision, Gap, Review, Suspect
from devtools.case_builder import CaseBuilder, cast, person
from tests.cases.test_proof import keys
from tests.support.cases.charges import allegations_against, report_form
from tests.support.cases.counts import WHAT, count_rows, typed_count
from tests.support.cases.pages import (
    client_for,
    date_parts,
    hidden_fields,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.journey_days import moments_from, reached_by_phone
from tests.support.module_fixtures import module_fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commit_after_requests")]

NOW, TODAY = datetime(2026, 12, 24, 10, 0, tzinfo=UTC), date(2026, 12, 24)
START = NOW - timedelta(days=3)
DUE = "By 29 December 2026"
TOLD = reached_by_phone(NOW)
MISSING = "Statement of the taxi driver."
DROVE = "She drove them home, and says that he helped her out."
WHY = "The laboratory has found nothing that bears the first count out."


@pytest.fixture(autouse=True)
def moments_of_christmas_eve(monkeypatch):
    """Pages pass moments of this day to actions, a second apart."""
    monkeypatch.setattr("django.utils.timezone.now", moments_from(NOW, timedelta(milliseconds=9)))


@module_fixture
def builder():
    """A case with the prosecutor, in whose matrix nothing is recorded yet."""
    people = cast()
    people.liaison = person(people.cps, "liaise_with_victims", name="Lia Liaison")
    return CaseBuilder(people, at=START).allocate()


def state(builder):
    return Suspect.objects.unscoped("test").get(pk=builder.suspects[0].pk).state


def test_from_the_matrix_to_a_charge_that_is_discontinued_count_by_count(builder):
    officer, prosecutor = client_for(builder.cast.officer), client_for(builder.cast.prosecutor)
    liaison, victim = client_for(builder.cast.liaison), builder.victim
    gap = the_officer_marks_what_is_missing(builder, officer)
    item = the_prosecutor_asks_for_it(builder, prosecutor, gap)
    it_is_answered_and_accepted(builder, officer, prosecutor, item)
    a_count_and_its_alternative_are_charged(builder, officer, prosecutor)
    stop_on_page(builder, "1.1")
    assert state(builder) == "CHARGED"
    the_victim_hears_what_changed(liaison, victim)
    stop_on_page(builder, "1.2")
    assert state(builder) == "STOPPED"
    the_victim_hears_how_it_ended_and_asks(liaison, victim)


def the_officer_marks_what_is_missing(builder, officer):
    """On the page of proof, which tells that nobody has asked for it."""
    page, suspect = officer.get(page_url("see-proof", builder.case)), builder.suspects[0]
    assert "The suspect did not reasonably believe that she consented." in page_text(page)
    address, belief = page_url("add-gap", suspect), keys(builder)[3]
    assert address in links_on_page(page)
    page = submit_form(
        officer, address, points=[belief], material="STATEMENT", text=MISSING, weight="ESSENTIAL"
    )
    assert f"Not asked for: {MISSING}" in page_text(page)
    return Gap.objects.unscoped("test").get(case=builder.case)


def the_prosecutor_asks_for_it(builder, prosecutor, gap):
    """The prosecutor reviews the case and ticks the gap, which becomes an action of the plan."""
    page = submit_form(
        prosecutor, page_url("record-review", builder.case), suspects=[builder.suspects[0].pk],
        test="FULL", evidence="Her account, and no one who saw them.",
    )  # fmt: skip
    review = Review.objects.unscoped("test").get(case=builder.case)
    proof = prosecutor.get(page_url("see-proof", builder.case))
    assert page_url("plan-from-gaps", review) in proof.content.decode()
    address = f"{page_url('plan-from-gaps', review)}?gap={gap.pk}"
    asked = {
        "text": "Take the taxi driver’s statement.", "category": "STATEMENTS",
        "weight": "ESSENTIAL", "reach": "no",
    }  # fmt: skip
    sent = {"form_key": "", **hidden_fields(prosecutor.get(address))}
    sent |= {f"items-0-{name}": value for name, value in asked.items()}
    sent |= {"proportionality": "One short statement."}
    sent |= date_parts("due_on", TODAY + timedelta(days=20))
    page = prosecutor.post(address, sent, follow=True)
    assert "Action plan sent to the police" in page_text(page)
    assert state(builder) == "ACTION_PLAN"
    return ActionItem.objects.unscoped("test").get(gaps=gap)


def it_is_answered_and_accepted(builder, officer, prosecutor, item):
    """The matrix tells who acts on the gap until the answer has been accepted."""
    proof = page_url("see-proof", builder.case)
    acts = "Who acts: the police, who answer action 1 of plan 1"
    assert acts in page_text(officer.get(proof))
    submit_form(officer, page_url("answer-item", item), answer="DONE", done=DROVE)
    assert state(builder) == "WITH_PROSECUTOR"
    assert DROVE in page_text(prosecutor.get(page_url("see-item", item)))
    submit_form(prosecutor, page_url("accept-answer", item))
    assert acts not in page_text(officer.get(proof))


def a_count_and_its_alternative_are_charged(builder, officer, prosecutor):
    """A review of what came, then the count alleged and another in the alternative to it."""
    suspect = builder.suspects[0]
    submit_form(
        prosecutor, page_url("record-review", builder.case), suspects=[suspect.pk], test="FULL",
        evidence="The taxi driver bears her account out.",
    )  # fmt: skip
    [alleged] = allegations_against(suspect)
    alternative = typed_count(builder, alternative_to="1")
    counts = count_rows({"allegation": alleged.pk, "particulars": WHAT}, alternative)
    page = submit_form(prosecutor, page_url("authorise-charge", suspect), **counts)
    assert "Charge authorised for suspect 1." in page_text(page)
    decision = Decision.objects.unscoped("test").get(suspect=suspect)
    first, second = decision.charges.order_by("pk")
    assert (first.allegation, second.alternative_to) == (alleged, first)
    submit_form(
        officer, page_url("report-charge", suspect), method="WRITTEN_CHARGE",
        **report_form("AS_STATED", "AS_STATED"), **date_parts("charged_on", TODAY),
    )  # fmt: skip
    assert state(builder) == "CHARGED"


def stop_on_page(builder, charge):
    """The prosecutor discontinues one charge, named by report and place; the officer reads why."""
    prosecutor, suspect = client_for(builder.cast.prosecutor), builder.suspects[0]
    address = page_url("stop-charges", suspect)
    assert address in links_on_page(prosecutor.get(page_url("see-case", builder.case)))
    page = submit_form(
        prosecutor, address, charges=[charge], kind="DISCONTINUED", text=WHY, are_told="no",
        not_told_because="She asked not to be rung before Christmas.",
    )  # fmt: skip
    assert "Charges against suspect 1 stopped." in page_text(page)
    officer = client_for(builder.cast.officer)
    assert WHY in page_text(officer.get(page_url("see-decisions", builder.case)))


def the_victim_hears_what_changed(liaison, victim):
    """While the alternative goes on, she is owed that the charges were changed, and no review."""
    owed = page_text(liaison.get(page_url("see-duties", victim)))
    assert f"The charges were changed: suspect 1 Due in 5 days Owed by: CPS. {DUE}" in owed
    assert "were discontinued" not in owed
    submit_form(liaison, page_url("record-contact", victim), **TOLD, conveyed=["ALTERED"])
    owed = page_text(liaison.get(page_url("see-duties", victim)))
    assert "The charges were changed: suspect 1 Told in time" in owed
    page = page_text(liaison.get(page_url("see-review-requests", victim)))
    assert "Outside the scheme. Some suspects or allegations were charged" in page
    assert "Ordinarily until" not in page


def the_victim_hears_how_it_ended_and_asks(liaison, victim):
    """Once nothing goes on, she is told how it ended, and can ask for a review."""
    owed = page_text(liaison.get(page_url("see-duties", victim)))
    what = "The charges about the victim were discontinued: suspect 1"
    assert f"{what} Due in 5 days Owed by: CPS. {DUE}" in owed
    submit_form(
        liaison, page_url("record-contact", victim), **TOLD, is_another="on", conveyed=["STOPPED"]
    )
    owed = page_text(liaison.get(page_url("see-duties", victim)))
    assert f"{what} Told in time" in owed
    page = page_text(liaison.get(page_url("see-review-requests", victim)))
    assert "Told on 24 December 2026" in page and "Ordinarily until 24 March 2027" in page
    asked = {"decision": "1:CPS_DISCONTINUED", "asked_not_to_proceed": "no"}
    asked |= date_parts("asked_on", TODAY)
    page = page_text(submit_form(liaison, page_url("ask-for-review", victim), **asked))
    assert "Request about suspect 1 Asked for" in page and "cannot be reviewed" not in page
