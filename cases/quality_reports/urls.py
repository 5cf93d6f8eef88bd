"""Addresses of cases.quality_reports: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.quality_reports.views import check_accuracy, file_quality_report, plan_quality

urlpatterns = [
    path(
        "file-quality/",
        file_quality_report.see_file_quality_report,
        name="see-file-quality-report",
    ),
    path("checks/", check_accuracy.see_rule_scores, name="see-rule-scores"),
    path("plan-quality/", plan_quality.see_plan_quality, name="see-plan-quality"),
    path(
        "plan-quality/<slug:name>/",
        plan_quality.see_plan_quality_list,
        name="see-plan-quality-list",
    ),
]
