
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('municipalities', '0002_coordinatorship'),
        ('partnership', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('steering_conference', 'steering group conference'), ('development_seminar', 'development group seminar'), ('track_workshop', 'track workshop'), ('network_visit', 'network visit'), ('other', 'other event')], max_length=20, verbose_name='kind')),
                ('key', models.SlugField(blank=True, help_text='Its name in the programme file.', verbose_name='short name')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('date_is_tentative', models.BooleanField(default=False, help_text='Only the month is shown, and nobody is invited.', verbose_name='the date is not fixed yet')),
                ('venue', models.CharField(blank=True, max_length=200, verbose_name='venue')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('answer_by', models.DateTimeField(blank=True, null=True, verbose_name='registration deadline')),
                ('capacity', models.PositiveIntegerField(blank=True, help_text='Empty means no limit, 0 means none.', null=True, verbose_name='places')),
                ('overbooked', models.PositiveIntegerField(default=0, editable=False, verbose_name='places given beyond the limit')),
                ('places_taken', models.PositiveIntegerField(default=0, editable=False, verbose_name='places taken')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='calendar id')),
                ('sequence', models.PositiveIntegerField(default=0, editable=False, verbose_name='calendar revision')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('cancelled_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='cancelled')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='partnership.body', verbose_name='body')),
                ('delegate_body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.body', verbose_name='municipalities also send members of')),
                ('host', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='municipalities.municipality', verbose_name='host municipality')),
                ('joint_with', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.event', verbose_name='held together with')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='partnership.partnership', verbose_name='partnership')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Delegate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegates', to='municipalities.municipality', verbose_name='municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegates', to='events.event', verbose_name='event')),
            ],
            options={
                'verbose_name': 'delegate',
                'verbose_name_plural': 'delegates',
                'ordering': ['event', 'municipality__sort_key', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('invited_at', models.DateTimeField(verbose_name='invited')),
                ('revision', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='number of letters')),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='withdrawn')),
                ('withdrawal', models.CharField(blank=True, choices=[('seat_left', 'no seat on the day of the event'), ('substituted', 'a substitute comes')], editable=False, max_length=12, verbose_name='why withdrawn')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='events.event', verbose_name='event')),
                ('link', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='invitation', to='partnership.personallink', verbose_name='personal link')),
                ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='municipalities.municipality', verbose_name='municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('seat', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='invitations', to='partnership.seat', verbose_name='seat')),
                ('substitute_for', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='substitute', to='events.invitation', verbose_name='substitute for')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['event', 'person__name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('attending', 'attending'), ('waiting', 'on the waiting list'), ('declined', 'declined'), ('cancelled', 'cancelled by the participant')], editable=False, max_length=10, verbose_name='status')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason for not coming')),
                ('revision', models.PositiveIntegerField(default=0, editable=False, verbose_name='number of answers')),
                ('answered_at', models.DateTimeField(verbose_name='answered')),
                ('released_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='set free because the person does not come for the municipality any more')),
                ('queued_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='on the waiting list since')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='events.event', verbose_name='event')),
                ('invitation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registration', to='events.invitation', verbose_name='invitation')),
                ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='municipalities.municipality', verbose_name='municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'registration',
                'verbose_name_plural': 'registrations',
                'ordering': ['event', 'person__name', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='event_ends_after_it_starts', violation_error_message='The event must end after it starts.'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__isnull', True), ('places_taken__lte', django.db.models.expressions.CombinedExpression(models.F('capacity'), '+', models.F('overbooked'))), _connector='OR'), name='event_places_within_capacity', violation_error_message='More places are taken than that. Choose a higher number.'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('answer_by__isnull', True), ('answer_by__lte', models.F('starts_at')), _connector='OR'), name='event_deadline_before_start', violation_error_message='The registration deadline must be before the event starts.'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('partnership', 'key'), name='event_key_is_used_once', violation_error_message='The partnership already has an event with this short name.'),
        ),
        migrations.AddConstraint(
            model_name='delegate',
            constraint=models.UniqueConstraint(fields=('event', 'municipality', 'number'), name='delegate_number_is_used_once', violation_error_message='The municipality already sends somebody under this number.'),
        ),
        migrations.AddConstraint(
            model_name='delegate',
            constraint=models.UniqueConstraint(fields=('event', 'person'), name='delegate_is_named_once', violation_error_message='This person is already named for this event.'),
        ),
        migrations.AddConstraint(
            model_name='delegate',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 2)), name='delegate_one_or_two', violation_error_message='A municipality sends one or two members of its development group.'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('event', 'person'), name='invitation_once_per_person', violation_error_message='This person is already invited to this event.'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawal', ''), ('withdrawn_at__isnull', True)), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawal', ''), _negated=True)), _connector='OR'), name='invitation_withdrawn_says_why'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(fields=['event', 'status', 'queued_at'], name='registration_queue'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(fields=('event', 'person'), name='registration_once_per_person', violation_error_message='This person is already registered for this event.'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('queued_at__isnull', False), ('status', 'waiting')), models.Q(models.Q(('status', 'waiting'), _negated=True), ('queued_at__isnull', True)), _connector='OR'), name='registration_waits_since_a_time'),
        ),
    ]
