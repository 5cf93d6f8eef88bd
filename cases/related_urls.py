"""The addresses by which a case goes to another unit, or leads to another case."""

from django.urls import path

from cases.views import links, transfers

urlpatterns = [
    path("cases/<uuid:pk>/transfer/", transfers.propose_transfer, name="propose-transfer"),
    path(
        "cases/<uuid:pk>/transfer/withdraw/",
        transfers.withdraw_transfer,
        name="withdraw-transfer",
    ),
    path("transfers/<uuid:pk>/", transfers.see_transfer, name="see-transfer"),
    path("transfers/<uuid:pk>/accept/", transfers.accept_transfer, name="accept-transfer"),
    path("transfers/<uuid:pk>/decline/", transfers.decline_transfer, name="decline-transfer"),
    path("cases/<uuid:pk>/links/", links.see_links, name="see-links"),
    path("cases/<uuid:pk>/links/add/", links.link_case, name="link-case"),
    path("cases/<uuid:pk>/links/dismiss/", links.dismiss_match, name="dismiss-match"),
    path("cases/<uuid:pk>/links/end/", links.unlink_case, name="unlink-case"),
    path(
        "cases/<uuid:pk>/crime-reference/",
        links.record_crime_reference,
        name="record-crime-reference",
    ),
]
