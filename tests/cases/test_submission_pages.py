"""Pages of submissions, and of the changes between them."""

from datetime import date

import pytest
from django.urls import reverse

from cases.case_details.actions import cases
from cases.models import Submission
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sample_files import add_document
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

SECRET = "Told to nobody yet"


@module_fixture
def builder():
    builder = CaseBuilder(cast(), suspects=2)
    add_document(builder, "statement.pdf")
    return return_referral_of(
        builder.submit(lines_done="Interviews and phones.", strengths="The friend.")
    )


def return_referral_of(builder, **reasons):
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral,
        reasons=reasons or {"exhibits_missing": "Exhibit 4"}, reply_by=date(2026, 3, 20),
    )  # fmt: skip
    return builder


def submit_again(builder, **mg3):
    add_document(builder, "exhibits.pdf", mg_form="MG12")
    return builder.submit(lines_done="Interviews and both phones.", **mg3)


def nth_submission(builder, number):
    return Submission.objects.unscoped("test").get(case=builder.case, number=number)


def changes_url(builder, number, since=""):
    return reverse("see-changes", args=[nth_submission(builder, number).pk]) + since


def test_the_list_says_of_each_what_triage_said(builder):
    submit_again(builder)
    page = client_for(builder.cast.assistant).get(page_url("see-submissions", builder.case))
    told = page_text(page)
    assert told.index("Submission 2") < told.index("Submission 1 ")
    assert "Returned at triage" in told and "No or missing exhibits Exhibit 4" in told
    assert "Checked at triage by Tess Triage" in told
    assert "Sent to the CPS" in told
    assert "2 documents" in told and "1 document " in told
    assert changes_url(builder, 2, "?since=1") in links_on_page(page)
    entry = AuditEntry.objects.filter(verb="see_submissions").latest("pk")
    assert (entry.user, entry.case_id) == (builder.cast.assistant, builder.case.pk)


def test_a_case_without_any_says_so():
    builder = CaseBuilder(cast()).write()
    page = client_for(builder.cast.officer).get(page_url("see-submissions", builder.case))
    assert "Nothing has been sent to the CPS yet." in page_text(page)
    assert page_url("see-unsent-changes", builder.referral) not in links_on_page(page)


def test_a_submission_is_read_as_it_was_sent_after_any_change(builder):
    suspect = builder.suspect()
    builder.do(
        cases.record_custody, "officer", suspect=suspect, version=suspect.version,
        custody="IN_CUSTODY",
    )  # fmt: skip
    add_document(builder, "later.pdf")
    page = client_for(builder.cast.prosecutor).get(
        page_url("see-submission", nth_submission(builder, 1))
    )
    told = page_text(page)
    assert "Submission 1, as it was sent" in told
    assert "Released under investigation. Released 1 February 2026" in told
    assert "Interviews and phones." in told and "Ready to go." in told
    assert f"Olive Officer, {builder.cast.officer.email}" in told
    assert "statement.pdf MG11: witness statement" in told
    assert "later.pdf" not in told and "In police custody" not in told


def test_changes_since_the_return_are_marked_in_words_too(builder):
    submit_again(builder)
    page = client_for(builder.cast.assistant).get(changes_url(builder, 2))
    told = page_text(page)
    assert "What changed since the return" in told
    assert "No or missing exhibits Exhibit 4" in told
    assert "Interviews and [added: both end of added] phones." in told
    assert "[removed: The friend. end of removed]" in told
    assert "Added exhibits.pdf MG12: exhibit list" in told
    assert "The same statement.pdf" in told
    assert "<ins" in page.text and "<del" in page.text
    same = page.context["comparison"].same
    assert f"{len(same)} answers are the same" in told and "Urgency" in same


def test_any_two_submissions_can_be_compared(builder):
    submit_again(builder)
    return_referral_of(builder, no_mg3="")
    builder.submit(lines_done="Everything.")
    browser = client_for(builder.cast.officer)
    listed = links_on_page(browser.get(page_url("see-submissions", builder.case)))
    assert {changes_url(builder, 3, "?since=2"), changes_url(builder, 3, "?since=1")} <= set(listed)
    assert "Submission 2" in page_text(browser.get(changes_url(builder, 3)))
    page = browser.get(changes_url(builder, 3, "?since=1"))
    assert page.context["comparison"].was.number == 1
    for nonsense in ("?since=3", "?since=9", "?since=x", "?since=-1"):
        assert browser.get(changes_url(builder, 3, nonsense)).context["comparison"].was.number == 2


def test_a_submission_is_compared_with_the_last_one_of_the_same_suspects():
    builder = CaseBuilder(cast(), suspects=2)
    first, second = builder.suspects
    builder.suspects = [first]
    return_referral_of(builder.submit())
    builder.suspects = [second]
    builder.submit()
    builder.suspects = [first]
    builder.submit()
    page = client_for(builder.cast.assistant).get(changes_url(builder, 3))
    assert page.context["comparison"].was.number == 1


def test_the_first_one_has_nothing_to_stand_beside(builder):
    page = client_for(builder.cast.assistant).get(changes_url(builder, 1))
    assert "Nothing was sent before this" in page_text(page)


def test_the_page_says_so_where_no_answer_was_changed(builder):
    builder.submit(lines_done="Interviews and phones.", strengths="The friend.")
    builder.do(
        referrals.withdraw_referral, "officer", referral=builder.referral, withdrawal_reason="Wait."
    )
    builder.submit(lines_done="Interviews and phones.", strengths="The friend.")
    told = page_text(client_for(builder.cast.assistant).get(changes_url(builder, 3)))
    assert "Submission 3 compared with submission 2" in told
    assert "No answer was changed." in told


def test_triage_sees_what_changed_before_it_answers_again(builder):
    submit_again(builder)
    browser = client_for(builder.cast.assistant)
    for name in ("accept-referral", "return-referral"):
        page = browser.get(page_url(name, builder.referral))
        told = page_text(page)
        assert "What changed since the return Submission 1 was returned on" in told
        assert "Exhibit 4" in told
        assert "Added exhibits.pdf MG12: exhibit list" in told
        assert changes_url(builder, 2, "?since=1") in links_on_page(page)


def test_triage_of_a_first_submission_is_told_of_no_change():
    builder = CaseBuilder(cast()).submit()
    page = client_for(builder.cast.assistant).get(page_url("accept-referral", builder.referral))
    assert "What changed" not in page_text(page)


def test_the_police_see_what_they_would_send_and_the_cps_does_not(builder):
    add_document(builder, "exhibits.pdf", mg_form="MG12")
    builder.write(lines_done="Interviews and phones.", strengths=SECRET)
    address = page_url("see-unsent-changes", builder.referral)
    for who in ("officer", "supervisor", "inspector"):
        browser = client_for(getattr(builder.cast, who))
        told = page_text(browser.get(address))
        assert f"[added: {SECRET} end of added]" in told
        assert "Added exhibits.pdf" in told
        assert address in links_on_page(browser.get(page_url("see-referral", builder.referral)))
        assert address in links_on_page(browser.get(page_url("see-submissions", builder.case)))
    for who in ("assistant", "prosecutor"):
        browser = client_for(getattr(builder.cast, who))
        assert browser.get(address).status_code == 404
        page = browser.get(page_url("see-submissions", builder.case))
        assert str(builder.referral.pk) not in page.text
        assert "Not sent yet" not in page_text(page)


def test_a_sent_referral_is_no_longer_compared_as_unsent(builder):
    submit_again(builder)
    page = client_for(builder.cast.officer).get(page_url("see-unsent-changes", builder.referral))
    assert page.status_code == 403
    assert "This referral is not waiting to be sent" in page_text(page)


def test_the_pages_cost_the_same_however_many_there_are(builder):
    browser, counts = client_for(builder.cast.assistant), []
    submit_again(builder)
    for number in (2, 3, 4):
        addresses = [
            page_url("see-submissions", builder.case),
            page_url("see-submission", nth_submission(builder, number)),
            changes_url(builder, number),
            page_url("accept-referral", builder.referral),
            page_url("return-referral", builder.referral),
        ]
        counts.append([len(page_and_queries(browser, address)[1]) for address in addresses])
        return_referral_of(builder)
        add_document(builder, f"{number}.pdf")
        builder.submit()
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 13  # with the documents beside triage
