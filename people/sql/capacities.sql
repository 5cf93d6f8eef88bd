-- The sets of capacities of people/identity/capacities.py that SQL functions use, one row for each
-- capacity in a set. tests/rasso/test_capacities_in_sql.py keeps the two in step.
CREATE OR REPLACE VIEW people_capacity_set (name, capacity) AS VALUES
    -- who reads the cases of a unit that they hold so, but for systems, which get no notices
    ('READING', 'refer_cases'),
    ('READING', 'supervise_cases'),
    ('READING', 'inspect_cases'),
    ('READING', 'triage_cases'),
    ('READING', 'manage_early_advice'),
    ('READING', 'allocate_cases'),
    ('READING', 'prosecute_cases'),
    -- who reads about the victims of those cases
    ('READING_OF_VICTIMS', 'refer_cases'),
    ('READING_OF_VICTIMS', 'supervise_cases'),
    ('READING_OF_VICTIMS', 'inspect_cases'),
    ('READING_OF_VICTIMS', 'triage_cases'),
    ('READING_OF_VICTIMS', 'manage_early_advice'),
    ('READING_OF_VICTIMS', 'allocate_cases'),
    ('READING_OF_VICTIMS', 'prosecute_cases'),
    ('READING_OF_VICTIMS', 'contact_victims'),
    ('READING_OF_VICTIMS', 'liaise_with_victims'),
    -- who leads a unit of police or CPS
    ('LEADING', 'supervise_cases'),
    ('LEADING', 'inspect_cases'),
    ('LEADING', 'allocate_cases'),
    -- who hears that access was given on a unit
    ('HEARING_OF_ACCESS', 'supervise_cases'),
    ('HEARING_OF_ACCESS', 'inspect_cases'),
    ('HEARING_OF_ACCESS', 'allocate_cases'),
    ('HEARING_OF_ACCESS', 'manage_support'),
    ('HEARING_OF_ACCESS', 'manage_pilot_area'),
    ('HEARING_OF_ACCESS', 'convene_panels'),
    ('HEARING_OF_ACCESS', 'administer_accounts'),
    ('HEARING_OF_ACCESS', 'read_audit_log'),
    -- who manages the agency of a unit on which they hold it
    ('AGENCY_CAPACITIES', 'administer_agency');
