import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


def carry_over(apps, schema_editor):
    """Make a contribution of each organisation's one body."""
    database = schema_editor.connection.alias
    organisations = apps.get_model("events", "GuestOrganisation").objects.using(database)
    contributions = apps.get_model("events", "Contribution").objects.using(database)
    for row in organisations.filter(contributes_to__isnull=False):
        contributions.create(organisation=row, body_id=row.contributes_to_id, what=row.contribution)
        organisations.filter(pk=row.pk).update(contribution="")


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0001_initial'),
        ('partnership', '0002_cache_table'),
    ]

    operations = [
        migrations.AlterField(
            model_name='guestorganisation',
            name='contribution',
            field=models.CharField(blank=True, help_text='To the whole partnership; below it says what it contributes to one group or track.', max_length=300, verbose_name='what it contributes'),
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(blank=True, help_text='Public, where the organisation is.', max_length=300, verbose_name='what it contributes')),
                ('website', models.URLField(blank=True, help_text='A page about the contribution. Empty: the website of the organisation.', validators=[django.core.validators.URLValidator(schemes=['https', 'http'])], verbose_name='link')),
                ('position', models.PositiveSmallIntegerField(default=1, help_text='Among those who contribute to the same body; the lowest number first.', verbose_name='order')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contributions', to='partnership.body', verbose_name='contributes to')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contributions', to='events.guestorganisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'contribution',
                'verbose_name_plural': 'contributions',
                'ordering': ['body__position', 'position', 'organisation__name'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'body'), name='contribution_once_to_a_body', violation_error_message='The organisation already stands among those who contribute to this body.')],
            },
        ),
        # What an organisation contributes to one body alone is said there and nowhere else.
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='guestorganisation',
            name='contributes_to',
        ),
    ]
