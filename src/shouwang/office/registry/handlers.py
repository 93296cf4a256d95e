"""What the register has done once a day; brought in when the app is ready."""

from shouwang.office.jobs.duties import duty
from shouwang.office.registry.requests import papers

duty("registry.clean")(papers.clean)
