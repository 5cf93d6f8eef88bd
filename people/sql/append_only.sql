-- Refuses the change. What is said, decided or logged is evidence: not even the owner's role or a
-- superuser changes it, and a fault in a program finds this in its way (docs/decisions/0052).
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only ever grows: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
