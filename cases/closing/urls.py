"""Addresses of cases.closing: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.closing.views import closing_reports, reopenings, signatures

urlpatterns = [
    path("suspects/<uuid:pk>/closing/", closing_reports.propose_closing, name="propose-closing"),
    path(
        "suspects/<uuid:pk>/closing/sign/",
        signatures.sign_closing_report,
        name="sign-closing-report",
    ),
    path(
        "suspects/<uuid:pk>/closing/send-back/",
        signatures.send_closing_report_back,
        name="send-closing-report-back",
    ),
    path(
        "suspects/<uuid:pk>/closing/withdraw/",
        closing_reports.withdraw_closing_report,
        name="withdraw-closing-report",
    ),
    path(
        "suspects/<uuid:pk>/closing/reopen/",
        reopenings.reopen_investigation,
        name="reopen-investigation",
    ),
    path(
        "cases/<uuid:pk>/closing/", closing_reports.see_closing_reports, name="see-closing-reports"
    ),
]
