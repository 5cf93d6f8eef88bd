"""
How often a case is counted: by a secret lot, about one in ten not at all, one in ten twice.

A lot is of the whole case, whatever is counted of it, and stays as it is. Its secret is in the
database alone. So whatever is printed, and however it is reckoned with, is as true of a world with
cases more that are not counted: every number of people keeps those above it as its answer too
(docs/decisions/0044). One left out is made up for by one counted twice, so sums lean no way.
"""

# The first byte of a hash is one of 256: below the first bound not counted, from the second twice.
WEIGHT_BOUNDS = (26, 230)
CASE_WEIGHT_SQL = (
    "width_bucket(get_byte(sha256(%(secret)s::bytea || uuid_send({case})), 0), "
    f"ARRAY[{WEIGHT_BOUNDS[0]}, {WEIGHT_BOUNDS[1]}])"
)


def case_weight_sql(case: str) -> str:
    """SQL of how often a case is counted; case: the name of a column. Wants %(secret)s."""
    return CASE_WEIGHT_SQL.format(case=case)
