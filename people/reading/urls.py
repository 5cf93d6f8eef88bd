"""URLs of the limits on reading."""

from django.urls import path

from people.reading import views

urlpatterns = [
    path("", views.see_reading, name="see-reading"),
    path("ask/", views.ask_to_read_more, name="ask-to-read-more"),
    path("<uuid:pk>/", views.see_reading_request, name="see-reading-request"),
    path("<uuid:pk>/approve/", views.approve_reading, name="approve-reading"),
    path("<uuid:pk>/refuse/", views.refuse_reading, name="refuse-reading"),
    path("<uuid:pk>/withdraw/", views.withdraw_reading, name="withdraw-reading"),
]
