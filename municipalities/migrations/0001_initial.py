import django.core.validators
import municipalities.danish_order
import municipalities.models
import simple_history.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Coordinatorship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='from')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='until before')),
            ],
            options={
                'verbose_name': 'coordinator',
                'verbose_name_plural': 'coordinators',
                'ordering': ['municipality__sort_key', 'from_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalCoordinatorship',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='from')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='until before')),
                ('history_user_id', models.BigIntegerField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical coordinator',
                'verbose_name_plural': 'historical coordinators',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=3, unique=True, validators=[django.core.validators.RegexValidator('^[0-9]{3}\\Z', 'Write three digits.')], verbose_name='code')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                ('official_name', models.CharField(max_length=80, verbose_name='official name')),
                ('cvr', models.CharField(max_length=8, unique=True, validators=[municipalities.models.validate_cvr], verbose_name='CVR number')),
                ('email_domain_hint', models.CharField(blank=True, help_text='A hint for people, never a rule of access.', max_length=100, verbose_name='e-mail domain')),
                ('mailbox', models.EmailField(blank=True, help_text='Where the municipality gets its invitations; stated by the secretariat, never guessed.', max_length=254, verbose_name='official mailbox')),
                ('latitude', models.DecimalField(decimal_places=4, max_digits=7, validators=[django.core.validators.MinValueValidator(54, 'The point does not lie in Denmark.'), django.core.validators.MaxValueValidator(58, 'The point does not lie in Denmark.')], verbose_name='latitude')),
                ('longitude', models.DecimalField(decimal_places=4, max_digits=7, validators=[django.core.validators.MinValueValidator(8, 'The point does not lie in Denmark.'), django.core.validators.MaxValueValidator(16, 'The point does not lie in Denmark.')], verbose_name='longitude')),
                ('tile_col', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0, 'The tile map has columns 0 to 15 and rows 0 to 13.'), django.core.validators.MaxValueValidator(15, 'The tile map has columns 0 to 15 and rows 0 to 13.')], verbose_name='column in the tile map')),
                ('tile_row', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0, 'The tile map has columns 0 to 15 and rows 0 to 13.'), django.core.validators.MaxValueValidator(13, 'The tile map has columns 0 to 15 and rows 0 to 13.')], verbose_name='row in the tile map')),
                ('inhabitants', models.PositiveIntegerField(blank=True, help_text='Used when networks mix large and small municipalities; rounded to thousands is enough.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='inhabitants')),
                ('sort_key', municipalities.danish_order.DanishOrderField(blank=True, db_index=True, editable=False, max_length=120, source='name')),
            ],
            options={
                'verbose_name': 'municipality',
                'verbose_name_plural': 'municipalities',
                'ordering': ['sort_key', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True, verbose_name='short name')),
                ('code', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[0-9]{4}\\Z', 'Write four digits.')], verbose_name='code')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
            ],
            options={
                'verbose_name': 'region',
                'verbose_name_plural': 'regions',
                'ordering': ['code', 'slug'],
            },
        ),
        migrations.CreateModel(
            name='RegionMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='from')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='until before')),
            ],
            options={
                'verbose_name': 'region membership',
                'verbose_name_plural': 'region memberships',
                'ordering': ['municipality', 'from_on'],
            },
        ),
    ]
