"""Addresses of cases.held_material: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.held_material.views import held_material as views

urlpatterns = [
    path("cases/<uuid:pk>/held/", views.see_held_material, name="see-held-material"),
    path("cases/<uuid:pk>/held/add/", views.add_held_material, name="add-held-material"),
    path("held/<uuid:pk>/correct/", views.correct_held_material, name="correct-held-material"),
    path("held/<uuid:pk>/watched/", views.record_watching, name="record-watching"),
]
