"""The site map of the cases: the addresses of each room."""

from django.urls import include, path

ROOMS = (
    "desk",
    "quality_reports",
    "early_advice",
    "closing",
    "decisions",
    "extensions",
    "referrals",
    "action_plans",
    "case_details",
    "allocation",
    "correspondence",
    "documents",
    "held_material",
    "proof",
    "case_access",
    "retention",
)

urlpatterns = [path("", include(f"cases.{room}.urls")) for room in ROOMS]
