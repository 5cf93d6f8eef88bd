"""The forces and CPS Areas of every installation."""

import pytest

from people.migration_support import forces
from people.models import Agency, AgencyArea, Side

pytestmark = pytest.mark.django_db


def test_every_force_and_area_is_there_once():
    assert Agency.objects.filter(side=Side.POLICE).count() == 43
    assert Agency.objects.filter(side=Side.CPS).count() == 15  # 14 Areas and CPS Direct


def test_a_force_is_known_by_the_code_its_urns_begin_with():
    assert Agency.objects.get(force_code="52").name == "Avon and Somerset Police"


def test_both_london_forces_send_to_both_london_areas():
    areas = {"CPS London North", "CPS London South"}
    for code in ("01", "48"):
        force = Agency.objects.get(force_code=code)
        assert set(force.areas.values_list("name", flat=True)) == areas
    assert Agency.objects.get(name="CPS London North").forces.count() == 2


def test_loading_again_changes_nothing():
    before = Agency.objects.count(), AgencyArea.objects.count()
    Agency.objects.filter(force_code="01").update(name="A name an administrator put right")
    forces.load_forces_and_areas(agencies=Agency, areas=AgencyArea)

    assert (Agency.objects.count(), AgencyArea.objects.count()) == before
    assert Agency.objects.get(force_code="01").name == "A name an administrator put right"
