"""Addresses of cases.correspondence: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.correspondence.views import message_threads, notes

urlpatterns = [
    path("cases/<uuid:pk>/notes/", notes.see_notes, name="see-notes"),
    path("cases/<uuid:pk>/notes/write/", notes.write_note, name="write-note"),
    path("notes/<uuid:pk>/correct/", notes.correct_note, name="correct-note"),
    path("cases/<uuid:pk>/threads/", message_threads.see_threads, name="see-threads"),
    path("cases/<uuid:pk>/threads/open/", message_threads.open_thread, name="open-thread"),
    path("threads/<uuid:pk>/", message_threads.see_thread, name="see-thread"),
    path("threads/<uuid:pk>/write/", message_threads.write_message, name="write-message"),
]
