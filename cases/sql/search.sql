-- What a search finds cases and suspects by (docs/decisions/0133). Triggers keep it: a row for each
-- unit whose people read the case, and key. Restricted cases have none: the people on their lists
-- find them through their own grants, so that nobody else's search touches them.

-- The words of a name as they are compared: small letters, without accents and apostrophes.
CREATE OR REPLACE FUNCTION cases_name_words(name text) RETURNS text[]
IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT array_remove(regexp_split_to_array(
        replace(replace(replace(replace(translate(
            regexp_replace(left(normalize(lower(left($1, 80)), NFKD), 120),
                '[\u0300-\u036f''`\u2018\u2019\u02bc]', '', 'g'),
            'łøđðı', 'loddi'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
        '[\s.,;:/()"_\u2010-\u2015-]+'), '')
$$;

-- The keys of a word, and how many letters each lacks: the word itself, and of four letters or more
-- what is left without one of them. Words of which one slip makes the other share a key.
CREATE OR REPLACE FUNCTION cases_word_keys(word text) RETURNS TABLE (key text, lacks smallint)
IMMUTABLE PARALLEL SAFE ROWS 8 LANGUAGE sql AS $$
    SELECT $1, 0::smallint
    UNION
    SELECT overlay($1 PLACING '' FROM n FOR 1), 1::smallint
    FROM generate_series(1, length($1)) AS n WHERE length($1) >= 4
$$;

-- The keys of each word of a surname, and of its words written as one, each with the other words of
-- the name. These are empty where no given names are known: any may then be theirs.
CREATE OR REPLACE FUNCTION cases_name_keys(surname text, given_names text)
RETURNS TABLE (key text, lacks smallint, others text)
IMMUTABLE PARALLEL SAFE ROWS 8 LANGUAGE sql AS $$
    SELECT keys.key, min(keys.lacks),
        min(CASE WHEN cases_name_words($2) = '{}' THEN '' ELSE array_to_string(
            cases_name_words($2) || array_remove(cases_name_words($1), word), ' ') END)
    FROM unnest(cases_name_words($1) || array_to_string(cases_name_words($1), '')) AS word
    CROSS JOIN LATERAL cases_word_keys(word) AS keys
    WHERE word <> '' GROUP BY keys.key
$$;

-- Whether two words of given names are alike: one begins the other, or they share a key.
CREATE OR REPLACE FUNCTION cases_are_alike(one text, other text) RETURNS boolean
IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT starts_with($1, $2) OR starts_with($2, $1) OR EXISTS (
        SELECT key FROM cases_word_keys($1) INTERSECT SELECT key FROM cases_word_keys($2)
    )
$$;

-- Whether the other words of a name answer those that were asked for: all of them, or any.
CREATE OR REPLACE FUNCTION cases_is_called(others text, asked text[], every_one boolean)
RETURNS boolean IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN $3 THEN coalesce(bool_and(found), true) ELSE coalesce(bool_or(found), true) END
    FROM unnest($2) AS word CROSS JOIN LATERAL (
        SELECT bool_or(cases_are_alike(word, other)) AS found
        FROM unnest(string_to_array($1, ' ')) AS other
    ) AS tried
$$;

-- The parts by which a case is found: its URN (U) from each of its characters on, its crime
-- reference (R) from the beginning of each of its numbers on. Parts have three characters or more.
CREATE OR REPLACE FUNCTION cases_number_parts(urn text, reference text) RETURNS TABLE (part text)
IMMUTABLE PARALLEL SAFE ROWS 12 LANGUAGE sql AS $$
    SELECT 'U' || substr($1, n) FROM generate_series(1, length($1) - 2) AS n
    UNION
    SELECT 'R' || array_to_string(numbers[n:], '')
    FROM regexp_split_to_array(upper($2), '[^A-Z0-9]+') AS numbers
    CROSS JOIN LATERAL generate_subscripts(numbers, 1) AS n
    WHERE length(array_to_string(numbers[n:], '')) >= 3
$$;

-- The rows by which the units of a case find it.
CREATE OR REPLACE FUNCTION cases_parts_of_case(held cases_case)
RETURNS TABLE (unit_id bigint, part text, case_id uuid)
STABLE ROWS 24 LANGUAGE sql AS $$
    SELECT unit, parts.part, ($1).id
    FROM unnest(ARRAY[($1).police_unit_id, ($1).cps_unit_id]) AS unit
    CROSS JOIN LATERAL cases_number_parts(($1).urn, ($1).crime_reference) AS parts
    WHERE unit IS NOT NULL AND NOT ($1).is_restricted
$$;

-- The rows by which the units of a suspect's case find the suspect; none for a side from which the
-- suspect is kept.
CREATE OR REPLACE FUNCTION cases_keys_of_suspect(held cases_suspect)
RETURNS TABLE (unit_id bigint, key text, lacks smallint, others text, suspect_id uuid)
STABLE ROWS 16 LANGUAGE sql AS $$
    SELECT unit, keys.key, keys.lacks, keys.others, ($1).id
    FROM (VALUES ('POLICE', ($1).police_unit_id), ('CPS', ($1).cps_unit_id)) AS sides (side, unit)
    CROSS JOIN LATERAL cases_name_keys(($1).surname, ($1).given_names) AS keys
    WHERE unit IS NOT NULL AND NOT ($1).is_restricted AND ($1).only_side IN ('', side)
$$;

-- Takes away the parts that a case has no longer, whatever made them, and adds those that it lacks.
CREATE OR REPLACE FUNCTION case_is_found() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM cases_casenumberpart AS kept
        WHERE kept.case_id = OLD.id AND (kept.unit_id, kept.part, kept.case_id) NOT IN (
            SELECT * FROM cases_parts_of_case(NEW)
        );
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO cases_casenumberpart (unit_id, part, case_id)
        SELECT * FROM cases_parts_of_case(NEW) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

-- When a case is opened or removed.
CREATE OR REPLACE TRIGGER case_is_found AFTER INSERT OR DELETE ON cases_case
    FOR EACH ROW EXECUTE FUNCTION case_is_found();

-- When a case changes its numbers or its units, or its restriction changes.
CREATE OR REPLACE TRIGGER case_is_found_anew
    AFTER UPDATE OF urn, crime_reference, police_unit_id, cps_unit_id, is_restricted ON cases_case
    FOR EACH ROW
    WHEN ((OLD.urn, OLD.crime_reference, OLD.police_unit_id, OLD.cps_unit_id, OLD.is_restricted)
          IS DISTINCT FROM
          (NEW.urn, NEW.crime_reference, NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted))
    EXECUTE FUNCTION case_is_found();

-- Takes away the keys that a suspect has no longer, whatever made them, and adds those that they
-- lack.
CREATE OR REPLACE FUNCTION suspect_is_found() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM cases_suspectnamekey AS kept
        WHERE kept.suspect_id = OLD.id
            AND (kept.unit_id, kept.key, kept.lacks, kept.others, kept.suspect_id) NOT IN (
                SELECT * FROM cases_keys_of_suspect(NEW)
            );
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO cases_suspectnamekey (unit_id, key, lacks, others, suspect_id)
        SELECT * FROM cases_keys_of_suspect(NEW) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

-- When a suspect is added or removed.
CREATE OR REPLACE TRIGGER suspect_is_found AFTER INSERT OR DELETE ON cases_suspect
    FOR EACH ROW EXECUTE FUNCTION suspect_is_found();

-- When a suspect is called otherwise, sent to the other side or moved with their case, or the case
-- is restricted.
CREATE OR REPLACE TRIGGER suspect_is_found_anew
    AFTER UPDATE ON cases_suspect FOR EACH ROW
    WHEN ((OLD.surname, OLD.given_names, OLD.only_side, OLD.police_unit_id, OLD.cps_unit_id,
           OLD.is_restricted) IS DISTINCT FROM
          (NEW.surname, NEW.given_names, NEW.only_side, NEW.police_unit_id, NEW.cps_unit_id,
           NEW.is_restricted))
    EXECUTE FUNCTION suspect_is_found();
