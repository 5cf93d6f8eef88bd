"""The site map of what we learn: a verb is the name of its address, hyphenated."""

from django.urls import path

from pilots.views import pilots

urlpatterns = [
    path("pilots/", pilots.see_pilots, name="see-pilots"),
    path("pilots/add/", pilots.add_pilot, name="add-pilot"),
    path("pilots/<int:pk>/", pilots.see_pilot, name="see-pilot"),
    path("pilots/<int:pk>/change/", pilots.change_pilot, name="change-pilot"),
    path("pilots/<int:pk>/areas/add/", pilots.add_pilot_area, name="add-pilot-area"),
    path("pilots/areas/<int:pk>/", pilots.change_pilot_area, name="change-pilot-area"),
    path("pilots/<int:pk>/measures/add/", pilots.register_measure, name="register-measure"),
]
