"""A request refused for a reason that no longer exists can be read and made again."""

from datetime import date

import pytest

from devtools.case_builder import cast
from tests.support.cases.pages import as_, at, said
from tests.support.module_fixtures import standing
from tests.support.victims.duties import owed, reckoned
from tests.support.victims.vrr_requests import asked, decided_against, record_of
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.actions.letter_facts import NothingToTell, facts_of_letter
from victims.models import ReviewStep, RightToReview
from victims.vrr_rules import reason_and_source

pytestmark = pytest.mark.django_db


@standing
def road():
    return decided_against(cast())


def refused_before(road, *reasons):
    """A request refused by earlier rules, whose reasons are no longer written."""
    day = date(2026, 3, 2)
    row = {"case": road.case, "by": road.cast.manager, "at": road.at}
    right = RightToReview.objects.unscoped("test").create(
        record=record_of(road), suspect=road.suspects[0], reviewed="CPS_NO_CHARGE", side="CPS",
        decision=road.suspects[0].decisions.unscoped("test").get(status="LIVE"), decided_on=day,
        told_on=day, asked_on=day, ask_by=day, ask_rule="test", status="NOT_ELIGIBLE",
        is_charged_in_part=False, asked_not_to_proceed=True, reasons=list(reasons), **row,
    )  # fmt: skip
    ReviewStep.objects.unscoped("test").create(right=right, verb="ask_for_review", on=day, **row)
    return right


def letter(road):
    about = {"side": "CPS", "language": "ENGLISH"}
    return facts_of_letter("NO_REVIEW", record_of(road), road.suspects[0], **about)


@pytest.mark.parametrize(
    "reasons", [["TOO_LATE"], ["NOT_TO_PROCEED"], ["NOT_TO_PROCEED", "TOO_LATE"]]
)
def test_the_page_says_that_a_reason_has_gone_and_that_the_victim_may_ask_again(road, reasons):
    refused_before(road, *reasons)
    page = said(as_(road.cast.manager).get(at("see-review-requests", road.victim)))
    for code in reasons:
        assert reason_and_source(code)[0] in page
    assert "This was a reason when it was refused, and is no longer one" in page
    assert "The victim may ask again" in page
    assert "Tell the victim so" not in page and "cannot be reviewed under the scheme" not in page


@pytest.mark.parametrize("reason", ["TOO_LATE", "NOT_TO_PROCEED"])
def test_nobody_is_owed_an_answer_that_there_is_no_review(road, reason):
    refused_before(road, reason)
    reckoned(road)
    assert owed(road, what="NO_REVIEW_CPS") == [] and cases_with_unsettled_duties() == []
    with pytest.raises(NothingToTell):
        letter(road)
    assert asked(road).status == "ASKED"


def test_beside_a_reason_that_still_holds_it_is_owed_with_that_reason_alone(road):
    right = refused_before(road, "SOME_CHARGED", "TOO_LATE")
    reckoned(road)
    [duty] = owed(road, what="NO_REVIEW_CPS")
    assert duty.is_open and duty.source == str(right.pk)
    _of_several, _whom_to_ring, *reasons = letter(road)["cases"]
    assert reasons == ["some_charged"]
    page = said(as_(road.cast.manager).get(at("see-review-requests", road.victim)))
    assert "The time to ask had run out." in page and "may ask again" not in page
