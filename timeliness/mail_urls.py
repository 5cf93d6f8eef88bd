"""URL of the page on which a person chooses when they are mailed."""

from django.urls import path

from timeliness.mail_views import choose_mail_hours

urlpatterns = [path("", choose_mail_hours, name="choose-mail-hours")]
