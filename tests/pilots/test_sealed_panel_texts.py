"""What a panel writes of a case is sealed with the key of that case (docs/decisions/0114)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cases.case_keys import CASE_KEYS
from drills.sealed_files import DoesNotOpen, key_of_case
from drills.sealed_texts import text_of
from people.access import sealed_text
from people.access.scopes import Refused
from pilots.actions import exclusions, opinions, passages
from pilots.models import Finding, Opinion, Pack, PanelCase, PanelStep, Passage
from tests.rasso.test_database_objects import as_owner
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.sealed_rows import DESTROYED, UNREADABLE, update_in_sql
from tests.support.module_fixtures import module_fixture
from tests.support.pilots import panels
from tests.support.pilots.panels import add_passage, leave_case_out, name_members, run_action

__all__ = ["as_owner"]
pytestmark = pytest.mark.django_db
CANNOT = "cannot be opened or kept now"
NOT_KEPT = "Not kept: the key of the case could not be reached."
MARKED = "it took long, zqheliotrope"
ASKED = dict.fromkeys(
    ("is_suspect_focused", "is_plan_proportionate", "was_victim_told_well"), "YES"
)
SAID = {"grade": "OBSERVATIONS", "themes": ["DELAY"], "text": MARKED, **ASKED}
FOUND = {"grade": "CONSISTENT", "themes": [], "text": MARKED, "refers_back": False}


def open_panel(size):
    """A panel that its members read, at the present moment."""
    return open_drawn_panel(drawn_panel(size))


def drawn_panel(size):
    """A panel before it is opened, with its members."""
    scene = panels.build_panel_scene(decisions=size)
    scene.panel = panels.draw_panel_cases(
        scene, name_members(scene, panels.add_scene_panel(scene)), size=size
    )
    return scene


def open_drawn_panel(scene):
    scene.at = timezone.now()
    until = timezone.localdate() + timedelta(days=14)
    run_action(scene, opinions.open_panel, "convener", panel=scene.panel, opinions_by=until)
    return scene


@module_fixture
def scene():
    return open_panel(2)


@pytest.fixture
def key_file(scene):
    """The file with the key of the panel's first case, which is put back after the test."""
    path = Path(CASE_KEYS.folder(), str(case_id(scene)))
    kept = path.read_bytes()
    yield path
    path.write_bytes(kept)


@pytest.fixture
def lose_first_key():
    """Take the key of a panel's first case away, and put it back after the test."""
    kept = {}

    def lose(scene):
        path = Path(CASE_KEYS.folder(), str(case_id(scene)))
        kept[path] = path.read_bytes()
        path.unlink()

    yield lose
    for path, content in kept.items():
        path.write_bytes(content)


def nth(scene, n=0):
    return panels.panel_cases(scene.panel)[n]


def case_id(scene, n=0):
    return nth(scene, n).entry.case_id


def write_everything(scene, n=0):
    """Every kind of text that a panel writes of a case."""
    add_passage(scene, nth(scene, n), MARKED)
    leave_out = {"panel_case": nth(scene, n), "reason": MARKED}
    run_action(scene, exclusions.ask_to_leave_out, "convener", **leave_out)
    settle = {"panel_case": nth(scene, n), "is_agreed": False, "reason": MARKED}
    run_action(scene, exclusions.settle_leaving_out, "second", **settle)
    for who in ("police", "cps", "outside"):
        run_action(scene, opinions.give_opinion, who, panel_case=nth(scene, n), **SAID)
    run_action(scene, opinions.record_finding, "convener", panel_case=nth(scene, n), **FOUND)


def written_rows(scene, n=0):
    """[(row, name of its text)] of what a panel wrote of a case."""
    rows = [
        (row, name)
        for model, name in ((Opinion, "text"), (Finding, "text"), (Passage, "text"),
                            (PanelStep, "note"))
        for row in model.objects.unscoped("test").filter(panel_case=nth(scene, n))
    ]  # fmt: skip
    return [(row, name) for row, name in rows if stored(row, name)]


def stored(row, name):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {row._meta.db_table} WHERE id = %s", [row.pk])
        return cursor.fetchone()[0]


def assert_in_no_table(marker):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public'"
            " AND has_table_privilege(relid, 'SELECT')"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {name} t WHERE t::text LIKE %s", [f"%{marker}%"])
            assert cursor.fetchone() == (0,), name


def pack_page(scene, who="police"):
    return client_for(getattr(scene, who)).get(page_url("see-pack", nth(scene)))


def steps_page(scene):
    return page_text(client_for(scene.convener).get(page_url("see-panel-steps", scene.panel)))


def test_what_a_panel_writes_is_in_no_table_and_is_read_on_its_pages(scene, settings):
    write_everything(scene)
    assert len(written_rows(scene)) == 7
    assert_in_no_table("zqheliotrope")
    for row, name in written_rows(scene):
        key = key_of_case(Path(settings.CASE_KEY_ROOT), case_id(scene), settings.CASE_KEYS)
        place = {"key": key, "case": case_id(scene), "column": name, "row": row.pk}
        assert text_of(stored(row, name), table=row._meta.db_table, **place) == MARKED
        with pytest.raises(DoesNotOpen):
            text_of(stored(row, name), table="pilots_panel", **place)
    assert page_text(pack_page(scene)).count(MARKED) >= 4  # the passage and three opinions
    assert MARKED in page_text(client_for(scene.convener).get(page_url("see-panel", scene.panel)))
    assert steps_page(scene).count(MARKED) == 2


def test_a_proposed_passage_is_read_by_who_agrees_to_it(scene):
    facts = {"panel_case": nth(scene), "text": MARKED}
    run_action(scene, passages.propose_passage, "convener", **facts)
    page = client_for(scene.second).get(page_url("settle-passage", nth(scene)))
    assert MARKED in page_text(page)


def test_a_text_of_another_member_does_not_open_in_its_place(scene):
    for who, text in (("police", "it was sound"), ("cps", "it was not")):
        run_action(
            scene, opinions.give_opinion, who, panel_case=nth(scene), **SAID | {"text": text}
        )
    one, two = Opinion.objects.unscoped("test").filter(panel_case=nth(scene)).order_by("at", "pk")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT for_tests.run_past_triggers(format("
            "'UPDATE pilots_opinion SET text = %%L WHERE id = %%L', %s::text, %s::text))",
            [stored(two, "text"), str(one.pk)],
        )
    assert Opinion.objects.unscoped("test").get(pk=one.pk).text == UNREADABLE


@pytest.mark.parametrize("way", ["lost", "destroyed"])
def test_without_the_key_a_sentence_stands_for_each_text(scene, key_file, way):
    write_everything(scene)
    if way == "lost":
        key_file.unlink()
    else:
        key_file.write_bytes(b"")
    sentence = UNREADABLE if way == "lost" else DESTROYED
    page = pack_page(scene)
    assert page.status_code == 200 and page_text(page).count(sentence) >= 4
    assert steps_page(scene).count(sentence) == 2
    assert "zqheliotrope" not in page_text(page) + steps_page(scene)


def test_an_opinion_that_cannot_be_kept_is_refused_and_what_was_typed_stays(scene, key_file):
    add_passage(scene, nth(scene), MARKED)
    client, address = client_for(scene.police), page_url("give-opinion", nth(scene))
    form_key = client.get(address).context["form"]["form_key"].value()
    key_file.unlink()
    answer = client.post(address, SAID | {"form_key": form_key})
    assert answer.status_code == 409
    assert CANNOT in page_text(answer) and MARKED in page_text(answer)
    assert not Opinion.objects.unscoped("test").exists() and not key_file.exists()


def test_a_case_whose_key_is_lost_can_still_leave_the_panel(scene, key_file):
    key_file.unlink()
    leave_case_out(scene, nth(scene))
    assert PanelCase.objects.unscoped("test").get(pk=nth(scene).pk).status == "OUT"
    assert steps_page(scene).count(NOT_KEPT) == 2


def test_no_panel_is_opened_while_no_key_can_be_read(settings, tmp_path):
    scene, folder = drawn_panel(2), settings.CASE_KEY_ROOT
    settings.CASE_KEY_ROOT = str(tmp_path / "not a folder")
    Path(settings.CASE_KEY_ROOT).write_text("")
    with pytest.raises(Refused, match=CANNOT), transaction.atomic():
        open_drawn_panel(scene)
    settings.CASE_KEY_ROOT = folder
    open_drawn_panel(scene)
    assert "Not kept" not in page_text(pack_page(scene))


def test_what_was_typed_against_leaving_is_not_lost_with_the_key(scene, key_file):
    facts = {"panel_case": nth(scene), "reason": "It is about somebody I know."}
    run_action(scene, exclusions.ask_to_leave_out, "convener", **facts)
    key_file.unlink()
    stays = {"panel_case": nth(scene), "is_agreed": False, "reason": "There is no conflict."}
    with pytest.raises(Refused, match=CANNOT):
        run_action(scene, exclusions.settle_leaving_out, "second", **stays)
    assert PanelCase.objects.unscoped("test").get(pk=nth(scene).pk).status == "OUT_ASKED"


def test_a_passage_that_does_not_open_can_be_refused(scene, key_file):
    facts = {"panel_case": nth(scene), "text": MARKED}
    run_action(scene, passages.propose_passage, "convener", **facts)
    key_file.unlink()
    refuse = {"panel_case": nth(scene), "is_agreed": False, "version": 1, "reason": "Not needed."}
    run_action(scene, passages.settle_passage, "second", **refuse)
    assert steps_page(scene).count(NOT_KEPT) == 1


def test_nobody_agrees_to_a_passage_that_does_not_open(scene, key_file):
    facts = {"panel_case": nth(scene), "text": MARKED}
    run_action(scene, passages.propose_passage, "convener", **facts)
    key_file.unlink()
    agree = {"panel_case": nth(scene), "is_agreed": True, "version": 1}
    with pytest.raises(Refused, match=CANNOT):
        run_action(scene, passages.settle_passage, "second", **agree)


def test_the_facts_of_a_pack_are_sealed_and_read_in_it(scene):
    pack = Pack.objects.unscoped("test").get(panel_case=nth(scene))
    with connection.cursor() as cursor:
        cursor.execute("SELECT jsonb_typeof(facts) FROM pilots_pack")
        assert cursor.fetchall() == [("string",), ("string",)]
    assert dict(pack.facts)["decided_by"] == "CPS"
    assert "What is alleged, by its gravest group" in page_text(pack_page(scene))


def test_a_panel_is_opened_though_the_key_of_one_case_is_lost(lose_first_key):
    scene = drawn_panel(2)
    lose_first_key(scene)
    open_drawn_panel(scene)
    assert f"What the pack says of the case {NOT_KEPT}" in page_text(pack_page(scene))
    other = Pack.objects.unscoped("test").get(panel_case=nth(scene, 1))
    assert dict(other.facts)["decided_by"] == "CPS"


def test_what_was_stored_before_is_read_and_then_sealed_though_rows_only_grow(as_owner, settings):
    settings.SEAL_TEXTS = False
    scene = open_panel(2)
    write_everything(scene), write_everything(scene, 1)
    settings.SEAL_TEXTS = True
    rows = written_rows(scene) + written_rows(scene, 1)
    packs = Pack.objects.unscoped("test").filter(panel=scene.panel)
    facts = {pack.pk: pack.facts for pack in packs}
    assert len(facts) == 2 and all(stored(pack, "facts")[0] == "[" for pack in packs)
    assert len(rows) == 14 and {stored(*each) for each in rows} == {MARKED}
    assert page_text(pack_page(scene)).count(MARKED) >= 4
    call_command("seal_texts")
    for row, name in rows:
        assert stored(row, name).startswith(sealed_text.MARK)
        assert sealed_text.owner_of(stored(row, name)) == row.panel_case.entry.case_id
        assert getattr(type(row).objects.unscoped("test").get(pk=row.pk), name) == MARKED
    for pack in Pack.objects.unscoped("test").filter(panel=scene.panel):
        assert stored(pack, "facts").startswith('"\\u0002s1.')
        assert pack.facts == facts[pack.pk]
    one = Opinion.objects.unscoped("test").filter(panel_case=nth(scene))
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        update_in_sql(one, "text", "Other.")
