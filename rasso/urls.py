"""The site map."""

from django.urls import include, path

from people.api.resource import nothing
from rasso import health

handler400 = "rasso.answers.bad_request"
handler403 = "rasso.answers.forbidden"
handler404 = "rasso.answers.not_found"
handler500 = "rasso.answers.fault"
handler429 = "people.sign_ins.too_many_requests"  # allauth asks for it
urlpatterns = [
    path("", include("cases.urls")),
    path("", include("victims.urls")),
    path("", include("pilots.urls")),
    path("api/", include("rasso.api")),
    path("api", nothing),
    path("account/", include("people.account_urls")),
    path("administration/", include("people.urls")),
    path("administration/closed-days/", include("timeliness.urls")),
    path("administration/operations/", include("rasso.operations")),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("readyz/reminders", health.reminders, name="readyz-reminders"),
]
