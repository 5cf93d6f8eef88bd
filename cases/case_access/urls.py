"""Addresses of cases.case_access: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.case_access.views import conflicts, named_roles, unit_access

urlpatterns = [
    path("administration/people/<int:pk>/namings/", named_roles.see_namings, name="see-namings"),
    path(
        "administration/people/<int:pk>/namings/<int:grant>/end/",
        named_roles.end_naming,
        name="end-naming",
    ),
    path("units/<uuid:pk>/access/", unit_access.see_unit_access, name="see-unit-access"),
    path("cases/<uuid:pk>/conflicts/", conflicts.see_conflicts, name="see-conflicts"),
    path(
        "cases/<uuid:pk>/conflicts/declare/",
        conflicts.declare_conflict,
        name="declare-conflict",
    ),
    path("cases/<uuid:pk>/conflicts/record/", conflicts.record_conflict, name="record-conflict"),
    path("conflicts/<uuid:pk>/lift/", conflicts.lift_conflict, name="lift-conflict"),
]
