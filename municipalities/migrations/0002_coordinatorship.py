import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('municipalities', '0001_initial'),
        ('partnership', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='coordinatorship',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coordinatorships', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='historicalcoordinatorship',
            name='person',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9]{3}\\Z')), name='municipality_code_has_three_digits', violation_error_message='Write three digits.'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(('cvr__regex', '^[0-9]{8}\\Z')), name='municipality_cvr_has_eight_digits', violation_error_message='Write the eight digits of the CVR number.'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.UniqueConstraint(fields=('tile_col', 'tile_row'), name='municipality_tile_is_used_once', violation_error_message='Another municipality has this place in the tile map.'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(('tile_col__lt', 16), ('tile_row__lt', 14)), name='municipality_tile_on_the_map', violation_error_message='The tile map has columns 0 to 15 and rows 0 to 13.'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(('latitude__range', (54, 58)), ('longitude__range', (8, 16))), name='municipality_lies_in_denmark', violation_error_message='The point does not lie in Denmark.'),
        ),
        migrations.AddField(
            model_name='historicalcoordinatorship',
            name='municipality',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='municipalities.municipality', verbose_name='municipality'),
        ),
        migrations.AddField(
            model_name='coordinatorship',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coordinatorships', to='municipalities.municipality', verbose_name='municipality'),
        ),
        migrations.AddConstraint(
            model_name='region',
            constraint=models.CheckConstraint(condition=models.Q(('code', ''), ('code__regex', '^[0-9]{4}\\Z'), _connector='OR'), name='region_code_has_four_digits', violation_error_message='Write four digits.'),
        ),
        migrations.AddConstraint(
            model_name='region',
            constraint=models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('code',), name='region_code_is_used_once', violation_error_message='Another region has this code.'),
        ),
        migrations.AddField(
            model_name='regionmembership',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='region_memberships', to='municipalities.municipality', verbose_name='municipality'),
        ),
        migrations.AddField(
            model_name='regionmembership',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='municipalities.region', verbose_name='region'),
        ),
        migrations.AddConstraint(
            model_name='coordinatorship',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('municipality', 'person'), name='coordinatorship_one_open', violation_error_message='This person already coordinates for the municipality.'),
        ),
        migrations.AddConstraint(
            model_name='coordinatorship',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gt', models.F('from_on')), _connector='OR'), name='coordinatorship_ends_after_it_starts', violation_error_message="A coordinator's time must end after it starts."),
        ),
        migrations.AddConstraint(
            model_name='regionmembership',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('municipality',), name='region_membership_one_open', violation_error_message='The municipality already belongs to a region without an end.'),
        ),
        migrations.AddConstraint(
            model_name='regionmembership',
            constraint=models.UniqueConstraint(fields=('municipality', 'from_on'), name='region_membership_one_per_start', violation_error_message='The municipality already changes region on this day.'),
        ),
        migrations.AddConstraint(
            model_name='regionmembership',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gt', models.F('from_on')), _connector='OR'), name='region_membership_ends_after_it_starts', violation_error_message='A membership must end after it starts.'),
        ),
    ]
