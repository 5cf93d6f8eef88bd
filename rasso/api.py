"""The whole API on one page: every address, what may be done there, and behind which door."""

from django.urls import path

from cases.api import cases, suspects
from people.api import tokens
from people.api.resource import resource

urlpatterns = [
    path("token/", tokens.get_token, name="api-token"),
    path("token/end/", tokens.end_token, name="api-end-token"),
    path("cases/", resource(GET=cases.list_cases, POST=cases.open_case)),
    path("cases/<uuid:pk>/", resource(GET=cases.see_case)),
    path("cases/<uuid:pk>/victims/", resource(POST=cases.add_victim)),
    path("cases/<uuid:pk>/suspects/", resource(POST=suspects.add_suspect)),
    path("cases/<uuid:pk>/allegations/", resource(POST=suspects.add_allegation)),
    path("suspects/<uuid:pk>/custody/", resource(POST=suspects.record_custody)),
    path("suspects/<uuid:pk>/correction/", resource(POST=suspects.correct_suspect)),
]
