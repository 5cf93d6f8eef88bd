"""URLs of contact with victims and of court support."""

from django.urls import path

from victims.views import contacts, contacts_due, court_support, follow_ups, hearings

urlpatterns = [
    path("victims/calls/", contacts_due.see_calls, name="see-calls"),
    path("victims/hearings/", hearings.see_victim_hearings, name="see-victim-hearings"),
    path("victims/<uuid:pk>/contacts/", contacts.see_contacts, name="see-contacts"),
    path("victims/<uuid:pk>/contacts/record/", contacts.record_contact, name="record-contact"),
    path(
        "victims/<uuid:pk>/contacts/decline/",
        contacts.decide_not_to_contact,
        name="decide-not-to-contact",
    ),
    path("contacts/<uuid:pk>/follow-up/", follow_ups.ask_follow_up, name="ask-follow-up"),
    path("follow-ups/<uuid:pk>/answer/", follow_ups.answer_follow_up, name="answer-follow-up"),
    path("victims/<uuid:pk>/court/", court_support.see_court_support, name="see-court-support"),
    path(
        "victims/<uuid:pk>/court/measure/",
        court_support.record_special_measure,
        name="record-special-measure",
    ),
    path(
        "victims/<uuid:pk>/court/statement/",
        court_support.record_personal_statement,
        name="record-personal-statement",
    ),
    path(
        "victims/<uuid:pk>/court/case/",
        court_support.record_case_support,
        name="record-case-support",
    ),
    path(
        "victims/<uuid:pk>/withdrawal/",
        court_support.record_victim_withdrawal,
        name="record-victim-withdrawal",
    ),
    path(
        "withdrawals/<uuid:pk>/confirm/",
        court_support.confirm_victim_withdrawal,
        name="confirm-victim-withdrawal",
    ),
    path(
        "withdrawals/<uuid:pk>/take-back/",
        court_support.take_back_victim_withdrawal,
        name="take-back-victim-withdrawal",
    ),
]
