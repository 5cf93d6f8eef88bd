"""URLs of the whole API: every path with its methods and endpoints."""

from django.urls import URLPattern, path, re_path

from cases.action_plans.api import (
    action_items,
    action_plans,
    challenge_resolution,
    own_victim_requests,
    proposals,
    proposed_plans,
    victim_register,
    victim_requests,
)
from cases.allocation.api import allocations
from cases.case_details.api import personal_details, suspects, victims
from cases.closing.api import closing_reports
from cases.decisions.api import (
    charge_stops,
    charges,
    consents,
    consultations,
    court_facts,
    decisions,
    disposals,
    further_charges,
    reversals,
    second_readings,
)
from cases.desk.api import cases, notices, worklists
from cases.documents.api import documents
from cases.early_advice.api import advice_triage, early_advice
from cases.extensions.api import extensions
from cases.held_material.api import held_material
from cases.proof.api import entries, proof
from cases.referrals.api import referrals
from people.api import openapi_view, tokens
from people.api.endpoints import Endpoint
from people.api.resource import no_such_resource, resource_view
from people.api.responses import Answer
from pilots.api import figures
from victims.api import characteristics


def row_paths(noun: str, **verbs: Endpoint[Answer]) -> list[URLPattern]:
    """The action paths of one kind of row, {path word: endpoint}."""
    return [
        path(f"{noun}/<uuid:pk>/{word.strip('_').replace('_', '-')}/", resource_view(POST=endpoint))
        for word, endpoint in verbs.items()
    ]


urlpatterns = [
    path("token/", tokens.get_token, name="api-token"),
    path("token/end/", tokens.end_token, name="api-end-token"),
    path("description/", resource_view(GET=openapi_view.see_description)),
    # What there is to do
    path("worklists/<slug:name>/", resource_view(GET=worklists.see_worklist)),
    path("notices/", resource_view(GET=notices.list_notices)),
    # A case, and what is on it
    path("offences/", resource_view(GET=cases.list_offences)),
    path("units/", resource_view(GET=cases.list_units)),
    path("cases/", resource_view(GET=cases.list_cases, POST=cases.open_case)),
    path("cases/<uuid:pk>/", resource_view(GET=cases.see_case)),
    path("cases/<uuid:pk>/prosecutors/", resource_view(GET=allocations.list_prosecutors)),
    *row_paths(
        "cases", victims=cases.add_victim, suspects=suspects.add_suspect,
        allegations=suspects.add_allegation, referrals=referrals.write_referral,
        allocation=allocations.allocate_case, reviews=action_plans.record_review,
        consultations=consultations.record_consultation,
        early_advice=early_advice.request_early_advice,
    ),
    path(
        "cases/<uuid:pk>/consultations/people/", resource_view(GET=consultations.list_participants)
    ),
    path(
        "cases/<uuid:pk>/documents/",
        resource_view(GET=documents.see_documents, POST=documents.add_document),
    ),
    path(
        "cases/<uuid:pk>/held/",
        resource_view(
            GET=held_material.see_held_material, POST=held_material.add_held_material
        ),
    ),
    *row_paths(
        "held", correction=held_material.correct_held_material,
        watching=held_material.record_watching,
    ),
    *row_paths("allegations", correction=suspects.correct_allegation),
    path("cases/<uuid:pk>/proof/", resource_view(GET=proof.see_proof)),
    *row_paths("bearings", removal=entries.remove_bearing),
    *row_paths("gaps", closing=entries.close_gap),
    path("cases/<uuid:pk>/court-facts/", resource_view(GET=court_facts.see_court_facts)),
    *row_paths("court-facts", correction=court_facts.correct_court_fact),
    path("cases/<uuid:pk>/uploads/", resource_view(GET=documents.see_uploads)),
    path("documents/<uuid:pk>/file/", resource_view(GET=documents.download_document)),
    *row_paths("cases/victims", circumstances=victims.record_circumstances),
    path(
        "cases/victims/<uuid:pk>/characteristics/",
        resource_view(
            GET=characteristics.see_characteristics,
            POST=characteristics.record_characteristics,
        ),
    ),
    path(
        "suspects/<uuid:pk>/personal-details/",
        resource_view(
            GET=personal_details.see_personal_details,
            POST=personal_details.record_personal_details,
        ),
    ),
    *row_paths(
        "suspects", custody=suspects.record_custody, correction=suspects.correct_suspect,
        charge=charges.report_charge, charge_correction=charges.correct_charge_report,
        charge_acceptance=charges.accept_charge_report, charge_query=charges.query_charge_report,
        decision_countersignature=second_readings.countersign_decision,
        decision_declining=second_readings.decline_decision,
        authorisation=decisions.authorise_charge,
        no_further_action=decisions.propose_no_further_action,
        reversal=reversals.reverse_no_further_action,
        charge_withdrawal=reversals.withdraw_charge,
        condition_variation=disposals.vary_conditions,
        disposal_withdrawal=reversals.withdraw_disposal,
        reversal_countersignature=reversals.countersign_reversal,
        reversal_declining=reversals.decline_reversal,
        reversal_withdrawal=reversals.withdraw_reversal,
        extension=extensions.ask_for_extension,
        disposal=disposals.propose_disposal,
        disposal_report=disposals.report_disposal,
        disposal_conditions=disposals.report_conditions,
        consent=consents.record_prosecution_consent,
        charge_stop=charge_stops.stop_charges,
        further_charge=further_charges.add_charge,
        charge_stop_countersignature=charge_stops.countersign_stop,
        charge_stop_declining=charge_stops.decline_stop,
        charge_stop_withdrawal=charge_stops.withdraw_stop,
        closing=closing_reports.propose_closing,
        closing_signature=closing_reports.sign_closing_report,
        closing_sending_back=closing_reports.send_closing_report_back,
        closing_withdrawal=closing_reports.withdraw_closing_report,
        closing_reopening=closing_reports.reopen_investigation,
        bearings=entries.add_bearing, gaps=entries.add_gap,
        court_facts=court_facts.record_court_fact,
    ),
    path("extensions/<uuid:pk>/", resource_view(GET=extensions.see_extension)),
    *row_paths(
        "extensions", answer=extensions.answer_extension, withdrawal=extensions.withdraw_extension
    ),
    # A request for early advice, from the officer to the advice
    path("early-advice/<uuid:pk>/", resource_view(GET=early_advice.see_early_advice)),
    *row_paths(
        "early-advice", sign_off=early_advice.sign_early_advice_off,
        sending_back=early_advice.send_early_advice_back,
        withdrawal=early_advice.withdraw_early_advice, reply=early_advice.reply_to_refusal,
        escalation=early_advice.escalate_refusal, acceptance=advice_triage.accept_early_advice,
        return_=advice_triage.return_early_advice, adviser=advice_triage.name_adviser,
        change_of_adviser=advice_triage.change_adviser, refusal=advice_triage.refuse_early_advice,
        upholding=advice_triage.uphold_refusal, overturning=advice_triage.overturn_refusal,
        advice=advice_triage.give_early_advice,
    ),
    # A referral, from the officer to CPS triage
    path("referrals/<uuid:pk>/", resource_view(GET=referrals.see_referral)),
    *row_paths(
        "referrals", revision=referrals.revise_referral, withdrawal=referrals.withdraw_referral,
        sign_off=referrals.sign_referral_off, sending_back=referrals.send_referral_back,
        acceptance=referrals.accept_referral, return_=referrals.return_referral,
    ),
    # A plan, and each of its actions
    *row_paths("reviews", plan=action_plans.set_action_plan),
    path(
        "reviews/<uuid:pk>/proposals/",
        resource_view(
            GET=proposals.list_proposals, POST=proposals.propose_counselling_request
        ),
    ),
    path("proposals/<uuid:pk>/", resource_view(GET=proposals.see_proposal)),
    *row_paths(
        "proposals", judgement=proposals.judge_proposal, action=proposals.set_proposed_action
    ),
    path(
        "reviews/<uuid:pk>/proposed-plans/",
        resource_view(
            GET=proposed_plans.list_proposed_plans, POST=proposed_plans.propose_action_plan
        ),
    ),
    path("proposed-plans/<uuid:pk>/", resource_view(GET=proposed_plans.see_proposed_plan)),
    *row_paths(
        "proposed-plans", judgement=proposed_plans.judge_proposed_plan,
        withdrawal=proposed_plans.withdraw_proposed_plan, sending=proposed_plans.send_proposed_plan,
    ),
    path("actions/<uuid:pk>/", resource_view(GET=action_items.see_item)),
    *row_paths(
        "actions", acceptance=action_items.accept_item, variation=action_items.vary_item,
        challenge=action_items.challenge_item, answer=action_items.answer_item,
        judgement=action_items.accept_answer, missing=action_items.say_what_is_missing,
        cancellation=action_items.cancel_item, reply=action_items.answer_challenge,
        challenge_withdrawal=action_items.withdraw_challenge, date=action_items.ask_for_date,
        date_answer=action_items.answer_date_request,
        date_withdrawal=action_items.withdraw_date_request,
        escalation=challenge_resolution.send_challenge_up,
        outcome=challenge_resolution.propose_outcome,
        outcome_answer=challenge_resolution.answer_outcome,
        reclassification=victim_requests.reclassify_item, bounds=victim_requests.justify_item,
    ),
    path(
        "actions/<uuid:pk>/escalation/people/",
        resource_view(GET=challenge_resolution.list_settlers),
    ),
    # What is asked for of a victim's private material, for an action or by the police themselves
    path(
        "cases/<uuid:pk>/victim-requests/", resource_view(GET=victim_register.see_victim_register)
    ),
    *row_paths("cases/victims", victim_requests=own_victim_requests.begin_victim_request),
    path("victim-requests/<uuid:pk>/", resource_view(GET=victim_requests.see_victim_request)),
    *row_paths(
        "victim-requests", decision=victim_requests.record_authority,
        notice=victim_requests.record_notice, agreement=victim_requests.record_agreement,
        withdrawal=victim_requests.record_withdrawal, request=victim_requests.mark_requested,
        reply=victim_requests.record_reply, giving_back=victim_requests.mark_given_back,
        dropping=own_victim_requests.drop_victim_request,
    ),
    # Figures
    path("figures/", resource_view(GET=figures.list_measures)),
    path("figures/<slug:name>/", resource_view(GET=figures.see_figure)),
    re_path("", no_such_resource),
]  # fmt: skip
