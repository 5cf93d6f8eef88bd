"""URLs of figures."""

from django.urls import path

from pilots.views import exports, period_replay, proportions, stages

urlpatterns = [
    path("figures/", stages.see_figures, name="see-figures"),
    path("figures/what-if/", period_replay.see_what_if, name="see-what-if"),
    path("figures/places/", proportions.compare_places, name="compare-places"),
    path("figures/exports/", exports.see_exports, name="see-exports"),
    path("figures/exports/ask/", exports.ask_export, name="ask-export"),
    path("figures/exports/<uuid:pk>/", exports.fetch_export, name="fetch-export"),
    path("figures/exports/file-quality/", exports.export_file_quality, name="export-file-quality"),
    path("figures/shares/<slug:name>/", proportions.see_share, name="see-share"),
    path("figures/shares/<slug:name>/list/", proportions.see_share_list, name="see-share-list"),
    path("figures/shares/<slug:name>/export/", exports.export_share, name="export-share"),
    path("figures/<slug:name>/", stages.see_figure, name="see-figure"),
    path("figures/<slug:name>/list/", stages.see_figure_list, name="see-figure-list"),
    path("figures/<slug:name>/explained/", stages.explain_figure, name="explain-figure"),
    path("figures/<slug:name>/export/", exports.export_figure, name="export-figure"),
]
