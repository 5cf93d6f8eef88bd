"""URLs of the administration pages and the audit log."""

from django.urls import path

from people.administration.views import (
    accounts,
    agencies,
    audit_log,
    grants,
    linked_accounts,
    systems,
    units,
)

urlpatterns = [
    path("", accounts.list_people, name="people"),
    path("people/add/", accounts.add_person, name="add-person"),
    path("people/<int:pk>/", accounts.see_person, name="person"),
    path("people/<int:pk>/change/", accounts.change_person, name="change-person"),
    path("people/<int:pk>/deactivate/", accounts.deactivate_person, name="deactivate-person"),
    path("people/<int:pk>/reactivate/", accounts.reactivate_person, name="reactivate-person"),
    path("people/<int:pk>/link/", accounts.send_set_up_link, name="send-set-up-link"),
    path("people/<int:pk>/join/", linked_accounts.join_accounts, name="join-accounts"),
    path("people/<int:pk>/part/", linked_accounts.part_accounts, name="part-accounts"),
    path("people/<int:pk>/capacities/give/", grants.give_capacity, name="give-capacity"),
    path(
        "people/<int:pk>/capacities/<int:grant>/take-back/",
        grants.take_capacity_back,
        name="take-capacity-back",
    ),
    path("people/<int:pk>/secret/", systems.renew_secret, name="renew-secret"),
    path("systems/", systems.list_systems, name="systems"),
    path("systems/add/", systems.add_system, name="add-system"),
    path("agencies/", agencies.list_agencies, name="agencies"),
    path("agencies/add/", agencies.add_agency, name="add-agency"),
    path("agencies/<int:pk>/", agencies.see_agency, name="agency"),
    path("agencies/<int:pk>/change/", agencies.change_agency, name="change-agency"),
    path("agencies/<int:pk>/merge/", agencies.merge_agency, name="merge-agency"),
    path("agencies/<int:pk>/units/add/", units.add_unit, name="add-unit"),
    path("units/<int:pk>/", units.see_unit, name="unit"),
    path("units/<int:pk>/change/", units.change_unit, name="change-unit"),
    path("units/<int:pk>/merge/", units.merge_unit, name="merge-unit"),
    path("units/<int:pk>/route/", units.set_route, {"is_urgent": False}, name="set-route"),
    path(
        "units/<int:pk>/urgent-route/",
        units.set_route,
        {"is_urgent": True},
        name="set-urgent-route",
    ),
    path("log/", audit_log.read_audit_log, name="read-audit-log"),
]
