import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('municipalities', '0002_coordinatorship'),
        ('partnership', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Network',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
            ],
            options={
                'verbose_name': 'network',
                'verbose_name_plural': 'networks',
                'ordering': ['plan', 'number'],
            },
        ),
        migrations.CreateModel(
            name='OfferedDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
            ],
            options={
                'verbose_name': 'offered date',
                'verbose_name_plural': 'offered dates',
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='NetworkPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('published', 'published')], default='draft', editable=False, max_length=10, verbose_name='status')),
                ('size', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(3), django.core.validators.MaxValueValidator(5)], verbose_name='municipalities in a network')),
                ('seed', models.PositiveIntegerField(default=1, verbose_name='number of the proposal')),
                ('mix_sizes', models.BooleanField(default=False, verbose_name='mix large and small municipalities')),
                ('proposed_at', models.DateTimeField(editable=False, verbose_name='proposed')),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='published')),
                ('body', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='network_plan', to='partnership.body', verbose_name='body')),
            ],
            options={
                'verbose_name': 'network plan',
                'verbose_name_plural': 'network plans',
                'ordering': ['body__partnership', 'body__position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gte', 3), ('size__lte', 5)), name='network_plan_size_three_to_five', violation_error_message='A network has three to five municipalities.'), models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('status', 'draft')), models.Q(('published_at__isnull', False), ('status', 'published')), _connector='OR'), name='network_plan_published_has_a_time', violation_error_message='A published plan has the time of it.')],
            },
        ),
        migrations.CreateModel(
            name='NetworkMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='network_memberships', to='municipalities.municipality', verbose_name='municipality')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='tracks.network', verbose_name='network')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='tracks.networkplan', verbose_name='network plan')),
            ],
            options={
                'verbose_name': 'municipality in a network',
                'verbose_name_plural': 'municipalities in networks',
                'ordering': ['network__number', 'municipality__sort_key'],
                'constraints': [models.UniqueConstraint(fields=('plan', 'municipality'), name='network_member_in_one_network_of_a_body', violation_error_message='The municipality is in a network of this body already.')],
            },
        ),
        migrations.AddField(
            model_name='network',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='networks', to='tracks.networkplan', verbose_name='network plan'),
        ),
        migrations.CreateModel(
            name='PairWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('pinned', 'must be together'), ('forbidden', 'must not be together')], max_length=10, verbose_name='wish')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pair_wishes', to='partnership.body', verbose_name='body')),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='municipalities.municipality', verbose_name='one municipality')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='municipalities.municipality', verbose_name='the other')),
            ],
            options={
                'verbose_name': 'pair of municipalities',
                'verbose_name_plural': 'pairs of municipalities',
                'ordering': ['kind', 'one__sort_key', 'other__sort_key'],
                'constraints': [models.UniqueConstraint(fields=('body', 'one', 'other'), name='pair_wish_once', violation_error_message='There is a wish about these two already. Take it away first.'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='pair_wish_of_two_in_order', violation_error_message='Choose two different municipalities.')],
            },
        ),
        migrations.CreateModel(
            name='Practice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('summary', models.CharField(max_length=300, verbose_name='in short')),
                ('description', models.TextField(verbose_name='what you do')),
                ('for_day_care', models.BooleanField(default=False, verbose_name='day care')),
                ('for_school', models.BooleanField(default=False, verbose_name='school')),
                ('for_after_school', models.BooleanField(default=False, verbose_name='after-school care (SFO)')),
                ('time_spent', models.CharField(blank=True, max_length=200, verbose_name='time it took')),
                ('money_spent', models.CharField(blank=True, max_length=200, verbose_name='money it took')),
                ('result', models.TextField(blank=True, verbose_name='what came of it')),
                ('evidence', models.TextField(blank=True, verbose_name='how you know')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('returned', 'returned'), ('released', 'released'), ('retired', 'retired')], default='draft', editable=False, max_length=10, verbose_name='status')),
                ('note', models.CharField(blank=True, editable=False, max_length=500, verbose_name="the secretariat's note")),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='written')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed')),
                ('submitted_at', models.DateTimeField(editable=False, null=True, verbose_name='submitted')),
                ('released_at', models.DateTimeField(editable=False, null=True, verbose_name='released')),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='last confirmed')),
                ('asked_at', models.DateTimeField(editable=False, null=True, verbose_name='author asked')),
                ('asked_again_at', models.DateTimeField(editable=False, null=True, verbose_name='author asked again')),
                ('title_words', models.TextField(default=' ', editable=False)),
                ('words', models.TextField(default=' ', editable=False)),
                ('asked_link', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='practice_asked_about', to='partnership.personallink')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='practices', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                ('focus_area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='practices', to='partnership.focusarea', verbose_name='focus area')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='practices', to='municipalities.municipality', verbose_name='municipality')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='practices', to='partnership.partnership', verbose_name='partnership')),
            ],
            options={
                'verbose_name': 'practice',
                'verbose_name_plural': 'practices',
                'ordering': ['-released_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Enquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('question', 'question'), ('use', '“we use it”')], max_length=10, verbose_name='kind')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('text', models.TextField(blank=True, max_length=3000, verbose_name='question')),
                ('asked_at', models.DateTimeField(verbose_name='asked')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='address confirmed')),
                ('answer', models.TextField(blank=True, max_length=5000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('link', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='practice_question', to='partnership.personallink', verbose_name="the author's link")),
                ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='municipalities.municipality', verbose_name='municipality')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enquiries', to='tracks.practice', verbose_name='practice')),
            ],
            options={
                'verbose_name': 'enquiry about a practice',
                'verbose_name_plural': 'enquiries about practices',
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'question'), models.Q(('text', ''), _negated=True)), models.Q(('kind', 'use'), ('municipality__isnull', False)), _connector='OR'), name='enquiry_says_what_it_is_about', violation_error_message='Write your question, or choose your municipality.'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(('answered_at__isnull', False), ('confirmed_at__isnull', False), ('kind', 'question'), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='enquiry_answered_says_something')],
            },
        ),
        migrations.CreateModel(
            name='PracticeFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('file_name', models.CharField(max_length=120, verbose_name='name of the file')),
                ('added_at', models.DateTimeField(verbose_name='added')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='taken away')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='practice_file', to='partnership.storeddocument', verbose_name='file')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='tracks.practice', verbose_name='practice')),
            ],
            options={
                'verbose_name': 'file of a practice',
                'verbose_name_plural': 'files of practices',
                'ordering': ['practice', 'added_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PracticeUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stated_at', models.DateTimeField(verbose_name='stated')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='practice_uses', to='municipalities.municipality', verbose_name='municipality')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='tracks.practice', verbose_name='practice')),
                ('stated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='stated by')),
            ],
            options={
                'verbose_name': 'use of a practice',
                'verbose_name_plural': 'uses of practices',
                'ordering': ['practice', 'municipality__sort_key'],
                'constraints': [models.UniqueConstraint(fields=('practice', 'municipality'), name='practice_use_counts_once', violation_error_message='The municipality already stands among those that use it.')],
            },
        ),
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
        migrations.AddField(
            model_name='practice',
            name='track',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='practices', to='tracks.track', verbose_name='track'),
        ),
        migrations.CreateModel(
            name='HistoricalPractice',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('summary', models.CharField(max_length=300, verbose_name='in short')),
                ('description', models.TextField(verbose_name='what you do')),
                ('for_day_care', models.BooleanField(default=False, verbose_name='day care')),
                ('for_school', models.BooleanField(default=False, verbose_name='school')),
                ('for_after_school', models.BooleanField(default=False, verbose_name='after-school care (SFO)')),
                ('time_spent', models.CharField(blank=True, max_length=200, verbose_name='time it took')),
                ('money_spent', models.CharField(blank=True, max_length=200, verbose_name='money it took')),
                ('result', models.TextField(blank=True, verbose_name='what came of it')),
                ('evidence', models.TextField(blank=True, verbose_name='how you know')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('returned', 'returned'), ('released', 'released'), ('retired', 'retired')], default='draft', editable=False, max_length=10, verbose_name='status')),
                ('note', models.CharField(blank=True, editable=False, max_length=500, verbose_name="the secretariat's note")),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='written')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed')),
                ('submitted_at', models.DateTimeField(editable=False, null=True, verbose_name='submitted')),
                ('released_at', models.DateTimeField(editable=False, null=True, verbose_name='released')),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='last confirmed')),
                ('history_user_id', models.BigIntegerField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('author', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                ('focus_area', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partnership.focusarea', verbose_name='focus area')),
                ('municipality', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='municipalities.municipality', verbose_name='municipality')),
                ('partnership', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partnership.partnership', verbose_name='partnership')),
                ('track', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tracks.track', verbose_name='track')),
            ],
            options={
                'verbose_name': 'historical practice',
                'verbose_name_plural': 'historical practices',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(verbose_name='round')),
                ('shows', models.TextField(blank=True, verbose_name='what we want to show')),
                ('agenda', models.TextField(blank=True, verbose_name='agenda')),
                ('venue', models.CharField(blank=True, max_length=200, verbose_name='venue')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='how many may come')),
                ('fixed_at', models.DateTimeField(blank=True, null=True, verbose_name='fixed')),
                ('fixed_date', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fixed_for', to='tracks.offereddate', verbose_name='fixed date')),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hosted_visits', to='municipalities.municipality', verbose_name='host municipality')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='tracks.network', verbose_name='network')),
            ],
            options={
                'verbose_name': 'visit',
                'verbose_name_plural': 'visits',
                'ordering': ['network', 'round'],
                'constraints': [models.UniqueConstraint(fields=('network', 'round'), name='visit_one_per_round', violation_error_message='The network already has a visit in this round.'), models.UniqueConstraint(fields=('network', 'host'), name='visit_host_once_in_a_network', violation_error_message='This municipality hosts the other round already. Choose another.'), models.CheckConstraint(condition=models.Q(('round__in', (1, 2))), name='visit_in_one_of_two_rounds', violation_error_message='There are two rounds.'), models.CheckConstraint(condition=models.Q(models.Q(('fixed_at__isnull', True), ('fixed_date__isnull', True)), models.Q(('fixed_at__isnull', False), ('fixed_date__isnull', False)), _connector='OR'), name='visit_fixed_has_a_date_and_a_time', violation_error_message='A fixed date has the time at which it was fixed.')],
            },
        ),
        migrations.AddField(
            model_name='offereddate',
            name='visit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dates', to='tracks.visit', verbose_name='visit'),
        ),
        migrations.CreateModel(
            name='VisitAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answered_at', models.DateTimeField(verbose_name='answered')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='municipalities.municipality', verbose_name='municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visit_answers', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='tracks.visit', verbose_name='visit')),
            ],
            options={
                'verbose_name': 'answer about a visit',
                'verbose_name_plural': 'answers about visits',
                'ordering': ['visit', 'municipality__sort_key', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('visit', 'person'), name='visit_answer_one_per_person', violation_error_message='This person has answered already.')],
            },
        ),
        migrations.CreateModel(
            name='VisitTick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ticks', to='tracks.visitanswer', verbose_name='answer')),
                ('date', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ticks', to='tracks.offereddate', verbose_name='offered date')),
            ],
            options={
                'verbose_name': 'tick',
                'verbose_name_plural': 'ticks',
                'ordering': ['date', 'answer'],
                'constraints': [models.UniqueConstraint(fields=('answer', 'date'), name='visit_tick_once', violation_error_message='This date is ticked already.')],
            },
        ),
        migrations.AddConstraint(
            model_name='network',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='network_number_is_used_once', violation_error_message='The body already has a network with this number.'),
        ),
        migrations.AddConstraint(
            model_name='network',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='network_number_starts_at_1', violation_error_message='Networks are numbered from 1.'),
        ),
        migrations.AddIndex(
            model_name='practice',
            index=models.Index(fields=['status', 'confirmed_at'], name='practice_by_status'),
        ),
        migrations.AddConstraint(
            model_name='practice',
            constraint=models.CheckConstraint(condition=models.Q(('for_day_care', True), ('for_school', True), ('for_after_school', True), _connector='OR'), name='practice_is_for_somebody', violation_error_message='Choose whom it is for: day care, school or after-school care.'),
        ),
        migrations.AddConstraint(
            model_name='practice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'released'), _negated=True), models.Q(('confirmed_at__isnull', False), ('released_at__isnull', False)), _connector='OR'), name='practice_released_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='practice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'returned'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='practice_returned_says_why', violation_error_message='Write what the author should change.'),
        ),
        migrations.AddConstraint(
            model_name='practice',
            constraint=models.CheckConstraint(condition=models.Q(('asked_again_at__isnull', True), models.Q(('asked_again_at__gt', models.F('asked_at')), ('asked_at__isnull', False)), _connector='OR'), name='practice_asked_again_after_asked'),
        ),
        migrations.AddConstraint(
            model_name='offereddate',
            constraint=models.UniqueConstraint(fields=('visit', 'starts_at'), name='offered_date_once', violation_error_message='This date is offered already.'),
        ),
        migrations.AddConstraint(
            model_name='offereddate',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='offered_date_ends_after_it_starts', violation_error_message='The visit must end after it starts.'),
        ),
    ]
