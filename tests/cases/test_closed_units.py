"""A closed unit keeps nothing that is open."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items
from cases.models import Suspect
from devtools.case_builder import PASSWORD, CaseBuilder, cast, cps_unit, scope
from people.access.scopes import Refused
from people.administration.actions import units
from people.administration.actions.administrators import create_first_administrator
from people.models import Route
from tests.support.cases.decisions import no_further_action
from tests.support.module_fixtures import module_fixture
from timeliness.actions import sweep
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

STILL_OPEN = (
    "Cases of this unit are still open. Decide them, transfer them or merge the unit "
    "into another before you close it."
)


@module_fixture
def builder():
    """A case with an open action; new referrals go to another CPS unit."""
    builder = CaseBuilder(cast()).allocate().plan()
    Route.objects.filter(police_unit=builder.cast.police).update(cps_unit=cps_unit())
    return builder


def close_unit(builder, unit):
    office = create_first_administrator(
        name="Ada",
        email=f"ada-{unit.pk}@example.org",
        password=PASSWORD,
        at=builder.at,
        another=True,
    )
    unit.refresh_from_db()
    facts = {name: getattr(unit, name) for name in ("name", "kind", "area", "version")}
    return units.change_unit(
        unit=unit, by=scope(office, at=builder.at), at=builder.at, is_open=False, **facts
    )


@pytest.mark.parametrize("side", ["police", "cps"])
def test_a_unit_whose_actions_are_open_is_not_closed_and_is_told_what_comes_first(builder, side):
    unit = getattr(builder.cast, side)
    with pytest.raises(Refused) as refusal:
        close_unit(builder, unit)
    assert str(refusal.value) == STILL_OPEN
    unit.refresh_from_db()
    assert unit.is_open


def test_a_restricted_case_keeps_its_unit_open_too(builder):
    Suspect.objects.unscoped("test").filter(case=builder.case).update(is_restricted=True)
    with pytest.raises(Refused):
        close_unit(builder, builder.cast.cps)


def test_meanwhile_the_open_action_is_answered_and_chased_as_ever(builder):
    [item] = builder.items
    with pytest.raises(Refused):
        close_unit(builder, builder.cast.police)
    sweep.sweep_clocks(at=item.clock.overdue_at + timedelta(hours=1))
    late = Delivery.objects.filter(notice="after_due", reminder__clock=item.clock)
    assert set(late.values_list("recipient__name", flat=True)) == {"Olive Officer"}
    builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Here.")
    assert builder.suspect().state == "WITH_PROSECUTOR"


def test_once_all_is_decided_both_units_are_closed_and_their_cases_are_still_read(builder):
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="DONE", text="Here."
    )
    no_further_action(builder, builder.suspects[0])
    for side in ("cps", "police"):
        unit = getattr(builder.cast, side)
        close_unit(builder, unit)
        unit.refresh_from_db()
        assert not unit.is_open
    assert Suspect.objects.for_scope(scope(builder.cast.manager, at=builder.at)).exists()
