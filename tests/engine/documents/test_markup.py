from hypothesis import given
from hypothesis import strategies as st

from shouwang.engine.documents import markup
from shouwang.engine.documents.markup import el


def test_text_never_becomes_markup():
    made = markup.html(el("p", "<script>alert(1)</script> & so on", title='"><b>'))

    assert "<script>" not in made
    assert "<b>" not in made
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on" in made


def test_a_script_is_written_as_it_is():
    made = markup.html(el("script", "if (a < b && c) { run(); }"))

    assert "<script>if (a < b && c) { run(); }</script>" in made


def test_text_and_elements_keep_their_order():
    made = markup.html(el("p", "one ", el("b", "two"), " three", None, el("i"), " four", " five"))

    assert "<p>one <b>two</b> three<i></i> four five</p>" in made


def test_an_attribute_that_is_none_is_left_out():
    made = markup.html(el("td", class_=None, data_value=0, aria_sort="none"))

    assert '<td data-value="0" aria-sort="none"></td>' in made


@given(st.text())
def test_no_text_opens_a_tag(text):
    made = markup.html(el("p", text))

    assert made.count("<") == 3  # the doctype, the opening and the closing tag
