"""Conditions that were varied since a system read them are not varied again unseen."""

import pytest

from devtools.case_builder import CaseBuilder, cast
from tests.support.api.token_callers import Caller
from tests.support.cases.disposals import give_caution, vary_conditions_of
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db


def test_a_variation_raises_the_version_that_the_next_must_name():
    builder = CaseBuilder(cast(), at=days_ago(2)).allocate()
    give_caution(builder)
    suspect, read = builder.suspects[0], builder.suspect().version
    vary_conditions_of(builder)
    assert builder.suspect().version == read + 1
    told = {
        "agreed_on": builder.at.date().isoformat(), "text": "He moves away in the spring.",
        "are_asked": "no", "not_asked_because": "She wishes to hear nothing of it.",
        "conditions": [{
            "aim": "REPARATION", "text": "Write to her.",
            "meet_by": builder.at.date().replace(year=builder.at.year + 1).isoformat(),
        }],
    }  # fmt: skip
    system = Caller(builder.cast.cps).for_(builder.cast.prosecutor)
    address = f"/api/suspects/{suspect.pk}/condition-variation/"
    stale = system.change(address, told, version=read)
    assert (stale.status_code, stale["ETag"]) == (412, f'"{read + 1}"')
    assert system.change(address, told, version=read + 1).status_code == 200
    assert builder.suspect().version == read + 2
