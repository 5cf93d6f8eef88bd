"""People who worked with the victim, or lead a unit that has the case, do not read its pack."""

import pytest

from devtools.case_builder import force_unit, person
from people.access import grants
from people.access.histories import with_history_facts
from pilots.actions import conflicts
from pilots.models import Panel
from tests.support.module_fixtures import standing
from tests.support.pilots import panels
from tests.support.pilots.panels import drawn, named, read_by
from tests.support.victims.support_service import DAY, supported, with_people
from victims.actions.support import assign_isva
from victims.models import Reveal, VictimRecord

pytestmark = pytest.mark.django_db


@standing
def there():
    """A drawn decision about a victim with an ISVA, and people around the victim."""
    there = panels.scene(decisions=1)
    with_people(there.cast)
    [there.road] = there.roads
    there.support = supported(there.road)
    there.panel = drawn(there, panels.begun(there), size=1)
    return there


def sits(there, who):
    """Make a person of the cast a member of the panel."""
    user = getattr(there.cast, who)
    grants.grant_capacity(
        "sit_on_panels", to=user, on=there.area, by=there.admin, at=panels.LONG_AGO
    )
    setattr(there, who, user)
    named(there, there.panel, who)


def test_an_isva_does_not_read_the_case_of_whom_they_support(there):
    sits(there, "isva")
    sits(there, "other_isva")
    assert read_by(there, there.panel, "isva") == []
    assert read_by(there, there.panel, "other_isva") == [1]


def test_an_isva_who_is_assigned_after_the_draw_is_kept_from_it_at_once(there):
    sits(there, "other_isva")
    there.road.do(
        assign_isva, "service_manager", support=there.support, isva=there.cast.other_isva,
        hands_on=False,
    )  # fmt: skip
    assert read_by(there, there.panel, "other_isva") == []


@pytest.mark.parametrize("officer", ["contact", "liaison"])
def test_who_calls_the_victim_is_kept_from_it_at_once_and_for_good(there, officer):
    sits(there, officer)
    assert read_by(there, there.panel, officer) == [1]
    field = {"contact": "contact_officer", "liaison": "liaison_officer"}[officer]
    rows = VictimRecord.objects.unscoped("test").filter(pk=there.road.victim.pk)
    rows.update(**{field: getattr(there.cast, officer)})
    assert read_by(there, there.panel, officer) == []
    rows.update(**{field: None})
    assert read_by(there, there.panel, officer) == []


def test_who_ever_did_anything_about_the_victim_is_kept_from_it(there):
    for who in ("contact", "liaison", "service_manager"):
        sits(there, who)
    record = VictimRecord.objects.unscoped("test").get(pk=there.road.victim.pk)
    about = {"case": record.case, "record": record, "at": there.at}
    Reveal.objects.unscoped("test").create(by=there.cast.contact, **about)
    conflicts.record_panel_conflicts(there.panel, at=there.at)
    assert read_by(there, there.panel, "contact") == []
    assert read_by(there, there.panel, "liaison") == [1]
    # The manager who accepted the support.
    assert read_by(there, there.panel, "service_manager") == []


def test_who_once_called_the_victim_before_the_draw_is_kept_from_it(there):
    sits(there, "contact")
    sits(there, "liaison")
    record = VictimRecord.objects.unscoped("test").get(pk=there.road.victim.pk)
    for officer in (there.cast.contact, None):
        record.contact_officer = officer
        with_history_facts(
            record, by=there.admin, at=there.at, why="test, as both sides know by now"
        ).save()
    panel = drawn(there, panels.begun(there), size=1)
    for who, wanted in (("contact", []), ("liaison", [1])):
        named(there, panel, who)
        assert read_by(there, panel, who) == wanted


def joins(there, user):
    """Make a new person a member of the panel. Returns what they may read of it."""
    grants.grant_capacity(
        "sit_on_panels", to=user, on=there.area, by=there.admin, at=panels.LONG_AGO
    )
    there.joins = user
    named(there, there.panel, "joins")
    return read_by(there, there.panel, "joins")


def test_who_leads_a_unit_that_has_the_case_is_kept_from_it_whatever_the_panel_says(there):
    assert not there.panel.keeps_units_out
    for unit, capacity in (
        (there.cast.police, "inspect_cases"),
        (there.cast.cps, "allocate_cases"),
    ):
        assert joins(there, person(unit, capacity)) == [], capacity
    assert joins(there, person(there.cast.cps, "triage_cases")) == [1]


def test_who_led_the_unit_when_it_was_decided_is_kept_from_it_and_who_did_before_is_not(there):
    unit, decided = there.cast.police, panels.entries(there.panel)[0].decision.read_at
    for ended, wanted in ((decided + DAY, []), (decided - DAY, [1])):
        user = person(unit, "supervise_cases")
        grants.revoke_capacity("supervise_cases", of=user, on=unit, by=there.admin, at=ended)
        assert joins(there, user) == wanted


def test_who_leads_the_unit_that_had_it_when_it_was_decided_is_kept_from_it(there):
    led = person(there.cast.police, "supervise_cases")
    case = panels.case_of(panels.cases(there.panel)[0])
    case.police_unit = force_unit()
    with_history_facts(
        case, by=there.admin, at=there.at, why="test, as both sides know by now"
    ).save()
    assert joins(there, led) == []


@pytest.mark.parametrize("status", ["DRAWN", "CLOSED"])
def test_a_convener_who_comes_later_is_looked_at_within_a_minute(there, status):
    Panel.objects.unscoped("test").filter(pk=there.panel.pk).update(status=status)
    there.late = there.cast.prosecutor
    grants.grant_capacity(
        "convene_panels", to=there.late, on=there.area, by=there.admin, at=there.at
    )
    assert read_by(there, there.panel, "late") == [1]
    conflicts.record_new_conflicts(at=there.at)
    assert read_by(there, there.panel, "late") == []
