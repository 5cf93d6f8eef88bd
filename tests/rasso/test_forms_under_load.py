"""The load test's forms follow HTML's rules for what a browser sends."""

import pytest

from benchmarks.load.forms import HtmlForms

PAGE = """
<input name="outside" value="of every form">
<form><input type="hidden" name="key" value="k1"><button name="go" value="1">Go</button></form>
<form>
  <input type="hidden" name="form_key" value="k2"><input name="when-day"><input value="no name">
  <input type="submit" name="pressed" value="1">
  <input type="checkbox" name="suspects" value="a" checked>
  <input type="checkbox" name="suspects" value="b">
  <input type="checkbox" name="suspects" value="c" checked>
  <input type="radio" name="to" value="1"><input type="radio" name="to" value="2">
  <textarea name="evidence">
She said &lt;no&gt; &amp; left.
</textarea>
  <textarea name="strategy"></textarea>
  <select name="mention"><option value="">Nobody</option><option value="7">Her</option></select>
  <select name="item"><option value="8">One</option><option value="9" selected>Two</option></select>
</form>
"""


@pytest.fixture
def forms():
    return HtmlForms(PAGE)


def test_each_form_has_the_answers_that_a_browser_would_send(forms):
    assert forms.found == [
        {"key": ["k1"]},
        {
            "form_key": ["k2"], "when-day": [""], "suspects": ["a", "c"],
            "evidence": ["She said <no> & left.\n"], "strategy": [""],
            "mention": [""], "item": ["9"],
        },
    ]  # fmt: skip


def test_the_choices_of_a_field_are_known_whether_or_not_one_is_chosen(forms):
    assert forms.offered == {
        "suspects": ["a", "b", "c"], "to": ["1", "2"], "mention": ["", "7"], "item": ["8", "9"],
    }  # fmt: skip


def test_a_form_is_found_by_what_it_asks(forms):
    assert forms.asking("form_key") is forms.found[1]
    assert forms.asking("to") is None  # nothing is selected, so a browser would send nothing
