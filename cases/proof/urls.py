"""Addresses of cases.proof: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.proof.views import points, proof

urlpatterns = [
    path("points-to-prove/", points.see_points, name="see-points"),
    path("points-to-prove/<uuid:pk>/", points.see_offence_points, name="see-offence-points"),
    path("points-to-prove/<uuid:pk>/review/", points.review_points, name="review-points"),
    path("cases/<uuid:pk>/proof/", proof.see_proof, name="see-proof"),
    path("suspects/<uuid:pk>/proof/add/", proof.add_bearing, name="add-bearing"),
    path("suspects/<uuid:pk>/proof/gaps/add/", proof.add_gap, name="add-gap"),
    path("bearings/<uuid:pk>/remove/", proof.remove_bearing, name="remove-bearing"),
    path("gaps/<uuid:pk>/close/", proof.close_gap, name="close-gap"),
]
