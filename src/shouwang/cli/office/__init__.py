"""Commands that need the office.  Importing one of them sets Django up; commands on files alone never pay for it."""

import os

import django
from django.conf import settings
from django.utils import translation

from shouwang.cli import language

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.web.settings")
django.setup()
# In this thread only: pages are in the language of whoever looks.
translation.activate("en" if language.lang() == "en" else settings.LANGUAGE_CODE)
