"""Screens the county of this office once, and asks what if.

python -m bench.office.screen        prints one line of JSON: seconds by step, most memory in KiB, seconds of previews
"""

import json
import os
import resource
import statistics
import time
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.web.settings")
django.setup()

from bench.office.load import ON  # noqa: E402
from django.core.management import call_command  # noqa: E402

from shouwang.office.accounts.models import User  # noqa: E402
from shouwang.office.journal.acting import Actor, acting  # noqa: E402
from shouwang.office.kit import clock, codes  # noqa: E402
from shouwang.office.screening.differences import comparing  # noqa: E402
from shouwang.office.screening.differences.comparing import Asked  # noqa: E402
from shouwang.office.screening.models import Finding, Run  # noqa: E402
from shouwang.office.screening.running import making, runs  # noqa: E402

PACK = "hunan-qingshuzui-2022"
LINES = (7000, 7100, 7200, 7300, 7400)


class Steps:
    """A job in progress: how long each step took."""

    def __init__(self, owner: Any) -> None:
        self.owner, self.seconds = owner, dict[str, float]()
        self.step, self.since = "", time.perf_counter()

    def progress(self, step: str, done: int = 0, total: int = 0) -> None:
        now = time.perf_counter()
        if self.step:
            self.seconds[self.step] = round(now - self.since, 2)
        self.step, self.since = step, now

    def check(self) -> None:
        pass


def main() -> None:
    call_command("migrate", verbosity=0)
    by = User.objects.get(username="county")
    area = by.appointments_now[0].area_code
    with acting(Actor("county")):
        # The first is compared with nothing, the second with the first, as every night.
        run = screened(area, by)[0]
        run, steps, seconds = screened(area, by)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        previews = [previewed(run, line) for line in LINES]
    said = {
        "households": run.households,
        "findings": Finding.objects.filter(run=run).count(),
        "seconds": seconds,
        "steps": steps,
        "memory": memory,
        # The first unpacks the archive.
        "first_preview": previews[0],
        "preview": statistics.median(previews[1:]),
    }
    print(json.dumps(said, ensure_ascii=False))


def screened(area: str, by: Any) -> tuple[Run, dict[str, float], float]:
    started = runs.start(area, pack=PACK, on=ON, by=by, today=clock.today(), standing=True)
    steps, start = Steps(by), time.perf_counter()
    making.make(steps, run=started.pk)  # type: ignore[arg-type]
    seconds = time.perf_counter() - start
    steps.progress("")
    return Run.objects.get(pk=started.pk), steps.seconds, seconds


def previewed(run: Run, line: int) -> float:
    start = time.perf_counter()
    asked = Asked(run, (codes.span(run.area_code),), change=(f"monitoring_line={line}",))
    with comparing.opened(asked) as compared:
        comparing.page(compared)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
