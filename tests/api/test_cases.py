import pytest

from devtools.case_builder import CaseBuilder, cast, force_unit
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
def test_an_officer_whose_only_unit_is_closed_is_told_so(unit):
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


def test_an_offence_that_did_not_apply_then_is_a_problem_with_the_words_of_the_page():
    builder = CaseBuilder(cast())
    system = Caller(builder.cast.police).for_(builder.cast.officer)
    body = {
        "victim": str(builder.victim.pk),
        "suspect": str(builder.suspects[0].pk),
        "offence": "SX03002",
        "from_on": "1998-03-03",
    }
    address = f"/api/cases/{builder.case.pk}/allegations/"
    answer = system.make(address, body)
    assert answer.status_code == 422, answer.content
    [error] = answer.json()["errors"]
    assert error["answer"] == "/offence"
    assert error["detail"] == (
        "Sexual Offences Act 2003 s.1 applies to acts from 1 May 2004. For 3 March 1998, choose an"
        " offence under Sexual Offences Act 1956 s.1, s.12, s.14 or s.15."
    )
    made = system.make(address, body | {"offence": "SX56001", "from_on": "1956-12-31"})
    assert made.status_code == 201, made.content
    read = system.get(f"/api/cases/{builder.case.pk}/").json()["allegations"]
    [alleged] = [each for each in read if each["offence"] == "SX56001"]
    assert alleged["is_for_lawyer"]
    assert alleged["cautions"][0].endswith("It is for a lawyer, and cannot be charged as it is.")


def test_the_list_says_the_act_and_the_days_of_each_offence():
    people = cast()
    listed = Caller(people.police).for_(people.officer).get("/api/offences/").json()["offences"]
    [rape] = [each for each in listed if each["code"] == "SX56001"]
    assert (rape["statute"], rape["section"], rape["from_on"], rape["until_on"]) == (
        "Sexual Offences Act 1956", "1", "1957-01-01", "2004-04-30",
    )  # fmt: skip
    assert (rape["confidence"], rape["kind"], len(listed)) == ("READ", "SEXUAL", 582)
