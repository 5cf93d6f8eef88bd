"""
Who sees each field of a case, and where. A new field is declared here first.

    LISTED   may be in a list, for everybody who may read the case
    PRIVATE  is only on the case's own pages: typed text, dates of birth, what happened
    ONE_SIDE is private to a side by `only_side`, for as long as that is set
    INNER    is internal: never shown to anybody
"""

from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from cases.desk.queries import worklists
from people.models import AccessControlled
from rasso.settings.environment import ROOT

FIELDS = {
    "VictimRecord": {
        "LISTED": "case victim number wants_contact liaison_officer contact_officer police_unit"
        " cps_unit last_reached_at next_contact_on listed_at",
        "ONE_SIDE": "channel safe_hours safe_times voicemail_is_safe text_is_safe"
        " email_is_safe letter_is_safe care language needs_interpreter letters_in access_needs"
        " update_every_days",
        "PRIVATE": "is_withdrawn is_withdrawing",
        "INNER": "only_side is_restricted is_open version",
    },
    "VictimIdentity": {
        "PRIVATE": "case record destroyed_at",
        "INNER": "name preferred_name phone email address born_on representative name_index"
        " phone_index email_index words_index changed_because version",
    },
    "IdentityDestruction": {
        "PRIVATE": "case record side reason by at status settled_by settled_at settled_text"
        " keys_destroyed_at",
        "INNER": "authors takes_other_side",
    },
    "VictimCharacteristic": {
        "PRIVATE": "case record kind status how by at",
        "INNER": "answer version",
    },
    "Reveal": {"PRIVATE": "case record reason by at"},
    "Contact": {
        "PRIVATE": "case record direction channel outcome contacted_at spoke_to reason"
        " is_identity_checked is_safe_now barriers signposted as_preferred isva_told next_on note"
        " by at",
    },
    "FollowUp": {
        "PRIVATE": "case record contact question asked_of by at answer answered_by answered_at"
    },
    "SpecialMeasure": {"PRIVATE": "case record measure step on by at"},
    "StatementEntry": {"PRIVATE": "case record step reading on by at"},
    "CaseSupport": {"PRIVATE": "case record answer on asked_by spoke_to by at"},
    "Withdrawal": {
        "PRIVATE": "case record on reasons stage told_by told_to is_isva_offered by at"
        " is_statement_taken is_evidence_led_considered confirmed_by confirmed_on taken_back_on"
        " taken_back_by taken_back_at",
    },
    "Told": {"PRIVATE": "case contact what suspect sending reached_at taken_back_at"},
    "RightToReview": {
        "ONE_SIDE": "case record suspect reviewed side decision stop deciders decided_on told_on"
        " told_on_said asked_on ask_by prompt_by"
        " ask_rule exceptional_because is_interviewed is_charged_in_part"
        " asked_not_to_proceed reasons by at status reviewer outcome clock",
        "INNER": "only_side version",
    },
    "ReviewStep": {"PRIVATE": "case right verb on person by at"},
    "ReviewersReasons": {"PRIVATE": "case right text by at"},
    "Letter": {
        "PRIVATE": "case record kind suspect template language status means written_by written_at"
        " approved_by approved_at",
        "INNER": "side words authors version",
    },
    "Sending": {
        "PRIVATE": "case record letter means by at result result_at result_by why accepted_at",
        "INNER": "text send_after look_after attempts in_doubt clock",
    },
    "Meeting": {
        "PRIVATE": "case record purpose status offered_how offered_on offered_by answered_on mode"
        " meets_at planned_minutes lasted_minutes came",
        "INNER": "said version",
    },
    "Agreed": {"PRIVATE": "case record meeting number owner person due_on", "INNER": "said"},
    "AgreedDone": {"PRIVATE": "case record agreed done_on by at"},
    "Duty": {
        "LISTED": "case record suspect what listed_at owed_by police_unit cps_unit",
        "ONE_SIDE": "happened_at arose_at told kept_at sent_at ended_because"
        " ended_text ended_by ended_at",
        "INNER": "source clock only_side is_restricted is_open",
    },
    "VictimEvent": {
        "PRIVATE": "case record suspect decision what on side by at withdrawn_because"
        " withdrawn_by withdrawn_at"
    },
    "CodeBreach": {"PRIVATE": "case duty reason by at"},
    "Support": {
        "LISTED": "case record service isva status listed_at",
        "PRIVATE": "entries_from",
        "INNER": "side is_open is_restricted",
    },
    "ServiceEntry": {
        "PRIVATE": "support contacted_at channel direction minutes purpose needs next_on by at why",
        "INNER": "first number",
    },
    "ServiceLog": {"PRIVATE": "support verb to by at"},
    "LiaisonNote": {"PRIVATE": "case support text roles relied_on wants_answer by at"},
    "NoteReceived": {
        "ONE_SIDE": "case record service role text wants_answer by at",
        "INNER": "only_side relied_on sent",
    },
    "NoteAnswer": {
        "ONE_SIDE": "case record note role text why by at",
        "INNER": "only_side first number",
    },
    "AnswerReceived": {
        "PRIVATE": "case support note side role text why at",
        "INNER": "first number",
    },
    "SupportStep": {"PRIVATE": "case support verb ended to by at"},
    "SupportReferral": {
        "ONE_SIDE": "case record service how given_on by at is_accepted declined answered_at",
        "INNER": "only_side support",
    },
    "Consent": {
        "PRIVATE": "case support recipient category purpose how given_on expires_at by at"
        " is_given_again",
        "INNER": "side",
    },
    "ConsentConfirmation": {"PRIVATE": "case support consent how by at"},
    "ConsentWithdrawal": {"PRIVATE": "case support consent how by at", "INNER": "side"},
    "Shown": {"PRIVATE": "case support category code number on note answer to at"},
    "Panel": {
        "PRIVATE": "area decided_by from_on until_on waited_days quorum keeps_units_out by at"
        " status opinions_by",
        "INNER": "is_restricted clock",  # the clock stops with the last opinion
    },
    "PanelMember": {"PRIVATE": "panel user until_on by at ended_by ended_at"},
    "Draw": {"PRIVATE": "panel method reason size seed frame strata result by at"},
    "FrameEntry": {
        "PRIVATE": "panel reference stratum place",
        # Nobody on the panel learns which case it is.
        "INNER": "case suspect decision event closing",
    },
    "PanelCase": {
        "PRIVATE": "panel number status out_asked_by passage_asked_by",
        "INNER": "entry is_open is_over is_revealed has_left",
    },
    "PanelConflict": {"PRIVATE": "panel panel_case user kind by at"},
    "Pack": {"PRIVATE": "panel panel_case facts at"},
    "Passage": {"PRIVATE": "panel panel_case text needs_agreement by at"},
    "PassageAnswer": {"PRIVATE": "panel passage is_agreed by at"},
    "Opinion": {
        "PRIVATE": "panel panel_case grade themes is_suspect_focused is_plan_proportionate"
        " was_victim_told_well text by at"
    },
    "Finding": {"PRIVATE": "panel panel_case grade themes text refers_back by at"},
    "LearningAction": {
        "PRIVATE": "panel finding text owner unit due_on clock by at evidence done_by done_at"
    },
    "SecondLook": {
        "PRIVATE": "case suspect decision event closing side why at reviewer named_by named_at"
        " outcome reasons looked_at",
        "INNER": "panel_case deciders judges",
    },
    "PanelStep": {"PRIVATE": "panel panel_case verb note by at"},
    "Case": {
        "LISTED": "urn police_unit cps_unit opened_at offered_to",
        "PRIVATE": "officer prosecutor opened_by crime_reference",
        "INNER": "is_restricted is_allocated is_destroyed version",
    },
    "Suspect": {
        "LISTED": "case number surname given_names state urgency holder_side also_waits_for"
        " turn_began_at due_at police_unit cps_unit",
        "ONE_SIDE": "born_on custody arrested_on detained_until bailed_on bail_ends_on released_on"
        " custody_limit_ends_on first_limit_ends_on",
        "INNER": "only_side is_restricted is_open listed_at is_consulted is_reviewed"
        " is_to_be_reviewed_again has_stopped_charges"
        " proposed_by counted_overdue custody_clock hearings_until consent_asked_on version",
    },
    "Victim": {"LISTED": "case", "ONE_SIDE": "number added_by added_at", "INNER": "only_side"},
    "Circumstances": {
        "ONE_SIDE": "case victim number abusers is_no_abuse was_child is_vulnerable grounds"
        " assessment not_assessed_because assessment_expected_on mg2 because by at",
        "INNER": "only_side",
    },
    "PersonalDetails": {
        "ONE_SIDE": "case suspect number gender ethnic_group ethnicity nationality"
        " needs_interpreter language mental_health other_proceedings by at",
        "INNER": "only_side",
    },
    "Allegation": {
        "PRIVATE": "case",
        "ONE_SIDE": "victim suspect offence from_on to_on added_by added_at because is_for_lawyer",
        "INNER": "only_side first number is_current",
    },
    "ProsecutionLimit": {
        "ONE_SIDE": "case suspect offence from_on last_on ends_on first_ends_on last_ends_on"
        " is_confirmed is_running",
        "INNER": "only_side clock",
    },
    "Bearing": {
        "ONE_SIDE": "case suspect allegation point material account_of victim text side by at"
        " ended_because ended_by ended_at bears document held undermines disclosure",
        "INNER": "only_side",
    },
    "HeldMaterial": {
        "PRIVATE": "case number kind title held_where reference minutes clipping playing"
        " is_provided side added_by added_at",
        "INNER": "version",
    },
    "Gap": {
        "ONE_SIDE": "case suspect allegation point material account_of victim text side by at"
        " ended_because ended_by ended_at weight",
        "INNER": "only_side",
    },
    "Event": {
        "PRIVATE": "case verb suspects by at",
        "ONE_SIDE": "note document",
        "INNER": "only_side",
    },
    "Turn": {"PRIVATE": "case suspect state side holder verb began_at ended_at", "INNER": "clock"},
    "Referral": {
        "PRIVATE": "case suspects status number urgency written_by written_at signed_off_by"
        " signed_off_at triaged_by triaged_at withdrawn_by withdrawn_at code_test",
        "ONE_SIDE": "summary suspect_account accounts strengths lines_done lines_open open_lines"
        " pleas orders_sought victim_needs disclosure delay explained no_advice_because"
        " return_answers"
        " advice_followed advice_followed_because supervisor_comments withdrawal_reason",
        "INNER": "only_side version writers is_assessed",
    },
    "ReferralReturn": {"PRIVATE": "case referral reply_by by at"},
    "Submission": {"PRIVATE": "case referral number as_sent checks by at"},
    "RuleScore": {
        "PRIVATE": "case submission advice code was_checked has_warned was_explained"
        " triage_agreed at"
    },
    "Allocation": {"PRIVATE": "case kind to reason from_on until_on by at"},
    "Review": {
        "PRIVATE": "case suspects evidence public_interest strategy misconceptions disclosure"
        " victim_witness by at test awaited review_again_on",
        "INNER": "has_plan second_since clock",
    },
    "ActionPlan": {"PRIVATE": "case review number set_by set_at"},
    "ActionItem": {
        "PRIVATE": "case plan suspects number category text line_of_inquiry proportionality weight"
        " first_due_on due_on status answer date_asked_by taken_on_at challenge"
        " began_with reach are_bounds_wanted not_reaching_because purpose gaps",
        "INNER": "clock version asked_to_settle",
    },
    "ItemEntry": {"PRIVATE": "case item kind text quoted date side by at held on_file"},
    "ItemVersion": {
        "PRIVATE": "case item number text line_of_inquiry proportionality due_on reason side by at"
    },
    "Challenge": {
        "PRIVATE": "case item kind reason text proposed_text proposed_on by at status answer"
        " answered_by answered_at step inspector manager outcome outcome_text outcome_asks"
        " outcome_on outcome_by agreed_by ended_at",
        "INNER": "clock",
    },
    "Extension": {
        "PRIVATE": "case side was_due_at by at status proposed_on awaits inspector manager"
        " outcome_on ended_at",
        "INNER": "clock step asked_to_settle outcome_by agreed_by version",
    },
    "ExtensionStep": {"PRIVATE": "case extension kind date text side by at"},
    "DateRequest": {
        "PRIVATE": "case item proposed_on reason side by at is_agreed answer answered_by"
        " answered_at",
    },
    "Decision": {
        "ONE_SIDE": "case suspect number kind reason rationale consultation by at status reading"
        " reading_text read_by read_at consent review public_interest_rationale",
        "INNER": "authors only_side",
    },
    "Reversal": {
        "ONE_SIDE": "case decision number ground reasons by at status reading reading_text read_by"
        " read_at",
        "INNER": "authors only_side",
    },
    "ChargeStop": {
        "ONE_SIDE": "case decision number kind on proposed_on day_because"
        " new_offence new_alternative new_from_on new_to_on"
        " new_victim new_allegation new_particulars other_particulars other_act_because review"
        " consent reasons are_told not_told_because by at status"
        " reading reading_text read_by read_at",
        "INNER": "authors only_side",
    },
    "ConditionVariation": {
        "PRIVATE": "case decision number agreed_on is_adult_there reasons are_asked views"
        " not_asked_because by at"
    },
    "DisposalReport": {"PRIVATE": "case decision step on confirmed text by at"},
    "ClosingReport": {
        "ONE_SIDE": "case suspect number outcome reasons no_advice_because interviewed_on by at"
        " status answer has_open_line answered_by answered_at reopened_on reopened_because"
        " reopened_by reopened_at",
        "INNER": "authors only_side",
    },
    "Consultation": {"PRIVATE": "case suspects held_on mode summary by at"},
    "ReportedCharge": {"PRIVATE": "case decision number method charged_on explanation by at"},
    "ChargeAnswer": {"PRIVATE": "case report kind text by at"},
    "CourtFact": {
        "PRIVATE": "case suspect decision kind on result convicted_of detail court is_void"
        " replaces reason by at",
        "INNER": "is_current",
    },
    "Finalisation": {
        "PRIVATE": "case suspect reason text by at reopened_because reopened_by reopened_at"
    },
    "EarlyAdvice": {
        "PRIVATE": "case suspects status number written_by written_at sent_at adviser checks"
        " planned_method",
        "ONE_SIDE": "summary lines_done lines_under_way lines_contemplated expected issues evidence"
        " disclosable questions explained",
        "INNER": "only_side writers",
    },
    "AdviceStep": {
        "PRIVATE": "case advice verb reply_by items to side by at",
        "ONE_SIDE": "text",
        "INNER": "only_side",
    },
    "GivenAdvice": {
        "PRIVATE": "case advice method answers lines evidence strategy third_party allegations"
        " other_offence by at",
    },
    "FileQuality": {
        "PRIVATE": "case referral is_compliant by at",
        "INNER": "police_unit closes_at rule",
    },
    "FileFailure": {
        "PRIVATE": "case quality code comment status",
        "INNER": "assessed_by closes_at",
    },
    "FailureEntry": {"PRIVATE": "case failure status text method by at"},
    "FailureReason": {"PRIVATE": "case failure by at", "ONE_SIDE": "text", "INNER": "only_side"},
    "Marking": {"ONE_SIDE": "case document is_kept because by at", "INNER": "only_side"},
    "Upload": {
        "ONE_SIDE": "case title form status why document by at kind size sha256 entry replaces"
        " because kept_because agency",
        "INNER": "sending stored_as is_sealed look_at only_side",
    },
    "Conflict": {
        "ONE_SIDE": "case user kind reason declared_by declared_at lifted_because lifted_by"
        " lifted_at",
        "INNER": "only_side",
    },
    "AccessRequest": {
        "ONE_SIDE": "case by reason at closed_by closed_at",
        "INNER": "only_side",
    },
    "BreakGlass": {
        "PRIVATE": "case by kind reason at until ended_at ended_by finding review_text reviewed_by"
        " reviewed_at",
        "INNER": "authors reminded_on",
    },
    "ConflictLifting": {
        "ONE_SIDE": "case conflict reason by at status settled_by settled_at settled_text",
        "INNER": "authors only_side",
    },
    "LegalHold": {"PRIVATE": "case side reason by at ended_by ended_at ended_because"},
    "RetentionReview": {"PRIVATE": "case side keep_until reason by at"},
    "Destruction": {
        "PRIVATE": "case rule side reason by at status settled_by settled_at settled_text",
        "INNER": "authors takes_other_side",
    },
    "Restriction": {"PRIVATE": "case reason by at lifted_at"},
    "RestrictionChange": {
        "ONE_SIDE": "case restriction kind person reason by at status settled_by settled_at"
        " settled_text",
        "INNER": "authors only_side",
    },
    "ConflictAttempt": {"ONE_SIDE": "case conflict at", "INNER": "on only_side"},
    "Note": {"ONE_SIDE": "case suspects item corrects text by at", "INNER": "only_side"},
    "Proposal": {
        "ONE_SIDE": "case review suspects text line_of_inquiry status by at judgement judged_by"
        " judged_at material from_on to_on necessity less_intrusive rebuttal victim holder"
        " again_because",
        "INNER": "only_side",
    },
    "ProposedPlan": {
        "ONE_SIDE": "case review number items why by at status judgement judged_by judged_at plan"
        " withdrawal_reason withdrawn_by withdrawn_at",
        "INNER": "authors only_side",
    },
    "VictimRequest": {
        "ONE_SIDE": "case item reach material from_on to_on necessity less_intrusive rebuttal"
        " approved_by approved_at set_by set_at authorised_on notified_on is_excepted agreed_on"
        " withdrawn_on requested_on notice_by notice_clock request_text request_means"
        " exception_again_on exception_clock"
        " victim holder again_because replied_on reply held_where returned_on"
        " dropped_at dropped_because",
        "INNER": "only_side",
    },
    "StatutoryDecision": {
        "PRIVATE": "case request authorised_by authorised_on line_of_inquiry necessity other_means"
        " probative_value how_known belief steps by at",
        "INNER": "reach",
    },
    "VictimNotice": {
        "PRIVATE": "case request given_on what why handling may_refuse exception by at"
        " ground again_on left_out late_because promised_on recipient recipient_name"
        " recipient_because decided_by",
        "INNER": "reach",
    },
    "CaseLink": {"PRIVATE": "case other kind reason by at ended_by ended_at ended_because"},
    "Transfer": {
        "LISTED": "case from_unit to_unit urgency listed_at",
        "ONE_SIDE": "reason by at status answer ended_by ended_at",
        "INNER": "only_side police_unit cps_unit is_restricted is_open",
    },
    "Thread": {"PRIVATE": "case item by at last_at", "INNER": "length"},
    "Message": {"PRIVATE": "case thread number text side by at"},
    "Mention": {"PRIVATE": "case message person"},
    "ThreadSeen": {"INNER": "case thread reader number at"},
    "Document": {
        "ONE_SIDE": "case entry number because title kind form size sha256 scan side agency"
        " added_by added_at",
        "INNER": "first is_current stored_as is_sealed only_side version",
    },
}
WALLED = {
    model.__name__: model for model in apps.get_models() if issubclass(model, AccessControlled)
}
SHARED_WORDS = {  # of lists and notices as well
    "case", "suspects", "number", "kind", "status", "state", "side", "text", "at", "title",
}  # fmt: skip
LISTS = ("templates/cases/worklists", "templates/cases/notices", "templates/mail")


def declared_fields(model, *kinds):
    known = FIELDS.get(model, {})
    return [name for kind in kinds or known for name in known.get(kind, "").split()]


@pytest.mark.register
@pytest.mark.parametrize("name", WALLED)
def test_every_field_of_a_case_is_declared_once(name):
    fields = [f.name for f in WALLED[name]._meta.get_fields() if not f.auto_created]
    assert sorted(declared_fields(name)) == sorted(set(fields) - {"id"})


@pytest.mark.register
def test_no_model_is_declared_that_is_not_there():
    assert FIELDS.keys() == WALLED.keys()


@pytest.mark.register
def test_a_model_with_fields_for_one_side_says_which_side():
    for name in FIELDS:
        has_side = "only_side" in declared_fields(name)
        assert bool(declared_fields(name, "ONE_SIDE")) == has_side, name


def test_lists_show_only_what_may_be_listed():
    columns = {
        (each.rows.model, name) for each in worklists.WORKLISTS for name in each.rows.columns
    }
    assert len(columns) > 5
    for model, column in columns:
        for name in column.split("__"):
            if model.__name__ in WALLED:
                assert name in declared_fields(model.__name__, "LISTED"), column
            field = model._meta.get_field(name)
            model = field.related_model if isinstance(field, ForeignKey) else model


def test_lists_and_mails_name_no_private_field():
    private = {name for model in FIELDS for name in declared_fields(model, "PRIVATE", "ONE_SIDE")}
    told = private - SHARED_WORDS
    pages = [page for folder in LISTS for page in sorted(Path(ROOT / folder).rglob("*.*"))]
    assert pages
    for page in pages:
        words = page.read_text().replace(".", " .").split()
        assert not [name for name in told if f".{name}" in words], page
