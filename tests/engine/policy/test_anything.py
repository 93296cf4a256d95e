"""Whatever stands in an expression or a file of a pack, the answer is the pack or its mistakes."""

import re
import string
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.engine.policy import small_pack
from tests.engine.policy.small_pack import FILES
from tests.packs_builder import mistakes

from shouwang.engine.errors import Refused
from shouwang.engine.policy import pack as packs
from shouwang.engine.policy.check import Kind

PIECES = r"""
and  or  not  in  not in  is  if  else  for p in persons  for i in incomes  async  lambda:  await
<  <=  ==  !=  +  -  *  /  **  //  (  )  [  ]  ,  .  :=  #  \d  \u2028
any  all  count  sum  min  max  age  days  months  months_before  default  known
members  net_income  parameter.line  parameter  rule.below_line  origin  on  period  persons
p  p.health  p.birth_date  i.amount  i.period == period  not i.forecast
1  0  -1  6900.01  1e400  True  None  'lifted'  "C"  '  "  f''  脱贫
"""
SCALARS = r"""
~  1  -1  1.5  .nan  1e999  yes  2022-01-01  2022-02-30  x  D1  [  []  {}  *a  &a  <<: {}  ? [a]  - 1
'  "\x"  !!int x  !!python/name:x  |  >-  {{}}  «
"""


def pieces(drawn: str) -> st.SearchStrategy[str]:
    """What stands between two blanks or on a line; besides a tab, a line end and nothing."""
    return st.sampled_from([*re.split(r"  |\n", drawn.strip()), "\t", "\n", ""])


EXPRESSIONS = st.one_of(
    st.text(max_size=40),
    st.text(string.printable, max_size=40),
    st.lists(pieces(PIECES), max_size=12).map(" ".join),
)


@settings(max_examples=1500, deadline=None)
@given(EXPRESSIONS)
@example("min(any(p.works for p in persons), 1)")
def test_no_text_in_an_expression_breaks_the_reader(text):
    for wrong in mistakes(text, kind=Kind.BOOLEAN, tier=True):
        assert 0 <= wrong.at <= len(text)


@st.composite
def broken_files(draw):
    """A good pack with a piece of one file cut out or put in: at a place where it is likely to matter."""
    file = draw(st.sampled_from(sorted(FILES)))
    text = FILES[file]
    starts = [place for place, each in enumerate(text) if each in " \n:{[" or place == 0]
    start = draw(st.sampled_from(starts)) + draw(st.integers(0, 1))
    end = draw(st.sampled_from([start, *(place for place in starts if place > start)][:12]))
    return {**FILES, file: text[:start] + draw(st.one_of(pieces(SCALARS), st.text(max_size=8))) + text[end:]}


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(broken_files())
def test_no_text_in_a_file_breaks_the_loader(files):
    with tempfile.TemporaryDirectory() as shelf:
        folder = small_pack.write(Path(shelf), files=files)
        try:
            assert packs.load(folder).id == "county-2022"
        except Refused as refused:
            assert refused.why
            assert refused.remedy
