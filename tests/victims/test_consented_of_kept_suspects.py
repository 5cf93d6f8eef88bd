"""A service is shown nothing of a suspect private to a side, in any category."""

import pytest

from devtools.case_builder import Road, cast, scope
from tests.support.module_fixtures import standing
from tests.support.victims.duties import tell
from tests.support.victims.permission_matrix import a_duty
from tests.support.victims.support_service import ALL, now, record_of, supported, with_service
from victims.queries import consent_sharing

pytestmark = pytest.mark.django_db


@standing
def road():
    road = with_service(Road(cast(), suspects=1).allocate())
    road.support = supported(road, categories=ALL)
    return road


def test_a_suspect_of_whom_the_cps_does_not_know_is_unknown_to_the_service_too(road):
    kept = road.add_suspect()
    assert kept.only_side == "POLICE"
    tell(road, road.victim, kept, "ARREST")
    tell(road, road.victim, road.suspects[0], "INTERVIEW")
    a_duty(record_of(road), kept)
    found = consent_sharing.facts_shown_to_service(now(road.support), at=road.at)
    facts = [fact for category in found.values() for fact in category]
    assert {fact.number for fact in facts} <= {None, road.suspects[0].number}
    assert [fact.number for fact in found["TOLD"]] == [road.suspects[0].number]
    assert scope(road.cast.isva, road.at).user_id  # the ISVA has access
