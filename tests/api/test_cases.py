import pytest

from devtools.case_builder import cast, force_unit
from people.models import Unit
from tests.support.api.token_callers import Caller

pytestmark = pytest.mark.django_db


def test_an_officers_system_opens_a_case_and_says_who_is_suspected():
    people = cast()
    system = Caller(people.police).for_(people.officer)
    code = people.police.agency.force_code
    made = system.make("/api/cases/", {"urn": f"{code}RS0012326"})
    assert made.status_code == 201, made.content
    case = made.json()["id"]
    suspect = system.make(
        f"/api/cases/{case}/suspects/", {"surname": "Nobody", "custody": "NOT_ARRESTED"}
    )
    assert suspect.status_code == 201, suspect.content
    read = system.get(f"/api/cases/{case}/")
    assert read.status_code == 200, read.content
    told = read.json()
    assert [each["surname"] for each in told["suspects"]] == ["Nobody"]
    pk, version = suspect.json()["id"], suspect.json()["version"]
    changed = system.change(
        f"/api/suspects/{pk}/custody/",
        {
            "custody": "UNDER_INVESTIGATION",
            "arrested_on": "2026-01-05",
            "released_on": "2026-01-06",
        },
        version=version,
    )
    assert changed.status_code == 200, changed.content
    assert (
        system.change(
            f"/api/suspects/{pk}/custody/", {"custody": "NOT_ARRESTED"}, version=version
        ).status_code
        == 412
    )


@pytest.mark.parametrize("unit", ["left out", None, "the closed one", "of another"])
def test_whose_only_unit_is_closed_is_told_so(unit):
    people, told = cast(), {"urn": "52RS0012326"}
    system = Caller(people.police).for_(people.officer)
    Unit.objects.filter(pk=people.police.pk).update(is_open=False, version=2)
    ids = {"the closed one": str(people.police.pk), "of another": str(force_unit().pk)}
    told |= {} if unit == "left out" else {"unit": ids.get(unit, unit)}
    answer = system.make("/api/cases/", told)
    assert answer.status_code == 422, answer.content
    [error] = answer.json()["errors"]
    assert error["answer"] == "/unit"
    assert error["detail"].startswith("The unit that you refer cases for is closed. Ask your admin")
