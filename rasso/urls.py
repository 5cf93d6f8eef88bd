"""URLs of the whole site."""

from django.urls import include, path

from people.api.resource import no_such_resource
from rasso import health

handler400 = "rasso.error_handlers.bad_request_response"
handler403 = "rasso.error_handlers.forbidden_response"
handler404 = "rasso.error_handlers.not_found_response"
handler500 = "rasso.error_handlers.server_error_response"
handler429 = "people.signing_in.audit_events.too_many_requests"  # allauth asks for it
urlpatterns = [
    path("", include("cases.urls")),
    path("", include("victims.urls")),
    path("", include("pilots.urls")),
    path("api/", include("rasso.api_urls")),
    path("api", no_such_resource),
    path("scim/v2/", include("people.directories.urls")),
    path("account/", include("people.signing_in.urls")),
    path("account/mail/", include("timeliness.mail_urls")),
    path("alerts/", include("people.alerts.urls")),
    path("reading/", include("people.reading.urls")),
    path("administration/", include("people.administration.urls")),
    path("administration/closed-days/", include("timeliness.urls")),
    path("administration/operations/", include("rasso.operations_page")),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("readyz/reminders", health.readyz_reminders, name="readyz-reminders"),
]
