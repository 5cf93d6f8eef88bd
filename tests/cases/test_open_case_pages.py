"""Pages for opening a case and adding a victim without a name."""

import pytest
from django.db.models import F

from cases.models import Case, CaseGrant, Victim
from devtools.case_builder import MONDAY, CaseBuilder, cast, force_unit, person
from people.access import grants
from people.models import Agency, AuditEntry, Unit
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@module_fixture
def people():
    return cast()


def open_case_on_page(who, urn, **more):
    return client_for(who).post(page_url("open-case"), {"urn": urn, **more})


def urns():
    return list(Case.objects.unscoped("test").values_list("urn", flat=True))


def test_the_form_starts_with_the_officer_s_own_force_code_and_asks_for_no_unit(people):
    page = client_for(people.officer).get(page_url("open-case"))
    assert 'value="52"' in page.content.decode()
    assert "Which unit" not in page_text(page)


def test_a_case_is_opened_and_they_are_its_officer(people):
    answer = open_case_on_page(people.officer, "52RS0012326")
    case = Case.objects.unscoped("test").get(urn="52RS0012326")
    assert (answer.status_code, answer.url) == (302, page_url("see-case", case))
    assert (case.officer, case.police_unit) == (people.officer, people.police)
    assert CaseGrant.objects.filter(user=people.officer, content_object=case).exists()


@pytest.mark.parametrize("typed", ["52RS0012326", "RS0012326"])
def test_the_page_answers_an_officer_whose_agency_has_no_force_code(people, typed):
    Agency.objects.filter(pk=people.police.agency_id).update(force_code=None)
    assert client_for(people.officer).get(page_url("open-case")).status_code == 200
    answer = open_case_on_page(people.officer, typed)
    assert answer.status_code in (200, 409)
    assert "There is a problem" in page_text(answer)
    assert urns() == []


@pytest.mark.parametrize(
    "typed", ["52/RS/00123/26", " 52 rs 00123 26 ", "52-rs-00123-26", "rs0012326", "RS/00123/26"]
)
def test_separators_between_the_parts_of_a_urn_do_not_matter(people, typed):
    assert open_case_on_page(people.officer, typed).status_code == 302
    assert urns() == ["52RS0012326"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Enter the URN"),
        ("52RS001232", "Enter the URN as 2 digits"),
        ("52RS00123266", "Enter the URN as 2 digits"),
        ("62RS0012326", "Enter a URN that starts with 52, the code of Avon and Somerset Police"),
        ("<script>", "Enter the URN as 2 digits"),
        ("5" * 41, "Enter no more than 40 characters. You have entered 41."),
    ],
)
def test_a_urn_that_cannot_be_one_is_explained_and_kept(people, typed, told):
    page = open_case_on_page(people.officer, typed)
    assert page.status_code == 200
    assert told in page_text(page)
    assert page.context["form"]["urn"].value() == typed
    assert urns() == []


def test_a_urn_in_use_out_of_sight_gets_one_sentence_that_tells_nothing(people):
    other = CaseBuilder(cast(), urn="52RS0077726")
    page = open_case_on_page(people.officer, "52/rs/00777/26")
    assert page.status_code == 409
    assert "This URN cannot be used. Check it, and ask your unit’s supervisor" in page_text(page)
    assert page.context["form"]["urn"].value() == "52/rs/00777/26"
    assert other.cast.officer.name not in page_text(page)
    assert urns() == ["52RS0077726"]


def collision_notices():
    rows = Delivery.objects.filter(notice="urn_collision")
    return [(row.recipient, row.subject) for row in rows.select_related("recipient")]


def test_the_supervisor_of_the_urn_s_holder_is_told_once_until_it_is_read(people):
    other = CaseBuilder(cast(), urn="52RS0077726")
    for _ in range(2):
        open_case_on_page(people.officer, "52RS0077726")
    assert collision_notices() == [(other.cast.supervisor, "52RS0077726")]

    Delivery.objects.filter(notice="urn_collision").update(read_at=MONDAY)
    open_case_on_page(people.officer, "52RS0077726")
    assert len(collision_notices()) == 2


def test_a_urn_that_is_visible_or_free_sends_no_notice(people):
    CaseBuilder(people, urn="52RS0077726")
    for urn in ("52RS0077726", "52RS12"):
        open_case_on_page(people.officer, urn)
    assert collision_notices() == []


def test_an_officer_with_two_units_says_which_one(people):
    other = force_unit()
    grants.grant_capacity("refer_cases", to=people.officer, on=other, by=people.officer, at=MONDAY)
    page = client_for(people.officer).get(page_url("open-case"))
    assert other.name in page_text(page) and people.police.name in page_text(page)

    page = open_case_on_page(people.officer, "52RS0012326")
    assert "Select the unit that investigates" in page_text(page)
    stranger = force_unit("Kent Police")
    page = open_case_on_page(people.officer, "52RS0012326", unit=stranger.pk)
    assert "Select one of the answers shown" in page_text(page)

    assert open_case_on_page(people.officer, "52RS0012326", unit=other.pk).status_code == 302
    assert Case.objects.unscoped("test").get().police_unit == other


def test_a_closed_unit_is_said_to_be_closed(people):
    Unit.objects.filter(pk=people.police.pk).update(is_open=False, version=F("version") + 1)
    page = client_for(people.officer).get(page_url("open-case"))
    assert "The unit that you refer cases for is closed" in page_text(page)
    assert page.context["form"]["urn"].html_name not in page.content.decode()


def test_a_unit_closed_while_the_officer_typed_is_said_to_be_and_no_text_is_lost(people):
    Unit.objects.filter(pk=people.police.pk).update(is_open=False, version=F("version") + 1)
    page = open_case_on_page(people.officer, "52/RS/00123/26", crime_reference="CR 1/26")
    assert page.status_code == 409
    assert "The unit that you refer cases for is closed" in page_text(page)
    assert 'value="52/RS/00123/26"' in page.content.decode()
    assert 'value="CR 1/26"' in page.content.decode()
    assert urns() == []


@pytest.mark.parametrize("role", ["supervisor", "assistant", "manager", "prosecutor"])
def test_others_do_not_open_cases(people, role):
    page = client_for(getattr(people, role)).get(page_url("open-case"))
    assert page.status_code == 403
    assert "Only officers of a police unit open cases." in page_text(page)
    assert open_case_on_page(getattr(people, role), "52RS0012326").status_code == 403
    assert urns() == []


def test_a_double_click_opens_one_case_and_leads_to_it_twice(people):
    browser = client_for(people.officer)
    typed = {"urn": "52RS0012326", "form_key": "0d6c1b1e-7a3c-4c3f-9d1e-3a5b8c7d9e0f"}
    first, second = (browser.post(page_url("open-case"), typed) for _ in range(2))
    assert first.url == second.url
    assert urns() == ["52RS0012326"]


# Victims


def test_the_page_of_a_victim_asks_for_no_name(people):
    builder = CaseBuilder(people)
    page = client_for(people.officer).get(page_url("add-victim", builder.case))
    assert "You are not asked for a name" in page_text(page)
    assert "Add Victim 2" in page_text(page)
    assert "<textarea" not in page.content.decode() and 'type="text"' not in page.content.decode()


def test_a_victim_is_a_number(people):
    builder = CaseBuilder(people)
    answer = client_for(people.officer).post(page_url("add-victim", builder.case), {"form_key": ""})
    assert answer.url == page_url("see-case", builder.case)
    numbers = (
        Victim.objects.unscoped("test").filter(case=builder.case).values_list("number", flat=True)
    )
    assert sorted(numbers) == [1, 2]


def test_the_cps_adds_no_victim(people):
    builder = CaseBuilder(people).submit()
    page = client_for(people.assistant).post(page_url("add-victim", builder.case), {"form_key": ""})
    assert page.status_code == 403
    assert "Only the investigating police unit can do this." in page_text(page)


def test_a_hidden_case_and_a_missing_one_are_the_same_page(people):
    hidden, stranger = CaseBuilder(people).case, person(force_unit(), "refer_cases")
    pages = [
        client_for(stranger).get(page_url("add-victim", case))
        for case in (hidden, Case(urn="52RS0000026"))
    ]
    assert [page.status_code for page in pages] == [404, 404]
    assert without_random_parts(pages[0]) == without_random_parts(pages[1])
    assert AuditEntry.objects.filter(user=stranger, refused="Not found").count() == 2


def without_random_parts(page):
    """A page without its nonce, which differs on each request."""
    body = page.content.decode()
    return body.replace(page.wsgi_request.csp_nonce, "") if "nonce" in body else body
