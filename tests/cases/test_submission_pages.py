"""Pages of submissions, and of the changes between them."""

from datetime import date

import pytest
from django.urls import reverse

from cases.case_details.actions import cases
from cases.models import Submission
from cases.referrals.actions import referrals
from devtools.case_builder import Road, cast
from people.models import AuditEntry
from tests.support.cases.pages import as_, at, links, said
from tests.support.cases.query_counter import questions
from tests.support.cases.sample_files import a_document
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

SECRET = "Told to nobody yet"


@standing
def road():
    road = Road(cast(), suspects=2)
    a_document(road, "statement.pdf")
    return returned(road.submit(lines_done="Interviews and phones.", strengths="The friend."))


def returned(road, **reasons):
    road.do(
        referrals.return_referral, "assistant", referral=road.referral,
        reasons=reasons or {"exhibits_missing": "Exhibit 4"}, reply_by=date(2026, 3, 20),
    )  # fmt: skip
    return road


def again(road, **mg3):
    a_document(road, "exhibits.pdf", mg_form="MG12")
    return road.submit(lines_done="Interviews and both phones.", **mg3)


def submission(road, number):
    return Submission.objects.unscoped("test").get(case=road.case, number=number)


def changes(road, number, since=""):
    return reverse("see-changes", args=[submission(road, number).pk]) + since


def test_the_list_says_of_each_what_triage_said(road):
    again(road)
    page = as_(road.cast.assistant).get(at("see-submissions", road.case))
    told = said(page)
    assert told.index("Submission 2") < told.index("Submission 1 ")
    assert "Returned at triage" in told and "No or missing exhibits Exhibit 4" in told
    assert "Checked at triage by Tess Triage" in told
    assert "Sent to the CPS" in told
    assert "2 documents" in told and "1 document " in told
    assert changes(road, 2, "?since=1") in links(page)
    entry = AuditEntry.objects.filter(verb="see_submissions").latest("pk")
    assert (entry.user, entry.case_id) == (road.cast.assistant, road.case.pk)


def test_a_case_without_any_says_so():
    road = Road(cast()).write()
    page = as_(road.cast.officer).get(at("see-submissions", road.case))
    assert "Nothing has been sent to the CPS yet." in said(page)
    assert at("see-unsent-changes", road.referral) not in links(page)


def test_a_submission_is_read_as_it_went_whatever_came_after(road):
    suspect = road.suspect()
    road.do(
        cases.record_custody, "officer", suspect=suspect, version=suspect.version,
        custody="IN_CUSTODY",
    )  # fmt: skip
    a_document(road, "later.pdf")
    page = as_(road.cast.prosecutor).get(at("see-submission", submission(road, 1)))
    told = said(page)
    assert "Submission 1, as it was sent" in told
    assert "Released under investigation. Released 1 February 2026" in told
    assert "Interviews and phones." in told and "Ready to go." in told
    assert f"Olive Officer, {road.cast.officer.email}" in told
    assert "statement.pdf MG11: witness statement" in told
    assert "later.pdf" not in told and "In police custody" not in told


def test_what_changed_since_the_return_is_marked_in_words_too(road):
    again(road)
    page = as_(road.cast.assistant).get(changes(road, 2))
    told = said(page)
    assert "What changed since the return" in told
    assert "No or missing exhibits Exhibit 4" in told
    assert "Interviews and [added: both end of added] phones." in told
    assert "[removed: The friend. end of removed]" in told
    assert "Added exhibits.pdf MG12: exhibit list" in told
    assert "The same statement.pdf" in told
    assert "<ins" in page.text and "<del" in page.text
    same = page.context["comparison"].same
    assert f"{len(same)} answers are the same" in told and "Urgency" in same


def test_any_two_submissions_can_be_compared(road):
    again(road)
    returned(road, no_mg3="")
    road.submit(lines_done="Everything.")
    browser = as_(road.cast.officer)
    listed = links(browser.get(at("see-submissions", road.case)))
    assert {changes(road, 3, "?since=2"), changes(road, 3, "?since=1")} <= set(listed)
    assert "Submission 2" in said(browser.get(changes(road, 3)))
    page = browser.get(changes(road, 3, "?since=1"))
    assert page.context["comparison"].was.number == 1
    for nonsense in ("?since=3", "?since=9", "?since=x", "?since=-1"):
        assert browser.get(changes(road, 3, nonsense)).context["comparison"].was.number == 2


def test_a_submission_is_compared_with_the_last_one_of_the_same_suspects():
    road = Road(cast(), suspects=2)
    first, second = road.suspects
    road.suspects = [first]
    returned(road.submit())
    road.suspects = [second]
    road.submit()
    road.suspects = [first]
    road.submit()
    page = as_(road.cast.assistant).get(changes(road, 3))
    assert page.context["comparison"].was.number == 1


def test_the_first_one_has_nothing_to_stand_beside(road):
    page = as_(road.cast.assistant).get(changes(road, 1))
    assert "Nothing was sent before this" in said(page)


def test_the_page_says_so_where_no_answer_was_changed(road):
    road.submit(lines_done="Interviews and phones.", strengths="The friend.")
    told = said(as_(road.cast.assistant).get(changes(road, 2)))
    assert "No answer was changed." in told


def test_triage_sees_what_changed_before_it_answers_again(road):
    again(road)
    browser = as_(road.cast.assistant)
    for name in ("accept-referral", "return-referral"):
        page = browser.get(at(name, road.referral))
        told = said(page)
        assert "What changed since the return Submission 1 was returned on" in told
        assert "Exhibit 4" in told
        assert "Added exhibits.pdf MG12: exhibit list" in told
        assert changes(road, 2, "?since=1") in links(page)


def test_triage_of_a_first_submission_is_told_of_no_change():
    road = Road(cast()).submit()
    page = as_(road.cast.assistant).get(at("accept-referral", road.referral))
    assert "What changed" not in said(page)


def test_the_police_see_what_they_would_send_and_the_cps_does_not(road):
    a_document(road, "exhibits.pdf", mg_form="MG12")
    road.write(lines_done="Interviews and phones.", strengths=SECRET)
    address = at("see-unsent-changes", road.referral)
    for who in ("officer", "supervisor", "inspector"):
        browser = as_(getattr(road.cast, who))
        told = said(browser.get(address))
        assert f"[added: {SECRET} end of added]" in told
        assert "Added exhibits.pdf" in told
        assert address in links(browser.get(at("see-referral", road.referral)))
        assert address in links(browser.get(at("see-submissions", road.case)))
    for who in ("assistant", "prosecutor"):
        browser = as_(getattr(road.cast, who))
        assert browser.get(address).status_code == 404
        page = browser.get(at("see-submissions", road.case))
        assert str(road.referral.pk) not in page.text
        assert "Not sent yet" not in said(page)


def test_what_is_sent_is_no_longer_compared_as_unsent(road):
    again(road)
    page = as_(road.cast.officer).get(at("see-unsent-changes", road.referral))
    assert page.status_code == 403
    assert "This referral is not waiting to be sent" in said(page)


def test_the_pages_cost_the_same_however_many_there_are(road):
    browser, counts = as_(road.cast.assistant), []
    again(road)
    for number in (2, 3, 4):
        addresses = [
            at("see-submissions", road.case), at("see-submission", submission(road, number)),
            changes(road, number), at("accept-referral", road.referral),
            at("return-referral", road.referral),
        ]  # fmt: skip
        counts.append([len(questions(browser, address)[1]) for address in addresses])
        returned(road)
        a_document(road, f"{number}.pdf")
        road.submit()
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 12
