"""Who coordinates for a municipality: apart from the first migration, which the person's room depends on."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('municipalities', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Coordinatorship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='from')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='until before')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coordinatorships', to='municipalities.municipality', verbose_name='municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coordinatorships', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'coordinator',
                'verbose_name_plural': 'coordinators',
                'ordering': ['municipality__sort_key', 'from_on', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('municipality', 'person'), name='coordinatorship_one_open', violation_error_message='This person already coordinates for the municipality.'), models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gt', models.F('from_on')), _connector='OR'), name='coordinatorship_ends_after_it_starts', violation_error_message="A coordinator's time must end after it starts.")],
            },
        ),
    ]
