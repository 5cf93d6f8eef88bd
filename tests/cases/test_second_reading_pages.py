"""Pages of a consultation, a proposal and its second reader."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Consultation, Decision
from devtools.case_builder import Road, cast
from people.models import Human, User
from tests.support.cases.decisions import consult, countersign, decline, propose, wording
from tests.support.cases.pages import as_, at, day, follow, links, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)
TODAY = timezone.localdate()


@standing
def road():
    return Road(cast(), suspects=2, at=START).allocate()


def meeting(road, **typed):
    return {
        "suspects": [road.suspects[0].pk], "mode": "FACE_TO_FACE",
        "police": [road.cast.officer.pk], "cps": [road.cast.prosecutor.pk],
        "summary": "What each line of inquiry has shown.", "form_key": "",
    } | day("held_on", TODAY) | typed  # fmt: skip


def test_the_form_of_a_meeting_offers_who_holds_the_case_and_says_as_what(road):
    page = as_(road.cast.officer).get(at("record-consultation", road.case))
    told = said(page)
    for words in (
        "Olive Officer Officer in the case", "Sue Supervisor Supervisor",
        "Pia Prosecutor Reviewing prosecutor", "Otto Other Prosecutor of the unit",
        "Mona Manager Legal manager",
    ):  # fmt: skip
        assert words in told
    assert "checked" not in page.content.decode().replace('data-behaviour="checked"', "")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"suspects": []}, "Select at least one suspect"),
        ({"mode": ""}, "Select how you met"),
        ({"police": []}, "Select who took part for the police"),
        ({"cps": []}, "Select who took part for the CPS"),
        ({"summary": ""}, "Enter what was discussed and agreed"),
        (day("held_on", TODAY + timedelta(days=2)), "must be today or earlier"),
    ],
)
def test_what_is_missing_of_a_meeting_is_asked_for_and_the_rest_is_kept(road, typed, told):
    page = as_(road.cast.officer).post(at("record-consultation", road.case), meeting(road, **typed))
    assert told in said(page)
    assert not Consultation.objects.unscoped("test").exists()
    if "summary" not in typed:
        assert "What each line of inquiry has shown." in page.content.decode()


def test_two_clicks_record_one_meeting(road):
    browser, address = as_(road.cast.officer), at("record-consultation", road.case)
    key = browser.get(address).context["form"]["form_key"].value()
    for _ in range(2):
        assert browser.post(address, meeting(road, form_key=key)).status_code == 302
    assert Consultation.objects.unscoped("test").count() == 1


def test_the_reader_has_the_decision_the_meeting_and_the_reviews_before_them(road):
    road.review()
    propose(road, road.suspects[0], rationale="It cannot be proved.")
    page = as_(road.cast.other_prosecutor).get(at("countersign-decision", road.suspects[0]))
    for words in (
        "It cannot be proved.", "Absence of consent cannot be proved", "Olive Officer",
        "The messages do not bear the account out.",
        "The decision is in force, and the police are notified.",
    ):  # fmt: skip
        assert words in said(page)
    assert at("see-review", road.last_review) in links(page)


def test_who_reads_a_wording_that_has_changed_meanwhile_is_shown_the_new_one(road):
    propose(road, road.suspects[0])
    otto, address = as_(road.cast.other_prosecutor), at("countersign-decision", road.suspects[0])
    read = {
        "version": wording(road.suspects[0]).number,
        "form_key": "",
        "text": "Agreed, but. Both sides know the reason.",
    }
    follow(
        as_(road.cast.prosecutor), at("revise-decision", road.suspects[0]), stage="evidential",
        evidential="BELIEF", rationale="A new rationale. Both sides know the reason.",
        consultation=wording(road.suspects[0]).consultation_id,
    )  # fmt: skip
    page = otto.post(address, read)
    assert page.status_code == 409
    assert "This decision has changed since you opened it." in said(page)
    assert (
        "A new rationale. Both sides know the reason." in said(page)
        and "Agreed, but. Both sides know the reason." in page.content.decode()
    )
    assert wording(road.suspects[0]).status == "PROPOSED"
    follow(otto, address, text="Agreed. Both sides know the reason.")
    assert wording(road.suspects[0]).status == "LIVE"


def test_two_wordings_at_once_are_shown_side_by_side(road):
    propose(road, road.suspects[0])
    browser, address = as_(road.cast.prosecutor), at("revise-decision", road.suspects[0])
    now = wording(road.suspects[0])
    typed = {
        "stage": "evidential", "evidential": "BELIEF", "form_key": "", "version": now.number,
        "consultation": now.consultation_id,
    }  # fmt: skip
    browser.post(address, typed | {"rationale": "Hers. Both sides know the reason."})
    page = browser.post(address, typed | {"rationale": "His. Both sides know the reason."})
    assert page.status_code == 409
    assert "Saved now: Hers." in said(page) and "What you typed: His." in said(page)


def test_why_not_is_asked_for(road):
    propose(road, road.suspects[0])
    address = at("decline-decision", road.suspects[0])
    page = as_(road.cast.manager).post(address, {"form_key": "", "version": 1, "text": ""})
    assert "Enter why you do not countersign" in said(page)
    assert wording(road.suspects[0]).status == "PROPOSED"


def test_the_author_is_told_why_under_whichever_account(road):
    propose(road, road.suspects[0])
    page = as_(road.cast.prosecutor).get(at("countersign-decision", road.suspects[0]))
    assert "another prosecutor or a manager must read it" in page.content.decode()
    people = [road.cast.prosecutor.pk, road.cast.manager.pk]
    User.objects.filter(pk__in=people).update(human=Human.objects.create())
    page = as_(road.cast.manager).get(at("countersign-decision", road.suspects[0]))
    assert page.status_code == 403
    assert "under another account of yours" in page.content.decode()


def test_whose_turn_it_is_is_said_to_readers_and_not_to_the_author(road):
    propose(road, road.suspects[0])
    for who, turn in (("manager", "Your turn"), ("prosecutor", f"{road.cast.cps.name}’s turn")):
        page = said(as_(getattr(road.cast, who)).get(at("see-case", road.case)))
        assert f"{turn} since" in page
        assert "Proposed decision No further action: evidential" in page


def test_the_list_of_decisions_to_read_leaves_the_author_s_own_out(road):
    propose(road, road.suspects[0])
    address = reverse("see-worklist", args=["second-reader"])
    listed = as_(road.cast.other_prosecutor).get(address)
    assert road.case.urn in said(listed) and "You" in said(listed)
    assert road.case.urn not in said(as_(road.cast.prosecutor).get(address))


def test_the_police_see_that_a_reader_is_waited_for_and_not_what_is_proposed(road):
    propose(road, road.suspects[0], rationale="Only for the CPS. Both sides know the reason.")
    officer = as_(road.cast.officer)
    for name in ("see-case", "see-decisions"):
        page = officer.get(at(name, road.case))
        assert "Only for the CPS. Both sides know the reason." not in page.content.decode()
    assert "Waiting for a second reader" in said(officer.get(at("see-case", road.case)))
    assert "The messages do not bear the account out." in said(page)
    countersign(road, road.suspects[0])
    assert "Only for the CPS. Both sides know the reason." in said(
        officer.get(at("see-decisions", road.case))
    )


def test_the_page_of_decisions_tells_every_wording_and_who_read_it(road):
    held = consult(road)
    propose(road, road.suspects[0], consultation=held)
    decline(road, road.suspects[0], text="Which camera? Both sides know the reason.")
    propose(road, road.suspects[0], consultation=held)
    countersign(road, road.suspects[0], who="manager")
    told = said(as_(road.cast.prosecutor).get(at("see-decisions", road.case)))
    for words in (
        "Which camera? Both sides know the reason.", "Not countersigned by Otto Other",
        "Countersigned by Mona Manager",
        "wording 2 In force", "wording 1 Read and not countersigned",
    ):  # fmt: skip
        assert words in told


def test_an_empty_page_of_decisions_says_so(road):
    told = said(as_(road.cast.officer).get(at("see-decisions", road.case)))
    assert "No decision has been made yet." in told
    assert "No consultation has been recorded yet." in told


def test_the_page_takes_as_many_questions_for_many_wordings_as_for_one(road):
    browser, address = as_(road.cast.manager), at("see-decisions", road.case)
    held = consult(road)
    propose(road, road.suspects[0], consultation=held)
    browser.get(address)
    _page, few = questions(browser, address)
    decline(road, road.suspects[0])
    propose(road, road.suspects[0], consultation=consult(road))
    propose(road, road.suspects[1], consultation=held)
    _page, many = questions(browser, address)
    assert len(many) == len(few) <= 12


def test_a_proposal_is_withdrawn_with_a_reason(road):
    propose(road, road.suspects[0])
    prosecutor = as_(road.cast.prosecutor)
    assert at("withdraw-decision", road.suspects[0]) in links(
        prosecutor.get(at("see-case", road.case))
    )
    page = prosecutor.post(at("withdraw-decision", road.suspects[0]), {"form_key": ""})
    assert "Enter why you withdraw it" in said(page)
    follow(
        prosecutor,
        at("withdraw-decision", road.suspects[0]),
        text="A new witness. Both sides know the reason.",
    )
    assert Decision.objects.unscoped("test").get().status == "WITHDRAWN"
