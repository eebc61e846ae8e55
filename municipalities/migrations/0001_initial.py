"""The regions and municipalities, without the coordinators.

A coordinatorship names the person, whose room comes after this one: its first migration depends on this. So the
coordinatorships are made by the next migration, which depends on the person, and no circle arises.
"""

import django.core.validators
import django.db.models.deletion
import municipalities.danish_order
import municipalities.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
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
                'constraints': [models.CheckConstraint(condition=models.Q(('code', ''), ('code__regex', '^[0-9]{4}\\Z'), _connector='OR'), name='region_code_has_four_digits', violation_error_message='Write four digits.'), models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('code',), name='region_code_is_used_once', violation_error_message='Another region has this code.')],
            },
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
                ('latitude', models.DecimalField(decimal_places=4, max_digits=7, validators=[django.core.validators.MinValueValidator(54, 'The point does not lie in Denmark.'), django.core.validators.MaxValueValidator(58, 'The point does not lie in Denmark.')], verbose_name='latitude')),
                ('longitude', models.DecimalField(decimal_places=4, max_digits=7, validators=[django.core.validators.MinValueValidator(8, 'The point does not lie in Denmark.'), django.core.validators.MaxValueValidator(16, 'The point does not lie in Denmark.')], verbose_name='longitude')),
                ('tile_col', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0, 'The tile map has columns 0 to 15 and rows 0 to 13.'), django.core.validators.MaxValueValidator(15, 'The tile map has columns 0 to 15 and rows 0 to 13.')], verbose_name='column in the tile map')),
                ('tile_row', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0, 'The tile map has columns 0 to 15 and rows 0 to 13.'), django.core.validators.MaxValueValidator(13, 'The tile map has columns 0 to 15 and rows 0 to 13.')], verbose_name='row in the tile map')),
                ('sort_key', municipalities.danish_order.DanishOrderField(blank=True, db_index=True, editable=False, max_length=120, source='name')),
            ],
            options={
                'verbose_name': 'municipality',
                'verbose_name_plural': 'municipalities',
                'ordering': ['sort_key', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9]{3}\\Z')), name='municipality_code_has_three_digits', violation_error_message='Write three digits.'), models.CheckConstraint(condition=models.Q(('cvr__regex', '^[0-9]{8}\\Z')), name='municipality_cvr_has_eight_digits', violation_error_message='Write the eight digits of the CVR number.'), models.UniqueConstraint(fields=('tile_col', 'tile_row'), name='municipality_tile_is_used_once', violation_error_message='Another municipality has this place in the tile map.'), models.CheckConstraint(condition=models.Q(('tile_col__lt', 16), ('tile_row__lt', 14)), name='municipality_tile_on_the_map', violation_error_message='The tile map has columns 0 to 15 and rows 0 to 13.'), models.CheckConstraint(condition=models.Q(('latitude__range', (54, 58)), ('longitude__range', (8, 16))), name='municipality_lies_in_denmark', violation_error_message='The point does not lie in Denmark.')],
            },
        ),
        migrations.CreateModel(
            name='RegionMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='from')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='until before')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='region_memberships', to='municipalities.municipality', verbose_name='municipality')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='municipalities.region', verbose_name='region')),
            ],
            options={
                'verbose_name': 'region membership',
                'verbose_name_plural': 'region memberships',
                'ordering': ['municipality', 'from_on'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('municipality',), name='region_membership_one_open', violation_error_message='The municipality already belongs to a region without an end.'), models.UniqueConstraint(fields=('municipality', 'from_on'), name='region_membership_one_per_start', violation_error_message='The municipality already changes region on this day.'), models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gt', models.F('from_on')), _connector='OR'), name='region_membership_ends_after_it_starts', violation_error_message='A membership must end after it starts.')],
            },
        ),
    ]
