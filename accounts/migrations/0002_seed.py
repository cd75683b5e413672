"""The user who acts for the clock, and the establishment's one row."""

from django.db import migrations


def seed(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    User.objects.get_or_create(is_system=True, defaults={"full_name": "Sanad", "password": "!", "is_active": True})
    Establishment = apps.get_model("accounts", "Establishment")
    Establishment.objects.get_or_create(
        pk=1,
        defaults={
            "name_fr": "Maison de l’Artisan",
            "name_ar": "مؤسسة دار الصانع",
            "name_en": "Maison de l’Artisan",
        },
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
