"""A records system sends a referral again, with an answer to each reason of its return."""

from datetime import timedelta

import pytest

from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from devtools.usual_answers import MG3
from tests.support.api.both_systems import created_id
from tests.support.api.token_callers import Caller
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

ANSWERED = {"return_answer_1_no_mg3": "It is there.", "return_answer_1_exhibits_missing": "Listed."}


@module_fixture
def builder():
    builder = CaseBuilder(cast()).submit()
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral,
        reasons={"exhibits_missing": "", "no_mg3": "Page 2 is not there"},
        reply_by=builder.at.date() + timedelta(days=5),
    )  # fmt: skip
    return builder


def write(officer, builder, **more):
    sent = MG3 | {"suspects": [str(each.pk) for each in builder.suspects]} | more
    return officer.make(f"/api/cases/{builder.case.pk}/referrals/", sent)


def test_the_return_has_the_codes_of_its_reasons(builder, officer):
    told = officer.get(f"/api/referrals/{builder.referral.pk}/").json()
    assert told["number"] == 1
    reasons = [(each["code"], each["detail"]) for each in told["returned"]["reasons"]]
    assert reasons == [("no_mg3", "Page 2 is not there"), ("exhibits_missing", "")]


def test_a_call_without_an_answer_is_refused_by_field(builder, officer):
    answer = write(officer, builder, return_answer_1_no_mg3="It is there.")
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["answer"] == "/return_answer_1_exhibits_missing"


def test_the_answers_are_read_with_the_codes_that_a_revision_sends_again(builder, officer):
    referral = created_id(write(officer, builder, **ANSWERED))
    told = officer.get(f"/api/referrals/{referral}/").json()
    answers = [
        (each["submission"], each["code"], each["detail"], each["answer"])
        for each in told["return_answers"]
    ]
    assert answers == [
        (1, "no_mg3", "Page 2 is not there", "It is there."),
        (1, "exhibits_missing", "", "Listed."),
    ]


def test_a_system_of_the_cps_reads_them_once_it_is_sent_and_not_before(builder):
    builder.write(return_answers={"1_no_mg3": "Not yet.", "1_exhibits_missing": "Not yet."})
    triage = Caller(builder.cast.cps).for_(builder.cast.assistant)
    address = f"/api/referrals/{builder.referral.pk}/"
    assert triage.get(address).status_code == 404
    builder.do(
        referrals.sign_referral_off, "supervisor", referral=builder.referral,
        supervisor_comments="Go.",
    )  # fmt: skip
    assert len(triage.get(address).json()["return_answers"]) == 2
