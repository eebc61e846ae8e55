import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partnership', '0002_cache_table'),
        ('tracks', '0005_summary_history'),
    ]

    operations = [
        migrations.CreateModel(
            name='VisitRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(help_text='1 or 2.', verbose_name='round')),
                ('first_on', models.DateField(verbose_name='first day')),
                ('last_on', models.DateField(verbose_name='last day')),
            ],
            options={
                'verbose_name': 'round of visits',
                'verbose_name_plural': 'rounds of visits',
                'ordering': ['body__position', 'number'],
            },
        ),
        migrations.AddField(
            model_name='track',
            name='invites_on',
            field=models.DateField(blank=True, help_text="Until then nobody is invited to the track's events. Empty: the day on which it starts.", null=True, verbose_name='invitations go out from'),
        ),
        migrations.AlterField(
            model_name='track',
            name='launches_on',
            field=models.DateField(help_text='No event of the track is held before, and no host is asked for a visit.', verbose_name='launches on'),
        ),
        migrations.AddConstraint(
            model_name='track',
            constraint=models.CheckConstraint(condition=models.Q(('invites_on__isnull', True), ('invites_on__lte', models.F('launches_on')), _connector='OR'), name='track_invites_before_it_starts', violation_error_message='Invitations go out at the latest on the day on which the track starts.'),
        ),
        migrations.AddField(
            model_name='visitround',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visit_rounds', to='partnership.body', verbose_name='body'),
        ),
        migrations.AddConstraint(
            model_name='visitround',
            constraint=models.UniqueConstraint(fields=('body', 'number'), name='visit_round_has_one_period', violation_error_message='This round already has a period. Change that one.'),
        ),
        migrations.AddConstraint(
            model_name='visitround',
            constraint=models.CheckConstraint(condition=models.Q(('number__in', (1, 2))), name='visit_round_is_one_of_two', violation_error_message='There are two rounds.'),
        ),
        migrations.AddConstraint(
            model_name='visitround',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='visit_round_ends_after_it_begins', violation_error_message='The last day is not before the first.'),
        ),
    ]
