"""What seals say of a lane is the same packed as in a dict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.office.journal.bound import ELSEWHERE, Bound

DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(st.lists(st.tuples(st.integers(1, 12), DIGESTS)), st.dictionaries(st.integers(1, 12), DIGESTS))
def test_packed_says_what_the_earliest_seal_says_and_the_head_above_all(ends, head):
    bound, plain = Bound(), {}
    for seal, (number, digest) in enumerate(ends, 1):
        bound.remember(number, digest, seal)
        plain.setdefault(number, (digest, seal))
    for number, digest in head.items():
        bound.remember(number, digest, ELSEWHERE)
        plain[number] = (digest, ELSEWHERE)

    assert bound.said() == plain


@pytest.mark.parametrize("end", [(0, "0" * 64), (2**63, "0" * 64), (1, "x"), (1, "A" * 64)])
def test_what_no_seal_of_ours_says_is_not_taken(end):
    with pytest.raises(ValueError, match="not the end"):
        Bound().remember(*end, 1)
