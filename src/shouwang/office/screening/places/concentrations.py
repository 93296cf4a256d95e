"""Whether risk is concentrated in a part of a county, so that a large-scale relapse has to be feared there.

Small numbers must not shout: of ten households two at risk are a fifth, and chance.  A part is marked when all three
hold – enough households, a share well above the whole's, and more than chance would bring together.
"""

from dataclasses import dataclass
from math import exp, lgamma

LEAST = 5
"""Households at risk."""
TIMES = 1.5
"""Of the whole's share."""
CHANCE = 0.01


@dataclass(frozen=True)
class Share:
    """Households at risk among all of them."""

    at_risk: int = 0
    households: int = 0

    @property
    def percent(self) -> float:
        return 100 * self.at_risk / self.households if self.households else 0.0


def is_concentrated(part: Share, whole: Share) -> bool:
    if part.at_risk < LEAST or not whole.at_risk or part.households > whole.households:
        return False
    # Products are exact, quotients are not.
    is_high = part.at_risk * whole.households >= TIMES * whole.at_risk * part.households
    return is_high and chance(part, whole) < CHANCE


def chance(part: Share, whole: Share) -> float:
    """That as many households of the whole, drawn blindly, would have as many or more at risk among them.

    The upper tail of the hypergeometric distribution, exact; 0…1.
    """
    fewest = max(0, part.households + whole.at_risk - whole.households)
    most = min(part.households, whole.at_risk)
    found = 0.0
    for number in range(max(part.at_risk, fewest), most + 1):
        term = exp(_log_probability(number, part, whole))
        found += term
        if term < found * 1e-12:
            break
    return min(found, 1.0)


def _log_probability(number: int, part: Share, whole: Share) -> float:
    others, rest = whole.households - whole.at_risk, part.households - number
    return (
        _log_ways(whole.at_risk, number)
        + _log_ways(others, rest)
        - _log_ways(whole.households, part.households)
    )


def _log_ways(of: int, chosen: int) -> float:
    return lgamma(of + 1) - lgamma(chosen + 1) - lgamma(of - chosen + 1)
