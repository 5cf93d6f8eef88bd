"""The search: parts of numbers and names with a slip, by an oracle; walls, limits and the log."""

import re
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from cases.actions import search_keys
from cases.actions.search_keys import fill_search_keys
from cases.case_details.actions import cases as case_actions
from cases.case_details.queries import search
from cases.models import Case, Suspect
from cases.models.kept_by_triggers import CaseNumberPart, SuspectNameKey
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access import audit_log, grants
from people.models import AuditEntry, Unit
from tests.cases.test_find_case import comparable_page, without_values
from tests.cases.test_links import add_suspect_named
from tests.rasso.test_database_objects import as_owner
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture

__all__ = ["as_owner"]
pytestmark = pytest.mark.django_db
NAMES = [
    ("Mercer", "Daniel"), ("Merser", "Alan"), ("Mercier", "Danielle"), ("Nercer", "Dan"),
    ("Smith-Jones", "Adam Paul"), ("Smith", ""), ("Smyth", "John"), ("Simth", "Jon"),
    ("O’Brien", "Séan"), ("OBRIEN", "Sean"), ("Li", "Wei"), ("Le", "Wei"), ("Łukasz", "Jan"),
    ("van der Berg", "Johannes"), ("Khan", "Mohammed"), ("Kahn", "Muhammad"), ("Merc", "D"),
]  # fmt: skip
TYPED = [
    "mercer", "MERCER", "mercr", "emrcer", "merce", "mercer daniel", "Daniel Mercer",
    "Mercer, Danel", "mercer alan", "smith", "smith jones", "jones", "Jones-Smith", "smith john",
    "smith jo", "obrien", "o'brien sean", "li", "le", "lukasz", "berg", "van der berg", "khan",
    "khan mohamed", "kahn m", "daniel", "merc", "mer", "nobody", "simht",
]  # fmt: skip
SORRY = "Nothing was found in the cases that are open to you."


@module_fixture
def people():
    return cast()


def search_page(who, typed):
    return client_for(who).post(page_url("find-case"), {"sought": typed})


def found_urns(who, typed):
    """URNs of the cases on the page, in order."""
    page = search_page(who, typed)
    assert page.status_code == 200, page
    return [row.case.urn for row in page.context["page"].rows]


def found_names(who, typed):
    """Names of the suspects on the page, in order."""
    rows = search_page(who, typed).context["page"].rows
    return [suspect.name for row in rows for suspect in row.suspects]


# What is found, by rules of the test's own


def words_of(name):
    """Small letters without accents and apostrophes, split where there are none."""
    plain = str.maketrans("éŁł", "ell", "'’")
    letters = name.translate(plain).lower().replace("æ", "ae")
    return [word for word in re.split("[ ,–-]+", letters) if word]


def shortened(word):
    """The word, and what is left of one of four letters or more without one of them."""
    return {word} | {word[:n] + word[n + 1 :] for n in range(len(word)) if len(word) >= 4}


def are_alike(one, other):
    return not shortened(one).isdisjoint(shortened(other))


def is_found(surname, given, typed):
    """Whether a word is like one of the surname, and the others like others of the name."""
    asked = words_of(typed)
    tried = [(word, asked[:n] + asked[n + 1 :]) for n, word in enumerate(asked)]
    for word, rest in [*tried, ("".join(asked), [])]:
        of_surname = words_of(surname)
        for mine in {*of_surname, "".join(of_surname)}:
            others = [each for each in of_surname if each != mine] + words_of(given)
            is_called = all(
                any(a.startswith(b) or b.startswith(a) or are_alike(a, b) for b in others)
                for a in rest
            )
            if are_alike(mine, word) and (not words_of(given) or is_called):
                return True
    return False


def test_names_are_found_as_the_oracle_says(people):
    builder = CaseBuilder(people, suspects=0)
    for surname, given in NAMES:
        add_suspect_named(builder, surname, given)
    wrong, hits = [], 0
    for typed in TYPED:
        expected = {
            f"{given} {name}".strip() for name, given in NAMES if is_found(name, given, typed)
        }
        hits += len(expected)
        if set(found_names(people.officer, typed)) != expected:
            wrong.append((typed, set(found_names(people.officer, typed)) ^ expected))
    assert not wrong
    assert hits > 40 and any(not found_names(people.officer, typed) for typed in TYPED)


def test_a_name_that_is_spelt_so_comes_first(people):
    builder = CaseBuilder(people, suspects=0)
    for surname in ("Hartleyy", "Hartly", "Hartley"):
        add_suspect_named(builder, surname)
    assert len(found_names(people.officer, "hartley")) == 3
    assert found_names(people.officer, "hartley")[:1] == ["Sam Hartley"]


def test_given_names_as_typed_come_before_others_and_unknown_ones(people):
    builder = CaseBuilder(people, suspects=0)
    for given in ("", "J", "Jo", "Joan", "Johan", "John"):
        add_suspect_named(builder, "Hartley", given)
    found = found_names(people.officer, "john hartley")
    assert found[0] == "John Hartley" and found[-1] == "Hartley"


@pytest.mark.parametrize(
    ("surname", "typed"),
    [
        ("SÆTHER", "saether"), ("Æther", "aether"), ("Al-Hassan", "alhassan"),
        ("OBrien", "o brien"), ("Smith–Jones", "jones"), ("Weiß", "WEISS"), ("Ürün", "urun"),
    ],
)  # fmt: skip
def test_letters_and_hyphens_of_other_spellings_do_not_matter(people, surname, typed):
    add_suspect_named(CaseBuilder(people, suspects=0), surname)
    assert found_names(people.officer, typed) == [f"Sam {surname}"]


def test_too_many_words_are_said_to_be_so(people):
    page = search_page(people.officer, "a b c d e f")
    assert "Enter at most 5 words of a name" in page_text(page)


def test_any_part_of_a_urn_finds_it_and_no_other(people):
    builders = [CaseBuilder(people, suspects=0) for _ in range(3)]
    urns = {builder.urn for builder in builders}
    parts = {
        urn[n:m] for urn in urns for n in range(11) for m in range(n + 3, 12) if m - n < 11
    }  # fmt: skip
    for part in sorted(parts):
        found = set(found_urns(people.officer, part.lower()))
        mine = Case.objects.for_scope(scope(people.officer)).values_list("urn", flat=True)
        assert found & urns == {urn for urn in urns if part in urn}, part
        assert all(part in urn for urn in found), part
        assert len(found) == min(search.MAX_FOUND, sum(part in urn for urn in mine)), part


def set_reference(builder, reference):
    builder.do(
        case_actions.record_crime_reference, "officer", case=builder.case,
        crime_reference=reference,
    )  # fmt: skip


@pytest.mark.parametrize(
    "typed", ["42/1234567/31", "4212345", "1234567", "1234567/31", "1234567 31"]
)
def test_a_crime_reference_is_found_from_each_of_its_numbers_on(people, typed):
    builder = CaseBuilder(people, suspects=0)
    set_reference(builder, "42/1234567/31")
    assert found_urns(people.officer, typed) == [builder.urn]
    assert "Crime reference 42/1234567/31" in page_text(search_page(people.officer, typed))
    assert found_urns(people.officer, "234567/3") == []
    set_reference(builder, "42/7654321/31")
    assert found_urns(people.officer, typed) == []
    assert found_urns(people.officer, "7654321") == [builder.urn]


def test_the_page_says_who_it_is_in_which_state_and_unit(people):
    builder = CaseBuilder(people, suspects=0)
    add_suspect_named(builder, "Quillfeather", "Ada", born_on=date(1990, 5, 1))
    add_suspect_named(builder, "Hawthorn", "Bo")
    text = page_text(search_page(people.officer, "quillfether"))
    assert "1 case found" in text and builder.urn in text and people.police.name in text
    assert (
        "Ada Quillfeather Born 1 May 1990: Under investigation" in text and "Hawthorn" not in text
    )
    text = page_text(search_page(people.officer, builder.urn[4:]))
    assert "Ada Quillfeather" in text and "Bo Hawthorn No date of birth recorded" in text


def test_what_was_typed_is_kept_and_a_search_in_vain_says_so(people):
    page = search_page(people.officer, "Nobody Of This Name")
    assert SORRY in page_text(page)
    assert 'value="Nobody Of This Name"' in page.content.decode()
    assert "Error: " not in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter a part of a URN or crime reference, or a suspect’s name"),
        ("1/2", "at least 3 letters or digits"), ("x", "at least 2 letters"),
        ("--", "at least 2 letters"), ("y" * 81, "80 characters"),
    ],
)  # fmt: skip
def test_too_little_and_too_much_are_said_to_be_so_and_kept(people, typed, error):
    page = search_page(people.officer, typed)
    assert error in page_text(page) and "<title>Error: " in page.content.decode()
    assert f'value="{typed}"' in page.content.decode() or not typed


# Walls

WALLS = ["other unit", "conflict", "restricted", "not yet referred", "kept from the other side"]


def hidden_case(people, wall):
    """(somebody from whom a suspect is kept, the builder of the case)."""
    builder, who = CaseBuilder(people, suspects=1), people.supervisor
    if wall == "kept from the other side":
        builder.submit()
        who = people.assistant
    add_suspect_named(builder, "Quillfeather", "Ada")
    set_reference(builder, "77/8899/31")
    if wall == "other unit":
        who = cast().supervisor
    if wall == "conflict":
        add_conflict(who, builder.case, at=timezone.now())
    if wall == "restricted":
        Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    if wall == "not yet referred":
        who = people.assistant
    return who, builder


@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("kind", ["name", "whole name", "part of a URN", "crime reference"])
def test_hidden_and_missing_are_the_same_words_at_the_same_price(people, wall, kind):
    who, builder = hidden_case(people, wall)
    typed, nowhere = {
        "name": ("Quillfether", "Zzyzxfether"),
        "whole name": ("Ada Quillfeather", "Ada Zzyzxfeather"),
        "part of a URN": (builder.urn[4:], "9999926"),
        "crime reference": ("8899", "9988"),
    }[kind]
    if wall == "kept from the other side" and "name" not in kind:
        assert found_urns(who, typed) == [builder.urn]  # the case is theirs, the suspect is not
        assert "Quillfeather" not in page_text(search_page(who, typed))
        return
    client = client_for(who)
    client.get(page_url("find-case"))
    hidden, for_hidden = page_and_queries(client, page_url("find-case"), sought=typed)
    missing, for_missing = page_and_queries(client, page_url("find-case"), sought=nowhere)
    assert SORRY in page_text(hidden)
    assert comparable_page(hidden, typed) == comparable_page(missing, nowhere)
    assert [without_values(sql) for sql in for_hidden] == [
        without_values(sql) for sql in for_missing
    ]


@pytest.mark.parametrize("wall", ["other unit", "conflict", "restricted", "conflict when named"])
def test_what_is_hidden_takes_no_place_on_the_page(people, wall, monkeypatch):
    monkeypatch.setattr(search, "MAX_FOUND", 2)
    who = people.supervisor
    theirs = cast() if wall == "other unit" else people
    for number in range(3):
        builder = CaseBuilder(theirs, suspects=0)
        add_suspect_named(builder, "Quillfeather", "Ada")
        set_reference(builder, f"77/889/{number}00")
        if wall == "conflict when named":
            grants.grant_capacity(
                "allowed_on_case", to=who, on=builder.case, by=who, at=timezone.now()
            )
        if "conflict" in wall:
            add_conflict(who, builder.case, at=timezone.now())
        if wall in ("restricted", "conflict when named"):
            Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    open_ = [CaseBuilder(people, suspects=0) for _ in range(2)]
    for number, builder in enumerate(open_):
        add_suspect_named(builder, "Quillfeather", "Zoe")
        set_reference(builder, f"77/889/{number + 5}00")
    for typed in ("quillfeather", "77/889"):
        page = search_page(who, typed)
        assert {row.case.urn for row in page.context["page"].rows} == {each.urn for each in open_}
        assert "There are more" not in page_text(page)
    builder = CaseBuilder(people, suspects=0)
    add_suspect_named(builder, "Quillfeather", "Zoe")
    set_reference(builder, "77/889/900")
    for typed in ("quillfeather", "77/889"):
        page = search_page(who, typed)
        assert len(page.context["page"].rows) == 2 and "There are more" in page_text(page)


@pytest.mark.parametrize("wall", ["restricted", "other unit"])
def test_who_is_named_on_a_case_finds_it_without_their_unit(people, wall):
    builder = CaseBuilder(people, suspects=0)
    add_suspect_named(builder, "Quillfeather", "Ada")
    set_reference(builder, "77/8899/31")
    who = people.supervisor if wall == "restricted" else cast().supervisor
    if wall == "restricted":
        Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    typed = ("quillfether", "ada quillfeather", "889931", builder.urn[3:])
    assert [found_urns(who, each) for each in typed] == [[]] * 4
    grants.grant_capacity(
        "allowed_on_case", to=who, on=builder.case, by=who, at=timezone.now()
    )  # fmt: skip
    assert [found_urns(who, each) for each in typed] == [[builder.urn]] * 4
    add_conflict(who, builder.case, at=timezone.now())
    assert [found_urns(who, each) for each in typed] == [[]] * 4


def test_the_other_side_finds_a_suspect_once_they_are_sent(people):
    builder = CaseBuilder(people, suspects=0)
    add_suspect_named(builder, "Quillfeather", alleged_on=date(2026, 1, 1))
    assert found_urns(people.manager, "quillfeather") == []
    builder.submit()
    assert found_urns(people.manager, "quillfeather") == [builder.urn]


# What the search finds by is kept


def rows_of(model):
    return sorted(model.objects.values_list(*(each.name for each in model._meta.local_fields
                                              if each.name != "pk")))  # fmt: skip


def test_triggers_keep_what_would_be_made_anew(as_owner):
    """After names, sides, units and restrictions changed, and a case moved."""
    people = cast()
    builders = [CaseBuilder(people, suspects=1) for _ in range(4)]
    builders[0].submit()
    for builder, surname in zip(builders, ("Mercer", "O’Brien", "Smith-Jones", "Li"), strict=True):
        add_suspect_named(builder, surname, "Ada")
    set_reference(builders[1], "42/1234567/31")
    cases = Case.objects.unscoped("test")
    cases.filter(pk=builders[2].case.pk).update(is_restricted=True)
    cases.filter(pk=builders[3].case.pk).update(police_unit=cast().police)
    suspects = Suspect.objects.unscoped("test")
    suspects.filter(surname="Mercer").update(surname="Merser", given_names="Alan")
    suspects.filter(surname="Merser").update(only_side="")
    cases.filter(pk=builders[2].case.pk).update(is_restricted=False)
    suspects.filter(case=builders[1].case, surname="O’Brien").update(surname="", given_names="")
    kept = rows_of(CaseNumberPart), rows_of(SuspectNameKey)
    assert fill_search_keys() == 0  # they were filled by the same functions
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE cases_casenumberpart, cases_suspectnamekey")
        cursor.execute(FORGET_SQL)
    assert fill_search_keys() == sum(map(len, kept)) > 100
    assert (rows_of(CaseNumberPart), rows_of(SuspectNameKey)) == kept
    assert fill_search_keys() == 0


FORGET_SQL = "COMMENT ON TABLE cases_suspectnamekey IS NULL"
AS_IT_WAS_ONCE_SQL = (
    # What triggers have added already, and what an older function made of the same rows.
    "DELETE FROM cases_casenumberpart WHERE part LIKE '%3%'",
    "DELETE FROM cases_suspectnamekey WHERE lacks = 1",
    "UPDATE cases_suspectnamekey SET key = 'of old' || key WHERE lacks = 0",
    FORGET_SQL,
)


def test_a_half_filled_table_and_keys_of_older_functions_are_made_good(as_owner, monkeypatch):
    monkeypatch.setattr(search_keys, "BATCH", 2)
    people = cast()
    for surname in ("Mercer", "O’Brien", "Smith-Jones", "Li", "Hartley"):
        add_suspect_named(CaseBuilder(people, suspects=0), surname, "Ada")
    kept = rows_of(CaseNumberPart), rows_of(SuspectNameKey)
    with connection.cursor() as cursor:
        for statement in AS_IT_WAS_ONCE_SQL:
            cursor.execute(statement)
    assert fill_search_keys() > 0
    assert (rows_of(CaseNumberPart), rows_of(SuspectNameKey)) == kept


def test_keys_that_an_older_function_made_go_with_the_name(as_owner):
    suspect = add_suspect_named(CaseBuilder(cast(), suspects=0), "Quillfeather")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_suspectnamekey SET key = 'old' || key")
    Suspect.objects.unscoped("test").filter(pk=suspect.pk).update(surname="Hawthornden")
    keys = SuspectNameKey.objects.filter(suspect_id=suspect.pk).values_list("key", flat=True)
    assert "hawthornden" in keys and not [key for key in keys if key.startswith("old")]


def test_a_corrected_name_is_found_and_the_old_one_is_not(people):
    builder = CaseBuilder(people, suspects=0)
    suspect = add_suspect_named(builder, "Quillfeather")
    Suspect.objects.unscoped("test").filter(pk=suspect.pk).update(surname="Hawthornden")
    assert found_urns(people.officer, "quillfeather") == []
    assert found_urns(people.officer, "hawthornden") == [builder.urn]


def test_a_case_that_has_moved_is_found_by_its_unit_alone(people):
    builder, other = CaseBuilder(people, suspects=0), cast()
    add_suspect_named(builder, "Quillfeather")
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(police_unit=other.police)
    for typed in ("quillfeather", builder.urn[4:]):
        assert found_urns(other.supervisor, typed) == [builder.urn]
        assert found_urns(people.supervisor, typed) == []


def test_all_units_of_a_reader_are_searched(people):
    other = cast()
    both = person(people.police, "supervise_cases")
    grants.grant_capacity(
        "supervise_cases", to=both, on=Unit.objects.get(pk=other.police.pk), by=both,
        at=timezone.now(),
    )  # fmt: skip
    builders = [CaseBuilder(people, suspects=0), CaseBuilder(other, suspects=0)]
    for builder in builders:
        add_suspect_named(builder, "Quillfeather")
    assert set(found_urns(both, "quillfeather")) == {builder.urn for builder in builders}


# Price, limits and the log


@pytest.mark.parametrize("typed", ["quillfeather", "77/889"])
def test_the_price_is_the_same_however_much_is_found(people, typed):
    client = client_for(people.officer)

    def price():
        page, queries = page_and_queries(client, page_url("find-case"), sought=typed)
        return len(page.context["page"].rows), len(queries)

    def add_case():
        builder = CaseBuilder(people, suspects=0)
        add_suspect_named(builder, "Quillfeather")
        add_suspect_named(builder, "Quillfeathers")
        set_reference(builder, "77/889/31")

    add_case()
    one, cost = price()
    for _ in range(4):
        add_case()
    more, later = price()
    assert (one, more) == (1, 5) and cost == later


def test_the_log_has_what_was_searched_for_as_a_hash_and_all_that_was_shown(people):
    builder = CaseBuilder(people, suspects=0)
    shown = [add_suspect_named(builder, name) for name in ("Quillfeather", "Quillfeathers")]
    search_page(people.officer, "Quillfeather")
    entries = AuditEntry.objects.filter(verb="find_case").order_by("pk")
    told = {(entry.kind, *sorted(entry.ids)) for entry in entries}
    assert told == {
        ("cases.Case", str(builder.case.pk)),
        ("cases.Suspect", *sorted(str(each.pk) for each in shown)),
    }
    assert {entry.sought for entry in entries} == {audit_log.keyed_hash("quillfeather")}
    search_page(people.officer, "Nobody")
    missed = AuditEntry.objects.filter(verb="find_case").latest("pk")
    assert (missed.ids, missed.sought) == ([], audit_log.keyed_hash("nobody"))


def test_rows_that_are_found_count_to_the_limit_on_lists(people, settings):
    builder = CaseBuilder(people, suspects=0)
    for name in ("Quillfeather", "Quillfeathers"):
        add_suspect_named(builder, name)
    settings.LISTED_AN_HOUR = 1
    assert search_page(people.officer, "quillfeather").status_code == 429
    assert search_page(people.officer, "nobody").status_code == 200


def test_each_search_counts_to_the_limit_on_records(people, settings):
    settings.RECORDS_AN_HOUR = 2
    assert [
        search_page(people.officer, typed).status_code for typed in ("Ab", "Cd", "Ab", "Ef")
    ] == [200, 200, 200, 429]
