"""The whole API on one page: every address, what may be done there, and behind which door."""

from django.urls import URLPattern, path, re_path

from cases.api import (
    cases,
    charges,
    consultations,
    documents,
    items,
    notices,
    referrals,
    reviews,
    suspects,
    worklists,
)
from people.api import described, tokens
from people.api.answers import Answer
from people.api.doors import ApiDoor
from people.api.resource import nothing, resource
from pilots.api import figures


def about(noun: str, **verbs: ApiDoor[Answer]) -> list[URLPattern]:
    """The addresses under one row of a kind: an act each, by its own word."""
    return [
        path(f"{noun}/<uuid:pk>/{word.strip('_').replace('_', '-')}/", resource(POST=door))
        for word, door in verbs.items()
    ]


urlpatterns = [
    path("token/", tokens.get_token, name="api-token"),
    path("token/end/", tokens.end_token, name="api-end-token"),
    path("description/", resource(GET=described.see_description)),
    # What there is to do
    path("worklists/<slug:name>/", resource(GET=worklists.see_worklist)),
    path("notices/", resource(GET=notices.list_notices)),
    # A case, and what is on it
    path("offences/", resource(GET=cases.list_offences)),
    path("units/", resource(GET=cases.list_units)),
    path("cases/", resource(GET=cases.list_cases, POST=cases.open_case)),
    path("cases/<uuid:pk>/", resource(GET=cases.see_case)),
    path("cases/<uuid:pk>/prosecutors/", resource(GET=reviews.list_prosecutors)),
    *about(
        "cases", victims=cases.add_victim, suspects=suspects.add_suspect,
        allegations=suspects.add_allegation, referrals=referrals.write_referral,
        allocation=reviews.allocate_case, reviews=reviews.record_review,
        consultations=consultations.record_consultation,
    ),
    path(
        "cases/<uuid:pk>/consultations/people/", resource(GET=consultations.list_participants)
    ),
    path(
        "cases/<uuid:pk>/documents/",
        resource(GET=documents.see_documents, POST=documents.add_document),
    ),
    path("cases/<uuid:pk>/uploads/", resource(GET=documents.see_uploads)),
    path("documents/<uuid:pk>/file/", resource(GET=documents.download_document)),
    *about(
        "suspects", custody=suspects.record_custody, correction=suspects.correct_suspect,
        charge=charges.report_charge, authorisation=reviews.authorise_charge,
        no_further_action=reviews.propose_no_further_action,
    ),
    # A referral, from the officer to CPS triage
    path("referrals/<uuid:pk>/", resource(GET=referrals.see_referral)),
    *about(
        "referrals", revision=referrals.revise_referral, withdrawal=referrals.withdraw_referral,
        sign_off=referrals.sign_referral_off, sending_back=referrals.send_referral_back,
        acceptance=referrals.accept_referral, return_=referrals.return_referral,
    ),
    # A plan, and each of its actions
    *about("reviews", plan=reviews.set_action_plan),
    path("actions/<uuid:pk>/", resource(GET=items.see_item)),
    *about(
        "actions", acceptance=items.accept_item, variation=items.vary_item,
        challenge=items.challenge_item, answer=items.answer_item,
        judgement=items.accept_answer, missing=items.say_what_is_missing,
        cancellation=items.cancel_item, reply=items.answer_challenge,
        challenge_withdrawal=items.withdraw_challenge, date=items.ask_for_date,
        date_answer=items.answer_date_request, date_withdrawal=items.withdraw_date_request,
    ),
    # Figures
    path("figures/", resource(GET=figures.list_measures)),
    path("figures/<slug:name>/", resource(GET=figures.see_figure)),
    re_path("", nothing),
]  # fmt: skip
