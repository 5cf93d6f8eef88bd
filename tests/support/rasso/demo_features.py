"""
What a loaded demo has to show of each feature: {feature: {what it shows: SQL that finds a case}}.

It reads tables alone, and imports nothing from the product.
"""

OF_CHARGES = {
    "C6": {
        "an event before 1 May 2004": """
            SELECT case_id FROM cases_allegation WHERE is_current AND from_on < '2004-05-01'""",
        "an offence of an Act before 2003": """
            SELECT case_id FROM cases_allegation a JOIN cases_offence o ON o.code = a.offence_id
            WHERE o.statute LIKE '%1956%'""",
        "a consent to prosecute that was given": """
            SELECT d.case_id FROM cases_consentstep s JOIN cases_decision d ON d.id = s.decision_id
            WHERE s.answer = 'GIVEN' AND s.number > 1""",
        "a consent to prosecute that was refused": """
            SELECT d.case_id FROM cases_consentstep s JOIN cases_decision d ON d.id = s.decision_id
            WHERE s.answer = 'REFUSED' AND s.number > 1""",
    },
    "C12": {
        "allegations that were corrected": """
            SELECT case_id FROM cases_allegation WHERE number > 1""",
        "an allegation for a lawyer": """
            SELECT case_id FROM cases_allegation WHERE is_current AND is_for_lawyer""",
        "a time limit that runs": """
            SELECT l.case_id FROM cases_prosecutionlimit l
            JOIN timeliness_clock c ON c.id = l.clock_id
            WHERE l.is_running AND c.closed_at IS NULL""",
        "consent that was asked for and has not come": """
            SELECT d.case_id FROM cases_consentstep s JOIN cases_decision d ON d.id = s.decision_id
            WHERE s.is_waiting""",
        "forces that were merged with their cases open": """
            SELECT c.id FROM cases_case c JOIN people_unit u ON u.id = c.police_unit_id
            JOIN people_historicalunit h ON h.id = u.id AND h.agency_id <> u.agency_id
            JOIN people_agency a ON a.id = h.agency_id AND a.merged_into_id = u.agency_id
            JOIN cases_suspect s ON s.case_id = c.id AND s.is_open""",
        "a unit that moved to another force with its cases open": """
            SELECT c.id FROM cases_case c JOIN people_unit u ON u.id = c.police_unit_id
            JOIN people_historicalunit h ON h.id = u.id AND h.agency_id <> u.agency_id
            JOIN people_agency a ON a.id = h.agency_id AND a.merged_into_id IS NULL
            JOIN cases_suspect s ON s.case_id = c.id AND s.is_open""",
        "a case of a national force": """
            SELECT c.id FROM cases_case c JOIN people_unit u ON u.id = c.police_unit_id
            JOIN people_agency a ON a.id = u.agency_id
            WHERE a.name = 'British Transport Police'""",
    },
    "C13": {
        "a count in the alternative to another": """
            SELECT d.case_id FROM cases_authorisedcharge c
            JOIN cases_decision d ON d.id = c.decision_id
            WHERE c.alternative_to_id IS NOT NULL""",
        "a count that the police did not allege": """
            SELECT d.case_id FROM cases_authorisedcharge c
            JOIN cases_decision d ON d.id = c.decision_id
            WHERE c.allegation_id IS NULL""",
        "a report that differs from what was authorised": """
            SELECT case_id FROM cases_suspect WHERE state = 'CHARGE_DIFFERS'""",
        "a charge replaced by another and its alternative": """
            SELECT case_id FROM cases_chargestop
            WHERE kind = 'ALTERED' AND status = 'IN_FORCE' AND new_alternative_id IS NOT NULL""",
        "a charge replaced by one other": """
            SELECT case_id FROM cases_chargestop
            WHERE kind = 'ALTERED' AND status = 'IN_FORCE' AND new_alternative_id IS NULL""",
    },
    "C14": {
        "a charge on a review, with reasons on both stages": """
            SELECT case_id FROM cases_decision WHERE kind = 'CHARGE' AND status = 'LIVE'
            AND review_id IS NOT NULL AND rationale <> '' AND public_interest_rationale <> ''""",
        "a review under the Threshold Test that is to be made again": """
            SELECT case_id FROM cases_review
            WHERE test = 'THRESHOLD' AND awaited <> '' AND review_again_on IS NOT NULL""",
        "an allegation that is not charged, with its reason": """
            SELECT d.case_id FROM cases_unchargedallegation u
            JOIN cases_decision d ON d.id = u.decision_id""",
        "a charge that two have read": """
            SELECT case_id FROM cases_decision
            WHERE kind = 'CHARGE' AND status = 'LIVE' AND read_by_id IS NOT NULL""",
    },
    "C15": {
        "no further action that a panel referred back, now charged": """
            SELECT r.case_id FROM cases_reversal r JOIN cases_decision was ON was.id = r.decision_id
            JOIN cases_decision now ON now.suspect_id = was.suspect_id AND now.status = 'LIVE'
            WHERE r.ground = 'PANEL' AND now.kind = 'CHARGE'""",
        "no further action that is being reconsidered": """
            SELECT case_id FROM cases_suspect WHERE state = 'NFA_REVERSAL'""",
        "no further action set aside, and charged": """
            SELECT r.case_id FROM cases_reversal r JOIN cases_decision was ON was.id = r.decision_id
            JOIN cases_decision now ON now.suspect_id = was.suspect_id AND now.status = 'LIVE'
            WHERE r.status = 'IN_FORCE' AND was.kind LIKE 'NFA%' AND now.kind = 'CHARGE'""",
        "a charge withdrawn before it was reported": """
            SELECT case_id FROM cases_turn WHERE verb = 'withdraw_charge'""",
        "a charge discontinued after it": """
            SELECT case_id FROM cases_chargestop
            WHERE kind = 'DISCONTINUED' AND status = 'IN_FORCE'""",
        "a charge discontinued after the first hearing, while another went on": """
            SELECT s.case_id FROM cases_chargestop s
            JOIN cases_courtfact f ON f.decision_id = s.decision_id AND f.kind = 'FIRST_HEARING'
            JOIN cases_decision d ON d.id = s.decision_id
            JOIN cases_suspect u ON u.id = d.suspect_id AND u.state = 'CHARGED'
            WHERE s.kind = 'DISCONTINUED' AND s.status = 'IN_FORCE' AND d.status = 'LIVE'""",
        "a further charge": """
            SELECT case_id FROM cases_chargestop WHERE kind = 'FURTHER' AND status = 'IN_FORCE'""",
        "no evidence offered": """
            SELECT case_id FROM cases_suspect WHERE state = 'STOPPED'""",
        "an out-of-court disposal with conditions": """
            SELECT case_id FROM cases_suspect WHERE state = 'DISPOSAL_CONDITIONS'""",
    },
    "C16": {
        "a next hearing": """
            SELECT case_id FROM cases_courtfact
            WHERE kind = 'HEARING' AND is_current AND NOT is_void""",
        "a plea": "SELECT case_id FROM cases_courtfact WHERE kind = 'PLEA' AND is_current",
        "a verdict": "SELECT case_id FROM cases_courtfact WHERE kind = 'OUTCOME' AND is_current",
        "a conviction of another offence than the one charged": """
            SELECT case_id FROM cases_courtfact WHERE convicted_of_id IS NOT NULL""",
        "a jury that could not agree, and the next trial": """
            SELECT j.case_id FROM cases_courtfact j
            JOIN cases_courtfact t ON t.suspect_id = j.suspect_id AND t.kind = 'TRIAL'
            WHERE t."on" > j."on" AND j.kind = 'NO_VERDICT'""",
        "a sentence": "SELECT case_id FROM cases_courtfact WHERE kind = 'SENTENCE' AND is_current",
        "leave to proceed with what lies on the file": """
            SELECT case_id FROM cases_courtfact WHERE kind = 'LEAVE' AND is_current""",
        "a custody time limit": """
            SELECT case_id FROM cases_suspect WHERE first_limit_ends_on IS NOT NULL""",
    },
    "C17": {
        "a closing report that waits for signature": """
            SELECT case_id FROM cases_suspect WHERE state = 'CLOSING_SIGN_OFF'""",
        "a closed investigation with what the victim said": """
            SELECT r.case_id FROM cases_closingreport r
            JOIN cases_victimasked a ON a.report_id = r.id
            WHERE r.status = 'CLOSED' AND a.said <> ''""",
        "a closed investigation without a suspect": """
            SELECT s.case_id FROM cases_suspect s WHERE state = 'CLOSED' AND surname = ''""",
        "a closed investigation that was opened again": """
            SELECT case_id FROM cases_closingreport WHERE status = 'REOPENED'""",
        "a breach of the Code with its reason": """
            SELECT case_id FROM victims_codebreach WHERE reason <> ''""",
    },
}  # fmt: skip
OF_PROOF = {
    "E1": {
        "entries on points of an offence": """
            SELECT case_id FROM cases_bearing WHERE point_id IS NOT NULL""",
        "points that a lawyer of the CPS reviewed": """
            SELECT 1 FROM cases_pointsreview r JOIN cases_offencepoints p ON p.id = r.points_id
            WHERE p.is_current AND r.is_right""",
    },
    "E2": {
        "what bears for, against and both": """
            SELECT case_id FROM cases_bearing GROUP BY case_id HAVING count(DISTINCT bears) = 3""",
    },
    "E3": {
        "an action that fills a gap": """
            SELECT g.case_id FROM cases_actionitem_gaps i JOIN cases_gap g ON g.id = i.gap_id""",
        "an action with another lawful reason": """
            SELECT case_id FROM cases_actionitem WHERE purpose NOT IN ('', 'GAP')""",
    },
    "E4": {
        "a gap that was asked for late": """
            SELECT g.case_id FROM cases_actionitem_gaps i JOIN cases_gap g ON g.id = i.gap_id
            JOIN cases_actionitem a ON a.id = i.actionitem_id
            JOIN cases_actionplan p ON p.id = a.plan_id
            WHERE EXISTS (
                SELECT FROM cases_actionplan earlier
                WHERE earlier.case_id = p.case_id AND earlier.set_at < p.set_at
                AND g.at < earlier.set_at
            )""",
    },
    "E5": {
        "what undermines the case": "SELECT case_id FROM cases_bearing WHERE undermines",
    },
    "E6": {
        "what a decision looked at about the suspect": """
            SELECT d.case_id FROM cases_suspectfocus f JOIN cases_decision d ON d.id = f.decision_id
            WHERE f.text <> ''""",
        "what a closing report looked at about the suspect": """
            SELECT r.case_id FROM cases_closingfocus f
            JOIN cases_closingreport r ON r.id = f.report_id WHERE f.text <> ''""",
    },
}
OF_REFERRALS = {
    "R13": {
        "advice given by each method": """
            SELECT 1 FROM cases_givenadvice HAVING count(DISTINCT method) = 5""",
        "a planned method": "SELECT case_id FROM cases_earlyadvice WHERE planned_method <> ''",
    },
    "R14": {
        "a submission to print, with an account for each suspect": """
            SELECT case_id FROM cases_referral WHERE number IS NOT NULL AND accounts <> '{}'""",
        "the plea that the police expect": """
            SELECT case_id FROM cases_referral WHERE number IS NOT NULL AND pleas <> '{}'""",
        "a special measures assessment (MG2) that is outstanding, with a day": """
            SELECT c.case_id FROM cases_circumstances c
            JOIN cases_submission s ON s.case_id = c.case_id AND s.at > c.at
            WHERE c.assessment = 'OUTSTANDING' AND c.assessment_expected_on IS NOT NULL""",
        "one that is done, with the document that it is": """
            SELECT c.case_id FROM cases_circumstances c
            JOIN cases_submission s ON s.case_id = c.case_id AND s.at > c.at
            JOIN cases_document d ON d.id = c.mg2_id AND d.form = 'MG2'""",
        "one of which no day is known": """
            SELECT c.case_id FROM cases_circumstances c
            JOIN cases_submission s ON s.case_id = c.case_id AND s.at > c.at
            WHERE c.assessment = 'OUTSTANDING' AND c.assessment_expected_on IS NULL""",
        "one that is not required, with why": """
            SELECT c.case_id FROM cases_circumstances c
            JOIN cases_submission s ON s.case_id = c.case_id AND s.at > c.at
            WHERE c.assessment = 'NOT_REQUIRED' AND c.not_assessed_because <> ''""",
        "a submission of which a personal statement was offered before": """
            SELECT e.case_id FROM victims_statemententry e
            JOIN cases_submission s ON s.case_id = e.case_id AND s.at > e.at""",
        "a victim to whom none was offered yet": """
            SELECT s.case_id FROM cases_submission s WHERE NOT EXISTS (
            SELECT FROM victims_statemententry e WHERE e.case_id = s.case_id AND e.at < s.at)""",
        "orders or applications that are asked for": """
            SELECT case_id FROM cases_referral WHERE number IS NOT NULL AND orders_sought <> ''""",
        "an open line of inquiry": """
            SELECT case_id FROM cases_referral WHERE number IS NOT NULL AND open_lines <> '[]'""",
        "a referral without an open line": """
            SELECT case_id FROM cases_referral WHERE number IS NOT NULL AND open_lines = '[]'""",
    },
    "R15": {
        "domestic abuse": """
            SELECT c.case_id FROM cases_circumstances c
            JOIN cases_circumstances_abusers a ON a.circumstances_id = c.id""",
        "a child at the time": "SELECT case_id FROM cases_circumstances WHERE was_child = 'YES'",
        "a vulnerable witness": """
            SELECT case_id FROM cases_circumstances WHERE is_vulnerable = 'YES'""",
    },
    "R16": {
        "a recording that is held elsewhere": "SELECT case_id FROM cases_heldmaterial",
        "a small clip that plays": "SELECT case_id FROM cases_document WHERE kind = 'WAV'",
        "one that was watched": """
            SELECT m.case_id FROM cases_watching w
            JOIN cases_heldmaterial m ON m.id = w.material_id""",
    },
}
OF_VICTIMS = {
    "A4": {
        "a request that reaches the victim, with its notice": """
            SELECT case_id FROM cases_victimnotice""",
        "a notice that came late, and was given then": """
            SELECT late.case_id FROM cases_victimnotice late
            JOIN cases_victimnotice given ON given.request_id = late.request_id
            WHERE late.late_because <> '' AND given.given_on IS NOT NULL""",
        "a request that the police decided on themselves, answered": """
            SELECT case_id FROM cases_victimrequest
            WHERE item_id IS NULL AND replied_on IS NOT NULL""",
        "the statutory decision on it": "SELECT case_id FROM cases_statutorydecision",
        "an action that the police found to reach into her life": """
            SELECT case_id FROM cases_itementry WHERE kind = 'RECLASSIFIED'""",
        "counselling notes that were asked for after a manager approved it": """
            SELECT r.case_id FROM cases_victimrequest r
            JOIN cases_proposal p ON p.case_id = r.case_id AND p.status = 'SET'
            WHERE r.reach = 'COUNSELLING' AND r.requested_on IS NOT NULL""",
        "an exception to the notice, with who decided it, that is looked at again": """
            SELECT n.case_id FROM cases_victimnotice n
            JOIN cases_victimrequest r ON r.id = n.request_id
            WHERE n.exception <> '' AND n.decided_by <> ''
            AND r.exception_again_on > r.requested_on""",
        "a case of two victims, of whom something is asked about one": """
            SELECT v.case_id FROM cases_victim v
            JOIN cases_allegation a ON a.victim_id = v.id AND a.is_current
            LEFT JOIN cases_victimrequest r ON r.victim_id = v.id
            GROUP BY v.case_id
            HAVING count(DISTINCT v.id) > 1 AND count(DISTINCT r.victim_id) = 1""",
    },
    "A12": {
        "what was asked of others, answered in part and returned": """
            SELECT case_id FROM cases_victimrequest GROUP BY case_id
            HAVING bool_or(reply = 'PART') AND bool_or(returned_on IS NOT NULL)""",
    },
    "A13": {
        "a consent by which the service sees what was asked": """
            SELECT case_id FROM victims_consent WHERE category = 'REQUESTS'""",
    },
}
OF_DATES = {
    "T5": {
        "due dates of many rules, to be explained": """
            SELECT 1 FROM timeliness_clock WHERE closed_at IS NULL
            HAVING count(DISTINCT rule) >= 5""",
    },
    "T9": {
        "a later date for an action": "SELECT case_id FROM cases_daterequest",
        "a later due date that was agreed": """
            SELECT case_id FROM cases_extension WHERE status = 'AGREED'""",
        "one that is asked for": """
            SELECT case_id FROM cases_extension WHERE status = 'ASKED'""",
        "one that an inspector and a legal manager settled": """
            SELECT case_id FROM cases_extension WHERE status = 'SETTLED'""",
        "an urgency that triage corrected": """
            SELECT case_id FROM cases_event WHERE verb = 'correct_urgency'""",
        "an answer that is partly done": """
            SELECT case_id FROM cases_itementry WHERE kind = 'PARTLY'""",
        "cases that were found to be about different people": """
            SELECT case_id FROM cases_caselink WHERE kind = 'DISMISSED'""",
    },
    "D11": {
        "what a victim said of themselves, by their consent": """
            SELECT case_id FROM victims_victimcharacteristic WHERE status = 'ANSWERED'""",
    },
}
OF_FIGURES = {
    "D14": {
        "a recorded case that was referred": """
            SELECT case_id FROM pilots_occasion
            WHERE measure = 'cases' AND answers::text LIKE '%case-referred:YES%'""",
        "early advice that was followed, at least in part": """
            SELECT case_id FROM pilots_occasion
            WHERE measure = 'referrals' AND answers::text ~ 'advice-followed:(FOLLOWED|PARTLY)'""",
        "a suspect charged, and before a court": """
            SELECT case_id FROM pilots_occasion WHERE measure = 'suspects'
            AND answers::text LIKE '%charged:YES%' AND answers::text LIKE '%in-court:YES%'""",
    },
    "D15": {
        "an answered plan that led to a charge, and its days": """
            SELECT case_id FROM pilots_occasion WHERE measure = 'plans'
            AND answers::text LIKE '%answered-charged:YES%'
            AND answers::text LIKE '%days-answered-charged:%'""",
    },
}
FEATURES = OF_CHARGES | OF_PROOF | OF_REFERRALS | OF_VICTIMS | OF_DATES | OF_FIGURES
ASKED_FOR = (
    "C6 C12 C13 C14 C15 C16 C17 E1 E2 E3 E4 E5 E6 R13 R14 R15 R16 A4 A12 A13 T9 T5 D11 D14 D15"
)
