"""Parts: an office with the cast in it, and what uploads have left there."""

import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from tests.office import cast

from shouwang.office.imports.models import Batch
from shouwang.web.operations import setting_up


def prepare() -> None:
    setting_up.make_home()
    call_command("migrate", verbosity=0)
    cast.assemble()


def look() -> None:
    """Batches, and files kept, drafts included."""
    kept = sum(path.is_file() for path in Path(settings.FILES).rglob("*"))
    sys.stdout.write(f"{Batch.objects.count()} {kept}\n")
