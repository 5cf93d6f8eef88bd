"""A call about another version of a row is a different call, and needs its own idempotency key."""

import pytest

from devtools.case_builder import CaseBuilder, cast
from people.models import StoredResponse
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


@module_fixture
def builder():
    return CaseBuilder(cast())


def test_the_answer_kept_for_one_version_is_not_given_for_another(builder, officer):
    address = f"/api/suspects/{builder.suspects[0].pk}/custody/"
    body = {"custody": "NOT_ARRESTED", "changed_because": "It was another suspect."}
    version = builder.suspect().version
    first = officer.change(address, body, version=version, key=KEY)
    assert first.status_code == 200, first.content
    same = officer.change(address, body, version=version, key=KEY)
    assert (same.status_code, same.content) == (200, first.content)
    for other in (version + 1, version + 7):
        answer = officer.change(address, body, version=other, key=KEY)
        assert answer.status_code == 422
        assert "another call was made under this" in answer.json()["detail"].lower()
    assert StoredResponse.objects.count() == 1
