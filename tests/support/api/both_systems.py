"""The systems of a force and of the CPS in a journey: each calls for the people of its side."""

from tests.support.api.token_callers import Caller


class BothSystems:
    """A system for each unit of a cast, with a token."""

    def __init__(self, people):
        self.of = {unit.agency_id: Caller(unit) for unit in (people.police, people.cps)}

    def as_(self, user):
        """The system of a person's agency, calling for them."""
        return self.of[user.agency_id].for_(user)


def json_of(answer, status=200):
    """The body of an answer, which has to have this status."""
    assert answer.status_code == status, answer.content
    return answer.json()


def created_id(answer):
    """The id of the row that a call made."""
    return json_of(answer, 201)["id"]


def suspect_told(system, case, number=1):
    """What the API tells of a suspect of a case to whomever the system calls for."""
    told = json_of(system.get(f"/api/cases/{case.pk}/"))["suspects"]
    return next(each for each in told if each["number"] == number)


def change_suspect(system, case, word, body):
    """Run an action about the first suspect of a case, read just before."""
    told = suspect_told(system, case)
    address = f"/api/suspects/{told['id']}/{word}/"
    return system.change(address, body, version=told["version"])
