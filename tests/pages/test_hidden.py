"""Hidden fields of pages."""

from django.forms import formset_factory
from django.template import engines

from people.web import fields

DRAW = "{% from 'parts/fields.html' import hidden %}{{ hidden(form) }}"


def test_a_hidden_nought_is_sent_back_as_a_nought():
    rows = formset_factory(fields.RowForm, min_num=1, extra=0)(prefix="rows")
    html = engines["jinja2"].from_string(DRAW).render({"form": rows.management_form})

    assert 'name="rows-INITIAL_FORMS" id="id_rows-INITIAL_FORMS" value="0"' in html
