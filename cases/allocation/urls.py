"""Addresses of cases.allocation: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.allocation.views import allocations, prosecutors, several_allocations, transfers

urlpatterns = [
    path("cases/<uuid:pk>/allocate/", allocations.allocate_case, name="allocate-case"),
    path("cases/<uuid:pk>/reallocate/", allocations.reallocate_case, name="reallocate-case"),
    path("cases/<uuid:pk>/cover/", allocations.cover_case, name="cover-case"),
    path("cases/<uuid:pk>/cover/end/", allocations.end_cover, name="end-cover"),
    path("cases/<uuid:pk>/officer/", allocations.name_officer, name="name-officer"),
    path("allocations/", several_allocations.allocate_several, name="allocate-several"),
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
]
