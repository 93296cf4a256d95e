"""How the engine says no: one line why, one line what to do."""


class Refused(Exception):
    """Something cannot be done.  `why` and `remedy` are whole Chinese sentences."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(why)
        self.why = why
        self.remedy = remedy
