"""What else follows a further charge: circumstances, allegations, the MG3, limits and consents."""

import pytest

from cases.case_details.actions import cases as case_actions
from cases.case_details.actions.circumstances import record_circumstances
from cases.queries.circumstances import circumstances_of_victim
from devtools.case_builder import cast, scope
from tests.support.cases.charge_stops import charge_two_victims
from tests.support.cases.counts import NIGHT
from tests.support.cases.further_charges import allege_further
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """Three charges: two about the first victim, one about the second."""
    return charge_two_victims(cast(), at=days_ago(9))


def new_victim(builder):
    return builder.do(case_actions.add_victim, "officer", case=builder.case)


def abuse_by(builder, victim, abusers):
    return builder.do(
        record_circumstances, "officer", victim=victim, domestic_abuse="YES", abusers=abusers,
        was_child="YES", is_vulnerable="NO",
    )  # fmt: skip


def told_to_prosecutor(builder, victim):
    """(domestic abuse, child at the time) as the prosecutor reads them."""
    seen = circumstances_of_victim(victim, scope(builder.cast.prosecutor, builder.at))
    return seen.domestic_abuse, seen.was_child


class TestCircumstances:
    def test_those_of_a_new_victim_are_sent_with_what_is_alleged(self, builder):
        third = new_victim(builder)
        abuse_by(builder, third, builder.suspects)
        assert told_to_prosecutor(builder, third) == ("NOT_KNOWN", "NOT_KNOWN")
        allege_further(builder, victim=third, from_on=NIGHT)
        assert told_to_prosecutor(builder, third) == ("YES", "YES")

    def test_those_that_name_a_suspect_who_is_not_sent_stay_private(self, builder):
        third, other = new_victim(builder), builder.add_suspect()
        abuse_by(builder, third, [other])
        allege_further(builder, victim=third, from_on=NIGHT)
        assert told_to_prosecutor(builder, third) == ("NOT_KNOWN", "NOT_KNOWN")
