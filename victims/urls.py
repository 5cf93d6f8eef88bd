"""The site map of what victims are owed and told: a verb is the name of its address, hyphenated."""

from django.urls import path

from victims.views import contacts, identities, records, reviews

urlpatterns = [
    path("victims/", records.see_victims, name="see-victims"),
    path("victims/find/", identities.find_victim, name="find-victim"),
    path("cases/<uuid:pk>/victims/", records.see_case_victims, name="see-case-victims"),
    path("victims/<uuid:pk>/", records.see_victim, name="see-victim"),
    path("victims/<uuid:pk>/wishes/", records.record_wishes, name="record-wishes"),
    path("victims/<uuid:pk>/contact/", records.name_victim_contact, name="name-victim-contact"),
    path("victims/<uuid:pk>/identity/", identities.record_identity, name="record-identity"),
    path("victims/<uuid:pk>/reveal/", identities.reveal_identity, name="reveal-identity"),
    path("victims/<uuid:pk>/contacts/", contacts.see_contacts, name="see-contacts"),
    path("victims/<uuid:pk>/contacts/record/", contacts.record_contact, name="record-contact"),
    path(
        "victims/<uuid:pk>/contacts/decline/",
        contacts.decide_not_to_contact,
        name="decide-not-to-contact",
    ),
    path("victims/<uuid:pk>/reviews/", reviews.see_review_requests, name="see-review-requests"),
    path("victims/<uuid:pk>/reviews/ask/", reviews.ask_for_review, name="ask-for-review"),
    path(
        "reviews/<uuid:pk>/acknowledge/",
        reviews.acknowledge_review_request,
        name="acknowledge-review-request",
    ),
    path(
        "reviews/<uuid:pk>/withdraw/",
        reviews.withdraw_review_request,
        name="withdraw-review-request",
    ),
]
