"""The site map of what victims are owed and told: a verb is the name of its address, hyphenated."""

from django.urls import include, path

from victims.views import (
    duties,
    duty_figures,
    identities,
    letters,
    meetings,
    records,
    reviews,
    sendings,
)

urlpatterns = [
    path("", include("victims.contact_urls")),
    path("victims/", records.see_victims, name="see-victims"),
    path("victims/find/", identities.find_victim, name="find-victim"),
    path("cases/<uuid:pk>/victims/", records.see_case_victims, name="see-case-victims"),
    path("victims/<uuid:pk>/", records.see_victim, name="see-victim"),
    path("victims/<uuid:pk>/wishes/", records.record_wishes, name="record-wishes"),
    path("victims/<uuid:pk>/contact/", records.name_victim_contact, name="name-victim-contact"),
    path("victims/<uuid:pk>/identity/", identities.record_identity, name="record-identity"),
    path("victims/<uuid:pk>/reveal/", identities.reveal_identity, name="reveal-identity"),
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
    path("victims/<uuid:pk>/letters/", letters.see_letters, name="see-letters"),
    path("victims/<uuid:pk>/letters/write/", letters.write_letter, name="write-letter"),
    path("letters/<uuid:pk>/", letters.see_letter, name="see-letter"),
    path("letters/<uuid:pk>/edit/", letters.edit_letter, name="edit-letter"),
    path(
        "letters/<uuid:pk>/request-review/",
        letters.request_letter_review,
        name="request-letter-review",
    ),
    path("letters/<uuid:pk>/review/", letters.review_letter, name="review-letter"),
    path("letters/<uuid:pk>/withdraw/", letters.withdraw_letter, name="withdraw-letter"),
    path("letters/<uuid:pk>/send/", sendings.send_letter, name="send-letter"),
    path("letters/<uuid:pk>/print/", sendings.print_letter, name="print-letter"),
    path("letters/<uuid:pk>/result/", sendings.record_letter_result, name="record-letter-result"),
    path("victims/<uuid:pk>/meetings/", meetings.see_meetings, name="see-meetings"),
    path("victims/<uuid:pk>/meetings/offer/", meetings.offer_meeting, name="offer-meeting"),
    path("meetings/<uuid:pk>/", meetings.see_meeting, name="see-meeting"),
    path(
        "meetings/<uuid:pk>/response/",
        meetings.record_meeting_response,
        name="record-meeting-response",
    ),
    path("meetings/<uuid:pk>/arrange/", meetings.arrange_meeting, name="arrange-meeting"),
    path("meetings/<uuid:pk>/record/", meetings.record_meeting, name="record-meeting"),
    path("meetings/<uuid:pk>/cancel/", meetings.cancel_meeting, name="cancel-meeting"),
    path(
        "meetings/<uuid:pk>/calendar/",
        meetings.download_meeting_calendar,
        name="download-meeting-calendar",
    ),
    path("duties/", duties.see_owed_duties, name="see-owed-duties"),
    path("duties/figures/", duty_figures.see_duty_figures, name="see-duty-figures"),
    path(
        "duties/figures/<slug:name>/",
        duty_figures.see_duty_figures_list,
        name="see-duty-figures-list",
    ),
    path("victims/<uuid:pk>/duties/", duties.see_duties, name="see-duties"),
    path("victims/<uuid:pk>/duties/end/", duties.end_duties, name="end-duties"),
    path("duties/<uuid:pk>/", duties.see_duty, name="see-duty"),
    path("victims/<uuid:pk>/events/", duties.record_victim_event, name="record-victim-event"),
    path(
        "victims/events/<uuid:pk>/withdraw/",
        duties.withdraw_victim_event,
        name="withdraw-victim-event",
    ),
]
