"""The catalogue: what is wrong, and what to do about it."""

import re

from shouwang.engine.reading import messages


def test_codes_are_unique_and_in_one_series():
    constants = [value for name, value in vars(messages).items() if str(value).startswith("READ-")]

    assert sorted(constants) == sorted(messages.CATALOGUE)
    assert all(re.fullmatch(r"READ-\d{3}", code) for code in messages.CATALOGUE)


def test_whoever_warns_says_what_to_do():
    helpless = [m.code for m in messages.CATALOGUE.values() if m.severity != messages.INFO and not m.remedy]

    assert helpless == []


def test_every_sentence_ends():
    assert all((message.text + message.remedy).endswith("。") for message in messages.CATALOGUE.values())
