"""All texts of pages can be translated, and every question says how to correct an answer."""

import re
import shutil
from copy import deepcopy
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.template import engines
from django.utils import translation
from django.utils.functional import Promise

from people.web.forms import ConditionalForm
from rasso import translations

ROOT = Path(translations.__file__).resolve().parent.parent
NOT_WORDS = {"OFFICIAL-SENSITIVE"}  # the protective marking is the same in every language
HIDDEN_FROM_READERS = (
    (re.compile(r"{#.*?#}", re.S), ""),
    (re.compile(r"{%-?\s*trans\b.*?\bendtrans\s*-?%}", re.S), ""),
    (re.compile(r"{%.*?%}|{{.*?}}", re.S), ""),
    (re.compile(r"<(script|style|svg)\b.*?</\1>", re.S), ""),
    (re.compile(r"<[^>]*>", re.S), "\n"),
    (re.compile(r"&\w+;"), ""),
)
ATTRIBUTES = re.compile(r'\b(?:aria-label|alt|title|placeholder)="[^"{]*[A-Za-z]')
LITERALS = re.compile(r"""\b(?:button|alert)\((?:["'][a-z]+["'],\s*)?["'][A-Z]""")


def templates():
    env = engines["jinja2"].env
    for name in env.list_templates(extensions=("html", "jinja", "txt")):
        if not name.startswith("govuk_frontend_jinja/"):
            yield name, env.loader.get_source(env, name)[0]


def untranslatable_words(source):
    """The untranslatable words of a template."""
    source = re.sub(r"{#.*?#}", "", source, flags=re.S)
    found = ATTRIBUTES.findall(source) + LITERALS.findall(source)
    for pattern, instead in HIDDEN_FROM_READERS:
        source = pattern.sub(instead, source)
    lines = (line.strip() for line in source.splitlines())
    return found + [line for line in lines if re.search("[A-Za-z]", line)]


@pytest.mark.parametrize(("name", "source"), list(templates()))
def test_every_word_of_a_page_is_marked(name, source):
    assert set(untranslatable_words(source)) <= NOT_WORDS


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello</p>",
        "<p>{{ name }} said</p>",
        '<nav aria-label="Main">',
        '{{ button("Send") }}',
        '{{ alert("warning", "Sent") }}',
    ],
)
def test_a_word_that_was_not_marked_is_found(source):
    assert untranslatable_words(source)


def form_modules():
    """The modules of forms of each app."""
    for app in ("people", "cases", "victims", "pilots"):
        folder = ROOT / app
        for path in [*folder.rglob("forms.py"), *folder.rglob("forms/*.py")]:
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts)


def all_forms():
    """Every form of the apps."""
    for name in form_modules():
        import_module(name)
    found, waiting = [], [ConditionalForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        found.append(form)
    return [form for form in found if not form.__module__.startswith("tests.")]


def all_fields():
    for form in all_forms():
        for name, field in form.base_fields.items():
            if not isinstance(field.widget, forms.HiddenInput):
                yield form, name, field


def test_every_question_is_worded_and_can_be_translated():
    plain = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form, name, field in all_fields()
        if not isinstance(field.label, Promise)
    ]
    assert plain == []


def test_every_question_that_must_be_answered_says_what_to_do():
    default = forms.Field.default_error_messages["required"]
    silent = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form, name, field in all_fields()
        if field.required and field.error_messages["required"] == default
    ]
    assert silent == []


def test_no_question_hides_a_part_of_its_form():
    clash = [
        f"{form.__name__}.{name}" for form, name, _ in all_fields() if hasattr(forms.Form(), name)
    ]
    assert clash == []


@pytest.fixture(scope="module")
def marked():
    """Every marked string, read from the code once: no test here changes code."""
    return translations.marked_strings()


@pytest.fixture
def marked_once(marked, monkeypatch):
    monkeypatch.setattr(translations, "marked_strings", lambda: deepcopy(marked))


@pytest.mark.usefixtures("marked_once")
def test_the_catalogue_holds_every_marked_string(capsys):
    assert translations.main(["--check"]) == 0, capsys.readouterr().out


@pytest.fixture
def welsh_catalogue(tmp_path, monkeypatch, marked_once):
    """A copy of the Welsh catalogue, up to date, that a test may change."""
    path = tmp_path / "django.po"
    shutil.copyfile(translations.po_file("cy"), path)
    monkeypatch.setattr(translations, "po_file", lambda language: path)
    translations.main(["--update"])
    return path


def test_a_marked_string_that_is_missing_is_named(welsh_catalogue, capsys):
    text = welsh_catalogue.read_text()
    welsh_catalogue.write_text(text.replace('msgid "Due today"', 'msgid "Due tomorrow"'))
    assert translations.main(["--check"]) == 1
    assert "cy: missing from the catalogue: Due today" in capsys.readouterr().out


def test_a_translation_that_asks_for_what_it_is_not_given_is_named(welsh_catalogue, capsys):
    text = welsh_catalogue.read_text()
    welsh_catalogue.write_text(
        text.replace('"%(n)d diwrnod yn hwyr"', '"%(days)d diwrnod yn hwyr"', 1)
    )
    assert translations.main(["--check"]) == 1
    assert "%(n)d day overdue" in capsys.readouterr().out


def test_an_update_changes_nothing_twice(welsh_catalogue):
    once = welsh_catalogue.read_bytes()
    translations.main(["--update"])
    assert welsh_catalogue.read_bytes() == once


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "0 diwrnod yn hwyr"),
        (1, "1 diwrnod yn hwyr"),
        (2, "2 ddiwrnod yn hwyr"),
        (3, "3 diwrnod yn hwyr"),
        (6, "6 diwrnod yn hwyr"),
        (11, "11 o ddiwrnodau yn hwyr"),
    ],
)
def test_welsh_has_its_six_plurals(days, said):
    translations.main(["--compile"])
    with translation.override("cy"):
        words = translation.ngettext("%(n)d day overdue", "%(n)d days overdue", days)
    assert words % {"n": days} == said
