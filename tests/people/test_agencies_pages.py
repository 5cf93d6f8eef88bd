"""Pages of agencies, units and routes."""

from django.urls import reverse

from people.models import Agency, Route, Side, Unit
from tests.support.people.approvals import post_by_two, propose_on_page
from tests.support.people.cast import make_unit
from tests.support.people.pages import post_page, response_text


class TestAgenciesAndUnits:
    def test_a_force_is_added_with_its_code(self, admin):
        answer = post_page(admin, "add-agency", name="New Police", side="POLICE", force_code="99")

        force = Agency.objects.get(force_code="99")
        assert answer.url == reverse("agency", args=[force.pk])

    def test_one_person_alone_sets_no_areas_of_a_force(self, admin):
        """Whoever could would let a force's people read the figures of any CPS Area."""
        area = Agency.objects.get(name="CPS Wessex")
        post_page(
            admin, "add-agency", name="New Police", side="POLICE", force_code="99", areas=[area.pk]
        )
        force = Agency.objects.get(force_code="52")
        before = set(force.areas.all())
        post_page(admin, "change-agency", force.pk, name="A", force_code="52", areas=[area.pk])
        propose_on_page(admin, "set-areas", force.pk, areas=[area.pk])

        assert not Agency.objects.get(force_code="99").areas.exists()
        assert set(force.areas.all()) == before != {area}

    def test_a_name_or_code_that_is_taken_is_refused_with_what_to_do(self, admin):
        facts = {"name": "Another Police", "side": "POLICE", "force_code": "52"}
        answer = post_page(admin, "add-agency", **facts)

        assert answer.status_code == 409
        assert "Enter another, or change that one." in response_text(answer)
        assert not Agency.objects.filter(name="Another Police").exists()

    def test_a_force_without_a_code_is_asked_for_it(self, admin):
        answer = post_page(admin, "add-agency", name="New Police", side="POLICE")

        assert "Enter the force code as 2 digits, like 52" in response_text(answer)

    def test_an_agency_is_changed(self, admin):
        force = Agency.objects.get(force_code="52")
        post_page(admin, "change-agency", force.pk, name="A & S", force_code="52")

        force.refresh_from_db()
        assert (force.name, force.version) == ("A & S", 2)

    def test_an_agency_that_is_no_force_has_no_code(self, admin):
        area = Agency.objects.get(name="CPS Wessex")
        post_page(admin, "change-agency", area.pk, name="CPS Wessex and more", force_code="98")

        area.refresh_from_db()
        assert (area.name, area.force_code) == ("CPS Wessex and more", None)

    def test_a_unit_is_added_and_closed(self, admin):
        force = Agency.objects.get(force_code="52")
        facts = {"name": "Bluestone", "kind": "RASSO", "area": "South West"}
        answer = post_page(admin, "add-unit", force.pk, **facts)
        unit = Unit.objects.get(name="Bluestone")
        assert (answer.url, unit.area) == (reverse("unit", args=[unit.pk]), "South West")

        post_page(admin, "change-unit", unit.pk, **facts)  # browsers do not send an unticked box
        unit.refresh_from_db()
        assert not unit.is_open
        assert "Open: from yes to no" in response_text(admin.get(reverse("unit", args=[unit.pk])))

    def test_an_agency_of_victim_support_has_isva_services_and_no_other_agency_does(
        self, admin, police
    ):
        post_page(admin, "add-agency", name="Harbour Support", side="SUPPORT")
        agency, refused = Agency.objects.get(name="Harbour Support"), "can have ISVA services"
        page = post_page(admin, "add-unit", agency.pk, name="ISVAs", kind="RASSO")
        assert refused in response_text(page)
        post_page(admin, "add-unit", agency.pk, name="ISVAs", kind="ISVA_SERVICE")
        page = post_page(admin, "add-unit", police.agency_id, name="ISVAs", kind="ISVA_SERVICE")
        assert refused in response_text(page)
        assert [unit.agency for unit in Unit.objects.filter(kind="ISVA_SERVICE")] == [agency]

    def test_two_units_of_an_agency_have_two_names(self, admin, police):
        answer = post_page(admin, "add-unit", police.agency_id, name=police.name, kind="RASSO")

        assert answer.status_code == 409
        assert "already has a unit of this name" in response_text(answer)


class TestRoutes:
    def test_referrals_and_urgent_ones_have_a_route_each(self, admin, police, cps):
        urgent = make_unit(Side.CPS)
        post_by_two(admin, "set-route", police.pk, cps_unit=cps.pk, version=0)
        post_by_two(admin, "set-urgent-route", police.pk, cps_unit=urgent.pk, version=0)

        routes = Route.objects.filter(police_unit=police).values_list("is_urgent", "cps_unit")
        assert dict(routes) == {False: cps.pk, True: urgent.pk}
        assert police.name in response_text(admin.get(reverse("unit", args=[cps.pk])))

    def test_a_route_is_changed_and_the_urgent_one_taken_away(self, admin, police, cps):
        other = make_unit(Side.CPS)
        for is_urgent in (False, True):
            Route.objects.create(police_unit=police, cps_unit=cps, is_urgent=is_urgent)
        post_by_two(admin, "set-route", police.pk, cps_unit=other.pk)
        post_by_two(admin, "set-urgent-route", police.pk, cps_unit="")

        [route] = Route.objects.all()
        assert (route.cps_unit, route.version) == (other, 2)
        assert Route.history.filter(history_type="-").count() == 1

    def test_a_stale_route_is_not_overwritten(self, admin, police, cps):
        Route.objects.create(police_unit=police, cps_unit=cps)
        answer = post_by_two(
            admin, "set-route", police.pk, cps_unit=make_unit(Side.CPS).pk, version=0
        )

        assert answer.status_code == 409
        assert Route.objects.get().cps_unit == cps

    def test_a_route_leads_from_the_police_to_an_open_cps_unit(self, admin, police, cps):
        answer = post_by_two(
            admin, "set-route", police.pk, cps_unit=make_unit(Side.POLICE).pk, version=0
        )
        assert "Select one of the answers shown" in response_text(answer)
        answer = post_by_two(admin, "set-route", cps.pk, cps_unit=cps.pk, version=0)
        assert "Select an open CPS unit for a police unit" in response_text(answer)
        assert not Route.objects.exists()

    def test_a_unit_that_receives_referrals_is_not_closed(self, admin, police, cps):
        Route.objects.create(police_unit=police, cps_unit=cps)
        answer = post_page(admin, "change-unit", cps.pk, name=cps.name, kind="RASSO")

        assert answer.status_code == 409
        assert "Set another unit for them first." in response_text(answer)


def test_an_agency_of_the_learning_side_has_pilot_areas_and_no_other_agency_does(admin, police):
    post_page(admin, "add-agency", name="Harbour Learning", side="LEARNING")
    agency, refused = Agency.objects.get(name="Harbour Learning"), "can have pilot areas"
    page = post_page(admin, "add-unit", agency.pk, name="West", kind="RASSO")
    assert refused in response_text(page)
    page = post_page(admin, "add-unit", police.agency_id, name="West", kind="PILOT_AREA")
    assert refused in response_text(page)
    post_page(admin, "add-unit", agency.pk, name="West", kind="PILOT_AREA")
    assert [unit.agency for unit in Unit.objects.filter(kind="PILOT_AREA")] == [agency]
