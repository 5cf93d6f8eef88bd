"""Addresses of cases.action_plans: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.action_plans.views import (
    action_items,
    action_plans,
    challenges,
    proposals,
    proposed_plans,
    standard_wordings,
    victim_requests,
)

urlpatterns = [
    path("cases/<uuid:pk>/review/", action_plans.record_review, name="record-review"),
    path("reviews/<uuid:pk>/", action_plans.see_review, name="see-review"),
    path("reviews/<uuid:pk>/plan/", action_plans.set_action_plan, name="set-action-plan"),
    path(
        "reviews/<uuid:pk>/second-plan/",
        proposed_plans.propose_action_plan,
        name="propose-action-plan",
    ),
    path("proposed-plans/<uuid:pk>/", proposed_plans.see_proposed_plan, name="see-proposed-plan"),
    path(
        "proposed-plans/<uuid:pk>/judge/",
        proposed_plans.judge_proposed_plan,
        name="judge-proposed-plan",
    ),
    path(
        "proposed-plans/<uuid:pk>/withdraw/",
        proposed_plans.withdraw_proposed_plan,
        name="withdraw-proposed-plan",
    ),
    path(
        "proposed-plans/<uuid:pk>/send/",
        proposed_plans.send_proposed_plan,
        name="send-proposed-plan",
    ),
    path("suspects/<uuid:pk>/take-back/", action_plans.take_suspect_back, name="take-suspect-back"),
    path("items/<uuid:pk>/", action_items.see_item, name="see-item"),
    path("items/<uuid:pk>/answer/", action_items.answer_item, name="answer-item"),
    path("items/<uuid:pk>/accept/", action_items.accept_answer, name="accept-answer"),
    path("items/<uuid:pk>/missing/", action_items.say_what_is_missing, name="say-what-is-missing"),
    path("items/<uuid:pk>/cancel/", action_items.cancel_item, name="cancel-item"),
    path("items/<uuid:pk>/date/", action_items.ask_for_date, name="ask-for-date"),
    path(
        "items/<uuid:pk>/date/answer/",
        action_items.answer_date_request,
        name="answer-date-request",
    ),
    path("items/<uuid:pk>/amend/", action_items.amend_item, name="amend-item"),
    path("plans/<uuid:pk>/versions/", action_plans.see_plan_versions, name="see-plan-versions"),
    path("items/<uuid:pk>/versions/", action_items.see_item_versions, name="see-item-versions"),
    path(
        "items/<uuid:pk>/date/withdraw/",
        action_items.withdraw_date_request,
        name="withdraw-date-request",
    ),
    path("items/<uuid:pk>/reclassify/", victim_requests.reclassify_item, name="reclassify-item"),
    path("items/<uuid:pk>/justify/", victim_requests.justify_item, name="justify-item"),
    path("items/<uuid:pk>/take-on/", challenges.accept_item, name="accept-item"),
    path("items/<uuid:pk>/vary/", challenges.vary_item, name="vary-item"),
    path("items/<uuid:pk>/challenge/", challenges.challenge_item, name="challenge-item"),
    path(
        "items/<uuid:pk>/challenge/withdraw/",
        challenges.withdraw_challenge,
        name="withdraw-challenge",
    ),
    path("items/<uuid:pk>/challenge/answer/", challenges.answer_challenge, name="answer-challenge"),
    path("items/<uuid:pk>/challenge/up/", challenges.send_challenge_up, name="send-challenge-up"),
    path("items/<uuid:pk>/outcome/", challenges.propose_outcome, name="propose-outcome"),
    path("items/<uuid:pk>/outcome/answer/", challenges.answer_outcome, name="answer-outcome"),
    path(
        "reviews/<uuid:pk>/counselling/",
        proposals.propose_counselling_request,
        name="propose-counselling-request",
    ),
    path("proposals/<uuid:pk>/", proposals.see_proposal, name="see-proposal"),
    path("proposals/<uuid:pk>/judge/", proposals.judge_proposal, name="judge-proposal"),
    path("proposals/<uuid:pk>/set/", proposals.set_proposed_action, name="set-proposed-action"),
    path(
        "victim-requests/<uuid:pk>/",
        victim_requests.see_victim_request,
        name="see-victim-request",
    ),
    path(
        "victim-requests/<uuid:pk>/decision/",
        victim_requests.record_authority,
        name="record-authority",
    ),
    path("victim-requests/<uuid:pk>/notice/", victim_requests.record_notice, name="record-notice"),
    path(
        "victim-requests/<uuid:pk>/agreement/",
        victim_requests.record_agreement,
        name="record-agreement",
    ),
    path(
        "victim-requests/<uuid:pk>/withdrawal/",
        victim_requests.record_withdrawal,
        name="record-withdrawal",
    ),
    path(
        "victim-requests/<uuid:pk>/request/",
        victim_requests.mark_requested,
        name="mark-requested",
    ),
    path("wordings/", standard_wordings.see_wordings, name="see-wordings"),
    path("wordings/add/", standard_wordings.add_wording, name="add-wording"),
    path("wordings/<uuid:pk>/", standard_wordings.see_wording, name="see-wording"),
    path("wordings/<uuid:pk>/amend/", standard_wordings.amend_wording, name="amend-wording"),
    path("wordings/<uuid:pk>/retire/", standard_wordings.retire_wording, name="retire-wording"),
]
