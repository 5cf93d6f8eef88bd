"""The site map of the cases: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.views import (
    allegations,
    documents,
    opening,
    referrals,
    suspects,
    triage,
    victims,
)

urlpatterns = [
    path("cases/open/", opening.open_case, name="open-case"),
    path("cases/<uuid:pk>/suspects/add/", suspects.add_suspect, name="add-suspect"),
    path("suspects/<uuid:pk>/custody/", suspects.record_custody, name="record-custody"),
    path("cases/<uuid:pk>/victims/add/", victims.add_victim, name="add-victim"),
    path("cases/<uuid:pk>/allegations/add/", allegations.add_allegation, name="add-allegation"),
    path("cases/<uuid:pk>/refer/", referrals.write_referral, name="write-referral"),
    path("cases/<uuid:pk>/refer/draft/", referrals.draft_referral, name="draft-referral"),
    path("referrals/<uuid:pk>/", referrals.see_referral, name="see-referral"),
    path("referrals/<uuid:pk>/revise/", referrals.revise_referral, name="revise-referral"),
    path("referrals/<uuid:pk>/revise/draft/", referrals.draft_revision, name="draft-revision"),
    path("referrals/<uuid:pk>/sign-off/", referrals.sign_referral_off, name="sign-referral-off"),
    path("referrals/<uuid:pk>/send-back/", referrals.send_referral_back, name="send-referral-back"),
    path("referrals/<uuid:pk>/withdraw/", referrals.withdraw_referral, name="withdraw-referral"),
    path("referrals/<uuid:pk>/accept/", triage.accept_referral, name="accept-referral"),
    path("referrals/<uuid:pk>/return/", triage.return_referral, name="return-referral"),
    path("cases/<uuid:pk>/documents/add/", documents.add_document, name="add-document"),
    path("documents/<uuid:pk>/", documents.see_document, name="see-document"),
    path("documents/<uuid:pk>/file/", documents.download_document, name="download-document"),
]
