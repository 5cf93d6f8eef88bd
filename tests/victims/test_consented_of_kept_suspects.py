"""A service is shown nothing of a suspect private to a side, in any category."""

import pytest

from devtools.case_builder import CaseBuilder, cast, scope
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import tell_victim
from tests.support.victims.permission_matrix import make_duty
from tests.support.victims.support_service import (
    ALL,
    add_service,
    fresh_support,
    record_of,
    refer_and_accept,
)
from victims.queries import consent_sharing

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    builder = add_service(CaseBuilder(cast(), suspects=1).allocate())
    builder.support = refer_and_accept(builder, categories=ALL)
    return builder


def test_a_suspect_of_whom_the_cps_does_not_know_is_unknown_to_the_service_too(builder):
    kept = builder.add_suspect()
    assert kept.only_side == "POLICE"
    tell_victim(builder, builder.victim, kept, "ARREST")
    tell_victim(builder, builder.victim, builder.suspects[0], "INTERVIEW")
    make_duty(record_of(builder), kept)
    found = consent_sharing.facts_shown_to_service(fresh_support(builder.support), at=builder.at)
    facts = [fact for category in found.values() for fact in category]
    assert {fact.number for fact in facts} <= {None, builder.suspects[0].number}
    assert [fact.number for fact in found["TOLD"]] == [builder.suspects[0].number]
    assert scope(builder.cast.isva, builder.at).user_id  # the ISVA has access
