"""Addresses of cases.decisions: a verb is the name of its address, hyphenated."""

from django.urls import path

from cases.decisions.views import (
    charge_stops,
    charges,
    condition_variations,
    consents,
    consultations,
    countersignatures,
    court_facts,
    decisions,
    disposals,
    finalisations,
    further_charges,
    reversals,
)

urlpatterns = [
    path("suspects/<uuid:pk>/charge/", decisions.authorise_charge, name="authorise-charge"),
    path(
        "suspects/<uuid:pk>/no-further-action/",
        decisions.propose_no_further_action,
        name="propose-no-further-action",
    ),
    path(
        "suspects/<uuid:pk>/decision/countersign/",
        countersignatures.countersign_decision,
        name="countersign-decision",
    ),
    path(
        "suspects/<uuid:pk>/decision/decline/",
        countersignatures.decline_decision,
        name="decline-decision",
    ),
    path("suspects/<uuid:pk>/decision/", decisions.revise_decision, name="revise-decision"),
    path(
        "suspects/<uuid:pk>/decision/withdraw/",
        decisions.withdraw_decision,
        name="withdraw-decision",
    ),
    path("suspects/<uuid:pk>/disposal/", disposals.propose_disposal, name="propose-disposal"),
    path("suspects/<uuid:pk>/disposal/report/", disposals.report_disposal, name="report-disposal"),
    path(
        "suspects/<uuid:pk>/disposal/conditions/",
        disposals.report_conditions,
        name="report-conditions",
    ),
    path("suspects/<uuid:pk>/report-charge/", charges.report_charge, name="report-charge"),
    path(
        "suspects/<uuid:pk>/report-charge/correct/",
        charges.correct_charge_report,
        name="correct-charge-report",
    ),
    path(
        "suspects/<uuid:pk>/report-charge/accept/",
        charges.accept_charge_report,
        name="accept-charge-report",
    ),
    path(
        "suspects/<uuid:pk>/report-charge/query/",
        charges.query_charge_report,
        name="query-charge-report",
    ),
    path(
        "suspects/<uuid:pk>/no-further-action/reverse/",
        reversals.reverse_no_further_action,
        name="reverse-no-further-action",
    ),
    path("suspects/<uuid:pk>/charge/withdraw/", reversals.withdraw_charge, name="withdraw-charge"),
    path(
        "suspects/<uuid:pk>/disposal/conditions/vary/",
        condition_variations.vary_conditions,
        name="vary-conditions",
    ),
    path(
        "suspects/<uuid:pk>/disposal/withdraw/",
        reversals.withdraw_disposal,
        name="withdraw-disposal",
    ),
    path(
        "suspects/<uuid:pk>/reversal/countersign/",
        reversals.countersign_reversal,
        name="countersign-reversal",
    ),
    path(
        "suspects/<uuid:pk>/reversal/decline/", reversals.decline_reversal, name="decline-reversal"
    ),
    path(
        "suspects/<uuid:pk>/reversal/withdraw/",
        reversals.withdraw_reversal,
        name="withdraw-reversal",
    ),
    path("suspects/<uuid:pk>/charges/stop/", charge_stops.stop_charges, name="stop-charges"),
    path("suspects/<uuid:pk>/charges/add/", further_charges.add_charge, name="add-charge"),
    path(
        "suspects/<uuid:pk>/charges/stop/countersign/",
        charge_stops.countersign_stop,
        name="countersign-stop",
    ),
    path(
        "suspects/<uuid:pk>/charges/stop/decline/", charge_stops.decline_stop, name="decline-stop"
    ),
    path(
        "suspects/<uuid:pk>/charges/stop/withdraw/",
        charge_stops.withdraw_stop,
        name="withdraw-stop",
    ),
    path("cases/<uuid:pk>/decisions/", decisions.see_decisions, name="see-decisions"),
    path(
        "cases/<uuid:pk>/consultations/record/",
        consultations.record_consultation,
        name="record-consultation",
    ),
    path(
        "suspects/<uuid:pk>/finalise/",
        finalisations.finalise_administratively,
        name="finalise-administratively",
    ),
    path("cases/<uuid:pk>/court/", court_facts.see_court_facts, name="see-court-facts"),
    path(
        "suspects/<uuid:pk>/consent/",
        consents.record_prosecution_consent,
        name="record-prosecution-consent",
    ),
    path("suspects/<uuid:pk>/court/", court_facts.record_court_fact, name="record-court-fact"),
    path(
        "court-facts/<uuid:pk>/correct/",
        court_facts.correct_court_fact,
        name="correct-court-fact",
    ),
    path("suspects/<uuid:pk>/reopen/", finalisations.reopen_suspect, name="reopen-suspect"),
]
