"""The pages of the administration, and the log."""

from django.urls import path

from people.views import agencies, grants, log, persons, same_person, systems, units

urlpatterns = [
    path("", persons.people, name="people"),
    path("people/add/", persons.add_person, name="add-person"),
    path("people/<int:pk>/", persons.person, name="person"),
    path("people/<int:pk>/change/", persons.change_person, name="change-person"),
    path("people/<int:pk>/deactivate/", persons.deactivate_person, name="deactivate-person"),
    path("people/<int:pk>/reactivate/", persons.reactivate_person, name="reactivate-person"),
    path("people/<int:pk>/link/", persons.send_set_up_link, name="send-set-up-link"),
    path("people/<int:pk>/join/", same_person.join_accounts, name="join-accounts"),
    path("people/<int:pk>/part/", same_person.part_accounts, name="part-accounts"),
    path("people/<int:pk>/capacities/give/", grants.give_capacity, name="give-capacity"),
    path(
        "people/<int:pk>/capacities/<int:grant>/take-back/",
        grants.take_capacity_back,
        name="take-capacity-back",
    ),
    path("people/<int:pk>/secret/", systems.renew_secret, name="renew-secret"),
    path("systems/", systems.systems, name="systems"),
    path("systems/add/", systems.add_system, name="add-system"),
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/add/", agencies.add_agency, name="add-agency"),
    path("agencies/<int:pk>/", agencies.agency, name="agency"),
    path("agencies/<int:pk>/change/", agencies.change_agency, name="change-agency"),
    path("agencies/<int:pk>/units/add/", units.add_unit, name="add-unit"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/change/", units.change_unit, name="change-unit"),
    path("units/<int:pk>/merge/", units.merge_unit, name="merge-unit"),
    path("units/<int:pk>/route/", units.set_route, {"is_urgent": False}, name="set-route"),
    path(
        "units/<int:pk>/urgent-route/",
        units.set_route,
        {"is_urgent": True},
        name="set-urgent-route",
    ),
    path("log/", log.read_audit_log, name="read-audit-log"),
]
