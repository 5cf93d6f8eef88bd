"""A call that has to wait for another is about what is there once it need not wait any more."""

import pytest

from cases.actions import cases
from tests.api.callers import Caller
from tests.cases.races import meanwhile
from tests.cast import Road, cast

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
