"""What each suspect says: an account of their own in a referral, apart from those of others."""

import pytest

from cases.models import Referral, Submission
from cases.referral_snapshot import ReferralSnapshot
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from devtools.usual_answers import MG3
from people.access.scopes import Refused
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.cases.referral_form import latest_referral, post_referral, referral_form_data
from tests.support.cases.sealed_rows import update_in_sql
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
FIRST, SECOND = "He says that she agreed.", "He answered no question."
BOTH = {"account_1": FIRST, "account_2": SECOND}


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2)


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


def sent(builder):
    row = Submission.objects.unscoped("test").filter(case=builder.case).latest("number")
    return ReferralSnapshot.from_json(row.as_sent), row


def sign_off(builder):
    builder.referral = latest_referral(builder)
    builder.do(
        referrals.sign_referral_off, "supervisor", referral=builder.referral,
        supervisor_comments="Go.",
    )  # fmt: skip


def test_each_suspect_has_a_field_and_an_account_of_their_own(builder, officer):
    page = page_text(officer.get(page_url("write-referral", builder.case)))
    assert "What does suspect 1 say?" in page and "What does suspect 2 say?" in page
    assert post_referral(officer, builder, **BOTH).status_code == 302
    assert latest_referral(builder).accounts == {"1": FIRST, "2": SECOND}
    sign_off(builder)
    content, row = sent(builder)
    assert [(each.number, each.account) for each in content.suspects] == [(1, FIRST), (2, SECOND)]
    reader = client_for(builder.cast.assistant)
    for address in (
        page_url("see-referral", builder.referral), page_url("see-submission", row),
        page_url("see-mg3", row),
    ):  # fmt: skip
        told = page_text(reader.get(address))
        first, second = told.split("Suspect 2: ")
        assert FIRST in first and SECOND in second and FIRST not in second


def test_a_referral_of_one_suspect_says_nothing_of_the_other(builder, officer):
    page = post_referral(officer, builder, 1, **BOTH)
    assert "Select suspect 2 above, or remove what you entered here" in page_text(page)
    assert SECOND in page_text(page) and latest_referral(builder) is None
    assert post_referral(officer, builder, 1, account_1=FIRST).status_code == 302
    assert latest_referral(builder).accounts == {"1": FIRST}


def test_an_account_of_a_suspect_who_is_not_referred_is_refused(builder):
    with pytest.raises(Refused, match="only of suspects whom"):
        builder.do(
            referrals.write_referral, "officer", case=builder.case, suspects=builder.suspects[:1],
            accounts={"2": SECOND}, **MG3,
        )  # fmt: skip


def test_the_next_referral_begins_with_each_account_and_drops_that_of_who_is_left_out(
    builder, officer
):
    post_referral(officer, builder, **BOTH)
    builder.do(
        referrals.withdraw_referral,
        "officer",
        referral=latest_referral(builder),
        withdrawal_reason="No.",
    )
    form = officer.get(page_url("write-referral", builder.case)).context["form"]
    assert [form[name].value() for name in BOTH] == [FIRST, SECOND]
    assert post_referral(officer, builder, 1, **BOTH).status_code == 302
    assert latest_referral(builder).accounts == {"1": FIRST}


def test_one_account_for_all_of_before_is_what_each_begins_with(builder, officer):
    builder.write()
    rows = Referral.objects.unscoped("test").filter(pk=builder.referral.pk)
    update_in_sql(rows, "suspect_account", FIRST)  # in clear, as it was stored before
    assert FIRST in page_text(officer.get(page_url("see-referral", builder.referral)))
    builder.do(
        referrals.send_referral_back, "supervisor", referral=builder.referral,
        supervisor_comments="No.",
    )  # fmt: skip
    address = page_url("revise-referral", builder.referral)
    assert [officer.get(address).context["form"][name].value() for name in BOTH] == [FIRST] * 2
    submit_form(
        officer,
        address,
        **referral_form_data(builder, **BOTH),
        version=latest_referral(builder).version,
    )
    assert (latest_referral(builder).suspect_account, latest_referral(builder).accounts["2"]) == (
        "",
        SECOND,
    )


def test_two_who_change_one_account_read_both(builder, officer):
    builder.write(accounts={"1": "Before."})
    builder.do(
        referrals.send_referral_back, "supervisor", referral=builder.referral,
        supervisor_comments="No.",
    )  # fmt: skip
    version = latest_referral(builder).version
    for text in (FIRST, SECOND):
        page = officer.post(
            page_url("revise-referral", builder.referral),
            referral_form_data(builder, account_1=text, version=version),
        )
        builder.referral = latest_referral(builder)
        if text == FIRST:
            builder.do(
                referrals.send_referral_back, "supervisor", referral=builder.referral,
                supervisor_comments="No.",
            )  # fmt: skip
    assert page.status_code == 409
    told = page_text(page)
    assert f"What does suspect 1 say? Saved now: {FIRST} What you typed: {SECOND}" in told
    assert latest_referral(builder).accounts == {"1": FIRST}


def test_the_check_asks_for_the_account_of_each(builder, officer):
    page = officer.post(
        page_url("check-referral", builder.case), referral_form_data(builder, account_2="X")
    )
    [line] = [each for each in page.context["gate"].warnings if each.code == "no_mg3"]
    asked = [str(each) for each in line.missing]
    assert "What does suspect 1 say?" in asked and "What does suspect 2 say?" not in asked


def test_the_history_says_whose_account_changed(builder, officer):
    post_referral(officer, builder, **BOTH)
    told = page_text(officer.get(page_url("see-case-history", builder.case)))
    assert f"What the suspects say Suspect 1: {FIRST} Suspect 2: {SECOND}" in told


def test_the_charge_page_has_the_account_of_its_suspect_beside_the_form(builder, officer):
    post_referral(officer, builder, **BOTH)
    builder.referral = latest_referral(builder)
    sign_off(builder)
    builder.do(referrals.accept_referral, "assistant", referral=builder.referral)
    builder.give_case(builder.suspects)
    for number, mine, other in ((1, FIRST, SECOND), (2, SECOND, FIRST)):
        suspect = builder.suspect(number - 1)
        builder.have_reviewed(suspect)
        page = client_for(builder.cast.prosecutor).get(page_url("authorise-charge", suspect))
        told = page_text(page)
        assert f"Suspect {number}: {suspect.name}" in told and "Date of birth" in told
        assert mine in told and other not in told


def test_a_system_gives_each_account_by_number(builder):
    caller = Caller(builder.cast.police).for_(builder.cast.officer)
    asked = MG3 | {"suspects": [str(each.pk) for each in builder.suspects]} | BOTH
    address = f"/api/cases/{builder.case.pk}/referrals/"
    answer = caller.make(address, asked | {"account_3": FIRST})
    assert answer.status_code == 422 and "/account_3" in answer.text
    made = caller.make(address, asked)
    assert made.status_code == 201 and latest_referral(builder).accounts == {
        "1": FIRST,
        "2": SECOND,
    }
    told = caller.get(f"/api/referrals/{made.json()['id']}/").json()
    assert {"question": "What does suspect 2 say?", "answer": SECOND} in told["answers"]
