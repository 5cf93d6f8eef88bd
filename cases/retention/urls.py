"""Addresses of cases.retention: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.retention.views import retention

urlpatterns = [
    path("cases-to-review/", retention.see_cases_to_review, name="see-cases-to-review"),
    path("destroyed-cases/", retention.see_destroyed_cases, name="see-destroyed-cases"),
    path("cases/<uuid:pk>/retention/", retention.see_retention, name="see-retention"),
    path("cases/<uuid:pk>/retention/hold/", retention.place_legal_hold, name="place-legal-hold"),
    path("cases/<uuid:pk>/retention/keep/", retention.review_retention, name="review-retention"),
    path(
        "cases/<uuid:pk>/retention/destroy/",
        retention.propose_destruction,
        name="propose-destruction",
    ),
    path("legal-holds/<uuid:pk>/end/", retention.end_legal_hold, name="end-legal-hold"),
    path(
        "destructions/<uuid:pk>/approve/",
        retention.approve_destruction,
        name="approve-destruction",
    ),
    path("destructions/<uuid:pk>/refuse/", retention.refuse_destruction, name="refuse-destruction"),
    path(
        "destructions/<uuid:pk>/withdraw/",
        retention.withdraw_destruction,
        name="withdraw-destruction",
    ),
]
