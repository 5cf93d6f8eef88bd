-- Which victim a court fact is about.

-- Whether a court fact is about a charge concerning a victim; without any charge it is about all.
CREATE OR REPLACE FUNCTION court_fact_is_about(fact uuid, victim uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM cases_courtfactcharge about WHERE about.fact_id = fact)
        OR EXISTS (
            SELECT FROM cases_courtfactcharge about
            JOIN cases_laidcharge charge ON charge.id = about.charge_id
            WHERE about.fact_id = fact AND charge.victim_id = victim
        )
$$;
