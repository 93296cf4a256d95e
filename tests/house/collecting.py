"""Django's makemessages, which also collects what is said before there is a language: `sentence(…)`."""

import sys

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=sentence:1"]


if __name__ == "__main__":
    Command().run_from_argv(["django", "makemessages", *sys.argv[1:]])
