
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partnership', '0002_cache_table'),
        ('tracks', '0002_related_project'),
    ]

    operations = [
        migrations.CreateModel(
            name='PracticeEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='practice_evidence', to='partnership.criterionanswer', verbose_name='answer')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessment_evidence', to='tracks.practice', verbose_name='practice')),
            ],
            options={
                'verbose_name': 'practice as evidence',
                'verbose_name_plural': 'practices as evidence',
                'ordering': ['answer'],
            },
        ),
    ]
