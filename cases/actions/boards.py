"""What boards count is kept by triggers, a row for each change; here those rows are added up."""

from django.db import connection

FOLD = """
WITH many AS (
    SELECT police_unit_id, cps_unit_id, state, only_side FROM cases_boardcount
    GROUP BY police_unit_id, cps_unit_id, state, only_side HAVING count(*) > 1
), taken AS (
    DELETE FROM cases_boardcount AS one USING many
    WHERE one.police_unit_id = many.police_unit_id AND one.state = many.state
        AND one.cps_unit_id IS NOT DISTINCT FROM many.cps_unit_id
        AND one.only_side = many.only_side
    RETURNING one.police_unit_id, one.cps_unit_id, one.state, one.only_side, one.n
)
INSERT INTO cases_boardcount (police_unit_id, cps_unit_id, state, only_side, n)
SELECT police_unit_id, cps_unit_id, state, only_side, sum(n) FROM taken
GROUP BY police_unit_id, cps_unit_id, state, only_side HAVING sum(n) <> 0"""


def fold():
    """
    Add up the rows of the same units, state and side; how many rows are left of them.

    One statement: whoever reads meanwhile finds all of the old rows or all of the new. A second
    worker waits for the first and takes away nothing that the first has.
    """
    with connection.cursor() as cursor:
        cursor.execute(FOLD)
        return cursor.rowcount
