"""The site map."""

from django.urls import include, path

from rasso import health

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
