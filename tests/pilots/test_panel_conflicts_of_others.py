"""Indirect conflicts: people who do not read a pack, or whose opinion is not waited for."""

import pytest

from devtools.case_builder import force_unit, person
from people.access import grants, scopes
from people.access.histories import with_history_facts
from people.models import Human, User
from pilots.actions import conflicts, opinions
from tests.support.module_fixtures import standing
from tests.support.pilots import panels
from tests.support.pilots.panels import cases, do, drawn, named, read_by
from tests.support.victims.support_service import supported, with_people
from victims.actions.records import record_wishes
from victims.models import VictimRecord

pytestmark = pytest.mark.django_db
SAID = {
    "grade": "OBSERVATIONS", "themes": ["DELAY"], "text": "It took long.",
    "is_suspect_focused": "YES", "is_plan_proportionate": "YES", "was_victim_told_well": "YES",
}  # fmt: skip


@standing
def there():
    """A drawn decision about a victim."""
    there = panels.scene(decisions=1)
    with_people(there.cast)
    [there.road] = there.roads
    there.support = supported(there.road)
    there.panel = drawn(there, panels.begun(there), size=1)
    return there


def joins(there, user):
    """Make a person a member of the panel. Returns what they may read of it."""
    grants.grant_capacity(
        "sit_on_panels", to=user, on=there.area, by=there.admin, at=panels.LONG_AGO
    )
    there.joins = user
    named(there, there.panel, "joins")
    return read_by(there, there.panel, "joins")


def record_of(there):
    return VictimRecord.objects.unscoped("test").get(pk=there.road.victim.pk)


@pytest.mark.parametrize("unit", ["police", "cps"])
def test_who_leads_now_the_unit_that_decided_then_is_kept_from_it_though_the_case_has_moved(
    there, unit
):
    decided_by = getattr(there.cast, unit)
    capacity = {"police": "supervise_cases", "cps": "allocate_cases"}[unit]
    case = panels.case_of(cases(there.panel)[0])
    if unit == "police":
        case.police_unit = force_unit()
    else:
        case.cps_unit = there.cps.agency.units.first()
    with_history_facts(case, by=there.admin, at=there.at, why="test").save()
    leads, works = person(decided_by), person(decided_by)
    grants.grant_capacity(capacity, to=leads, on=decided_by, by=there.admin, at=there.at)
    grants.grant_capacity("triage_cases", to=works, on=decided_by, by=there.admin, at=there.at)
    assert joins(there, leads) == []
    assert joins(there, works) == [1]


@pytest.mark.parametrize("account", ["the same", "another of the same person"])
def test_who_changed_what_the_victim_wishes_is_kept_from_it(there, account):
    wishes = {"record": record_of(there), "version": record_of(there).version}
    there.road.cast.helper = person(there.cast.police, "contact_victims")
    there.road.do(record_wishes, "helper", channel="PHONE", **wishes)
    sits = there.road.cast.helper
    if account != "the same":
        sits = person(there.area)
        pair = [sits.pk, there.road.cast.helper.pk]
        User.objects.filter(pk__in=pair).update(human=Human.objects.create())
    assert joins(there, sits) == []
    assert joins(there, person(there.cast.police, "contact_victims")) == [1]


def test_a_deactivated_member_is_no_part_of_the_quorum_and_not_waited_for(there):
    named(there, there.panel)
    [case] = cases(there.panel)
    User.objects.filter(pk=there.outside.pk).update(is_active=False)
    readers = conflicts.eligible_members_by_case(there.panel, at=there.at)[case.pk]
    assert set(readers.values()) == {there.police.pk, there.cps.pk}
    there.at = panels.midnight()
    until = there.at.date()
    do(there, opinions.open_panel, "convener", panel=there.panel, opinions_by=until)
    for who in ("police", "cps"):
        do(there, opinions.give_opinion, who, panel_case=cases(there.panel)[0], **SAID)
    assert cases(there.panel)[0].is_revealed


def test_without_the_deactivated_there_are_too_few_to_open_with(there):
    named(there, there.panel)
    User.objects.filter(pk__in=[there.outside.pk, there.cps.pk]).update(is_active=False)
    with pytest.raises(scopes.Refused, match="Too few members may read case 1"):
        do(there, opinions.open_panel, "convener", panel=there.panel, opinions_by=there.at.date())
