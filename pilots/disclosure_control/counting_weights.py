"""
Counting weights: a secret lot counts about one case in ten not at all, and one in ten twice.

A lot is for the whole case, whatever is counted of it, and does not change. Its secret is only in
the database. So any published number is equally true with more cases that are not counted, and
every inference from it keeps several possible answers (docs/decisions/0044). The weights average to
one, so that sums are not biased.
"""

# The first byte of the hash, 0 to 255: below the first bound weight 0, from the second weight 2.
WEIGHT_BOUNDS = (26, 230)
CASE_WEIGHT_SQL = (
    "width_bucket(get_byte(sha256(%(secret)s::bytea || uuid_send({case})), 0), "
    f"ARRAY[{WEIGHT_BOUNDS[0]}, {WEIGHT_BOUNDS[1]}])"
)


def case_weight_sql(case: str) -> str:
    """SQL of a case's weight. case: the name of a column. Needs the parameter %(secret)s."""
    return CASE_WEIGHT_SQL.format(case=case)
