"""URLs of the alerts on what people read."""

from django.urls import path

from people.alerts import views

urlpatterns = [
    path("", views.see_alerts, name="see-alerts"),
    path("rules/", views.see_alert_rules, name="see-alert-rules"),
    path("<uuid:pk>/", views.see_alert, name="see-alert"),
    path("<uuid:pk>/answer/", views.answer_alert, name="answer-alert"),
]
