"""Addresses of cases.desk: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.desk.views import (
    board,
    calendar,
    cases,
    due_dates,
    mg3,
    notices,
    search,
    waiting,
    worklists,
)

urlpatterns = [
    path("", worklists.worklist, name="worklist"),
    path("come-in/", waiting.come_in, name="come-in"),
    path("waiting/", waiting.see_waiting, name="see-waiting"),
    path("cases/<uuid:pk>/next/", waiting.next_step, name="next-step"),
    path("worklists/<slug:name>/", worklists.see_worklist, name="see-worklist"),
    path("board/", board.see_board, name="see-board"),
    path("board/<slug:name>/", board.see_board_list, name="see-board-list"),
    path("notices/", notices.see_notices, name="see-notices"),
    path("notices/<uuid:pk>/", notices.open_notice, name="open-notice"),
    path("calendar/", calendar.see_calendar_address, name="see-calendar-address"),
    path("calendar/new/", calendar.make_address, name="make-calendar-address"),
    path("calendar/end/", calendar.end_address, name="end-calendar-address"),
    path("calendar/<slug:key>.ics", calendar.fetch_calendar, name="fetch-calendar"),
    path("cases/find/", search.find_case, name="find-case"),
    path("cases/<uuid:pk>/", cases.see_case, name="see-case"),
    path("cases/<uuid:pk>/due-dates/", due_dates.see_due_dates, name="see-due-dates"),
    path("submissions/<uuid:pk>/mg3/", mg3.see_mg3, name="see-mg3"),
    path("submissions/<uuid:pk>/mg3/file/", mg3.download_mg3, name="download-mg3"),
    path("submissions/<uuid:pk>/mg3a/", mg3.see_mg3a, name="see-mg3a"),
    path("submissions/<uuid:pk>/mg3a/file/", mg3.download_mg3a, name="download-mg3a"),
    path("cases/<uuid:pk>/history/", cases.see_case_history, name="see-case-history"),
    path("cases/<uuid:pk>/as-it-was/", cases.see_case_as_it_was, name="see-case-as-it-was"),
]
