import pytest

from people.api.described import description
from tests.api.callers import Caller
from tests.cast import cast

pytestmark = pytest.mark.django_db


def test_the_description_is_whole(capsys):
    told = description()
    print(len(told["paths"]), told["openapi"])
    assert told["openapi"] == "3.1.0"
    assert not capsys.readouterr().err


def test_whoever_has_a_token_is_told():
    people = cast()
    assert Caller(people.police).get("/api/description/").status_code == 200
