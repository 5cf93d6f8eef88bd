"""Referral checks on pages: shown before sending, explained or fixed, and shown again at triage."""

from datetime import date, timedelta

import pytest

from cases.case_details.actions import cases
from cases.case_details.actions.circumstances import record_circumstances
from cases.documents.actions import police_only
from cases.models import Referral, Submission
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from devtools.usual_answers import MG3
from people.models import AuditEntry, Draft
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sample_files import add_document
from tests.support.module_fixtures import module_fixture
from victims.actions.court_support import record_personal_statement
from victims.models import VictimRecord

pytestmark = pytest.mark.django_db

WHY = "The exhibits are at the laboratory until May."
FORMS = ("MG11", "MG12", "MG15", "MG6C", "PNC_PRINT")


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2)


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


def form_data(builder, **more):
    return MG3 | {"suspects": [suspect.pk for suspect in builder.suspects]} | more


def warning_codes(page):
    """The codes of the warnings on a page."""
    return {line.code for line in page.context["gate"].warnings}


def latest_referral():
    return Referral.objects.unscoped("test").order_by("written_at").last()


def test_the_form_says_what_is_missing_before_anything_is_typed(builder, officer):
    page = officer.get(page_url("write-referral", builder.case))
    told = page_text(page)
    assert "9 things to put right, or to explain." in told
    assert "No or missing MG11 statements Add the witness statements as MG11." in told
    assert "Missing: MG11: witness statement" in told
    assert "Nobody has recorded whether it is a case of domestic abuse." in told
    assert "Your supervisor is asked for comments at sign-off." in told


def test_added_and_answered_items_are_no_longer_missing(builder, officer):
    for form in FORMS:
        add_document(builder, f"{form}.pdf", mg_form=form)
    address = page_url("write-referral", builder.case)
    assert warning_codes(officer.get(address)) == {
        "no_mg3", "orders_not_said", "special_measures_missing", "statement_not_said",
    }  # fmt: skip
    builder.do(
        record_circumstances, "officer", victim=builder.victim, domestic_abuse="NO",
        was_child="NO", is_vulnerable="NO", assessment="DONE",
        mg2=add_document(builder, "mg2.pdf", mg_form="MG2"),
    )  # fmt: skip
    record = VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)
    builder.do(
        record_personal_statement, "officer", record=record, step="DECLINED", on=date(2026, 2, 1)
    )
    answers = dict.fromkeys(
        ("summary", "account_1", "account_2", "strengths", "lines_done", "victim_needs",
         "disclosure", "orders_sought"), "Said.",
    ) | {"is_line_open": "no", "plea_1": "GUILTY", "plea_2": "NOT_KNOWN"}  # fmt: skip
    page = officer.post(address, form_data(builder, **answers, save_draft="#gate"))
    assert page.url.startswith(address) and page.url.endswith("#gate")
    page = officer.get(page.url)
    assert warning_codes(page) == set()
    assert "Nothing is missing of what the system can check." in page_text(page)


def test_a_red_referral_is_asked_where_each_chosen_suspect_is(builder, officer):
    one = builder.suspect(0)
    builder.do(
        cases.record_custody, "officer", suspect=one, version=one.version, custody="IN_CUSTODY",
        detained_until=builder.at + timedelta(days=3650),
    )  # fmt: skip
    address = page_url("check-referral", builder.case)
    for chosen, expected in (([0], False), ([1], True), ([0, 1], True), ([], True)):
        suspects = [builder.suspects[n].pk for n in chosen]
        page = officer.post(address, form_data(builder, urgency="RED", suspects=suspects))
        assert ("check_custody_resubmit" in warning_codes(page)) == expected
    assert "check_custody_resubmit" not in warning_codes(officer.post(address, form_data(builder)))


def test_the_check_as_one_types_answers_with_that_part_alone_and_keeps_nothing(builder, officer):
    address = page_url("check-referral", builder.case)
    page = officer.post(address, form_data(builder, explain_mg11s_missing=WHY))
    assert "<html" not in page.text and "<h1" not in page.text
    assert WHY in page.text
    assert not Draft.objects.exists()
    assert not Referral.objects.unscoped("test").exists()
    assert AuditEntry.objects.filter(verb="write_referral", case_id=builder.case.pk).exists()
    assert officer.get(address).status_code == 200  # nothing has been typed
    assert client_for(builder.cast.inspector).post(address, form_data(builder)).status_code == 403
    assert client_for(builder.cast.prosecutor).post(address, form_data(builder)).status_code == 404


def test_a_warning_stops_nothing(builder, officer):
    submit_form(officer, page_url("write-referral", builder.case), **form_data(builder))
    assert latest_referral().explained == {}


def test_a_police_only_document_is_not_sent_and_so_is_missing(builder, officer):
    document = add_document(builder, "statement.pdf")
    address = page_url("check-referral", builder.case)
    assert "mg11s_missing" not in warning_codes(officer.post(address, form_data(builder)))
    builder.do(police_only.keep_document_to_police, "officer", document=document, because="Named.")
    assert "mg11s_missing" in warning_codes(officer.post(address, form_data(builder)))


def test_why_it_goes_is_kept_for_what_warns_and_read_by_all_who_follow(builder, officer):
    add_document(builder, "statement.pdf")
    page = submit_form(
        officer,
        page_url("write-referral", builder.case),
        **form_data(
            builder, explain_exhibits_missing=WHY, explain_mg11s_missing="Not asked for any more"
        ),
    )
    assert latest_referral().explained == {"exhibits_missing": WHY}
    assert f"Why it is sent without this: {WHY}" in page_text(page)
    builder.referral = latest_referral()
    supervisor = client_for(builder.cast.supervisor)
    told = page_text(supervisor.get(page_url("sign-referral-off", builder.referral)))
    assert f"Why it is sent without this: {WHY}" in told
    assert "No reason is given for sending it without this." in told
    submit_form(
        supervisor, page_url("sign-referral-off", builder.referral), supervisor_comments="Goes."
    )
    for name in ("accept-referral", "return-referral"):
        page = client_for(builder.cast.assistant).get(page_url(name, builder.referral))
        assert (
            f"No or missing exhibits The officer says: {WHY} When it was sent Missing"
            in page_text(page)
        )


def test_typed_explanations_return_after_an_error_and_in_a_draft(builder, officer):
    address = page_url("write-referral", builder.case)
    page = officer.post(address, form_data(builder, summary="", explain_exhibits_missing=WHY))
    assert WHY in page_text(page) and "Enter what is alleged" in page_text(page)
    officer.post(address, form_data(builder, explain_exhibits_missing=WHY, save_draft="1"))
    assert WHY in page_text(officer.get(address))
    page = officer.post(address, form_data(builder, explain_exhibits_missing="x" * 2001))
    assert "Enter no more than 2000 characters under “No or missing exhibits”" in page_text(page)


def test_the_next_referral_starts_with_the_explanations_of_the_first(builder, officer):
    builder.write(explained={"exhibits_missing": WHY})
    builder.do(
        referrals.sign_referral_off,
        "supervisor",
        referral=builder.referral,
        supervisor_comments="Go",
    )
    return_referral_of(builder)
    assert WHY in page_text(officer.get(page_url("write-referral", builder.case)))


def return_referral_of(builder):
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral, reasons={"no_mg3": ""},
        reply_by=date(2026, 3, 20),
    )  # fmt: skip


def test_a_referral_that_was_sent_back_is_checked_again(builder, officer):
    builder.write(explained={"exhibits_missing": WHY})
    send_back_to_officer(builder)
    add_document(builder, "exhibits.pdf", mg_form="MG12")
    address = page_url("revise-referral", builder.referral)
    page = officer.get(address)
    assert "exhibits_missing" not in warning_codes(page)
    submit_form(
        officer,
        address,
        **form_data(builder, explain_mg11s_missing="No statement was taken at all."),
    )
    assert latest_referral().explained == {"mg11s_missing": "No statement was taken at all."}


def test_two_who_differ_in_nothing_but_an_explanation_read_both(builder, officer):
    builder.write(explained={"exhibits_missing": WHY})
    send_back_to_officer(builder)
    version = builder.referral.version
    theirs = {
        "exhibits_missing": "They are still in the post.",
        "mg11s_missing": "No statement was taken at all.",
    }
    builder.do(
        referrals.revise_referral, "officer", referral=builder.referral, suspects=builder.suspects,
        version=version, explained=theirs, **MG3,
    )  # fmt: skip
    send_back_to_officer(builder)
    mine = form_data(
        builder,
        explain_exhibits_missing=WHY,
        explain_mg11s_missing="No statement was taken at all.",
    )
    address = page_url("revise-referral", builder.referral)
    page = officer.post(address, mine | {"version": version})
    assert page.status_code == 409
    assert (
        "Why it is sent without this: No or missing exhibits Saved now: They are still "
        "in the post. What you typed: " + WHY
    ) in page_text(page)
    assert "sent without this: No or missing MG11 statements Saved now" not in page_text(page)
    assert page.context["form"]["explain_exhibits_missing"].value() == WHY
    assert latest_referral().explained == theirs
    submit_form(officer, address, **mine | {"version": page.context["form"]["version"].value()})
    assert latest_referral().explained == theirs | {"exhibits_missing": WHY}


def send_back_to_officer(builder):
    builder.do(
        referrals.send_referral_back,
        "supervisor",
        referral=builder.referral,
        supervisor_comments="No",
    )
    builder.referral.refresh_from_db()


def test_an_explanation_of_a_warning_that_is_gone_stays_in_the_form(builder, officer):
    """It may be needed again when answers change."""
    add_document(builder, "exhibits.pdf", mg_form="MG12")
    page = officer.post(
        page_url("check-referral", builder.case), form_data(builder, explain_exhibits_missing=WHY)
    )
    [line] = [
        each for each in page.context["gate"].possible_warnings if each.code == "exhibits_missing"
    ]
    assert not line.is_missing and WHY in page.text


def test_triage_reads_then_and_now_side_by_side(builder):
    builder.submit()
    add_document(builder, "statement.pdf")
    page = client_for(builder.cast.assistant).get(page_url("return-referral", builder.referral))
    checks = page.context["checks"]
    rows = {row.reason: (row.then[0], row.now[0]) for row in checks.rows}
    assert rows["No or missing MG11 statements"] == ("Missing", "Nothing missing")
    assert rows["No or missing exhibits"] == ("Missing", "Missing")
    assert rows["No or incomplete supervisor’s comments"] == ("Nothing missing", "Nothing missing")
    assert [("Missing" in row) for row in rows.values()] == [True] * 9 + [False] * 2
    assert "No DV checklist" in [line.reason for line in checks.unchecked]
    assert len(rows) + len(checks.unchecked) == 13 + 3


def test_check_results_are_kept_with_the_submission(builder):
    add_document(builder, "statement.pdf")
    builder.submit(explained={"exhibits_missing": WHY})
    sent = Submission.objects.unscoped("test").get(case=builder.case)
    assert sent.checks["mg11s_missing"] == "THERE"
    assert sent.checks["exhibits_missing"] == "MISSING"
    assert sent.checks["hard_media_missing"] == "UNCHECKED"
    assert len(sent.checks) == 13 + 3  # and of orders and of each victim
    assert sent.as_sent["explained"] == {"exhibits_missing": WHY}
    page = client_for(builder.cast.prosecutor).get(page_url("see-submission", sent))
    assert f"Why it is sent without this: No or missing exhibits {WHY}" in page_text(page)


def test_the_checks_do_not_reveal_documents_of_one_side(builder):
    """Before sign-off the CPS can read nothing."""
    builder.write(explained={"exhibits_missing": WHY})
    for who in ("assistant", "prosecutor"):
        page = client_for(getattr(builder.cast, who)).get(
            page_url("see-referral", builder.referral)
        )
        assert page.status_code == 404


@pytest.mark.parametrize("name", ["write-referral", "see-referral", "sign-referral-off"])
def test_the_checks_cost_the_same_however_much_there_is(name):
    counts = []
    for n in (1, 4):
        builder = CaseBuilder(cast(), suspects=n)
        for _ in range(n):
            add_document(builder)
        who = "supervisor" if name == "sign-referral-off" else "officer"
        row = builder.case if name == "write-referral" else builder.write() and builder.referral
        counts.append(
            len(page_and_queries(client_for(getattr(builder.cast, who)), page_url(name, row))[1])
        )
    assert counts[0] == counts[1] <= 13
