"""Referral checks on pages: shown before sending, explained or fixed, and shown again at triage."""

from datetime import date, timedelta

import pytest

from cases.case_details.actions import cases
from cases.documents.actions import police_only
from cases.models import Referral, Submission
from cases.referrals.actions import referrals
from devtools.case_builder import MG3, Road, cast
from people.models import AuditEntry, Draft
from tests.support.cases.pages import as_, at, follow, said
from tests.support.cases.query_counter import questions
from tests.support.cases.sample_files import a_document
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

WHY = "The exhibits are at the laboratory until May."
FORMS = ("MG11", "MG12", "MG15", "MG6C", "PNC_PRINT")


@standing
def road():
    return Road(cast(), suspects=2)


@pytest.fixture
def officer(road):
    return as_(road.cast.officer)


def typed(road, **more):
    return MG3 | {"suspects": [suspect.pk for suspect in road.suspects]} | more


def warned(page):
    """The codes of the warnings on a page."""
    return {line.code for line in page.context["gate"].warnings}


def latest():
    return Referral.objects.unscoped("test").order_by("written_at").last()


def test_the_form_says_what_is_missing_before_anything_is_typed(road, officer):
    page = officer.get(at("write-referral", road.case))
    told = said(page)
    assert "6 things to put right, or to explain." in told
    assert "No or missing MG11 statements Add the witness statements as MG11." in told
    assert "Missing: MG11: witness statement" in told
    assert "This service does not record whether it is a case of domestic abuse." in told
    assert "Your supervisor is asked for comments at sign-off." in told


def test_what_is_added_and_answered_is_no_longer_missing(road, officer):
    for form in FORMS:
        a_document(road, f"{form}.pdf", mg_form=form)
    address = at("write-referral", road.case)
    assert warned(officer.get(address)) == {"no_mg3"}
    answers = dict.fromkeys(
        ("summary", "suspect_account", "strengths", "lines_done", "lines_open", "victim_needs",
         "disclosure"), "Said.",
    )  # fmt: skip
    page = officer.post(address, typed(road, **answers, save_draft="#gate"))
    assert page.url.startswith(address) and page.url.endswith("#gate")
    page = officer.get(page.url)
    assert warned(page) == set()
    assert "Nothing is missing of what the system can check." in said(page)


def test_a_red_referral_is_asked_where_each_chosen_suspect_is(road, officer):
    one = road.suspect(0)
    road.do(
        cases.record_custody, "officer", suspect=one, version=one.version, custody="IN_CUSTODY",
        detained_until=road.at + timedelta(days=3650),
    )  # fmt: skip
    address = at("check-referral", road.case)
    for chosen, expected in (([0], False), ([1], True), ([0, 1], True), ([], True)):
        suspects = [road.suspects[n].pk for n in chosen]
        page = officer.post(address, typed(road, urgency="RED", suspects=suspects))
        assert ("check_custody_resubmit" in warned(page)) == expected
    assert "check_custody_resubmit" not in warned(officer.post(address, typed(road)))


def test_the_check_as_one_types_answers_with_that_part_alone_and_keeps_nothing(road, officer):
    address = at("check-referral", road.case)
    page = officer.post(address, typed(road, explain_mg11s_missing=WHY))
    assert "<html" not in page.text and "<h1" not in page.text
    assert WHY in page.text
    assert not Draft.objects.exists()
    assert not Referral.objects.unscoped("test").exists()
    assert AuditEntry.objects.filter(verb="write_referral", case_id=road.case.pk).exists()
    assert officer.get(address).status_code == 200  # nothing has been typed
    assert as_(road.cast.inspector).post(address, typed(road)).status_code == 403
    assert as_(road.cast.prosecutor).post(address, typed(road)).status_code == 404


def test_a_warning_stops_nothing(road, officer):
    follow(officer, at("write-referral", road.case), **typed(road))
    assert latest().explained == {}


def test_what_the_police_keep_to_themselves_is_not_sent_and_so_is_missing(road, officer):
    document = a_document(road, "statement.pdf")
    address = at("check-referral", road.case)
    assert "mg11s_missing" not in warned(officer.post(address, typed(road)))
    road.do(police_only.keep_document_to_police, "officer", document=document, because="Named.")
    assert "mg11s_missing" in warned(officer.post(address, typed(road)))


def test_why_it_goes_is_kept_for_what_warns_and_read_by_all_who_follow(road, officer):
    a_document(road, "statement.pdf")
    page = follow(
        officer, at("write-referral", road.case),
        **typed(road, explain_exhibits_missing=WHY, explain_mg11s_missing="Not asked for any more"),
    )  # fmt: skip
    assert latest().explained == {"exhibits_missing": WHY}
    assert f"Why it is sent without this: {WHY}" in said(page)
    road.referral = latest()
    supervisor = as_(road.cast.supervisor)
    told = said(supervisor.get(at("sign-referral-off", road.referral)))
    assert f"Why it is sent without this: {WHY}" in told
    assert "No reason is given for sending it without this." in told
    follow(supervisor, at("sign-referral-off", road.referral), supervisor_comments="Goes.")
    for name in ("accept-referral", "return-referral"):
        page = as_(road.cast.assistant).get(at(name, road.referral))
        assert f"No or missing exhibits The officer says: {WHY} When it was sent Missing" in said(
            page
        )


def test_what_was_typed_is_there_again_after_an_error_and_in_a_draft(road, officer):
    address = at("write-referral", road.case)
    page = officer.post(address, typed(road, summary="", explain_exhibits_missing=WHY))
    assert WHY in said(page) and "Enter what is alleged" in said(page)
    officer.post(address, typed(road, explain_exhibits_missing=WHY, save_draft="1"))
    assert WHY in said(officer.get(address))
    page = officer.post(address, typed(road, explain_exhibits_missing="x" * 2001))
    assert "Enter no more than 2000 characters under “No or missing exhibits”" in said(page)


def test_what_was_explained_the_first_time_starts_the_second(road, officer):
    road.write(explained={"exhibits_missing": WHY})
    road.do(
        referrals.sign_referral_off, "supervisor", referral=road.referral, supervisor_comments="Go"
    )
    returned(road)
    assert WHY in said(officer.get(at("write-referral", road.case)))


def returned(road):
    road.do(
        referrals.return_referral, "assistant", referral=road.referral, reasons={"no_mg3": ""},
        reply_by=date(2026, 3, 20),
    )  # fmt: skip


def test_a_referral_that_was_sent_back_is_checked_again(road, officer):
    road.write(explained={"exhibits_missing": WHY})
    sent_back(road)
    a_document(road, "exhibits.pdf", mg_form="MG12")
    address = at("revise-referral", road.referral)
    page = officer.get(address)
    assert "exhibits_missing" not in warned(page)
    follow(officer, address, **typed(road, explain_mg11s_missing="No statement was taken at all."))
    assert latest().explained == {"mg11s_missing": "No statement was taken at all."}


def test_two_who_differ_in_nothing_but_an_explanation_read_both(road, officer):
    road.write(explained={"exhibits_missing": WHY})
    sent_back(road)
    version = road.referral.version
    theirs = {
        "exhibits_missing": "They are still in the post.",
        "mg11s_missing": "No statement was taken at all.",
    }
    road.do(
        referrals.revise_referral, "officer", referral=road.referral, suspects=road.suspects,
        version=version, explained=theirs, **MG3,
    )  # fmt: skip
    sent_back(road)
    mine = typed(
        road, explain_exhibits_missing=WHY, explain_mg11s_missing="No statement was taken at all."
    )
    address = at("revise-referral", road.referral)
    page = officer.post(address, mine | {"version": version})
    assert page.status_code == 409
    assert (
        "Why it is sent without this: No or missing exhibits Saved now: They are still "
        "in the post. What you typed: " + WHY
    ) in said(page)
    assert "sent without this: No or missing MG11 statements Saved now" not in said(page)
    assert page.context["form"]["explain_exhibits_missing"].value() == WHY
    assert latest().explained == theirs
    follow(officer, address, **mine | {"version": page.context["form"]["version"].value()})
    assert latest().explained == theirs | {"exhibits_missing": WHY}


def sent_back(road):
    road.do(
        referrals.send_referral_back, "supervisor", referral=road.referral, supervisor_comments="No"
    )
    road.referral.refresh_from_db()


def test_what_was_typed_about_a_warning_that_is_gone_stays_in_the_form(road, officer):
    """It may be needed again when answers change."""
    a_document(road, "exhibits.pdf", mg_form="MG12")
    page = officer.post(at("check-referral", road.case), typed(road, explain_exhibits_missing=WHY))
    [line] = [
        each for each in page.context["gate"].possible_warnings if each.code == "exhibits_missing"
    ]
    assert not line.is_missing and WHY in page.text


def test_triage_reads_then_and_now_side_by_side(road):
    road.submit()
    a_document(road, "statement.pdf")
    page = as_(road.cast.assistant).get(at("return-referral", road.referral))
    checks = page.context["checks"]
    rows = {row.reason: (row.then[0], row.now[0]) for row in checks.rows}
    assert rows["No or missing MG11 statements"] == ("Missing", "Nothing missing")
    assert rows["No or missing exhibits"] == ("Missing", "Missing")
    assert rows["No or incomplete supervisor’s comments"] == ("Nothing missing", "Nothing missing")
    assert [("Missing" in row) for row in rows.values()] == [True] * 6 + [False] * 2
    assert "No DV checklist" in [line.reason for line in checks.unchecked]
    assert len(rows) + len(checks.unchecked) == 13


def test_what_the_checks_said_is_kept_with_what_was_sent(road):
    a_document(road, "statement.pdf")
    road.submit(explained={"exhibits_missing": WHY})
    sent = Submission.objects.unscoped("test").get(case=road.case)
    assert sent.checks["mg11s_missing"] == "THERE"
    assert sent.checks["exhibits_missing"] == "MISSING"
    assert sent.checks["hard_media_missing"] == "UNCHECKED"
    assert len(sent.checks) == 13
    assert sent.as_sent["explained"] == {"exhibits_missing": WHY}
    page = as_(road.cast.prosecutor).get(at("see-submission", sent))
    assert f"Why it is sent without this: No or missing exhibits {WHY}" in said(page)


def test_what_one_side_keeps_is_not_told_by_the_checks(road):
    """Before sign-off the CPS can read nothing."""
    road.write(explained={"exhibits_missing": WHY})
    for who in ("assistant", "prosecutor"):
        page = as_(getattr(road.cast, who)).get(at("see-referral", road.referral))
        assert page.status_code == 404


@pytest.mark.parametrize("name", ["write-referral", "see-referral", "sign-referral-off"])
def test_the_checks_cost_the_same_however_much_there_is(name):
    counts = []
    for n in (1, 4):
        road = Road(cast(), suspects=n)
        for _ in range(n):
            a_document(road)
        who = "supervisor" if name == "sign-referral-off" else "officer"
        row = road.case if name == "write-referral" else road.write() and road.referral
        counts.append(len(questions(as_(getattr(road.cast, who)), at(name, row))[1]))
    assert counts[0] == counts[1] <= 12
