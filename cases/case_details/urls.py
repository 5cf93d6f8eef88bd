"""Addresses of cases.case_details: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.case_details.views import (
    allegations,
    linked_cases,
    new_case,
    personal_details,
    suspects,
    victims,
)

urlpatterns = [
    path("cases/open/", new_case.open_case, name="open-case"),
    path("cases/<uuid:pk>/suspects/add/", suspects.add_suspect, name="add-suspect"),
    path("suspects/<uuid:pk>/custody/", suspects.record_custody, name="record-custody"),
    path("suspects/<uuid:pk>/correct/", suspects.correct_suspect, name="correct-suspect"),
    path(
        "suspects/<uuid:pk>/personal-details/",
        personal_details.see_personal_details,
        name="see-personal-details",
    ),
    path(
        "suspects/<uuid:pk>/personal-details/record/",
        personal_details.record_personal_details,
        name="record-personal-details",
    ),
    path("cases/<uuid:pk>/victims/add/", victims.add_victim, name="add-victim"),
    path(
        "cases/victims/<uuid:pk>/circumstances/",
        victims.see_circumstances,
        name="see-circumstances",
    ),
    path(
        "cases/victims/<uuid:pk>/circumstances/record/",
        victims.record_circumstances,
        name="record-circumstances",
    ),
    path("cases/<uuid:pk>/allegations/add/", allegations.add_allegation, name="add-allegation"),
    path(
        "allegations/<uuid:pk>/correct/",
        allegations.correct_allegation,
        name="correct-allegation",
    ),
    path("cases/<uuid:pk>/links/", linked_cases.see_links, name="see-links"),
    path("cases/<uuid:pk>/links/add/", linked_cases.link_case, name="link-case"),
    path("cases/<uuid:pk>/links/dismiss/", linked_cases.dismiss_match, name="dismiss-match"),
    path("cases/<uuid:pk>/links/none/", linked_cases.dismiss_matches, name="dismiss-matches"),
    path("cases/<uuid:pk>/links/end/", linked_cases.unlink_case, name="unlink-case"),
    path(
        "cases/<uuid:pk>/crime-reference/",
        linked_cases.record_crime_reference,
        name="record-crime-reference",
    ),
]
