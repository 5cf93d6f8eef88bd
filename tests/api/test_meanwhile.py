"""What was true when a call began, and no longer is when it comes to act."""

import pytest

from cases.actions import cases
from people.actions import systems
from people.models import Token
from tests.api.callers import Caller
from tests.cases.crowd import office
from tests.cases.races import meanwhile
from tests.cast import MONDAY, Road, cast, person, scope

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_changed_while_a_call_waited_has_changed_since_it_was_read():
    road = Road(cast()).allocate()
    prosecutor = Caller(road.cast.cps).for_(road.cast.prosecutor)
    suspect = road.suspect()
    [allegation] = suspect.allegations.system("test").all()
    asked = {"allegations": [str(allegation.pk)], "rationale": "Both stages are met."}

    def correct():
        road.do(
            cases.correct_suspect, "officer", suspect=suspect, version=suspect.version,
            surname="Somebody", given_names="Else", born_on=None,
        )  # fmt: skip

    def authorise():
        address = f"/api/suspects/{suspect.pk}/authorisation/"
        return prosecutor.change(address, asked, version=suspect.version)

    [told] = meanwhile(correct, authorise)
    assert (told.status_code, told["ETag"]) == (412, f'"{road.suspect().version}"')
    assert road.suspect().state == "WITH_PROSECUTOR"
    assert (
        prosecutor.change(
            f"/api/suspects/{suspect.pk}/authorisation/", asked, version=road.suspect().version
        ).status_code
        == 200
    )


def test_no_token_is_given_for_a_secret_that_has_been_renewed_since_it_was_compared(monkeypatch):
    system = Caller(cast().police)
    give, by = systems.issue_token, scope(person(office(), "administer_accounts"))

    def give_late(**asked):
        systems.renew_secret(person=system.system.account, by=by, at=MONDAY, version=1)
        return give(**asked)

    monkeypatch.setattr(systems, "issue_token", give_late)
    assert system.get_token().status_code == 401
    assert not Token.objects.exists()
