"""Addresses of cases.case_access: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.case_access.views import (
    access_requests,
    break_glass,
    conflicts,
    named_roles,
    restrictions,
    unit_access,
)

urlpatterns = [
    path("administration/people/<int:pk>/namings/", named_roles.see_namings, name="see-namings"),
    path(
        "administration/people/<int:pk>/namings/<int:grant>/end/",
        named_roles.end_naming,
        name="end-naming",
    ),
    path("cases/ask/", access_requests.ask_to_be_let_in, name="ask-to-be-let-in"),
    path(
        "access-requests/<uuid:pk>/decline/",
        access_requests.decline_access_request,
        name="decline-access-request",
    ),
    path("break-glass/", break_glass.break_glass, name="break-glass"),
    path("break-glass/<uuid:pk>/", break_glass.see_break_glass, name="see-break-glass"),
    path("break-glass/<uuid:pk>/end/", break_glass.end_break_glass, name="end-break-glass"),
    path(
        "break-glass/<uuid:pk>/review/", break_glass.review_break_glass, name="review-break-glass"
    ),
    path("units/<uuid:pk>/access/", unit_access.see_unit_access, name="see-unit-access"),
    path(
        "conflicts/declare/",
        conflicts.declare_unseen_conflict,
        name="declare-unseen-conflict",
    ),
    path("cases/<uuid:pk>/conflicts/", conflicts.see_conflicts, name="see-conflicts"),
    path(
        "cases/<uuid:pk>/conflicts/declare/",
        conflicts.declare_conflict,
        name="declare-conflict",
    ),
    path("cases/<uuid:pk>/conflicts/record/", conflicts.record_conflict, name="record-conflict"),
    path("cases/<uuid:pk>/restriction/", restrictions.see_restriction, name="see-restriction"),
    path("cases/<uuid:pk>/restrict/", restrictions.restrict_case, name="restrict-case"),
    path("restrictions/<uuid:pk>/allow/", restrictions.propose_allowing, name="propose-allowing"),
    path("restrictions/<uuid:pk>/end-allowance/", restrictions.end_allowance, name="end-allowance"),
    path("restrictions/<uuid:pk>/lift/", restrictions.propose_lifting, name="propose-lifting"),
    path(
        "restriction-changes/<uuid:pk>/approve/",
        restrictions.approve_restriction_change,
        name="approve-restriction-change",
    ),
    path(
        "restriction-changes/<uuid:pk>/refuse/",
        restrictions.refuse_restriction_change,
        name="refuse-restriction-change",
    ),
    path(
        "restriction-changes/<uuid:pk>/withdraw/",
        restrictions.withdraw_restriction_change,
        name="withdraw-restriction-change",
    ),
    path(
        "conflicts/<uuid:pk>/lift/",
        conflicts.propose_lifting_conflict,
        name="propose-lifting-conflict",
    ),
    path(
        "conflict-liftings/<uuid:pk>/approve/",
        conflicts.approve_conflict_lifting,
        name="approve-conflict-lifting",
    ),
    path(
        "conflict-liftings/<uuid:pk>/refuse/",
        conflicts.refuse_conflict_lifting,
        name="refuse-conflict-lifting",
    ),
    path(
        "conflict-liftings/<uuid:pk>/withdraw/",
        conflicts.withdraw_conflict_lifting,
        name="withdraw-conflict-lifting",
    ),
]
