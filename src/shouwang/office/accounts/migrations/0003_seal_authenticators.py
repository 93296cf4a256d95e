"""Authenticators that django-otp kept in clear are sealed, and its table goes, with everything that stood in it."""

from typing import Any

from django.db import migrations

CLEAR = "otp_totp_totpdevice"


def carry_over(apps: Any, editor: Any) -> None:
    """Whoever enrolled need not do so again.  An office that is new has no such table."""
    with editor.connection.cursor() as cursor:
        if CLEAR not in editor.connection.introspection.table_names(cursor):
            return
        cursor.execute(f"SELECT user_id, name, confirmed, key, drift, last_t FROM {CLEAR} ORDER BY id")
        made = apps.get_model("accounts", "Authenticator").objects
        for user, name, confirmed, key, drift, last_t in cursor.fetchall():
            made.create(
                user_id=user, name=name, confirmed=bool(confirmed), key=key, drift=drift, last_t=last_t
            )
        if editor.connection.vendor == "sqlite":
            # Else the pages that become free would keep what stood on them until something else is written there.
            cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute(f"DROP TABLE {CLEAR}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_authenticator")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
