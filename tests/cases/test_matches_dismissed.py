"""Possible matches show who they are, and none of them may be the same."""

from datetime import date

import pytest

from cases.case_details.actions import cases as case_actions
from cases.models import CaseLink
from devtools.case_builder import CaseBuilder, cast
from tests.cases.test_link_pages import START, open_case_with_suspect
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def people():
    return cast()


def test_a_possible_match_shows_date_of_birth_and_stage(people):
    born = date(1990, 5, 1)
    here, there = (
        open_case_with_suspect(people, born_on=born),
        open_case_with_suspect(people, born_on=born),
    )
    told = page_text(client_for(people.officer).get(page_url("see-links", here.case)))
    assert "Suspect 1, Sam Johnson, born 1 May 1990: Under investigation" in told
    assert there.urn in told


def test_one_found_by_its_reference_shows_its_suspects_too(people):
    here = open_case_with_suspect(people, "AS12026")
    open_case_with_suspect(people, "AS12026", surname="Quillfeather")
    told = page_text(client_for(people.officer).get(page_url("see-links", here.case)))
    assert "Suspect 1, Sam Quillfeather, no date of birth recorded: Under investigation" in told


def test_the_stage_is_what_the_reader_may_know(people):
    """The CPS does not learn from it what the police have not sent."""
    here, there = (CaseBuilder(people, suspects=1, at=START) for _ in range(2))
    for builder in (here, there):
        builder.do(
            case_actions.record_crime_reference, "officer", case=builder.case, crime_reference="AS3"
        )
        builder.submit()
    there.send_back()
    told = page_text(client_for(people.assistant).get(page_url("see-links", here.case)))
    assert "With the police" in told and "Returned at triage" not in told


def test_none_of_these_keeps_all_of_them_apart_with_one_reason(people):
    here, others, officer = (
        open_case_with_suspect(people),
        [open_case_with_suspect(people) for _ in range(3)],
        client_for(people.officer),
    )
    address = page_url("dismiss-matches", here.case)
    assert address in officer.get(page_url("see-links", here.case)).content.decode()
    page = officer.get(address)
    assert all(other.urn in page_text(page) for other in others)
    chosen = [str(other.case.pk) for other in others[:2]]
    page = submit_form(officer, address, others=chosen, reason="Three men of one common name.")
    assert "These are no longer shown as possible matches" in page_text(page)
    rows = CaseLink.objects.unscoped("test").filter(kind="DISMISSED", ended_at=None)
    assert {row.reason for row in rows} == {"Three men of one common name."}
    assert rows.count() == 2
    left = page_text(officer.get(address))
    assert others[2].urn in left and others[0].urn not in left


def test_a_case_out_of_sight_is_never_one_of_these(people):
    here, hidden, officer = (
        open_case_with_suspect(people),
        open_case_with_suspect(cast()),
        client_for(people.officer),
    )
    open_case_with_suspect(people)
    sent = {"form_key": "", "others": [str(hidden.case.pk)], "reason": "They are not one man."}
    page = officer.post(page_url("dismiss-matches", here.case), sent)
    assert "Select one of the answers shown" in page_text(page)
    assert not CaseLink.objects.unscoped("test").exists()
