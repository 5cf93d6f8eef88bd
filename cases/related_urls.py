"""URLs of transfers, linked cases, prosecutors and conflicts of interest."""

from django.urls import path

from cases.views import conflicts, linked_cases, prosecutors, transfers

urlpatterns = [
    path("prosecutors/", prosecutors.see_prosecutors, name="see-prosecutors"),
    path(
        "prosecutors/<int:pk>/specialisms/",
        prosecutors.record_specialisms,
        name="record-specialisms",
    ),
    path("prosecutors/<int:pk>/absence/", prosecutors.record_absence, name="record-absence"),
    path("prosecutors/<int:pk>/absence/end/", prosecutors.end_absence, name="end-absence"),
    path("cases/<uuid:pk>/transfer/", transfers.propose_transfer, name="propose-transfer"),
    path(
        "cases/<uuid:pk>/transfer/withdraw/",
        transfers.withdraw_transfer,
        name="withdraw-transfer",
    ),
    path("transfers/<uuid:pk>/", transfers.see_transfer, name="see-transfer"),
    path("transfers/<uuid:pk>/accept/", transfers.accept_transfer, name="accept-transfer"),
    path("transfers/<uuid:pk>/decline/", transfers.decline_transfer, name="decline-transfer"),
    path("cases/<uuid:pk>/conflicts/", conflicts.see_conflicts, name="see-conflicts"),
    path(
        "cases/<uuid:pk>/conflicts/declare/",
        conflicts.declare_conflict,
        name="declare-conflict",
    ),
    path("cases/<uuid:pk>/conflicts/record/", conflicts.record_conflict, name="record-conflict"),
    path("conflicts/<uuid:pk>/lift/", conflicts.lift_conflict, name="lift-conflict"),
    path("cases/<uuid:pk>/links/", linked_cases.see_links, name="see-links"),
    path("cases/<uuid:pk>/links/add/", linked_cases.link_case, name="link-case"),
    path("cases/<uuid:pk>/links/dismiss/", linked_cases.dismiss_match, name="dismiss-match"),
    path("cases/<uuid:pk>/links/end/", linked_cases.unlink_case, name="unlink-case"),
    path(
        "cases/<uuid:pk>/crime-reference/",
        linked_cases.record_crime_reference,
        name="record-crime-reference",
    ),
]
