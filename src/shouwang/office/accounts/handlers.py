"""What of the accounts stands on an area; brought in when the app is ready."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.models import Appointment
from shouwang.office.areas.standing import standing
from shouwang.office.kit.codes import Span


@standing(_("任职 %(n)s 项"))
def appointments(span: Span, on: date) -> int:
    return int(Appointment.objects.during(on, None).filter(area_code__range=span).count())
