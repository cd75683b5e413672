from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_jobs_titles_message_secrets'),
    ]

    operations = [
        migrations.AlterField(
            model_name='messagetemplate',
            name='code',
            field=models.CharField(max_length=60),
        ),
    ]
