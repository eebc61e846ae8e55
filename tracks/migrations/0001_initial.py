
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('partnership', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Track',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('theme', models.TextField(verbose_name='theme')),
                ('launches_on', models.DateField(verbose_name='launches on')),
                ('body', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='track', to='partnership.body', verbose_name='body')),
            ],
            options={
                'verbose_name': 'track',
                'verbose_name_plural': 'tracks',
                'ordering': ['body__position', 'pk'],
            },
        ),
    ]
