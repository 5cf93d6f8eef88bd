"""What a referral says of the plea expected of each suspect, and of the orders asked for."""

import pytest

from cases.models import Submission
from cases.referral_snapshot import ReferralSnapshot
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from devtools.usual_answers import MG3
from people.access.scopes import Refused
from tests.cases.test_sealed_json import overwrite, stored
from tests.support.api.token_callers import Caller
from tests.support.cases.browser_tab import Tab
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.referral_form import latest_referral, post_referral, referral_form_data
from tests.support.cases.sealed_rows import UNREADABLE
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
BOTH = {"plea_1": "NOT_GUILTY", "plea_2": "GUILTY"}
ORDERS = "A sexual harm prevention order against suspect 1, to protect Victim 1: he works there."
SAID = "Plea that the police expect"


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2)


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


def send_back(builder):
    builder.do(
        referrals.send_referral_back, "supervisor", referral=latest_referral(builder),
        supervisor_comments="No.",
    )  # fmt: skip
    builder.referral = latest_referral(builder)


def withdraw(builder):
    builder.do(
        referrals.withdraw_referral,
        "officer",
        referral=latest_referral(builder),
        withdrawal_reason="No.",
    )


def sign_off(builder):
    builder.do(
        referrals.sign_referral_off, "supervisor", referral=latest_referral(builder),
        supervisor_comments="Go.",
    )  # fmt: skip
    builder.referral = latest_referral(builder)
    return Submission.objects.unscoped("test").filter(case=builder.case).latest("number")


def test_the_form_asks_of_each_suspect_and_it_is_stored_and_sent_and_read_apart(builder, officer):
    page = page_text(officer.get(page_url("write-referral", builder.case)))
    assert "Which plea do you expect of suspect 1?" in page
    assert "Which plea do you expect of suspect 2?" in page
    assert "Which orders or applications do you ask for?" in page
    assert post_referral(officer, builder, **BOTH, orders_sought=ORDERS).status_code == 302
    assert latest_referral(builder).pleas == {"1": "NOT_GUILTY", "2": "GUILTY"}
    assert latest_referral(builder).orders_sought == ORDERS
    row = sign_off(builder)
    assert ReferralSnapshot.from_json(row.as_sent).pleas == {"1": "NOT_GUILTY", "2": "GUILTY"}
    reader = client_for(builder.cast.assistant)
    for address in (
        page_url("see-referral", builder.referral), page_url("see-submission", row),
        page_url("see-mg3", row),
    ):  # fmt: skip
        told = page_text(reader.get(address))
        first, second = told.split("Suspect 2: ")
        assert f"{SAID} Not guilty" in first.replace(":", "")
        assert f"{SAID} Guilty" in second.replace(":", "") and ORDERS in second


def test_what_is_not_said_is_said_not_to_be_and_not_known_is_an_answer(builder, officer):
    post_referral(officer, builder, plea_1="NOT_KNOWN")
    row = sign_off(builder)
    told = page_text(client_for(builder.cast.assistant).get(page_url("see-mg3", row)))
    first, second = told.replace(":", "").split("Suspect 2 ")
    assert f"{SAID} Not known" in first and f"{SAID} Not said" in second


def test_a_submission_of_before_has_none_and_is_read(builder):
    builder.submit()
    row = Submission.objects.unscoped("test").get(case=builder.case)
    before = {name: value for name, value in row.as_sent.items() if name != "pleas"}
    assert ReferralSnapshot.from_json(before).pleas is None


@pytest.mark.parametrize(
    ("pleas", "told"),
    [({"3": "GUILTY"}, "suspects of the referral alone"), ({"2": "GUILTY"}, "referral alone")],
)
def test_a_plea_of_a_suspect_who_is_not_referred_is_refused(builder, pleas, told):
    with pytest.raises(Refused, match=told):
        builder.do(
            referrals.write_referral, "officer", case=builder.case, suspects=builder.suspects[:1],
            pleas=pleas, **MG3,
        )  # fmt: skip


def test_a_plea_that_is_none_is_refused(builder, officer):
    assert "Select" in page_text(post_referral(officer, builder, plea_1="MAYBE"))
    assert latest_referral(builder) is None
    with pytest.raises(ValueError, match="MAYBE"):
        builder.do(
            referrals.write_referral, "officer", case=builder.case, suspects=builder.suspects,
            pleas={"1": "MAYBE"}, **MG3,
        )  # fmt: skip


def test_the_next_referral_begins_with_them_and_drops_that_of_who_is_left_out(builder, officer):
    post_referral(officer, builder, **BOTH, orders_sought=ORDERS)
    withdraw(builder)
    form = officer.get(page_url("write-referral", builder.case)).context["form"]
    assert [form[name].value() for name in BOTH] == ["NOT_GUILTY", "GUILTY"]
    assert form["orders_sought"].value() == ORDERS
    assert post_referral(officer, builder, 1, **BOTH).status_code == 302
    assert latest_referral(builder).pleas == {"1": "NOT_GUILTY"}


def test_two_who_change_one_plea_read_both(builder, officer):
    builder.write(pleas={"1": "NOT_KNOWN"})
    send_back(builder)
    version, address = builder.referral.version, page_url("revise-referral", builder.referral)
    assert post_revision(officer, builder, address, version, "GUILTY").status_code == 302
    send_back(builder)
    page = post_revision(officer, builder, address, version, "NOT_GUILTY")
    assert page.status_code == 409
    told = page_text(page)
    assert "suspect 1? Saved now: Guilty What you typed: Not guilty" in told
    assert latest_referral(builder).pleas == {"1": "GUILTY"}


def post_revision(officer, builder, address, version, plea):
    return officer.post(address, referral_form_data(builder, plea_1=plea, version=version))


def test_the_check_asks_for_the_plea_of_each_and_for_the_orders(builder, officer):
    address = page_url("check-referral", builder.case)
    gate = officer.post(address, referral_form_data(builder, plea_2="NOT_KNOWN")).context["gate"]
    missing = {each.code: [str(what) for what in each.missing] for each in gate.warnings}
    assert "Which plea do you expect of suspect 1?" in missing["no_mg3"]
    assert "Which plea do you expect of suspect 2?" not in missing["no_mg3"]
    assert missing["orders_not_said"] == ["Which orders or applications do you ask for?"]
    gate = officer.post(address, referral_form_data(builder, orders_sought="None.")).context["gate"]
    assert "orders_not_said" not in {each.code for each in gate.warnings}


def test_what_has_changed_since_the_last_submission_is_said(builder, officer):
    builder.submit(pleas={"1": "NOT_GUILTY"}, orders_sought=ORDERS).send_back()
    said = {"plea_1": "GUILTY", "orders_sought": "None.", "return_answer_1_no_mg3": "Answered."}
    post_referral(officer, builder, **said)
    row = sign_off(builder)
    page = client_for(builder.cast.assistant).get(page_url("see-changes", row))
    changed = {str(each.label) for each in page.context["comparison"].changed}
    assert {
        "Plea expected of suspect 1", "Which orders or applications do you ask for?",
    } <= changed  # fmt: skip


def test_the_file_beside_a_decision_and_the_history_say_both(builder):
    builder.allocate(pleas={"1": "GUILTY"}, orders_sought=ORDERS)
    suspect, prosecutor = builder.suspect(), client_for(builder.cast.prosecutor)
    builder.have_reviewed(suspect)
    told = page_text(prosecutor.get(page_url("authorise-charge", suspect)))
    assert f"{SAID} Guilty" in told and ORDERS in told
    history = page_text(prosecutor.get(page_url("see-case-history", builder.case)))
    assert "Pleas that the police expect Suspect 1: Guilty" in history and ORDERS in history


def test_the_cps_reads_none_of_it_before_sign_off(builder, officer):
    post_referral(officer, builder, **BOTH)
    reader = client_for(builder.cast.assistant)
    assert reader.get(page_url("see-referral", latest_referral(builder))).status_code == 404


def test_both_are_sealed_and_what_does_not_open_says_so(builder, officer):
    builder.write(pleas={"1": "GUILTY"}, orders_sought=ORDERS, accounts={"1": "He is silent."})
    referral = builder.referral
    assert "GUILTY" not in str(stored(referral, "pleas"))
    assert "harm" not in str(stored(referral, "orders_sought"))
    overwrite(referral, "pleas", "accounts")  # sealed for another place
    page = page_text(officer.get(page_url("see-referral", referral)))
    assert f"{SAID} {UNREADABLE}" in page
    with pytest.raises(Refused, match="nothing was recorded"):
        sign_off(builder)


def test_a_draft_has_both(builder, officer):
    tab = Tab(officer, page_url("write-referral", builder.case))
    again = tab.saves(**referral_form_data(builder, **BOTH, orders_sought=ORDERS))
    assert (again.shows("plea_2"), again.shows("orders_sought")) == ("GUILTY", ORDERS)


def test_no_form_begins_with_pleas_that_do_not_open(builder, officer):
    builder.write(pleas={"1": "GUILTY"}, accounts={"1": "He is silent."})
    send_back(builder)
    overwrite(builder.referral, "pleas", "accounts")  # sealed for another place
    page = officer.get(page_url("revise-referral", builder.referral))
    assert "nothing was recorded" in page_text(page) and "form" not in (page.context or {})


def test_a_system_writes_and_reads_both(builder):
    caller = Caller(builder.cast.police).for_(builder.cast.officer)
    chosen = [str(each.pk) for each in builder.suspects]
    address = f"/api/cases/{builder.case.pk}/referrals/"
    asked = MG3 | {"suspects": chosen} | BOTH | {"orders_sought": ORDERS}
    wrong = caller.make(address, asked | {"plea_2": "MAYBE"})
    assert wrong.status_code == 422 and "/plea_2" in wrong.text
    assert caller.make(address, asked | {"plea_3": "GUILTY"}).status_code == 422
    of_another = caller.make(address, asked | {"suspects": chosen[:1]})
    assert of_another.status_code == 422 and latest_referral(builder) is None
    assert of_another.json()["errors"] == [
        {
            "answer": "/plea_2",
            "detail": "This does not apply after this answer to “suspects”. Leave it out, or change"
            " that answer.",
        }
    ]
    made = caller.make(address, asked)
    assert made.status_code == 201, made.text
    read = caller.get(f"/api/referrals/{made.json()['id']}/").json()
    assert read["pleas"] == [
        {"suspect": chosen[0], "plea": "NOT_GUILTY"}, {"suspect": chosen[1], "plea": "GUILTY"},
    ]  # fmt: skip
    assert {"question": "Which orders or applications do you ask for?", "answer": ORDERS} in read[
        "answers"
    ]
