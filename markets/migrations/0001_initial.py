import django.db.models.deletion
import foundation.fields
import foundation.time
import markets.barometer.models
import markets.intelligence.models
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('artisans', '0001_initial'),
        ('programs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='City',
            fields=[
                ('code', models.SlugField(max_length=20, primary_key=True, serialize=False, verbose_name='code')),
                ('name_fr', models.CharField(max_length=80, unique=True, verbose_name='name (French)')),
                ('name_ar', models.CharField(max_length=80, verbose_name='name (Arabic)')),
                ('name_en', models.CharField(max_length=80, verbose_name='name (English)')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired')),
            ],
            options={
                'verbose_name': 'city',
                'verbose_name_plural': 'cities',
                'ordering': ['name_fr'],
            },
        ),
        migrations.CreateModel(
            name='Destination',
            fields=[
                ('code', models.SlugField(max_length=20, primary_key=True, serialize=False, verbose_name='code')),
                ('kind', models.CharField(choices=[('country', 'Country'), ('group', 'Group of countries')], max_length=10, verbose_name='kind')),
                ('name_fr', models.CharField(max_length=80, verbose_name='name (French)')),
                ('name_ar', models.CharField(max_length=80, verbose_name='name (Arabic)')),
                ('name_en', models.CharField(max_length=80, verbose_name='name (English)')),
                ('published_as', models.CharField(blank=True, max_length=80, verbose_name='label in the bulletins')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired')),
                ('country', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='destination', to='artisans.country', verbose_name='country')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='markets.destination', verbose_name='group')),
            ],
            options={
                'verbose_name': 'destination',
                'verbose_name_plural': 'destinations',
                'ordering': ['kind', 'name_fr'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('country__isnull', False), ('kind', 'country')), models.Q(('country__isnull', True), ('kind', 'group')), _connector='OR'), name='destination_country_or_group')],
            },
        ),
        migrations.CreateModel(
            name='MarketSignal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=markets.intelligence.models.new_signal_reference, editable=False, max_length=20, unique=True, verbose_name='reference')),
                ('code', models.SlugField(blank=True, editable=False, max_length=60, null=True, unique=True, verbose_name='code')),
                ('title_fr', models.CharField(max_length=200, verbose_name='title (French)')),
                ('title_ar', models.CharField(blank=True, max_length=200, verbose_name='title (Arabic)')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title (English)')),
                ('summary_fr', models.TextField(verbose_name='summary (French)')),
                ('summary_ar', models.TextField(blank=True, verbose_name='summary (Arabic)')),
                ('summary_en', models.TextField(blank=True, verbose_name='summary (English)')),
                ('source', models.CharField(blank=True, max_length=400, verbose_name='source')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', editable=False, max_length=10, verbose_name='status')),
                ('published_on', models.DateField(blank=True, editable=False, null=True, verbose_name='published')),
                ('published_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year'), ('unknown', 'Unknown')], default='day', editable=False, max_length=8)),
                ('recorded_at', models.DateTimeField(default=foundation.time.now, editable=False, verbose_name='recorded')),
                ('is_demonstration', models.BooleanField(default=False, editable=False)),
                ('destination', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signals', to='markets.destination', verbose_name='market')),
                ('family', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signals', to='artisans.productfamily', verbose_name='product family')),
                ('published_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
            ],
            options={
                'verbose_name': 'market signal',
                'verbose_name_plural': 'market signals',
                'ordering': ['-published_on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'published'])), name='signal_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('published_by__isnull', True), ('published_on__isnull', True)), models.Q(('published_by__isnull', False), ('published_on__isnull', False)), _connector='OR'), name='signal_published_both'), models.CheckConstraint(condition=models.Q(('destination__isnull', False), ('family__isnull', False), _connector='OR'), name='signal_about_something', violation_error_message='Name the market, the product family, or both.')],
            },
        ),
        migrations.CreateModel(
            name='ExportResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=markets.intelligence.models.new_result_reference, editable=False, max_length=20, unique=True, verbose_name='reference')),
                ('period_start', models.DateField(verbose_name='from')),
                ('period_end', models.DateField(verbose_name='until')),
                ('amount', foundation.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='exports (MAD)')),
                ('without_low', foundation.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='without the programme, low estimate (MAD)')),
                ('without_high', foundation.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='without the programme, high estimate (MAD)')),
                ('basis', models.TextField(verbose_name='how the estimate was made')),
                ('status', models.CharField(choices=[('declared', 'Declared'), ('sent', 'Sent for confirmation'), ('confirmed', 'Confirmed by the beneficiary'), ('disputed', 'Disputed by the beneficiary'), ('no_reply', 'No reply')], default='declared', editable=False, max_length=10, verbose_name='status')),
                ('declared_at', models.DateTimeField(default=foundation.time.now, editable=False, verbose_name='declared')),
                ('sent_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='sent')),
                ('answered_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='answered')),
                ('answer', models.TextField(blank=True, editable=False, verbose_name='answer')),
                ('is_demonstration', models.BooleanField(default=False, editable=False)),
                ('answered_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('declared_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('destination', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.destination', verbose_name='market')),
                ('family', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='artisans.productfamily', verbose_name='product family')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='export_results', to='artisans.party', verbose_name='beneficiary')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.program', verbose_name='programme')),
                ('sent_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'export result',
                'verbose_name_plural': 'export results',
                'ordering': ['-period_end', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['declared', 'sent', 'confirmed', 'disputed', 'no_reply'])), name='exportresult_status_known'), models.CheckConstraint(condition=models.Q(('period_end__isnull', True), ('period_end__gte', models.F('period_start')), _connector='OR'), name='exportresult_period_in_order', violation_error_message='The end cannot be before the start.'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', True), ('sent_by__isnull', True)), models.Q(('sent_at__isnull', False), ('sent_by__isnull', False)), _connector='OR'), name='exportresult_sent_both'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='exportresult_answered_both'), models.CheckConstraint(condition=models.Q(('amount__gte', models.F('without_high')), ('without_high__gte', models.F('without_low')), ('without_low__gte', 0)), name='exportresult_band_in_order', violation_error_message='The estimates must be in order: low, high, exports made.')],
            },
        ),
        migrations.CreateModel(
            name='OutcomeShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(blank=True, max_length=120, verbose_name='other cause')),
                ('percent', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='share (%)')),
                ('program', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.program', verbose_name='programme')),
                ('result', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='markets.exportresult', verbose_name='result')),
            ],
            options={
                'verbose_name': 'share of a result',
                'verbose_name_plural': 'shares of a result',
                'ordering': ['-percent', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('percent__gt', 0), ('percent__lte', 100)), name='outcomeshare_percent'), models.CheckConstraint(condition=models.Q(models.Q(('label', ''), ('program__isnull', False)), models.Q(('program__isnull', True), models.Q(('label', ''), _negated=True)), _connector='OR'), name='outcomeshare_one_cause')],
            },
        ),
        migrations.CreateModel(
            name='RolloutFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('text_fr', models.CharField(max_length=300)),
                ('text_ar', models.CharField(max_length=300)),
                ('text_en', models.CharField(max_length=300)),
                ('number', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('published_on', models.DateField(verbose_name='published')),
                ('published_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year'), ('unknown', 'Unknown')], max_length=8)),
                ('source', models.CharField(max_length=400, verbose_name='source')),
                ('recorded_at', models.DateTimeField(default=foundation.time.now, verbose_name='recorded')),
                ('retired_on', models.DateField(blank=True, null=True)),
                ('destinations', models.ManyToManyField(blank=True, related_name='+', to='markets.destination')),
            ],
            options={
                'verbose_name': 'fact about the roll-out',
                'verbose_name_plural': 'facts about the roll-out',
                'ordering': ['published_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SignalDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent_at', models.DateTimeField(default=foundation.time.now, editable=False, verbose_name='sent')),
                ('seen_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='seen')),
                ('acted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='acted upon')),
                ('interaction', models.TextField(blank=True, verbose_name='what they did with it')),
                ('recorded_at', models.DateTimeField(default=foundation.time.now, editable=False, verbose_name='recorded')),
                ('is_demonstration', models.BooleanField(default=False, editable=False)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signal_deliveries', to='artisans.party', verbose_name='beneficiary')),
                ('program', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.program', verbose_name='programme')),
                ('sent_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
                ('signal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='markets.marketsignal', verbose_name='signal')),
            ],
            options={
                'verbose_name': 'delivery of a signal',
                'verbose_name_plural': 'deliveries of signals',
                'ordering': ['-sent_at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('signal', 'party'), name='delivery_once'), models.CheckConstraint(condition=models.Q(('seen_at__isnull', True), ('seen_at__gte', models.F('sent_at')), _connector='OR'), name='delivery_sent_before_seen', violation_error_message='The end cannot be before the start.'), models.CheckConstraint(condition=models.Q(('acted_at__isnull', True), models.Q(('acted_at__gte', models.F('seen_at')), ('seen_at__isnull', False)), _connector='OR'), name='delivery_seen_before_acted')],
            },
        ),
        migrations.CreateModel(
            name='TradeSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('breakdown', models.CharField(choices=[('total', 'Total'), ('family', 'Product family'), ('destination', 'Destination'), ('city_exit', 'Exit city'), ('city_reg', 'City of registration')], max_length=12, verbose_name='breakdown')),
                ('measure', models.CharField(default='value_mdh', max_length=20, verbose_name='measure')),
                ('name_fr', models.CharField(max_length=160, verbose_name='name (French)')),
                ('name_ar', models.CharField(max_length=160, verbose_name='name (Arabic)')),
                ('name_en', models.CharField(max_length=160, verbose_name='name (English)')),
                ('source', models.TextField(blank=True, verbose_name='source')),
            ],
            options={
                'verbose_name': 'export series',
                'verbose_name_plural': 'export series',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('breakdown__in', ['total', 'family', 'destination', 'city_exit', 'city_reg'])), name='tradeseries_breakdown_known')],
            },
        ),
        migrations.CreateModel(
            name='TradePoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period_kind', models.CharField(choices=[('ytd', 'Since January'), ('month', 'Month'), ('quarter', 'Quarter'), ('annual', 'Year')], max_length=8, verbose_name='period')),
                ('period_start', models.DateField(verbose_name='from')),
                ('period_end', models.DateField(verbose_name='until')),
                ('value_mdh', models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True, verbose_name='value (MDH)')),
                ('share_pct', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='share (%)')),
                ('growth_pct', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='growth as published (%)')),
                ('qualifier', models.CharField(choices=[('=', 'As published'), ('~', 'About'), ('>', 'More than')], default='=', max_length=1, verbose_name='precision of the value')),
                ('status', models.CharField(choices=[('published', 'Published'), ('derived', 'Derived'), ('uncertain', 'Uncertain')], max_length=10, verbose_name='status')),
                ('comparison_base', models.CharField(blank=True, max_length=80, verbose_name='compared with')),
                ('published_on', models.DateField(db_index=True, verbose_name='published')),
                ('published_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year'), ('unknown', 'Unknown')], max_length=8, verbose_name='precision of the date')),
                ('is_restatement', models.BooleanField(default=False, verbose_name='restatement')),
                ('source', models.TextField(verbose_name='source')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('recorded_at', models.DateTimeField(default=foundation.time.now, verbose_name='recorded')),
                ('fingerprint', models.CharField(editable=False, max_length=64, unique=True)),
                ('city', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.city', verbose_name='city')),
                ('destination', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.destination', verbose_name='destination')),
                ('family', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='artisans.productfamily', verbose_name='product family')),
                ('hs', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='artisans.hscode', verbose_name='HS code')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points', to='markets.tradeseries', verbose_name='series')),
            ],
            options={
                'verbose_name': 'export figure',
                'verbose_name_plural': 'export figures',
                'ordering': ['-period_end', 'series', '-published_on', '-id'],
                'indexes': [models.Index(fields=['series', '-period_end', '-published_on'], name='tradepoint_newest'), models.Index(fields=['series', 'family', 'period_end'], name='tradepoint_family'), models.Index(fields=['series', 'destination', 'period_end'], name='tradepoint_destination')],
                'constraints': [models.CheckConstraint(condition=models.Q(('period_end__isnull', True), ('period_end__gte', models.F('period_start')), _connector='OR'), name='tradepoint_period_in_order', violation_error_message='The end cannot be before the start.'), models.CheckConstraint(condition=models.Q(('period_kind__in', ['ytd', 'month', 'quarter', 'annual'])), name='tradepoint_kind_known'), models.CheckConstraint(condition=models.Q(('qualifier__in', ['=', '~', '>'])), name='tradepoint_qualifier_known'), models.CheckConstraint(condition=models.Q(('status__in', ['published', 'derived', 'uncertain'])), name='tradepoint_status_known'), models.CheckConstraint(condition=models.Q(('published_precision__in', ['day', 'month', 'year', 'unknown'])), name='tradepoint_precision_known'), models.CheckConstraint(condition=models.Q(('value_mdh__isnull', False), ('share_pct__isnull', False), ('growth_pct__isnull', False), models.Q(('note', ''), _negated=True), _connector='OR'), name='tradepoint_says_something'), models.CheckConstraint(condition=models.Q(('value_mdh__isnull', True), ('value_mdh__gte', 0), _connector='OR'), name='tradepoint_value_positive'), models.CheckConstraint(condition=models.Q(('share_pct__isnull', True), models.Q(('share_pct__gte', 0), ('share_pct__lte', 100)), _connector='OR'), name='tradepoint_share_percent')],
            },
        ),
        migrations.CreateModel(
            name='BarometerEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=markets.barometer.models.new_edition_reference, editable=False, max_length=20, unique=True, verbose_name='reference')),
                ('as_of', models.DateField(verbose_name='figures published until')),
                ('known_at', models.DateTimeField(blank=True, null=True, verbose_name='recorded until')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('reviewed', 'Reviewed'), ('published', 'Published')], default='draft', max_length=10, verbose_name='status')),
                ('snapshot', models.JSONField(default=dict, editable=False)),
                ('snapshot_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('built_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='built')),
                ('created_at', models.DateTimeField(default=foundation.time.now, editable=False, verbose_name='created')),
                ('reviewed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='reviewed')),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='published')),
                ('is_demonstration', models.BooleanField(default=False, editable=False)),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='prepared by')),
                ('published_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
                ('reviewed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewed by')),
            ],
            options={
                'verbose_name': 'barometer edition',
                'verbose_name_plural': 'barometer editions',
                'ordering': ['-as_of', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'reviewed', 'published'])), name='edition_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='edition_reviewed_both'), models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('published_by__isnull', True)), models.Q(('published_at__isnull', False), ('published_by__isnull', False)), _connector='OR'), name='edition_published_both'), models.CheckConstraint(condition=models.Q(('reviewed_by__isnull', True), models.Q(('reviewed_by', models.F('created_by')), _negated=True), _connector='OR'), name='edition_two_people', violation_error_message='The person who prepared an edition cannot review it.'), models.CheckConstraint(condition=models.Q(('status', 'draft'), models.Q(('built_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='edition_reviewed_before_publication')],
            },
        ),
        migrations.CreateModel(
            name='EditionChart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30)),
                ('language', models.CharField(max_length=2)),
                ('size', models.CharField(max_length=10)),
                ('svg', models.TextField()),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='charts', to='markets.barometeredition')),
            ],
            options={
                'verbose_name': 'chart of an edition',
                'verbose_name_plural': 'charts of an edition',
                'constraints': [models.UniqueConstraint(fields=('edition', 'name', 'language', 'size'), name='editionchart_once')],
            },
        ),
        migrations.CreateModel(
            name='Erratum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text_fr', models.TextField(verbose_name='text (French)')),
                ('text_ar', models.TextField(blank=True, verbose_name='text (Arabic)')),
                ('text_en', models.TextField(blank=True, verbose_name='text (English)')),
                ('written_at', models.DateTimeField(default=foundation.time.now, verbose_name='written')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='errata', to='markets.barometeredition', verbose_name='edition')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
            ],
            options={
                'verbose_name': 'erratum',
                'verbose_name_plural': 'errata',
                'ordering': ['-written_at', '-id'],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='barometeredition',
            trigger=pgtrigger.compiler.Trigger(name='edition_steps', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF TG_OP = 'INSERT' THEN\n                    IF NEW.status NOT IN ('draft') THEN\n                        RAISE EXCEPTION 'step not allowed: % cannot be born %', TG_TABLE_NAME, NEW.status\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                ELSIF NEW.status IS DISTINCT FROM OLD.status AND (OLD.status, NEW.status) NOT IN (('draft', 'reviewed'), ('reviewed', 'draft'), ('reviewed', 'published')) THEN\n                    RAISE EXCEPTION 'step not allowed: % from % to %', TG_TABLE_NAME, OLD.status, NEW.status\n                        USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NEW;\n            ", hash='b8d28b7c0b2cdd5b59433ffc9b31db58bec155cc', operation='INSERT OR UPDATE OF "status"', pgid='pgtrigger_edition_steps_db357', table='markets_barometeredition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='barometeredition',
            trigger=pgtrigger.compiler.Trigger(name='edition_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF OLD.published_at IS NOT NULL AND (NEW.as_of IS DISTINCT FROM OLD.as_of OR NEW.known_at IS DISTINCT FROM OLD.known_at OR NEW.snapshot IS DISTINCT FROM OLD.snapshot OR NEW.snapshot_hash IS DISTINCT FROM OLD.snapshot_hash OR NEW.built_at IS DISTINCT FROM OLD.built_at OR NEW.reviewed_by_id IS DISTINCT FROM OLD.reviewed_by_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.published_at IS DISTINCT FROM OLD.published_at) THEN\n                RAISE EXCEPTION 'published: % % cannot change', TG_TABLE_NAME, OLD.id USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='99efdfec6faf4f6ad2a42307e7fc7a4a211d209b', operation='UPDATE', pgid='pgtrigger_edition_immutable_9ed86', table='markets_barometeredition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='editionchart',
            trigger=pgtrigger.compiler.Trigger(name='editionchart_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE of_edition BIGINT;', func="\n                    IF TG_OP = 'DELETE' THEN of_edition := OLD.edition_id; ELSE of_edition := NEW.edition_id; END IF;\n                    IF EXISTS (SELECT 1 FROM markets_barometeredition WHERE id = of_edition AND published_at IS NOT NULL) THEN\n                        RAISE EXCEPTION 'published: the charts of edition % cannot change', of_edition\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ", hash='585e616b3223c5a994371908c7b15d5643c804ac', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_editionchart_frozen_6a2c6', table='markets_editionchart', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='erratum',
            trigger=pgtrigger.compiler.Trigger(name='erratum_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a44249c3ae28dde37851317b9fd2d12967698f9a', operation='UPDATE OR DELETE', pgid='pgtrigger_erratum_append_only_ed0df', table='markets_erratum', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='erratum',
            trigger=pgtrigger.compiler.Trigger(name='erratum_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'append-only: % cannot be truncated', TG_TABLE_NAME;", hash='757ee9e3a9808a605513d6c18600e2e262544be2', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_erratum_no_truncate_0b5f4', table='markets_erratum', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exportresult',
            trigger=pgtrigger.compiler.Trigger(name='exportresult_steps', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF TG_OP = 'INSERT' THEN\n                    IF NEW.status NOT IN ('declared') THEN\n                        RAISE EXCEPTION 'step not allowed: % cannot be born %', TG_TABLE_NAME, NEW.status\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                ELSIF NEW.status IS DISTINCT FROM OLD.status AND (OLD.status, NEW.status) NOT IN (('declared', 'sent'), ('disputed', 'declared'), ('no_reply', 'confirmed'), ('no_reply', 'disputed'), ('sent', 'confirmed'), ('sent', 'disputed'), ('sent', 'no_reply')) THEN\n                    RAISE EXCEPTION 'step not allowed: % from % to %', TG_TABLE_NAME, OLD.status, NEW.status\n                        USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NEW;\n            ", hash='a643263073d1c03332b7f46f799a7082dd885bf7', operation='INSERT OR UPDATE OF "status"', pgid='pgtrigger_exportresult_steps_1bba5', table='markets_exportresult', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exportresult',
            trigger=pgtrigger.compiler.Trigger(name='exportresult_shares_total', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE total NUMERIC;', func="\n                    SELECT COALESCE(sum(percent), 0) INTO total FROM markets_outcomeshare WHERE result_id = NEW.id;\n                    IF NEW.status <> 'declared' AND total <> 100 THEN\n                        RAISE EXCEPTION 'the shares of result % total %', NEW.id, total USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ", hash='829564316710a08e88ef0ff151501140a4d1859b', operation='INSERT OR UPDATE OF "status"', pgid='pgtrigger_exportresult_shares_total_3fbc6', table='markets_exportresult', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='marketsignal',
            trigger=pgtrigger.compiler.Trigger(name='signal_steps', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF TG_OP = 'INSERT' THEN\n                    IF NEW.status NOT IN ('draft') THEN\n                        RAISE EXCEPTION 'step not allowed: % cannot be born %', TG_TABLE_NAME, NEW.status\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                ELSIF NEW.status IS DISTINCT FROM OLD.status AND (OLD.status, NEW.status) NOT IN (('draft', 'published')) THEN\n                    RAISE EXCEPTION 'step not allowed: % from % to %', TG_TABLE_NAME, OLD.status, NEW.status\n                        USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NEW;\n            ", hash='e53672e5a68d444cc8bf0d1345683ed5080f4931', operation='INSERT OR UPDATE OF "status"', pgid='pgtrigger_signal_steps_37408', table='markets_marketsignal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='outcomeshare',
            trigger=pgtrigger.compiler.Trigger(name='outcomeshare_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE of_result BIGINT;', func="\n                    IF TG_OP = 'DELETE' THEN of_result := OLD.result_id; ELSE of_result := NEW.result_id; END IF;\n                    -- The row lock keeps a status change and an edit of the shares apart.\n                    PERFORM 1 FROM markets_exportresult WHERE id = of_result FOR NO KEY UPDATE;\n                    IF EXISTS (SELECT 1 FROM markets_exportresult WHERE id = of_result AND status <> 'declared') THEN\n                        RAISE EXCEPTION 'the shares of result % are with the beneficiary', of_result\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ", hash='f18bdf0f0b937361181bdeb7cd360ccad7d85a23', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_outcomeshare_frozen_2ce22', table='markets_outcomeshare', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tradepoint',
            trigger=pgtrigger.compiler.Trigger(name='tradepoint_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3a2430c207129e21afbac2a18d7f859302e8a2c5', operation='UPDATE OR DELETE', pgid='pgtrigger_tradepoint_append_only_c3a15', table='markets_tradepoint', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tradepoint',
            trigger=pgtrigger.compiler.Trigger(name='tradepoint_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'append-only: % cannot be truncated', TG_TABLE_NAME;", hash='02203f691cb9f4af41fc9dd2ce55187c97906ce9', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_tradepoint_no_truncate_b5869', table='markets_tradepoint', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tradepoint',
            trigger=pgtrigger.compiler.Trigger(name='tradepoint_never_falls', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NEW.value_mdh IS NULL OR NEW.is_restatement OR NEW.status <> 'published'\n       OR extract(month FROM NEW.period_start) <> 1 THEN\n        RETURN NEW;\n    END IF;\n    PERFORM 1 FROM markets_tradeseries WHERE id = NEW.series_id FOR NO KEY UPDATE;\n    PERFORM 1 FROM (\n        SELECT DISTINCT ON (period_end) period_end, value_mdh FROM markets_tradepoint\n        WHERE \n      series_id = NEW.series_id\n      AND family_id IS NOT DISTINCT FROM NEW.family_id AND hs_id IS NOT DISTINCT FROM NEW.hs_id\n      AND destination_id IS NOT DISTINCT FROM NEW.destination_id AND city_id IS NOT DISTINCT FROM NEW.city_id\n\n          AND period_start = NEW.period_start AND period_end <> NEW.period_end\n          AND status = 'published' AND value_mdh IS NOT NULL\n        ORDER BY period_end, published_on DESC, recorded_at DESC, id DESC\n    ) standing\n    WHERE (period_end < NEW.period_end AND value_mdh > NEW.value_mdh)\n       OR (period_end > NEW.period_end AND value_mdh < NEW.value_mdh);\n    IF FOUND THEN\n        RAISE EXCEPTION 'a cumulative series falls at % without a restatement', NEW.period_end\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'tradepoint_never_falls';\n    END IF;\n    RETURN NEW;\n", hash='25046b63863ae0699d863f4a545d9b696cac339d', operation='INSERT', pgid='pgtrigger_tradepoint_never_falls_6bbdb', table='markets_tradepoint', when='BEFORE')),
        ),
    ]
