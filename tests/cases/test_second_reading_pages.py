"""Pages of a consultation, a proposal and its second reader."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Consultation, Decision
from devtools.case_builder import CaseBuilder, cast
from people.models import Human, User
from tests.support.cases.decisions import (
    countersign_no_charge,
    decline_countersignature,
    newest_wording,
    propose_no_charge,
    record_consultation_of,
)
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.suspect_focus import FOCUS_ANSWERS
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(2)
TODAY = timezone.localdate()


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=START).allocate()


def consultation_form(builder, **typed):
    return {
        "suspects": [builder.suspects[0].pk], "mode": "FACE_TO_FACE",
        "police": [builder.cast.officer.pk], "cps": [builder.cast.prosecutor.pk],
        "summary": "What each line of inquiry has shown.", "form_key": "",
    } | date_parts("held_on", TODAY) | typed  # fmt: skip


def test_the_form_of_a_meeting_offers_who_holds_the_case_and_says_as_what(builder):
    page = client_for(builder.cast.officer).get(page_url("record-consultation", builder.case))
    told = page_text(page)
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
        (date_parts("held_on", TODAY + timedelta(days=2)), "must be today or earlier"),
    ],
)
def test_missing_facts_of_a_meeting_are_asked_for_and_the_rest_is_kept(builder, typed, told):
    page = client_for(builder.cast.officer).post(
        page_url("record-consultation", builder.case), consultation_form(builder, **typed)
    )
    assert told in page_text(page)
    assert not Consultation.objects.unscoped("test").exists()
    if "summary" not in typed:
        assert "What each line of inquiry has shown." in page.content.decode()


def test_two_clicks_record_one_meeting(builder):
    browser, address = (
        client_for(builder.cast.officer),
        page_url("record-consultation", builder.case),
    )
    key = browser.get(address).context["form"]["form_key"].value()
    for _ in range(2):
        assert browser.post(address, consultation_form(builder, form_key=key)).status_code == 302
    assert Consultation.objects.unscoped("test").count() == 1


def test_the_reader_has_the_decision_the_meeting_and_the_reviews_before_them(builder):
    builder.review()
    propose_no_charge(builder, builder.suspects[0], rationale="It cannot be proved.")
    page = client_for(builder.cast.other_prosecutor).get(
        page_url("countersign-decision", builder.suspects[0])
    )
    for words in (
        "It cannot be proved.", "Absence of consent cannot be proved", "Olive Officer",
        "The messages do not bear the account out.",
        "The decision is in force, and the police are notified.",
    ):  # fmt: skip
        assert words in page_text(page)
    assert page_url("see-review", builder.last_review) in links_on_page(page)


def test_a_reader_of_a_wording_that_has_changed_meanwhile_is_shown_the_new_one(builder):
    propose_no_charge(builder, builder.suspects[0])
    otto, address = (
        client_for(builder.cast.other_prosecutor),
        page_url("countersign-decision", builder.suspects[0]),
    )
    read = {
        "version": newest_wording(builder.suspects[0]).number,
        "form_key": "",
        "text": "Agreed, but. Both sides know the reason.",
    }
    submit_form(
        client_for(builder.cast.prosecutor),
        page_url("revise-decision", builder.suspects[0]),
        stage="evidential",
        evidential="BELIEF",
        **FOCUS_ANSWERS,
        rationale="A new rationale. Both sides know the reason.",
        consultation=newest_wording(builder.suspects[0]).consultation_id,
    )
    page = otto.post(address, read)
    assert page.status_code == 409
    assert "This decision has changed since you opened it." in page_text(page)
    assert (
        "A new rationale. Both sides know the reason." in page_text(page)
        and "Agreed, but. Both sides know the reason." in page.content.decode()
    )
    assert newest_wording(builder.suspects[0]).status == "PROPOSED"
    submit_form(otto, address, text="Agreed. Both sides know the reason.")
    assert newest_wording(builder.suspects[0]).status == "LIVE"


def test_two_wordings_at_once_are_shown_side_by_side(builder):
    propose_no_charge(builder, builder.suspects[0])
    browser, address = (
        client_for(builder.cast.prosecutor),
        page_url("revise-decision", builder.suspects[0]),
    )
    now = newest_wording(builder.suspects[0])
    typed = {
        "stage": "evidential", "evidential": "BELIEF", "form_key": "", "version": now.number,
        **FOCUS_ANSWERS,
        "consultation": now.consultation_id,
    }  # fmt: skip
    browser.post(address, typed | {"rationale": "Theirs. Both sides know the reason."})
    page = browser.post(address, typed | {"rationale": "Mine. Both sides know the reason."})
    assert page.status_code == 409
    assert "Saved now: Theirs." in page_text(page) and "What you typed: Mine." in page_text(page)


def test_why_not_is_asked_for(builder):
    propose_no_charge(builder, builder.suspects[0])
    address = page_url("decline-decision", builder.suspects[0])
    page = client_for(builder.cast.manager).post(
        address, {"form_key": "", "version": 1, "text": ""}
    )
    assert "Enter why you do not countersign" in page_text(page)
    assert newest_wording(builder.suspects[0]).status == "PROPOSED"


def test_the_author_is_told_why_under_whichever_account(builder):
    propose_no_charge(builder, builder.suspects[0])
    page = client_for(builder.cast.prosecutor).get(
        page_url("countersign-decision", builder.suspects[0])
    )
    assert "another prosecutor or a manager must read it" in page.content.decode()
    people = [builder.cast.prosecutor.pk, builder.cast.manager.pk]
    User.objects.filter(pk__in=people).update(human=Human.objects.create())
    page = client_for(builder.cast.manager).get(
        page_url("countersign-decision", builder.suspects[0])
    )
    assert page.status_code == 403
    assert "under another account of yours" in page.content.decode()


def test_the_turn_is_told_to_readers_and_not_to_the_author(builder):
    propose_no_charge(builder, builder.suspects[0])
    for who, turn in (("manager", "Your turn"), ("prosecutor", f"{builder.cast.cps.name}’s turn")):
        page = page_text(
            client_for(getattr(builder.cast, who)).get(page_url("see-case", builder.case))
        )
        assert f"{turn} since" in page
        assert "Proposed decision No further action: evidential" in page


def test_the_list_of_decisions_to_read_leaves_the_author_s_own_out(builder):
    propose_no_charge(builder, builder.suspects[0])
    address = reverse("see-worklist", args=["second-reader"])
    listed = client_for(builder.cast.other_prosecutor).get(address)
    assert builder.case.urn in page_text(listed) and "You" in page_text(listed)
    assert builder.case.urn not in page_text(client_for(builder.cast.prosecutor).get(address))


def test_the_police_see_that_a_reader_is_waited_for_and_not_what_is_proposed(builder):
    propose_no_charge(
        builder, builder.suspects[0], rationale="Only for the CPS. Both sides know the reason."
    )
    officer = client_for(builder.cast.officer)
    for name in ("see-case", "see-decisions"):
        page = officer.get(page_url(name, builder.case))
        assert "Only for the CPS. Both sides know the reason." not in page.content.decode()
    assert "Waiting for a second reader" in page_text(
        officer.get(page_url("see-case", builder.case))
    )
    assert "The messages do not bear the account out." in page_text(page)
    countersign_no_charge(builder, builder.suspects[0])
    assert "Only for the CPS. Both sides know the reason." in page_text(
        officer.get(page_url("see-decisions", builder.case))
    )


def test_the_page_of_decisions_tells_every_wording_and_who_read_it(builder):
    held = record_consultation_of(builder)
    propose_no_charge(builder, builder.suspects[0], consultation=held)
    decline_countersignature(
        builder, builder.suspects[0], text="Which camera? Both sides know the reason."
    )
    propose_no_charge(builder, builder.suspects[0], consultation=held)
    countersign_no_charge(builder, builder.suspects[0], who="manager")
    told = page_text(
        client_for(builder.cast.prosecutor).get(page_url("see-decisions", builder.case))
    )
    for words in (
        "Which camera? Both sides know the reason.", "Not countersigned by Otto Other",
        "Countersigned by Mona Manager",
        "decision 1, wording 2 In force", "decision 1, wording 1 Read and not countersigned",
    ):  # fmt: skip
        assert words in told


def test_an_empty_page_of_decisions_says_so(builder):
    told = page_text(client_for(builder.cast.officer).get(page_url("see-decisions", builder.case)))
    assert "No decision has been made yet." in told
    assert "No consultation has been recorded yet." in told


def test_the_page_takes_as_many_questions_for_many_wordings_as_for_one(builder):
    browser, address = client_for(builder.cast.manager), page_url("see-decisions", builder.case)
    held = record_consultation_of(builder)
    propose_no_charge(builder, builder.suspects[0], consultation=held)
    browser.get(address)
    _page, few = page_and_queries(browser, address)
    decline_countersignature(builder, builder.suspects[0])
    propose_no_charge(builder, builder.suspects[0], consultation=record_consultation_of(builder))
    propose_no_charge(builder, builder.suspects[1], consultation=held)
    _page, many = page_and_queries(browser, address)
    assert len(many) == len(few) <= 12


def test_a_proposal_is_withdrawn_with_a_reason(builder):
    propose_no_charge(builder, builder.suspects[0])
    prosecutor = client_for(builder.cast.prosecutor)
    assert page_url("withdraw-decision", builder.suspects[0]) in links_on_page(
        prosecutor.get(page_url("see-case", builder.case))
    )
    page = prosecutor.post(page_url("withdraw-decision", builder.suspects[0]), {"form_key": ""})
    assert "Enter why you withdraw it" in page_text(page)
    submit_form(
        prosecutor,
        page_url("withdraw-decision", builder.suspects[0]),
        text="A new witness. Both sides know the reason.",
    )
    assert Decision.objects.unscoped("test").get().status == "WITHDRAWN"
