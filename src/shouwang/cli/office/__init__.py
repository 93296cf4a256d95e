"""Commands that need the office.  Importing one of them sets Django up; commands on files alone never pay for it."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.web.settings")
django.setup()
