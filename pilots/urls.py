"""URLs of panels and learning: the name of an address is its verb, hyphenated."""

from django.urls import path

from pilots import figure_urls
from pilots.views import (
    changes,
    exclusions,
    exports,
    learning_actions,
    learning_points,
    opinions,
    panel_reports,
    panels,
    pilot_area,
    pilots,
    reconsiderations,
)

urlpatterns = [
    *figure_urls.urlpatterns,
    path("pilots/", pilots.see_pilots, name="see-pilots"),
    path("pilots/add/", pilots.add_pilot, name="add-pilot"),
    path("pilots/area/", pilot_area.see_pilot_area, name="see-pilot-area"),
    path("pilots/<int:pk>/", pilots.see_pilot, name="see-pilot"),
    path("pilots/<int:pk>/change/", pilots.change_pilot, name="change-pilot"),
    path("pilots/<int:pk>/areas/add/", pilots.add_pilot_area, name="add-pilot-area"),
    path("pilots/areas/<int:pk>/", pilots.change_pilot_area, name="change-pilot-area"),
    path(
        "pilots/areas/<int:pk>/changed/<slug:name>/",
        changes.see_figure_change,
        name="see-figure-change",
    ),
    path("pilots/<int:pk>/measures/add/", pilots.register_measure, name="register-measure"),
    path("learning/", learning_points.see_learning, name="see-learning"),
    path("learning/write/", learning_points.write_learning_point, name="write-learning-point"),
    path("learning/<int:pk>/", learning_points.see_learning_point, name="see-learning-point"),
    path("learning/<int:pk>/read/", learning_points.say_read, name="say-read"),
    path(
        "learning/<int:pk>/check/",
        learning_points.check_learning_point,
        name="check-learning-point",
    ),
    path(
        "learning/<int:pk>/withdraw/",
        learning_points.withdraw_learning_point,
        name="withdraw-learning-point",
    ),
    path("learning/<int:pk>/ask/", learning_points.ask_unit_to_read, name="ask-unit-to-read"),
    path(
        "learning/<int:pk>/readers/",
        learning_points.see_learning_readers,
        name="see-learning-readers",
    ),
    path("asked-by-panels/", learning_actions.see_asked_by_panels, name="see-asked-by-panels"),
    path(
        "asked-by-panels/actions/<uuid:pk>/",
        learning_actions.see_learning_action,
        name="see-learning-action",
    ),
    path(
        "asked-by-panels/actions/<uuid:pk>/complete/",
        learning_actions.complete_learning_action,
        name="complete-learning-action",
    ),
    path(
        "asked-by-panels/decisions/<uuid:pk>/",
        reconsiderations.see_second_look,
        name="see-second-look",
    ),
    path(
        "asked-by-panels/decisions/<uuid:pk>/name/",
        reconsiderations.name_for_second_look,
        name="name-for-second-look",
    ),
    path(
        "asked-by-panels/decisions/<uuid:pk>/look/",
        reconsiderations.take_second_look,
        name="take-second-look",
    ),
    path("panels/", panels.see_panels, name="see-panels"),
    path("panels/report/", panel_reports.see_panel_report, name="see-panel-report"),
    path("panels/report/file/", exports.export_panel_report, name="export-panel-report"),
    path("panels/add/", panels.add_panel, name="add-panel"),
    path("panels/<uuid:pk>/", panels.see_panel, name="see-panel"),
    path("panels/<uuid:pk>/draw/", panels.draw_panel, name="draw-panel"),
    path("panels/<uuid:pk>/drawn/", panels.see_panel_draw, name="see-panel-draw"),
    path("panels/<uuid:pk>/open/", opinions.open_panel, name="open-panel"),
    path("panels/<uuid:pk>/close/", opinions.close_panel, name="close-panel"),
    path("panels/cases/<uuid:pk>/", opinions.see_pack, name="see-pack"),
    path(
        "panels/cases/<uuid:pk>/passage/",
        opinions.propose_passage,
        name="propose-passage",
    ),
    path(
        "panels/cases/<uuid:pk>/passage/settle/",
        opinions.settle_passage,
        name="settle-passage",
    ),
    path("panels/cases/<uuid:pk>/stand-aside/", opinions.stand_aside, name="stand-aside"),
    path("panels/cases/<uuid:pk>/opinion/", opinions.give_opinion, name="give-opinion"),
    path(
        "panels/cases/<uuid:pk>/actions/add/",
        learning_actions.set_learning_action,
        name="set-learning-action",
    ),
    path("panels/cases/<uuid:pk>/finding/", opinions.record_finding, name="record-finding"),
    path("panels/<uuid:pk>/steps/", panels.see_panel_steps, name="see-panel-steps"),
    path("panels/<uuid:pk>/members/add/", panels.name_panel_member, name="name-panel-member"),
    path("panels/<uuid:pk>/members/end/", panels.end_panel_member, name="end-panel-member"),
    path("panels/cases/<uuid:pk>/leave-out/", exclusions.ask_to_leave_out, name="ask-to-leave-out"),
    path(
        "panels/cases/<uuid:pk>/left-out/",
        exclusions.settle_leaving_out,
        name="settle-leaving-out",
    ),
]
