-- Whose prosecution a court fact belongs to, and which victim it is about.

-- Sets the decision to charge of a court fact that names none: that of the fact which it replaces,
-- else the one in force. Refuses one of another suspect. The release before names none.
CREATE OR REPLACE FUNCTION court_fact_of_a_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.decision_id := coalesce(
        NEW.decision_id,
        (SELECT decision_id FROM cases_courtfact WHERE id = NEW.replaces_id),
        (SELECT id FROM cases_decision
         WHERE suspect_id = NEW.suspect_id AND kind = 'CHARGE' AND status = 'LIVE')
    );
    IF NOT EXISTS (
        SELECT FROM cases_decision
        WHERE id = NEW.decision_id AND suspect_id = NEW.suspect_id AND kind = 'CHARGE'
    ) THEN
        RAISE EXCEPTION 'not of a decision to charge this suspect'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When a court fact is recorded or corrected.
CREATE OR REPLACE TRIGGER of_a_decision BEFORE INSERT ON cases_courtfact
    FOR EACH ROW EXECUTE FUNCTION court_fact_of_a_decision();

-- Refuses a charge that was laid on another decision than the court fact belongs to.
CREATE OR REPLACE FUNCTION refuse_charge_of_another_decision() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM cases_courtfact fact
        JOIN cases_reportedcharge report ON report.decision_id = fact.decision_id
        JOIN cases_laidcharge laid ON laid.report_id = report.id
        WHERE fact.id = NEW.fact_id AND laid.id = NEW.charge_id
    ) THEN
        RAISE EXCEPTION 'not a charge of the decision that the court fact belongs to'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When a court fact names a charge.
CREATE OR REPLACE TRIGGER of_the_same_decision BEFORE INSERT ON cases_courtfactcharge
    FOR EACH ROW EXECUTE FUNCTION refuse_charge_of_another_decision();

-- When what a court fact says was first recorded: the time of the first of those that it replaces.
CREATE OR REPLACE FUNCTION court_fact_recorded_at(fact uuid) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE chain AS (
        SELECT replaces_id, at FROM cases_courtfact WHERE id = fact
        UNION ALL
        SELECT before.replaces_id, before.at
        FROM cases_courtfact before JOIN chain ON before.id = chain.replaces_id
    )
    SELECT at FROM chain WHERE replaces_id IS NULL
$$;

-- Whether a charge of an earlier report is that one of a later report on its decision: of the same
-- count, or saying the same where one of the two is of none and no other charge is of that count.
CREATE OR REPLACE FUNCTION is_same_charge(earlier bigint, later bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT earlier = later OR EXISTS (
        SELECT FROM cases_laidcharge was JOIN cases_laidcharge one ON one.id = later
        WHERE was.id = earlier AND was.report_id <> one.report_id
          AND was.altered_by_id IS NULL AND one.altered_by_id IS NULL AND (
              was.count_id = one.count_id OR (was.count_id IS NULL OR one.count_id IS NULL)
                AND (was.victim_id, was.offence_id, was.from_on, was.to_on)
                  IS NOT DISTINCT FROM (one.victim_id, one.offence_id, one.from_on, one.to_on)
                AND NOT EXISTS (
                    SELECT FROM cases_laidcharge twin
                    WHERE twin.report_id = one.report_id AND twin.id <> one.id
                      AND twin.count_id = was.count_id
                )
          )
    )
$$;

-- Whether a charge was laid by a moment: put in the place of another by then, or in a report on its
-- decision that was made by then.
CREATE OR REPLACE FUNCTION charge_was_laid_by(charge bigint, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM cases_laidcharge one
        JOIN cases_reportedcharge newest ON newest.id = one.report_id
        LEFT JOIN cases_chargestop instead ON instead.id = one.altered_by_id
        WHERE one.id = charge AND CASE
            WHEN instead.id IS NOT NULL THEN coalesce(instead.read_at, instead.at) <= moment
            ELSE EXISTS (
                SELECT FROM cases_laidcharge was
                JOIN cases_reportedcharge report ON report.id = was.report_id
                WHERE report.decision_id = newest.decision_id AND report.at <= moment
                  AND is_same_charge(was.id, one.id)
            ) END
    )
$$;

-- Whether a court fact is about a charge concerning a victim. Without any charge it is about all
-- that were laid on its decision, as the police reported them last; a plea, an outcome, a sentence
-- and that the jury could not agree of those that were laid when it was first recorded.
CREATE OR REPLACE FUNCTION court_fact_is_about(fact uuid, victim uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM cases_courtfactcharge about
        JOIN cases_laidcharge charge ON charge.id = about.charge_id
        WHERE about.fact_id = fact AND charge.victim_id = victim
    ) OR NOT EXISTS (
        SELECT FROM cases_courtfactcharge about WHERE about.fact_id = fact
    ) AND EXISTS (
        SELECT FROM cases_courtfact whole
        JOIN cases_reportedcharge report ON report.decision_id = whole.decision_id
        JOIN cases_laidcharge charge ON charge.report_id = report.id
        WHERE whole.id = fact AND charge.victim_id = victim AND NOT EXISTS (
            SELECT FROM cases_reportedcharge newer
            WHERE newer.decision_id = report.decision_id AND newer.number > report.number
        ) AND (
            whole.kind NOT IN ('PLEA', 'NO_VERDICT', 'OUTCOME', 'SENTENCE')
            OR charge_was_laid_by(charge.id, court_fact_recorded_at(fact))
        )
    )
$$;

-- Whether a charge is heard at a hearing or trial, which names it or no charge, and is not over by
-- its day. It is once the CPS stopped it, and once a court stopped it or acquitted; one that lay on
-- the file goes on from the day of its leave, unless it was left there again on that day.
CREATE OR REPLACE FUNCTION charge_is_heard_at(charge bigint, hearing uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM cases_courtfact heard WHERE heard.id = hearing AND (
            NOT EXISTS (SELECT FROM cases_courtfactcharge about WHERE about.fact_id = heard.id)
            OR EXISTS (
                SELECT FROM cases_courtfactcharge about
                WHERE about.fact_id = heard.id AND is_same_charge(about.charge_id, charge)
            )
        ) AND NOT EXISTS (
            SELECT FROM cases_stoppedcount gone
            JOIN cases_chargestop before ON before.id = gone.stop_id AND before.status = 'IN_FORCE'
            LEFT JOIN cases_courtfact leave ON leave.id = gone.leave_id
            WHERE gone.laid_id = charge AND before.kind <> 'ALTERED'
              AND (leave.id IS NULL OR leave."on" > heard."on")
              AND coalesce(before."on", london_day(coalesce(before.read_at, before.at)))
                < heard."on" + CASE WHEN EXISTS (
                    SELECT FROM cases_stoppedcount first
                    JOIN cases_courtfact same ON same.id = first.leave_id
                    WHERE first.laid_id = charge AND same."on" = heard."on"
                ) THEN 1 ELSE 0 END
        ) AND NOT EXISTS (
            SELECT FROM cases_courtfact ended
            WHERE ended.decision_id = heard.decision_id AND ended.kind = 'OUTCOME'
              AND ended.is_current AND NOT ended.is_void
              AND ended.result <> 'CONVICTED' AND ended."on" < heard."on"
              AND CASE WHEN EXISTS (
                  SELECT FROM cases_courtfactcharge about WHERE about.fact_id = ended.id
              ) THEN EXISTS (
                  SELECT FROM cases_courtfactcharge about
                  WHERE about.fact_id = ended.id AND is_same_charge(about.charge_id, charge)
              ) ELSE charge_was_laid_by(charge, court_fact_recorded_at(ended.id)) END
        )
    )
$$;

-- Whether a hearing or trial is about a victim: a charge concerning them is heard, of those that
-- the police reported last.
CREATE OR REPLACE FUNCTION hearing_is_about(hearing uuid, victim uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM cases_courtfact heard
        JOIN cases_reportedcharge report ON report.decision_id = heard.decision_id
        JOIN cases_laidcharge charge ON charge.report_id = report.id
        WHERE heard.id = hearing AND charge.victim_id = victim
          AND charge_is_heard_at(charge.id, hearing) AND NOT EXISTS (
              SELECT FROM cases_reportedcharge newer
              WHERE newer.decision_id = report.decision_id AND newer.number > report.number
          )
    )
$$;

-- The charges on which a jury could not agree, as the police reported them last, each with the day
-- on which it ended since, if it has: by its first outcome, or because the CPS stopped it. In the
-- place of one that the CPS replaced, those that it put there.
CREATE OR REPLACE FUNCTION charges_without_verdict(fact uuid)
RETURNS TABLE (charge bigint, decided_on date) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE jury AS (
        SELECT * FROM cases_courtfact WHERE id = fact
    ), meant AS (
        SELECT laid.id
        FROM jury
        JOIN cases_reportedcharge report ON report.decision_id = jury.decision_id
        JOIN cases_laidcharge laid ON laid.report_id = report.id
        WHERE NOT EXISTS (
            SELECT FROM cases_reportedcharge newer
            WHERE newer.decision_id = report.decision_id AND newer.number > report.number
        ) AND CASE WHEN EXISTS (
            SELECT FROM cases_courtfactcharge about WHERE about.fact_id = jury.id
        ) THEN EXISTS (
            SELECT FROM cases_courtfactcharge about
            WHERE about.fact_id = jury.id AND is_same_charge(about.charge_id, laid.id)
        ) ELSE charge_was_laid_by(laid.id, court_fact_recorded_at(jury.id)) END
        UNION
        SELECT instead.id
        FROM meant
        JOIN cases_stoppedcount gone ON gone.laid_id = meant.id
        JOIN cases_chargestop stop ON stop.id = gone.stop_id
        JOIN cases_laidcharge instead ON instead.altered_by_id = stop.id
        WHERE stop.status = 'IN_FORCE' AND stop.kind = 'ALTERED' AND gone.is_current
    )
    SELECT meant.id, least(stopped.ended_on, (
        SELECT min(ended."on") FROM cases_courtfact ended
        WHERE ended.decision_id = jury.decision_id AND ended.kind = 'OUTCOME'
          AND ended.is_current AND NOT ended.is_void AND ended."on" >= jury."on"
          AND CASE WHEN EXISTS (
              SELECT FROM cases_courtfactcharge about WHERE about.fact_id = ended.id
          ) THEN EXISTS (
              SELECT FROM cases_courtfactcharge about
              WHERE about.fact_id = ended.id AND is_same_charge(about.charge_id, meant.id)
          ) ELSE charge_was_laid_by(meant.id, court_fact_recorded_at(ended.id)) END
    ))
    FROM jury CROSS JOIN meant LEFT JOIN LATERAL (
        SELECT stop.kind,
            coalesce(stop."on", london_day(coalesce(stop.read_at, stop.at))) AS ended_on
        FROM cases_stoppedcount gone JOIN cases_chargestop stop ON stop.id = gone.stop_id
        WHERE gone.laid_id = meant.id AND gone.is_current AND stop.status = 'IN_FORCE'
    ) AS stopped ON true
    WHERE stopped.kind IS DISTINCT FROM 'ALTERED'
$$;

-- Whether a charge on which a jury could not agree is undecided since.
CREATE OR REPLACE FUNCTION awaits_verdict(fact uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM charges_without_verdict(fact) WHERE decided_on IS NULL)
$$;
