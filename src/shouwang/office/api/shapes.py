"""Schemas that several resources share."""

from ninja import Schema
from pydantic import ConfigDict


class Strict(Schema):
    """What a client sends: a name nobody knows is a mistake, not something to pass over."""

    model_config = ConfigDict(extra="forbid")
