"""Addresses of cases.referrals: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.referrals.views import file_quality, referral_triage, referrals, submissions

urlpatterns = [
    path("cases/<uuid:pk>/refer/", referrals.write_referral, name="write-referral"),
    path("cases/<uuid:pk>/refer/check/", referrals.check_referral, name="check-referral"),
    path("referrals/<uuid:pk>/", referrals.see_referral, name="see-referral"),
    path("referrals/<uuid:pk>/revise/", referrals.revise_referral, name="revise-referral"),
    path("referrals/<uuid:pk>/sign-off/", referrals.sign_referral_off, name="sign-referral-off"),
    path("referrals/<uuid:pk>/send-back/", referrals.send_referral_back, name="send-referral-back"),
    path("referrals/<uuid:pk>/withdraw/", referrals.withdraw_referral, name="withdraw-referral"),
    path("referrals/<uuid:pk>/accept/", referral_triage.accept_referral, name="accept-referral"),
    path("referrals/<uuid:pk>/return/", referral_triage.return_referral, name="return-referral"),
    path("referrals/<uuid:pk>/urgency/", referral_triage.correct_urgency, name="correct-urgency"),
    path("cases/<uuid:pk>/submissions/", submissions.see_submissions, name="see-submissions"),
    path("submissions/<uuid:pk>/", submissions.see_submission, name="see-submission"),
    path("submissions/<uuid:pk>/changes/", submissions.see_changes, name="see-changes"),
    path(
        "referrals/<uuid:pk>/changes/",
        submissions.see_unsent_changes,
        name="see-unsent-changes",
    ),
    path("cases/<uuid:pk>/file-quality/", file_quality.see_file_quality, name="see-file-quality"),
    path("referrals/<uuid:pk>/file-quality/", file_quality.assess_file, name="assess-file"),
    path("failures/<uuid:pk>/accept/", file_quality.accept_failure, name="accept-failure"),
    path("failures/<uuid:pk>/dispute/", file_quality.dispute_failure, name="dispute-failure"),
    path("failures/<uuid:pk>/decide/", file_quality.decide_dispute, name="decide-dispute"),
]
