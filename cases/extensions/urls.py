"""Addresses of cases.extensions: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.extensions.views import extensions as views

urlpatterns = [
    path("suspects/<uuid:pk>/extension/", views.ask_for_extension, name="ask-for-extension"),
    path("extensions/<uuid:pk>/", views.see_extension, name="see-extension"),
    path("extensions/<uuid:pk>/answer/", views.answer_extension, name="answer-extension"),
    path("extensions/<uuid:pk>/withdraw/", views.withdraw_extension, name="withdraw-extension"),
    path("extensions/<uuid:pk>/up/", views.send_extension_up, name="send-extension-up"),
    path("extensions/<uuid:pk>/outcome/", views.propose_due_date, name="propose-due-date"),
    path("extensions/<uuid:pk>/outcome/answer/", views.answer_due_date, name="answer-due-date"),
]
