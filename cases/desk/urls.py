"""Addresses of cases.desk: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.desk.views import board, cases, due_dates, notices, worklists

urlpatterns = [
    path("", worklists.worklist, name="worklist"),
    path("worklists/<slug:name>/", worklists.see_worklist, name="see-worklist"),
    path("board/", board.see_board, name="see-board"),
    path("board/<slug:name>/", board.see_board_list, name="see-board-list"),
    path("notices/", notices.see_notices, name="see-notices"),
    path("cases/find/", worklists.find_case, name="find-case"),
    path("cases/<uuid:pk>/", cases.see_case, name="see-case"),
    path("cases/<uuid:pk>/due-dates/", due_dates.see_due_dates, name="see-due-dates"),
    path("cases/<uuid:pk>/history/", cases.see_case_history, name="see-case-history"),
    path("cases/<uuid:pk>/as-it-was/", cases.see_case_as_it_was, name="see-case-as-it-was"),
]
