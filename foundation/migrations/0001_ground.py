"""What every table stands on: trigram search, the cache table."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    run_before = [("accounts", "0001_initial"), ("artisans", "0001_initial")]
    dependencies = []
    operations = [
        TrigramExtension(),
        migrations.RunSQL(
            """
            CREATE TABLE IF NOT EXISTS sanad_cache (
                cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
            );
            CREATE INDEX IF NOT EXISTS sanad_cache_expires ON sanad_cache (expires);
            """,
            "DROP TABLE IF EXISTS sanad_cache",
        ),
    ]
