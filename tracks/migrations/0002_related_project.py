import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracks', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RelatedProject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('run_by', models.CharField(max_length=150, verbose_name='who runs it')),
                ('teaches', models.CharField(help_text='One or two sentences that everybody can read.', max_length=400, verbose_name='what it teaches the track')),
                ('website', models.URLField(blank=True, validators=[django.core.validators.URLValidator(schemes=['https', 'http'])], verbose_name='link')),
                ('from_on', models.DateField(blank=True, null=True, verbose_name='from')),
                ('until_on', models.DateField(blank=True, help_text='The day on which it has ended. Empty: it goes on.', null=True, verbose_name='until')),
                ('position', models.PositiveSmallIntegerField(default=1, help_text='The lowest number first.', verbose_name='order')),
                ('track', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='related_projects', to='tracks.track', verbose_name='track')),
            ],
            options={
                'verbose_name': 'related project',
                'verbose_name_plural': 'related projects',
                'ordering': ['track', 'position', 'title'],
                'constraints': [models.UniqueConstraint(fields=('track', 'title'), name='related_project_once_in_a_track', violation_error_message='The track already draws on a project with this title.'), models.CheckConstraint(condition=models.Q(('from_on__isnull', True), ('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='related_project_ends_after_it_starts', violation_error_message='The project must end after it starts.')],
            },
        ),
    ]
