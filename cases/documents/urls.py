"""Addresses of cases.documents: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.documents.views import documents, police_only, read_beside, uploads

urlpatterns = [
    path("cases/<uuid:pk>/documents/add/", uploads.add_document, name="add-document"),
    path("cases/<uuid:pk>/documents/sent/", uploads.see_uploads, name="see-uploads"),
    path("cases/<uuid:pk>/documents/", documents.see_documents, name="see-documents"),
    path("documents/<uuid:pk>/", documents.see_document, name="see-document"),
    path("documents/<uuid:pk>/form/", documents.classify_document, name="classify-document"),
    path("documents/<uuid:pk>/replace/", documents.replace_document, name="replace-document"),
    path(
        "documents/<uuid:pk>/readers/", documents.see_document_readers, name="see-document-readers"
    ),
    path(
        "documents/<uuid:pk>/keep-to-police/",
        police_only.keep_document_to_police,
        name="keep-document-to-police",
    ),
    path("documents/<uuid:pk>/reveal/", police_only.reveal_document, name="reveal-document"),
    path("documents/<uuid:pk>/read/", read_beside.read_document, name="read-document"),
    path("documents/<uuid:pk>/file/", documents.download_document, name="download-document"),
]
