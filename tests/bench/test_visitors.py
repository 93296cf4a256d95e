"""Whoever asks by a form sends what a browser would send."""

from bench.office.visitors import Filled

PAGE = """
<form><input name="q" value="elsewhere"></form>
<form class="card form">
  <input type="hidden" name="csrfmiddlewaretoken" value="x">
  <input name="seen" value="3"><input name="empty"><input value="no name">
  <input type="checkbox" name="off" value="1"><input type="radio" name="on" value="b" checked>
  <select name="grade"><option value="">–</option><option value="B" selected>B</option></select>
  <textarea name="note">
  two
  words</textarea>
</form>
"""


def test_the_fields_of_the_form_as_they_stand():
    assert Filled.of(PAGE) == [
        ("seen", "3"),
        ("empty", ""),
        ("on", "b"),
        ("grade", "B"),
        ("note", "two\n  words"),
    ]
