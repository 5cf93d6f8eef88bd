"""The site map of the cases: a verb is the name of its address, hyphenated."""

from django.urls import path  # noqa: F401

urlpatterns = []
