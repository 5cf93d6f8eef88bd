"""Pages of linked cases: when opening a case, after adding a suspect, and from the case."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.case_details.actions import cases as case_actions
from cases.case_details.actions import linked_cases
from cases.models import Case, CaseLink
from devtools.case_builder import Road, cast
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, at, follow, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)
SORRY = "No case with this URN is open to you. Check it and try again."


@standing
def people():
    return cast()


def opened(people, reference="", surname="Johnson", **facts):
    """A case with one suspect, with an allegation in January."""
    road = Road(people, suspects=0, at=START)
    if reference:
        road.do(
            case_actions.record_crime_reference, "officer", case=road.case,
            crime_reference=reference,
        )  # fmt: skip
    road.do(
        case_actions.add_suspect, "officer", case=road.case, surname=surname, given_names="Sam",
        custody="NOT_ARRESTED", **facts,
    )  # fmt: skip
    return road


def test_opening_a_case_under_a_reference_in_use_asks_to_look_first(people):
    road, officer = opened(people, "AS12026"), as_(people.officer)
    sent = {"urn": "52RS0099926", "crime_reference": "as 12026"}
    page = officer.post(at("open-case"), {"form_key": "", **sent})
    assert page.status_code == 200
    assert "This case may already exist" in said(page)
    assert road.urn in said(page) and "Look at these cases first" in said(page)
    assert page.context["form"]["urn"].value() == "52RS0099926"
    assert not Case.objects.unscoped("test").filter(urn="52RS0099926").exists()
    answer = officer.post(at("open-case"), {"form_key": "", "is_another": "on", **sent})
    case = Case.objects.unscoped("test").get(urn="52RS0099926")
    assert answer.url == at("see-case", case)
    assert case.crime_reference == "AS12026"
    assert "AS12026" in said(officer.get(at("see-case", case)))


@pytest.mark.parametrize("hidden", ["another unit", "conflict"])
def test_a_reference_in_use_out_of_sight_is_as_good_as_free(people, hidden):
    road = opened(cast() if hidden == "another unit" else people, "AS12026")
    if hidden == "conflict":
        in_conflict(people.officer, road.case, at=START)
    sent = {"urn": "52RS0099926", "crime_reference": "AS12026"}
    answer = as_(people.officer).post(at("open-case"), {"form_key": "", **sent})
    assert answer.status_code == 302


def test_adding_a_suspect_with_a_like_name_leads_to_what_may_be_the_same(people):
    there, here = opened(people), Road(people, suspects=0, at=START)
    page = follow(
        as_(people.officer), at("add-suspect", here.case), surname="Jonson", given_names="Sam",
        custody="NOT_ARRESTED",
    )  # fmt: skip
    told = said(page)
    assert "Check whether these cases are the same." in told
    assert f"{there.urn} {people.police.name}" in told
    assert "Suspects with similar names: Sam Jonson here, Sam Johnson there" in told


def test_an_officer_links_dismisses_and_takes_back_from_either_case(people):
    here, there, officer = opened(people), opened(people), as_(people.officer)
    page = officer.get(at("see-links", here.case))
    assert there.urn in said(page)
    start = f"{at('link-case', here.case)}?case={there.case.pk}"
    assert f'value="{there.urn}"' in officer.get(start).content.decode()
    page = follow(officer, start, urn=there.urn, reason="One night, one street.")
    assert "Cases linked" in said(page) and "One night, one street." in said(page)
    for road, other in ((here, there), (there, here)):
        assert f"Linked cases {other.urn}" in said(officer.get(at("see-case", road.case)))
        assert "No case that you can read has" in said(officer.get(at("see-links", road.case)))
    link = CaseLink.objects.unscoped("test").get()
    page = follow(
        officer,
        at("unlink-case", there.case),
        link=str(link.pk),
        reason="Other town. Both sides know the reason.",
    )
    assert "Other town. Both sides know the reason." in said(
        page
    ) and "is not linked to another" in said(page)
    dismiss = at("dismiss-match", there.case)
    page = follow(officer, dismiss, urn=here.urn, reason="Two men of one name.")
    assert "Two men of one name." in said(page)
    assert here.urn not in said(officer.get(at("see-case", there.case)))


def test_a_hidden_case_and_one_that_is_not_there_are_refused_in_the_same_words(people):
    here, hidden, officer = opened(people), opened(cast()), as_(people.officer)
    pages = [
        officer.post(
            at("link-case", here.case),
            {"form_key": "", "urn": urn, "reason": "They look alike. Both sides know the reason."},
        )
        for urn in (hidden.urn, "52ZZ9999926")
    ]
    for page in pages:
        assert (
            SORRY in said(page)
            and "They look alike. Both sides know the reason." in page.content.decode()
        )
    officer_start = f"{at('link-case', here.case)}?case={hidden.case.pk}"
    assert hidden.urn not in officer.get(officer_start).content.decode()


def test_what_the_cps_cannot_read_it_finds_nowhere(people):
    there = opened(people, "AS12026")
    here = Road(people, at=START).submit()
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
    assistant = as_(people.assistant)
    for name in ("see-case", "see-links", "unlink-case", "see-case-history"):
        page = assistant.get(at(name, here.case))
        assert page.status_code == 200
        assert not [
            t
            for t in (there.urn, "One night. Both sides know the reason.", "Johnson")
            if t in page.content.decode()
        ]
    assert there.urn in said(as_(people.officer).get(at("see-links", here.case)))


def test_a_crime_reference_that_another_changed_meanwhile_is_shown_beside_ones_own(people):
    road, officer = opened(people, "AS1"), as_(people.officer)
    read = officer.get(at("record-crime-reference", road.case)).context["form"]
    sent = {"version": read["version"].value(), "crime_reference": "AS2", "form_key": ""}
    road.do(
        case_actions.record_crime_reference, "supervisor", case=road.case, crime_reference="AS3"
    )
    page = officer.post(at("record-crime-reference", road.case), sent)
    assert page.status_code == 409
    assert "AS3" in said(page) and "AS2" in said(page)


def test_the_page_costs_the_same_however_many_there_are(people):
    here, officer = opened(people, born_on=date(1990, 5, 1)), as_(people.officer)
    address = at("see-links", here.case)
    opened(people)
    officer.get(address)
    before = len(questions(officer, address)[1])
    case_before = len(questions(officer, at("see-case", here.case))[1])
    for _ in range(3):
        there = opened(people)
        here.do(
            linked_cases.link_case,
            "officer",
            case=here.case,
            other=there.case,
            reason="One. Both sides know the reason.",
        )
        opened(people, surname="Jonson")
    assert len(questions(officer, address)[1]) == before <= 12
    assert len(questions(officer, at("see-case", here.case))[1]) == case_before <= 12
