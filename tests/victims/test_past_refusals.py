"""A request refused for a reason that no longer exists can be read and made again."""

from datetime import date

import pytest

from devtools.case_builder import cast
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed, recomputed_duties
from tests.support.victims.vrr_requests import (
    ask_for_review_today,
    build_case_without_charge,
    record_of,
)
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.actions.letter_facts import NothingToTell, facts_of_letter
from victims.models import ReviewStep, RightToReview
from victims.vrr_rules import reason_and_source

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return build_case_without_charge(cast())


def store_past_refusal(builder, *reasons):
    """A request refused by earlier rules, whose reasons are no longer written."""
    day = date(2026, 3, 2)
    row = {"case": builder.case, "by": builder.cast.manager, "at": builder.at}
    right = RightToReview.objects.unscoped("test").create(
        record=record_of(builder),
        suspect=builder.suspects[0],
        reviewed="CPS_NO_CHARGE",
        side="CPS",
        decision=builder.suspects[0].decisions.unscoped("test").get(status="LIVE"),
        decided_on=day,
        told_on=day,
        asked_on=day,
        ask_by=day,
        ask_rule="test",
        status="NOT_ELIGIBLE",
        is_charged_in_part=False,
        asked_not_to_proceed=True,
        reasons=list(reasons),
        **row,
    )
    ReviewStep.objects.unscoped("test").create(right=right, verb="ask_for_review", on=day, **row)
    return right


def facts_of_letter_now(builder):
    about = {"side": "CPS", "language": "ENGLISH"}
    return facts_of_letter("NO_REVIEW", record_of(builder), builder.suspects[0], **about)


@pytest.mark.parametrize(
    "reasons", [["TOO_LATE"], ["NOT_TO_PROCEED"], ["NOT_TO_PROCEED", "TOO_LATE"]]
)
def test_the_page_says_that_a_reason_has_gone_and_that_the_victim_may_ask_again(builder, reasons):
    store_past_refusal(builder, *reasons)
    page = page_text(
        client_for(builder.cast.manager).get(page_url("see-review-requests", builder.victim))
    )
    for code in reasons:
        assert reason_and_source(code)[0] in page
    assert "This was a reason when it was refused, and is no longer one" in page
    assert "The victim may ask again" in page
    assert "Tell the victim so" not in page and "cannot be reviewed under the scheme" not in page


@pytest.mark.parametrize("reason", ["TOO_LATE", "NOT_TO_PROCEED"])
def test_no_answer_is_owed_that_there_is_no_review(builder, reason):
    store_past_refusal(builder, reason)
    recomputed_duties(builder)
    assert duties_owed(builder, what="NO_REVIEW_CPS") == [] and cases_with_unsettled_duties() == []
    with pytest.raises(NothingToTell):
        facts_of_letter_now(builder)
    assert ask_for_review_today(builder).status == "ASKED"


def test_beside_a_reason_that_still_holds_it_is_owed_with_that_reason_alone(builder):
    right = store_past_refusal(builder, "SOME_CHARGED", "TOO_LATE")
    recomputed_duties(builder)
    [duty] = duties_owed(builder, what="NO_REVIEW_CPS")
    assert duty.is_open and duty.source == str(right.pk)
    _of_several, _whom_to_ring, *reasons = facts_of_letter_now(builder)["cases"]
    assert reasons == ["some_charged"]
    page = page_text(
        client_for(builder.cast.manager).get(page_url("see-review-requests", builder.victim))
    )
    assert "The time to ask had run out." in page and "may ask again" not in page
