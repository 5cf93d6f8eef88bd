"""The site map of the cases: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.views import documents

urlpatterns = [
    path("cases/<uuid:pk>/documents/add/", documents.add_document, name="add-document"),
    path("documents/<uuid:pk>/", documents.see_document, name="see-document"),
    path("documents/<uuid:pk>/file/", documents.download_document, name="download-document"),
]
