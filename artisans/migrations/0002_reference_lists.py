"""Reference lists by number, so that events can point at them; a third grade of fit for customs headings."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("artisans", "0001_initial")]
    operations = [
        migrations.DeleteModel("ReferenceList"),
        migrations.CreateModel(
            name="ReferenceList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.SlugField(max_length=40, unique=True, verbose_name="list")),
                ("version", models.CharField(max_length=40, verbose_name="version")),
                ("licence", models.CharField(max_length=200, verbose_name="licence")),
                ("source", models.TextField(verbose_name="source")),
                ("sha256", models.CharField(max_length=64)),
                ("rows", models.PositiveIntegerField(verbose_name="rows")),
                ("retired", models.PositiveIntegerField(default=0, verbose_name="retired rows")),
                ("loaded_at", models.DateTimeField(verbose_name="loaded")),
            ],
            options={"verbose_name": "reference list", "verbose_name_plural": "reference lists"},
        ),
        migrations.AlterField(
            model_name="hscode",
            name="fit",
            field=models.CharField(
                choices=[("core", "Craft"), ("partial", "Partly craft"), ("weak", "Mostly industrial")],
                max_length=8,
                verbose_name="fit",
            ),
        ),
    ]
