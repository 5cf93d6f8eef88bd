"""
Ids of what a search finds: cases by a part of a number, suspects by a name (docs/decisions/0133).

Each of the reader's units costs a look along an index for each key, and of a surname alone no look
reads more than its share of a page, however many cases there are; with given names, it reads those
of the unit with that key. What a role on a unit
does not let the reader read has no row there, and what a conflict of interest hides is left out
before a limit counts: what is hidden changes neither the number nor the order of what is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from uuid import UUID

from psycopg.types.numeric import Int8

from people.access.expiry import live_at_sql
from people.access.prepared_cursor import prepared_cursor
from people.access.row_security import array_text, for_purpose
from people.access.scopes import UNIT_COLUMN_OF_SIDE, Scope
from people.identity.sides import Side

PURPOSE = "searches are bounded by an index that row-level security would read row by row"
MOST_PARTS = 13  # of one case under one beginning: 9 of a URN, 13 of a reference of 30 characters
KEPT_FROM_SQL = """ARRAY(
    SELECT conflict.case_id FROM cases_conflict AS conflict
    WHERE conflict.user_id = ANY(%(accounts)s::bigint[]) AND conflict.lifted_at IS NULL
)"""
# Cases that the reader reads by a named role alone, a condition on rows `held` that carry units.
ONLY_NAMED_SQL = """
    {case} = ANY(ARRAY(
        SELECT named.content_object_id FROM cases_casegrant AS named
        WHERE named.user_id = %(user)s AND {live}
    ))
    AND (held.is_restricted OR held.{unit}_id IS NULL
         OR held.{unit}_id <> ALL(%(units)s::bigint[]))
    AND (%(within)s::bigint[] IS NULL OR held.{unit}_id = ANY(%(within)s::bigint[]))
    AND {case} <> ALL({kept_from})"""
PARTS_SQL = """
SELECT case_id FROM (
    SELECT near.case_id, near.part
    FROM unnest(%(units)s::bigint[]) AS mine (unit)
    CROSS JOIN (VALUES ('U'), ('R')) AS numbers (kind)
    CROSS JOIN LATERAL (
        SELECT known.case_id, known.part FROM cases_casenumberpart AS known
        WHERE known.unit_id = mine.unit AND known.part >= numbers.kind || %(typed)s::text
            AND known.part < numbers.kind || %(typed)s::text || '~'
            AND known.case_id <> ALL({kept_from})
        ORDER BY known.part, known.case_id LIMIT {rows}
    ) AS near
    UNION ALL
    SELECT held.id, parts.part COLLATE "C"
    FROM cases_case AS held
    CROSS JOIN LATERAL cases_number_parts(held.urn, held.crime_reference) AS parts
    WHERE {only_named} AND starts_with(substr(parts.part, 2), %(typed)s::text)
        AND strpos(held.urn || ' ' || regexp_replace(upper(held.crime_reference), '[^A-Z0-9]',
            '', 'g'), %(typed)s::text) > 0
) AS found GROUP BY case_id
ORDER BY min(CASE WHEN starts_with(part, 'U') THEN 0 ELSE 1 END), min(part), case_id
LIMIT {most}"""
# Whether names have three letters in a row in common, as names that are alike have. This is quickly
# told; of other alphabets pg_trgm may know no letters.
MAY_BE_LIKE_SQL = """(word_similarity({one}, {other}) > 0
    OR octet_length({other}) > length({other}) OR octet_length({one}) > length({one}))"""
# asked: the keys of each surname that is asked for, and the other words of the name.
IS_CALLED_SQL = """(asked.rest = '{{}}' OR {others} = ''
    OR {may_be_like} AND cases_is_called({others}, asked.rest, %(every_one)s::boolean))"""
NAMES_SQL = """
WITH asked AS MATERIALIZED (
    SELECT person.n, keys.key, min(keys.lacks) AS lacks, person.rest,
        array_to_string(person.rest, ' ') AS words
    FROM (
        SELECT n, surname, cases_name_words(others) AS rest
        FROM unnest(%(surnames)s::text[], %(others)s::text[])
            WITH ORDINALITY AS typed (surname, others, n)
    ) AS person
    CROSS JOIN LATERAL unnest(cases_name_words(person.surname)) AS word
    CROSS JOIN LATERAL cases_word_keys(word) AS keys
    GROUP BY person.n, keys.key, person.rest
)
SELECT suspect_id, array_agg(DISTINCT n) FROM (
    SELECT asked.n, near.suspect_id, asked.lacks + near.lacks AS lacks, near.others,
        {rank_by_unit} AS rank
    FROM asked CROSS JOIN unnest(%(units)s::bigint[]) AS mine (unit)
    CROSS JOIN LATERAL (
        ({surname_alone} LIMIT {rows}) UNION ALL ({with_others} LIMIT {rows})
    ) AS near
    UNION ALL
    SELECT asked.n, held.id, asked.lacks + keys.lacks, keys.others COLLATE "C", {rank_by_name}
    FROM cases_suspect AS held
    CROSS JOIN LATERAL cases_name_keys(held.surname, held.given_names) AS keys
    JOIN asked ON asked.key = keys.key
    WHERE {only_named} AND {may_be_like} AND held.only_side IN ('', %(side)s::text)
        AND held.case_id <> ALL(%(apart_from)s::uuid[]) AND {is_called_by_name}
) AS found GROUP BY suspect_id
ORDER BY min(3 * lacks + rank), min(others), suspect_id LIMIT {most}"""
# Of a unit and key: along the index where nothing but a surname is asked for; else the likest.
OF_UNIT_SQL = """
        SELECT known.suspect_id, known.lacks, known.others FROM cases_suspectnamekey AS known
        WHERE known.unit_id = mine.unit AND known.key = asked.key AND {only_where}
            AND known.suspect_id <> ALL(ARRAY(
                SELECT of_case.id FROM cases_suspect AS of_case
                WHERE of_case.case_id = ANY({kept_from})
                    OR of_case.case_id = ANY(%(apart_from)s::uuid[])
            ))
        ORDER BY {order}"""
# The other words are those asked for; are like them; or none is known.
RANK_SQL = "CASE WHEN {others} = asked.words THEN 0 WHEN {others} = '' THEN 2 ELSE 1 END"


@dataclass(frozen=True)
class Sought:
    """
    What was typed: a part of a number, which may be a whole URN, or the words of a name.

    number: capital letters and digits. urn: the same where it has the form of a URN, which a crime
    reference may have too. names: each word as the surname, with the others.
    """

    urn: str = ""
    number: str = ""
    names: tuple[tuple[str, str], ...] = ()


@for_purpose(PURPOSE)
def cases_by_number(typed: str, scope: Scope, *, most: int) -> list[UUID]:
    """
    Ids of cases whose URN, or a number of whose crime reference, has `typed` in it.

    typed: capital letters and digits, three or more. At most `most`, in the order of what follows
    the part. One query.
    """
    text = _parts_sql(scope.side, most)
    with prepared_cursor() as cursor:
        cursor.execute(text, {**_reader(scope), "typed": typed})
        return [pk for (pk,) in cursor.fetchall()]


@for_purpose(PURPOSE)
def suspects_by_name(
    asked: Sequence[tuple[str, str]], scope: Scope, *, most: int, each: int,
    every_one: bool, apart_from: Sequence[UUID] = (),
) -> list[tuple[UUID, list[int]]]:  # fmt: skip
    """
    [(id of a suspect, places in `asked` of the names they are like)], the likest first.

    asked: (surname, other words of the name); names with one slip of typing in a surname, and in
    each of the other words, are found too. every_one: all of the other words must be found, rather
    than any. most: of all; each: of one key and unit. apart_from: cases of which none are found.
    One query.
    """
    text = _names_sql(scope.side, most, each)
    surnames, others = zip(*asked, strict=True)
    known = {
        "surnames": list(surnames), "others": list(others), "every_one": every_one,
        "apart_from": list(apart_from), "side": scope.side,
    }  # fmt: skip
    with prepared_cursor() as cursor:
        cursor.execute(text, _reader(scope) | known)
        return [(pk, [n - 1 for n in places]) for pk, places in cursor.fetchall()]


def _reader(scope: Scope) -> dict[str, Any]:
    return {
        "user": None if scope.user_id is None else Int8(scope.user_id), "at": scope.at,
        "units": array_text(scope.units), "accounts": array_text(scope.conflict_account_ids),
        "within": None if scope.within is None else array_text(sorted(scope.within)),
    }  # fmt: skip


@cache
def _parts_sql(side: str | None, most: int) -> str:
    return PARTS_SQL.format(
        kept_from=KEPT_FROM_SQL, rows=most * MOST_PARTS, most=most,
        only_named=_only_named_sql(side, "held.id"),
    )  # fmt: skip


@cache
def _names_sql(side: str | None, most: int, each: int) -> str:
    of_unit = partial(OF_UNIT_SQL.format, kept_from=KEPT_FROM_SQL)
    rank = RANK_SQL.format(others="known.others")
    return NAMES_SQL.format(
        rows=each, most=most,
        only_named=_only_named_sql(side, "held.case_id"),
        surname_alone=of_unit(
            only_where="asked.rest = '{}'", order="known.lacks, known.others, known.suspect_id"
        ),
        with_others=of_unit(
            only_where=f"asked.rest <> '{{}}' AND {_is_called_sql('known.others')}",
            order=f"known.lacks, {rank}, known.others, known.suspect_id",
        ),
        rank_by_unit=RANK_SQL.format(others="near.others"),
        rank_by_name=RANK_SQL.format(others="keys.others"),
        is_called_by_name=_is_called_sql("keys.others"),
        may_be_like=MAY_BE_LIKE_SQL.format(
            one="array_to_string(%(surnames)s::text[], ' ')", other="held.surname"
        ),
    )  # fmt: skip


def _is_called_sql(others: str) -> str:
    may_be_like = MAY_BE_LIKE_SQL.format(one="asked.words", other=others)
    return IS_CALLED_SQL.format(others=others, may_be_like=may_be_like)


def _only_named_sql(side: str | None, case: str) -> str:
    unit = UNIT_COLUMN_OF_SIDE.get(side, UNIT_COLUMN_OF_SIDE[Side.POLICE])
    return ONLY_NAMED_SQL.format(
        case=case, unit=unit, live=live_at_sql("named"), kept_from=KEPT_FROM_SQL
    )
