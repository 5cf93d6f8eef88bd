"""Pages of linked cases: when opening a case, after adding a suspect, and from the case."""

from datetime import date

import pytest

from cases.case_details.actions import cases as case_actions
from cases.case_details.actions import linked_cases
from cases.models import Case, CaseLink
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(2)
SORRY = "No case with this URN is open to you. Check it and try again."


@module_fixture
def people():
    return cast()


def open_case_with_suspect(people, reference="", surname="Johnson", **facts):
    """A case with one suspect, with an allegation in January."""
    builder = CaseBuilder(people, suspects=0, at=START)
    if reference:
        builder.do(
            case_actions.record_crime_reference, "officer", case=builder.case,
            crime_reference=reference,
        )  # fmt: skip
    builder.do(
        case_actions.add_suspect, "officer", case=builder.case, surname=surname, given_names="Sam",
        custody="NOT_ARRESTED", **facts,
    )  # fmt: skip
    return builder


def test_opening_a_case_under_a_reference_in_use_asks_to_look_first(people):
    builder, officer = open_case_with_suspect(people, "AS12026"), client_for(people.officer)
    sent = {"urn": "52RS0099926", "crime_reference": "as 12026"}
    page = officer.post(page_url("open-case"), {"form_key": "", **sent})
    assert page.status_code == 200
    assert "This case may already exist" in page_text(page)
    assert builder.urn in page_text(page) and "Look at these cases first" in page_text(page)
    assert page.context["form"]["urn"].value() == "52RS0099926"
    assert not Case.objects.unscoped("test").filter(urn="52RS0099926").exists()
    answer = officer.post(page_url("open-case"), {"form_key": "", "is_another": "on", **sent})
    case = Case.objects.unscoped("test").get(urn="52RS0099926")
    assert answer.url == page_url("see-case", case)
    assert case.crime_reference == "AS12026"
    assert "AS12026" in page_text(officer.get(page_url("see-case", case)))


@pytest.mark.parametrize("hidden", ["another unit", "conflict"])
def test_a_reference_in_use_out_of_sight_is_as_good_as_free(people, hidden):
    builder = open_case_with_suspect(cast() if hidden == "another unit" else people, "AS12026")
    if hidden == "conflict":
        add_conflict(people.officer, builder.case, at=START)
    sent = {"urn": "52RS0099926", "crime_reference": "AS12026"}
    answer = client_for(people.officer).post(page_url("open-case"), {"form_key": "", **sent})
    assert answer.status_code == 302


def test_adding_a_suspect_with_a_like_name_leads_to_what_may_be_the_same(people):
    there, here = open_case_with_suspect(people), CaseBuilder(people, suspects=0, at=START)
    page = submit_form(
        client_for(people.officer),
        page_url("add-suspect", here.case),
        surname="Jonson",
        given_names="Sam",
        custody="NOT_ARRESTED",
    )
    told = page_text(page)
    assert "Check whether these cases are the same." in told
    assert f"{there.urn} {people.police.name}" in told
    assert "Suspects with similar names: Sam Jonson here, Sam Johnson there" in told


def test_an_officer_links_dismisses_and_takes_back_from_either_case(people):
    here, there, officer = (
        open_case_with_suspect(people),
        open_case_with_suspect(people),
        client_for(people.officer),
    )
    page = officer.get(page_url("see-links", here.case))
    assert there.urn in page_text(page)
    start = f"{page_url('link-case', here.case)}?case={there.case.pk}"
    assert f'value="{there.urn}"' in officer.get(start).content.decode()
    page = submit_form(officer, start, urn=there.urn, reason="One night, one street.")
    assert "Cases linked" in page_text(page) and "One night, one street." in page_text(page)
    for builder, other in ((here, there), (there, here)):
        assert f"Linked cases {other.urn}" in page_text(
            officer.get(page_url("see-case", builder.case))
        )
        assert "No case that you can read has" in page_text(
            officer.get(page_url("see-links", builder.case))
        )
    link = CaseLink.objects.unscoped("test").get()
    page = submit_form(
        officer,
        page_url("unlink-case", there.case),
        link=str(link.pk),
        reason="Other town. Both sides know the reason.",
    )
    assert "Other town. Both sides know the reason." in page_text(
        page
    ) and "is not linked to another" in page_text(page)
    dismiss = page_url("dismiss-match", there.case)
    page = submit_form(officer, dismiss, urn=here.urn, reason="Two men of one name.")
    assert "Two men of one name." in page_text(page)
    assert here.urn not in page_text(officer.get(page_url("see-case", there.case)))


def test_a_hidden_case_and_one_that_is_not_there_are_refused_in_the_same_words(people):
    here, hidden, officer = (
        open_case_with_suspect(people),
        open_case_with_suspect(cast()),
        client_for(people.officer),
    )
    pages = [
        officer.post(
            page_url("link-case", here.case),
            {"form_key": "", "urn": urn, "reason": "They look alike. Both sides know the reason."},
        )
        for urn in (hidden.urn, "52ZZ9999926")
    ]
    for page in pages:
        assert (
            SORRY in page_text(page)
            and "They look alike. Both sides know the reason." in page.content.decode()
        )
    officer_start = f"{page_url('link-case', here.case)}?case={hidden.case.pk}"
    assert hidden.urn not in officer.get(officer_start).content.decode()


def test_the_cps_finds_no_match_with_a_case_that_it_cannot_read(people):
    there = open_case_with_suspect(people, "AS12026")
    here = CaseBuilder(people, at=START).submit()
    here.do(
        case_actions.record_crime_reference, "officer", case=here.case, crime_reference="AS12026"
    )
    here.do(
        linked_cases.link_case,
        "officer",
        case=here.case,
        other=there.case,
        reason="One night. Both sides know the reason.",
    )
    assistant = client_for(people.assistant)
    for name in ("see-case", "see-links", "unlink-case", "see-case-history"):
        page = assistant.get(page_url(name, here.case))
        assert page.status_code == 200
        assert not [
            t
            for t in (there.urn, "One night. Both sides know the reason.", "Johnson")
            if t in page.content.decode()
        ]
    assert there.urn in page_text(client_for(people.officer).get(page_url("see-links", here.case)))


def test_a_crime_reference_that_another_changed_meanwhile_is_shown_beside_ones_own(people):
    builder, officer = open_case_with_suspect(people, "AS1"), client_for(people.officer)
    read = officer.get(page_url("record-crime-reference", builder.case)).context["form"]
    sent = {"version": read["version"].value(), "crime_reference": "AS2", "form_key": ""}
    builder.do(
        case_actions.record_crime_reference, "supervisor", case=builder.case, crime_reference="AS3"
    )
    page = officer.post(page_url("record-crime-reference", builder.case), sent)
    assert page.status_code == 409
    assert "AS3" in page_text(page) and "AS2" in page_text(page)


def test_the_page_costs_the_same_however_many_there_are(people):
    here, officer = (
        open_case_with_suspect(people, born_on=date(1990, 5, 1)),
        client_for(people.officer),
    )
    address = page_url("see-links", here.case)
    open_case_with_suspect(people)
    officer.get(address)
    before = len(page_and_queries(officer, address)[1])
    case_before = len(page_and_queries(officer, page_url("see-case", here.case))[1])
    for _ in range(3):
        there = open_case_with_suspect(people)
        here.do(
            linked_cases.link_case,
            "officer",
            case=here.case,
            other=there.case,
            reason="One. Both sides know the reason.",
        )
        open_case_with_suspect(people, surname="Jonson")
    assert len(page_and_queries(officer, address)[1]) == before <= 12
    assert len(page_and_queries(officer, page_url("see-case", here.case))[1]) == case_before <= 12
