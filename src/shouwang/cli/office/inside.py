"""Commands inside an office: where there is none, they say so and make nothing.

Not before a command is carried out: its help is for those, too, who have no office yet.
"""

from typing import Any

import click

from shouwang.web.operations import setting_up


class Inside(click.Command):
    def invoke(self, ctx: click.Context) -> Any:
        setting_up.refuse_absent()
        return super().invoke(ctx)


class Commands(click.Group):
    """A group of such commands."""

    command_class = Inside
