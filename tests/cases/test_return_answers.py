"""Answers to the reasons of a return, from the form to triage."""

from datetime import timedelta

import pytest

from cases.models import Referral, Submission
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from devtools.usual_answers import ALL_FOLLOWED, MG3
from people.access.permission_tables import Stale
from people.access.scopes import Refused
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

NO_MG3, EXHIBITS = "return_answer_1_no_mg3", "return_answer_1_exhibits_missing"
ANSWERED = {NO_MG3: "Page 2 is there now.", EXHIBITS: "SO/4 is at the laboratory."}


@module_fixture
def builder():
    return returned(CaseBuilder(cast(), suspects=2).submit(summary="First telling."))


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


def returned(builder, **reasons):
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral,
        reasons=reasons or {"no_mg3": "Page 2 is not there", "exhibits_missing": ""},
        reply_by=builder.at.date() + timedelta(days=5),
    )  # fmt: skip
    return builder


def write_form(builder, suspects=None, **more):
    chosen = builder.suspects if suspects is None else suspects
    return MG3 | {"suspects": [each.pk for each in chosen]} | more


def newest(builder):
    return Referral.objects.unscoped("test").filter(case=builder.case).latest("written_at")


def write(officer, builder, *args, **more):
    return officer.post(
        page_url("write-referral", builder.case), write_form(builder, *args, **more)
    )


# Writing


def test_the_button_of_a_returned_suspect_says_what_it_does(builder, officer):
    page = officer.get(page_url("see-case", builder.case))
    assert "Put right and send again" in page_text(page)
    assert "Refer for a charging decision" not in page_text(page)


def test_where_a_suspect_was_never_sent_the_button_is_to_refer(builder, officer):
    builder.suspects.append(builder.add_suspect())
    assert "Refer for a charging decision" in page_text(
        officer.get(page_url("see-case", builder.case))
    )


def test_each_reason_is_asked_with_what_triage_wrote(builder, officer):
    page = officer.get(page_url("write-referral", builder.case))
    told = page_text(page)
    assert "Put right and send again" in told
    assert "Why submission 1 was returned" in told
    assert "asked for a reply by 7 March 2026" in told
    assert "It was about suspect 1, 2." in told
    assert "No MG3 Page 2 is not there What have you done about “No MG3”, or why" in told
    assert "No or missing exhibits What have you done about “No or missing exhibits”" in told
    form = page.context["form"]
    assert [name for name in form.fields if name.startswith("return_answer")] == [NO_MG3, EXHIBITS]


def test_a_reason_without_an_answer_stops_it_and_keeps_what_was_typed(builder, officer):
    page = write(officer, builder, **{NO_MG3: "Page 2 is there now."})
    told = page_text(page)
    assert "Enter what you have done about “No or missing exhibits”" in told
    assert "Enter what you have done about “No MG3”" not in told
    assert page.context["form"][NO_MG3].value() == "Page 2 is there now."
    assert newest(builder).number == 1


def test_it_is_written_with_its_answers_and_read_by_the_supervisor_and_by_triage(builder, officer):
    answer = write(officer, builder, **ANSWERED)
    assert answer.status_code == 302
    builder.referral = newest(builder)
    supervisor = client_for(builder.cast.supervisor)
    signing = page_text(supervisor.get(page_url("sign-referral-off", builder.referral)))
    builder.do(
        referrals.sign_referral_off, "supervisor", referral=builder.referral,
        supervisor_comments="Go.",
    )  # fmt: skip
    triage = client_for(builder.cast.assistant)
    pages = [signing, page_text(officer.get(page_url("see-referral", builder.referral)))]
    pages += [
        page_text(triage.get(page_url(name, builder.referral)))
        for name in ("see-referral", "accept-referral", "return-referral")
    ]
    for told in pages:
        assert "Submission 1 was returned, and the police answer:" in told
        assert "No MG3 Page 2 is not there Page 2 is there now." in told
        assert "No or missing exhibits SO/4 is at the laboratory." in told
        assert told.count("Page 2 is not there") == 1


def test_what_was_sent_keeps_the_answers_and_a_comparison_shows_them(builder, officer):
    builder.submit(
        return_answers={"1_no_mg3": "It is there.", "1_exhibits_missing": "On the list."}
    )
    sent = Submission.objects.unscoped("test").get(number=2)
    triage = client_for(builder.cast.assistant)
    for name in ("see-submission", "see-mg3", "see-changes"):
        told = page_text(triage.get(page_url(name, sent)))
        assert "Answer to the return of submission 1: No MG3" in told, name
        assert "It is there." in told, name
        assert "On the list." in told, name


def test_one_who_was_not_returned_needs_no_answer_and_takes_none(builder, officer):
    builder.suspects.append(builder.add_suspect())
    third = builder.suspects[2:]
    page = write(officer, builder, third, **{NO_MG3: "Of the others."})
    assert "Nobody who was returned for this is selected below (suspect 1, 2)." in page_text(page)
    assert page.context["form"][NO_MG3].value() == "Of the others."
    assert write(officer, builder, third).status_code == 302
    assert newest(builder).return_answers == []


@pytest.mark.parametrize("more", [{"summary": ""}, {"add": "1"}])
def test_of_a_return_of_one_who_cannot_be_sent_now_nothing_is_asked(builder, officer, more):
    third = builder.add_suspect()
    builder.write()
    for page in (
        officer.get(page_url("write-referral", builder.case)),
        write(officer, builder, [third], **more),
    ):
        told = page_text(page)
        assert "Write a referral" in told and "Put right and send again" not in told
        assert "What have you done about" not in told


def test_a_double_click_writes_one_and_leads_to_it_twice(builder, officer):
    key = officer.get(page_url("write-referral", builder.case)).context["form"]["form_key"].value()
    first, second = (write(officer, builder, form_key=key, **ANSWERED) for _ in range(2))
    assert first.url == second.url and second.status_code == 302
    assert Referral.objects.unscoped("test").filter(case=builder.case).count() == 2


# Which returns are to be answered


def test_a_second_return_asks_its_own_reasons_alone(builder, officer):
    returned(builder.submit(), mg11s_missing="Of the friend")
    page = officer.get(page_url("write-referral", builder.case))
    asked = [name for name in page.context["form"].fields if name.startswith("return_answer")]
    assert asked == ["return_answer_2_mg11s_missing"]


def test_answers_to_a_return_that_is_over_are_not_said_to_have_changed(builder, officer):
    returned(builder.submit(), mg11s_missing="Of the friend")
    builder.submit()
    triage = client_for(builder.cast.assistant)
    for name, row in (
        ("accept-referral", builder.referral),
        ("see-changes", Submission.objects.unscoped("test").get(number=3)),
    ):
        told = page_text(triage.get(page_url(name, row)))
        assert "What changed since the return" in told
        assert "return of submission 1" not in told


def test_a_return_stays_to_be_answered_while_what_answered_it_was_withdrawn(builder, officer):
    builder.submit(return_answers={"1_no_mg3": "It is there.", "1_exhibits_missing": "Listed."})
    builder.do(
        referrals.withdraw_referral, "officer", referral=builder.referral, withdrawal_reason="Wait."
    )
    page = officer.get(page_url("write-referral", builder.case))
    assert page.context["form"][NO_MG3].value() == "It is there."
    assert page.context["form"][EXHIBITS].value() == "Listed."


def test_an_accepted_referral_ends_it(builder, officer):
    suspects, builder.suspects = builder.suspects, builder.suspects[:1]
    builder.accept()
    builder.suspects = suspects
    page = officer.get(page_url("write-referral", builder.case))
    assert NO_MG3 in page.context["form"].fields  # of the other suspect
    told = page_text(write(officer, builder, suspects[1:]))
    assert "Enter what you have done about “No MG3”" in told


def test_returns_of_two_suspects_are_both_asked(builder, officer):
    third = builder.add_suspect()
    suspects, builder.suspects = builder.suspects, [third]
    returned(builder.submit(), mg11s_missing="")
    builder.suspects = [*suspects, third]
    told = page_text(write(officer, builder, [suspects[0], third], **ANSWERED))
    assert "Enter what you have done about “No or missing MG11 statements”" in told
    answer = write(officer, builder, [suspects[0]], **ANSWERED)
    assert answer.status_code == 302
    assert [each["submission"] for each in newest(builder).return_answers] == [1, 1]


def test_a_referral_that_was_withdrawn_unsent_gives_its_answers_back(builder, officer):
    builder.write(return_answers={"1_no_mg3": "It is there.", "1_exhibits_missing": "Listed."})
    builder.do(
        referrals.withdraw_referral, "officer", referral=builder.referral, withdrawal_reason="Wait."
    )
    page = officer.get(page_url("write-referral", builder.case))
    assert page.context["form"][NO_MG3].value() == "It is there."


# Changing


def test_sent_back_by_the_supervisor_the_answers_are_changed(builder, officer):
    version = sent_back(builder.write())
    address = page_url("revise-referral", builder.referral)
    page = officer.get(address)
    assert page.context["form"][NO_MG3].value() == "It is on the case now."
    told = page_text(officer.post(address, write_form(builder, version=version, **{NO_MG3: "A."})))
    assert "Enter what you have done about “No or missing exhibits”" in told
    officer.post(address, write_form(builder, version=version, **ANSWERED))
    assert [each["answer"] for each in newest(builder).return_answers] == [
        "SO/4 is at the laboratory.", "Page 2 is there now.",
    ]  # fmt: skip


def sent_back(builder):
    builder.do(
        referrals.send_referral_back, "supervisor", referral=builder.referral,
        supervisor_comments="Say where SO/4 is.",
    )  # fmt: skip
    builder.referral.refresh_from_db()
    return builder.referral.version


def test_two_who_answer_at_once_see_both_answers(builder, officer):
    version = sent_back(builder.write())
    answers = {"1_no_mg3": "Theirs.", "1_exhibits_missing": "It is on the case now."}
    builder.do(
        referrals.revise_referral, "officer", referral=builder.referral, suspects=builder.suspects,
        version=version, return_answers=answers, **MG3,
    )  # fmt: skip
    sent_back(builder)
    page = officer.post(
        page_url("revise-referral", builder.referral),
        write_form(
            builder, version=version, **{NO_MG3: "Mine.", EXHIBITS: "It is on the case now."}
        ),
    )
    assert page.status_code == 409
    told = page_text(page)
    assert "Saved now: Theirs." in told and "What you typed: Mine." in told


def test_a_review_is_written_beside_the_answers(builder):
    builder.allocate()
    page = client_for(builder.cast.prosecutor).get(page_url("record-review", builder.case))
    told = page_text(page)
    assert "Answer to the return of submission 1: No MG3 It is on the case now." in told


def test_one_who_read_an_older_version_is_told_which_answer_changed(builder):
    version = sent_back(builder.write())
    about = {"referral": builder.referral, "suspects": builder.suspects, "version": version}
    usual = {"1_no_mg3": "It is on the case now.", "1_exhibits_missing": "It is on the case now."}
    theirs = usual | {"1_no_mg3": "Theirs."}
    builder.do(referrals.revise_referral, "officer", return_answers=theirs, **about, **MG3)
    sent_back(builder)
    with pytest.raises(Stale) as told:
        builder.do(referrals.revise_referral, "officer", return_answers=usual, **about, **MG3)
    assert "return_answers" in [name for name, _theirs, _yours in told.value.differences]


# By the action, by whomever it is asked


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({}, "Say what was done about “No MG3”, for which submission 1 was returned"),
        ({"1_no_mg3": "Yes."}, "Say what was done about “No or missing exhibits”"),
        (
            {"1_no_mg3": "Yes.", "1_exhibits_missing": "Yes.", "1_mg11s_missing": "Yes."},
            "Answer only the reasons for which these suspects were returned.",
        ),
        (
            {"1_no_mg3": "Yes.", "1_exhibits_missing": "Yes.", "7_no_mg3": "Yes."},
            "Answer only the reasons for which these suspects were returned.",
        ),
    ],
)
def test_the_action_takes_an_answer_to_each_reason_and_no_other(builder, answers, told):
    with pytest.raises(Refused, match=told):
        builder.do(
            referrals.write_referral, "officer", case=builder.case, suspects=builder.suspects,
            return_answers=answers, **MG3 | ALL_FOLLOWED,
        )  # fmt: skip
    assert newest(builder).number == 1


def test_the_cps_reads_nothing_of_an_answer_before_the_sign_off(builder):
    builder.write(return_answers={"1_no_mg3": "Not yours yet.", "1_exhibits_missing": "Nor this."})
    triage = client_for(builder.cast.assistant)
    assert triage.get(page_url("see-referral", builder.referral)).status_code == 404
    for name in ("see-case", "see-submissions"):
        told = page_text(triage.get(page_url(name, builder.case)))
        assert "Not yours yet." not in told and "Put right" not in told


def test_a_page_costs_the_same_however_many_reasons(builder, officer):
    address = page_url("write-referral", builder.case)
    _page, few = page_and_queries(officer, address)
    returned(builder.submit(), **dict.fromkeys(["no_mg3", "mg11s_missing", "no_dv_checklist"], ""))
    _page, more = page_and_queries(officer, address)
    assert len(more) == len(few)


def test_the_history_has_the_answers_and_that_they_changed(builder, officer):
    version = sent_back(builder.write())
    builder.do(
        referrals.revise_referral, "officer", referral=builder.referral, suspects=builder.suspects,
        version=version, **MG3,
        return_answers={"1_no_mg3": "New.", "1_exhibits_missing": "Listed."},
    )  # fmt: skip
    told = page_text(officer.get(page_url("see-case-history", builder.case)))
    assert "What was done about the return" in told
    assert "Answer to the return of submission 1: No MG3: New." in told
