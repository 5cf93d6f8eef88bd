"""Pages and API agree about lists and other requests without a row, for every role."""

from contextlib import contextmanager

import pytest
from django.db import transaction
from django.urls import reverse

from cases.case_details.forms.cases import NO_OPEN_UNIT
from cases.desk.queries import worklists
from people.models import Unit
from tests.api.test_pages_and_api_agree import TOLD, Systems, call_endpoint, has_text
from tests.cases.test_matrix_pages import warmed_client
from tests.support.api.form_equivalents import page_form_data
from tests.support.api.request_bodies import BODIES
from tests.support.cases import expected
from tests.support.module_fixtures import module_fixture
from tests.support.sitemap import api_endpoints
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

# The page of each endpoint, and the URL parameters of both.
PAGES = {
    "see_worklist": ("see-worklist", {"name": "unit"}),
    "list_notices": ("see-notices", {}),
    "list_offences": ("see-worklist", {"name": "unit"}),
    "list_units": ("open-case", {}),
    "open_case": ("open-case", {}),
    "list_cases": ("find-case", {}),
    "list_measures": ("see-figures", {}),
    "see_figure": ("see-figure", {"name": "referral-to-decision"}),
}
WITHOUT_PAGE = {"see_description"}
NOT_SUSPECTS = {"transfers"}  # not in the API


@module_fixture
def systems():
    return Systems()


def site_endpoints():
    return [each for each in api_endpoints() if not each.is_about_a_row]


def endpoint_named(name):
    return next(each for each in site_endpoints() if each.door.__name__ == name)


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def people_by_outcome(systems, door):
    """(outcome, person) of the first person of each role with each outcome."""
    found = {}
    for who in systems.people():
        outcome = expected.expected("Site", door.door.verb, None, who)
        found.setdefault((outcome, who.role), (outcome, who))
    return found.values()


def system_of(systems, who):
    return systems.of[who.side].for_(who.user)


def responses_of_both(systems, door, who):
    """(response of the API, response of the page) to the same person."""
    name, url = PAGES[door.door.__name__]
    system, client, page = (
        system_of(systems, who),
        warmed_client(who.user),
        reverse(name, kwargs=url),
    )
    if door.method == "GET":
        return system.get(door.at(**url)), client.get(page)
    body = BODIES["open_case"]["in the only unit"]
    with rolled_back():
        answer = call_endpoint(system, door, None, body)
    with rolled_back():
        return answer, client.post(page, page_form_data(door, body, None))


@pytest.mark.register
def test_no_door_is_left_out():
    assert {each.door.__name__ for each in site_endpoints()} == PAGES.keys() | WITHOUT_PAGE


def test_a_door_about_no_row_answers_each_person_as_the_tables_and_the_page_do(systems):
    wrong, asked = [], 0
    for door in site_endpoints():
        if door.door.__name__ in WITHOUT_PAGE:
            continue
        for outcome, who in people_by_outcome(systems, door):
            answer, drawn = responses_of_both(systems, door, who)
            of_api, of_reading, of_acting = TOLD[outcome]
            of_page = of_reading if door.method == "GET" else of_acting
            if answer.status_code not in of_api or drawn.status_code not in of_page:
                wrong.append(
                    f"{door} as {who}: not {outcome}: {answer.status_code} {answer.content}, "
                    f"the page {drawn.status_code}"
                )
            elif answer.status_code == 403 and not has_text(drawn, answer.json()["detail"]):
                wrong.append(f"{door} as {who}: the page lacks {answer.json()['detail']}")
            asked += 1
    assert not wrong, "\n".join(wrong)
    assert asked > 60


def test_each_worklist_has_the_rows_of_its_page(systems):
    rows, none = 0, 0
    for _outcome, who in people_by_outcome(systems, endpoint_named("see_worklist")):
        client = warmed_client(who.user)
        for name in sorted({each.name for each in worklists.WORKLISTS} - NOT_SUSPECTS):
            answer = system_of(systems, who).get(f"/api/worklists/{name}/")
            page = client.get(reverse("see-worklist", args=[name]))
            assert answer.status_code == page.status_code, f"{name} as {who}"
            if answer.status_code == 404:
                none += 1
                continue
            told = [(each["case"], each["urn"]) for each in answer.json()["rows"]]
            assert told == [(str(row[0]), row[3]) for row in page.context["rows"]], name
            rows += len(told)
    assert rows > 50 and none > 20


def test_a_case_is_found_by_its_urn_by_the_people_who_find_it_on_the_page(systems):
    found = []
    for who in systems.people():
        client, urn = warmed_client(who.user), systems.crowd.rows[who.case]["Case"].urn
        cases = system_of(systems, who).get("/api/cases/", {"urn": urn}).json()["cases"]
        page = client.post(reverse("find-case"), {"sought": urn})
        assert bool(cases) == (page.status_code == 302), who
        found.append(bool(cases))
    assert found.count(True) > 10 and found.count(False) > 10


def test_the_api_lists_the_notices_that_the_page_shows(systems):
    Delivery.objects.update(written_in=1)  # as if written long ago
    cast, told = systems.crowd.cast, 0
    for side, people in (
        ("POLICE", (cast.officer, cast.supervisor)), ("CPS", (cast.assistant, cast.manager)),
    ):  # fmt: skip
        for user in people:
            listed = systems.of[side].for_(user).get("/api/notices/").json()["notices"]
            rows = rows_of_all_pages(warmed_client(user), reverse("see-notices"))
            assert {each["id"] for each in listed} == {str(row[0]) for row in rows}
            told += len(rows)
    assert told > 4


def rows_of_all_pages(client, address):
    """The notices on a page and on those after it."""
    rows, older = [], ""
    while True:
        page = client.get(address, {"before": older} if older else {}).context["page"]
        rows, older = rows + page.rows, page.older
        if not older:
            return rows


def test_the_units_to_open_a_case_in_are_those_that_the_page_offers(systems):
    several = systems.crowd.cast.officer
    [who] = [
        each for each in systems.people()
        if (each.role, each.relation) == ("refer_cases", "own unit")
    ]  # fmt: skip
    for user in (several, who.user):
        units = systems.of["POLICE"].for_(user).get("/api/units/").json()["units"]
        form = warmed_client(user).get(reverse("open-case")).context["form"]
        only = form.only_unit and str(form.only_unit.pk)
        assert {each["id"] for each in units} == ({only} if only else {*form.fields["unit"].rows})


def test_a_person_whose_only_unit_is_closed_is_told_the_same_by_both(systems):
    [who] = [
        each for each in systems.people()
        if (each.role, each.relation) == ("refer_cases", "own unit")
    ]  # fmt: skip
    Unit.objects.filter(pk=systems.crowd.units["POLICE"].pk).update(is_open=False, version=2)
    assert system_of(systems, who).get("/api/units/").json()["units"] == []
    answer, page = responses_of_both(systems, endpoint_named("open_case"), who)
    assert [each["detail"] for each in answer.json()["errors"]] == [NO_OPEN_UNIT]
    assert (answer.status_code, page.status_code) == (422, 409)
    assert has_text(page, str(NO_OPEN_UNIT))
