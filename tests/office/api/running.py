"""Runs the examples of docs/api.md as they stand there, with a token for somebody of the small world."""

import io
from contextlib import redirect_stdout
from typing import Any
from unittest import mock

from tests.office.api import answers as shortening
from tests.office.api.conftest import program_of
from tests.office.api.examples import EXAMPLES, FIRST, NEW, NUMBERS, Example
from tests.office.api.wire import Wire
from tests.office.visits import undone
from tests.office.world import World

from shouwang.office.journal.acting import Actor, acting


def answers(world: World) -> dict[str, str]:
    """Operation → the answer as the page shows it."""
    return {example.operation: _answer(world, example) for example in EXAMPLES}


def _answer(world: World, example: Example) -> str:
    of_kind = [number for number in NUMBERS.values() if number.kind == example.kind]
    numbers = {number.of(world).pk: number.shown for number in of_kind}
    content = run(world, example).answers[-1].content
    return shortening.shown(content, lambda number: numbers.get(number, NEW[example.kind]))


def run(world: World, example: Example) -> Wire:
    """As if nothing had been asked before."""
    with undone(), acting(Actor("system:tests")):
        wire = Wire(program_of(world[example.who]).text)
        code = with_numbers(example, {name: number.of(world).pk for name, number in NUMBERS.items()})
        if example.is_curl:
            wire.curl(code)
        else:
            with mock.patch("urllib.request._opener", wire.opener()), redirect_stdout(io.StringIO()):
                exec(compile(FIRST + code, example.operation, "exec"), {})  # that is what it is for
    return wire


def on_page(example: Example) -> str:
    return with_numbers(example, {name: number.shown for name, number in NUMBERS.items()})


def with_numbers(example: Example, numbers: dict[str, Any]) -> str:
    code = example.code
    for name, number in numbers.items():
        code = code.replace(f"/{{{name}}}", f"/{number}")
    return code
