
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import partnership.models.identity_provider
import partnership.models.link
import simple_history.models
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('municipalities', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('steering_group', 'steering group'), ('development_group', 'development group'), ('track', 'track')], max_length=20, verbose_name='kind')),
                ('key', models.SlugField(help_text='Used in the programme file, for example “leadership”.', verbose_name='short name')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('seeks', models.CharField(blank=True, max_length=300, verbose_name='whom the body seeks')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('seats_min', models.PositiveSmallIntegerField(verbose_name='fewest seats per municipality')),
                ('seats_max', models.PositiveSmallIntegerField(verbose_name='most seats per municipality')),
                ('approval_required', models.BooleanField(default=False, help_text='The municipality names a leader, for politicians the mayor, who approves before the person hears of it.', verbose_name='nominations are approved at home')),
            ],
            options={
                'verbose_name': 'body',
                'verbose_name_plural': 'bodies',
                'ordering': ['partnership', 'position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FocusArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('text', models.TextField(verbose_name='text')),
            ],
            options={
                'verbose_name': 'focus area',
                'verbose_name_plural': 'focus areas',
                'ordering': ['partnership', 'number'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Pulse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='name')),
                ('at', models.DateTimeField(verbose_name='last seen')),
            ],
            options={
                'verbose_name': 'sign of life',
                'verbose_name_plural': 'signs of life',
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('title', models.CharField(blank=True, max_length=150, verbose_name='job title')),
                ('workplace', models.CharField(blank=True, max_length=150, verbose_name='workplace')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='phone')),
                ('language', models.CharField(choices=[('da', 'Danish'), ('en', 'English')], default='da', max_length=2, verbose_name='language of letters')),
                ('wants_digest', models.BooleanField(default=True, help_text="A coordinator's mail about what the municipality still owes, only when there is something.", verbose_name='gets the weekly mail')),
                ('is_active', models.BooleanField(default=True, verbose_name='can log in')),
                ('is_staff', models.BooleanField(default=False, verbose_name='works in the secretariat')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to=settings.AUTH_USER_MODEL, verbose_name='merged into')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'ordering': ['name', 'pk'],
                'permissions': [('look_as_coordinator', 'Can look at the portal as a coordinator'), ('export_people', 'Can fetch lists of people'), ('merge_people', 'Can merge two records of a person')],
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('invited', 'invited'), ('decided', 'decided by the municipal council'), ('confirmed', "confirmed by KL's board"), ('active', 'active'), ('withdrawn', 'withdrawn'), ('ended', 'ended')], default='invited', editable=False, max_length=10, verbose_name='status')),
                ('invited_on', models.DateField(verbose_name='invited on')),
                ('answer_by', models.DateField(blank=True, null=True, verbose_name='answer by')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='decided by the municipal council on')),
                ('confirmed_on', models.DateField(blank=True, null=True, verbose_name="confirmed by KL's board on")),
                ('active_from', models.DateField(blank=True, null=True, verbose_name='takes part from')),
                ('withdrawn_from', models.DateField(blank=True, null=True, verbose_name='withdrawn from')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended on')),
                ('case_id', models.CharField(blank=True, max_length=40, verbose_name="KL's case id")),
                ('document_id', models.CharField(blank=True, max_length=40, verbose_name="KL's document id")),
                ('municipality_case_no', models.CharField(blank=True, max_length=40, verbose_name="the municipality's case number")),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='municipalities.municipality', verbose_name='municipality')),
            ],
            options={
                'verbose_name': 'agreement',
                'verbose_name_plural': 'agreements',
                'ordering': ['partnership', 'municipality__sort_key'],
            },
        ),
        migrations.CreateModel(
            name='Approver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvers', to='municipalities.municipality', verbose_name='municipality')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvers', to='partnership.body', verbose_name='body')),
            ],
            options={
                'verbose_name': 'approver',
                'verbose_name_plural': 'approvers',
                'ordering': ['municipality__sort_key', 'body'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalPerson',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(db_index=True, max_length=254, verbose_name='e-mail address')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('title', models.CharField(blank=True, max_length=150, verbose_name='job title')),
                ('workplace', models.CharField(blank=True, max_length=150, verbose_name='workplace')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='phone')),
                ('language', models.CharField(choices=[('da', 'Danish'), ('en', 'English')], default='da', max_length=2, verbose_name='language of letters')),
                ('wants_digest', models.BooleanField(default=True, help_text="A coordinator's mail about what the municipality still owes, only when there is something.", verbose_name='gets the weekly mail')),
                ('is_active', models.BooleanField(default=True, verbose_name='can log in')),
                ('is_staff', models.BooleanField(default=False, verbose_name='works in the secretariat')),
                ('history_user_id', models.BigIntegerField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('merged_into', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='merged into')),
            ],
            options={
                'verbose_name': 'historical person',
                'verbose_name_plural': 'historical people',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='IdentityProvider',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='Part of the redirect address, and the name of the secret in the file. It cannot change later.', max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(-[a-z0-9]+)*\\Z', 'Write small letters a to z, figures and hyphens.')], verbose_name='short name')),
                ('name', models.CharField(help_text='What people call the log-in, for example Køge Kommune.', max_length=40, verbose_name='name')),
                ('issuer', models.CharField(help_text='Exactly as the tokens name it. Entra ID: https://login.microsoftonline.com/TENANT-ID/v2.0. AD FS: https://adfs.kommune.dk/adfs.', max_length=200, validators=[partnership.models.identity_provider.validate_issuer], verbose_name='issuer')),
                ('client_id', models.CharField(max_length=191, verbose_name='client id')),
                ('subject_claim', models.CharField(choices=[('sub', 'sub (the standard)'), ('oid', "oid (Entra ID: the person's object)")], default='sub', max_length=3, verbose_name='claim that names the person')),
                ('is_active', models.BooleanField(default=False, help_text='People with an address in its domains are offered this log-in first.', verbose_name='in use')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identity_providers', to='municipalities.municipality', verbose_name='municipality')),
            ],
            options={
                'verbose_name': "municipality's log-in",
                'verbose_name_plural': "municipalities' log-ins",
                'ordering': ['municipality__sort_key', 'key'],
            },
        ),
        migrations.CreateModel(
            name='IdentityProviderDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=190, validators=[django.core.validators.RegexValidator('^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}\\Z', 'Write the part of the address after @ in small letters, for example kommune.dk.')], verbose_name='mail domain')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='partnership.identityprovider', verbose_name="municipality's log-in")),
            ],
            options={
                'verbose_name': 'mail domain',
                'verbose_name_plural': 'mail domains',
                'ordering': ['domain'],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='What makes this letter the only one of its kind.', max_length=150, unique=True, verbose_name='key')),
                ('kind', models.SlugField(max_length=40, verbose_name='kind')),
                ('to_email', models.EmailField(max_length=254, verbose_name='to address')),
                ('to_name', models.CharField(blank=True, max_length=150, verbose_name='to name')),
                ('language', models.CharField(choices=[('da', 'Danish'), ('en', 'English')], default='da', max_length=2, verbose_name='language')),
                ('subject', models.CharField(max_length=250, verbose_name='subject')),
                ('text', models.TextField(verbose_name='text')),
                ('html', models.TextField(blank=True, verbose_name='HTML')),
                ('confidential', models.BooleanField(default=False, help_text='The text is erased as soon as the letter is sent.', verbose_name='confidential')),
                ('priority', models.PositiveSmallIntegerField(choices=[(0, 'log-in code'), (5, 'personal'), (9, 'bulk')], default=5, verbose_name='priority')),
                ('message_id', models.CharField(max_length=150, unique=True, verbose_name='Message-ID')),
                ('status', models.CharField(choices=[('queued', 'queued'), ('sending', 'being sent'), ('sent', 'sent'), ('failed', 'failed'), ('held', 'on hold')], default='queued', max_length=10, verbose_name='status')),
                ('created_at', models.DateTimeField(verbose_name='written')),
                ('queued_at', models.DateTimeField(help_text='From here the 48 hours of patience count.', verbose_name='in the queue since')),
                ('not_before', models.DateTimeField(verbose_name='not before')),
                ('attempt', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='leased until')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('last_error', models.TextField(blank=True, verbose_name='last error')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'letter',
                'verbose_name_plural': 'letters',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='ISO year')),
                ('week', models.PositiveSmallIntegerField(verbose_name='ISO week')),
                ('created_at', models.DateTimeField(verbose_name='made')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='digests', to='municipalities.municipality', verbose_name='municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('letter', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='digest', to='partnership.letter', verbose_name='letter')),
            ],
            options={
                'verbose_name': 'weekly digest',
                'verbose_name_plural': 'weekly digests',
                'ordering': ['-year', '-week', 'municipality__sort_key', 'person__name'],
            },
        ),
        migrations.CreateModel(
            name='LetterAttachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='file name')),
                ('media_type', models.CharField(max_length=100, verbose_name='media type')),
                ('content', models.BinaryField(verbose_name='content')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='partnership.letter', verbose_name='letter')),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='LocalOrganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_shown', models.BooleanField(default=False, verbose_name='shown to the other municipalities that take part')),
                ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='version')),
                ('changed_at', models.DateTimeField(verbose_name='changed')),
                ('agreement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='local_organisation', to='partnership.agreement', verbose_name='agreement')),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
            ],
            options={
                'verbose_name': 'local project organisation',
                'verbose_name_plural': 'local project organisations',
                'ordering': ['agreement__partnership', 'agreement__municipality__sort_key'],
            },
        ),
        migrations.CreateModel(
            name='LocalProject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.CharField(max_length=150, verbose_name='owner')),
                ('contact', models.CharField(blank=True, max_length=150, verbose_name='contact')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name="the contact's e-mail address")),
                ('works_on', models.TextField(blank=True, max_length=1000, verbose_name='what you work on')),
                ('focus_area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='local_projects', to='partnership.focusarea', verbose_name='focus area')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='projects', to='partnership.localorganisation', verbose_name='local project organisation')),
            ],
            options={
                'verbose_name': 'local project',
                'verbose_name_plural': 'local projects',
                'ordering': ['organisation', 'focus_area__number'],
            },
        ),
        migrations.CreateModel(
            name='LogbookEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('viewing_started', 'looks at the portal as a coordinator'), ('viewing_stopped', 'stopped looking as a coordinator'), ('people_exported', 'fetched a list of people'), ('people_merged', 'merged two records of a person')], max_length=20, verbose_name='what')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why')),
                ('data', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='details')),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='whom')),
            ],
            options={
                'verbose_name': 'logbook entry',
                'verbose_name_plural': 'logbook',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LoginAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=64, unique=True)),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('created_at', models.DateTimeField(verbose_name='created')),
            ],
            options={
                'verbose_name': 'log-in attempt',
                'verbose_name_plural': 'log-in attempts',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('tries__lte', 3)), name='login_attempt_has_three_tries_at_most')],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='dealt with')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objections', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='settled_objections', to=settings.AUTH_USER_MODEL, verbose_name='dealt with by')),
            ],
            options={
                'verbose_name': 'objection',
                'verbose_name_plural': 'objections',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Partnership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('slug', models.SlugField(unique=True, verbose_name='short name')),
                ('purpose', models.TextField(blank=True, verbose_name='purpose')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('ends_on', models.DateField(help_text='The first day after the partnership.', verbose_name='ends before')),
                ('yearly_fee', models.DecimalField(decimal_places=2, max_digits=12, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='yearly fee per municipality, excl. VAT')),
                ('vat_rate', models.DecimalField(decimal_places=2, default=Decimal('25.00'), max_digits=5, verbose_name='VAT rate in per cent')),
                ('contact_name', models.CharField(blank=True, help_text='Named in the invitations and the agreements.', max_length=150, verbose_name="KL's contact")),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name="e-mail address of KL's contact")),
                ('contact_phone', models.CharField(blank=True, max_length=30, verbose_name="phone of KL's contact")),
                ('case_id', models.CharField(blank=True, max_length=40, verbose_name="KL's case id")),
                ('document_id', models.CharField(blank=True, max_length=40, verbose_name="KL's document id")),
            ],
            options={
                'verbose_name': 'partnership',
                'verbose_name_plural': 'partnerships',
                'ordering': ['-starts_on', 'name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='partnership_ends_after_it_starts', violation_error_message='The partnership must end after it starts.'), models.CheckConstraint(condition=models.Q(('yearly_fee__gt', 0)), name='partnership_fee_is_positive', violation_error_message='The yearly fee must be above 0.'), models.CheckConstraint(condition=models.Q(('vat_rate__gte', 0), ('vat_rate__lte', 100)), name='partnership_vat_rate_is_a_percentage', violation_error_message='The VAT rate must be between 0 and 100 per cent.')],
            },
        ),
        migrations.CreateModel(
            name='GuidingQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('text', models.TextField(verbose_name='text')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guiding_questions', to='partnership.partnership', verbose_name='partnership')),
            ],
            options={
                'verbose_name': 'guiding question',
                'verbose_name_plural': 'guiding questions',
                'ordering': ['partnership', 'number'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='focusarea',
            name='partnership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='focus_areas', to='partnership.partnership', verbose_name='partnership'),
        ),
        migrations.AddField(
            model_name='body',
            name='partnership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bodies', to='partnership.partnership', verbose_name='partnership'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='partnership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='partnership.partnership', verbose_name='partnership'),
        ),
        migrations.CreateModel(
            name='PersonalLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('participant', 'own page'), ('approver', 'approval of nominations')], max_length=20, verbose_name='purpose')),
                ('salt', models.CharField(default=partnership.models.link.new_salt, editable=False, max_length=32)),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'personal link',
                'verbose_name_plural': 'personal links',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='letter',
            name='link',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='partnership.personallink', verbose_name='personal link'),
        ),
        migrations.CreateModel(
            name='ProfessionDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decided_on', models.DateField(verbose_name='decided on')),
                ('professions', models.TextField(help_text='One profession a line.', verbose_name='professions')),
                ('minutes', models.CharField(help_text='For example: minutes of the development group, item 4, with the case or document id.', max_length=200, verbose_name='where it is minuted')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded')),
                ('body', models.ForeignKey(help_text='The body whose professions are decided, for example the communication track.', on_delete=django.db.models.deletion.PROTECT, related_name='profession_decisions', to='partnership.body', verbose_name='body')),
                ('recorded_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recorded_profession_decisions', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'decision on professions',
                'verbose_name_plural': 'decisions on professions',
                'ordering': ['body', '-decided_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='partnership.body', verbose_name='body')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='municipalities.municipality', verbose_name='municipality')),
            ],
            options={
                'verbose_name': 'seat',
                'verbose_name_plural': 'seats',
                'ordering': ['body', 'municipality__sort_key', 'number'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalSeatHolding',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='from')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='until before')),
                ('entered_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='entered')),
                ('history_user_id', models.BigIntegerField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('entered_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('seat', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partnership.seat', verbose_name='seat')),
            ],
            options={
                'verbose_name': 'historical seat holding',
                'verbose_name_plural': 'historical seat holdings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='SeatHolding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='from')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='until before')),
                ('entered_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='entered')),
                ('entered_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entered_holdings', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seat_holdings', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='partnership.seat', verbose_name='seat')),
            ],
            options={
                'verbose_name': 'seat holding',
                'verbose_name_plural': 'seat holdings',
                'ordering': ['seat', 'from_on'],
            },
        ),
        migrations.CreateModel(
            name='Nomination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='from')),
                ('status', models.CharField(choices=[('awaiting', 'awaiting approval'), ('approved', 'approved'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='awaiting', editable=False, max_length=10, verbose_name='status')),
                ('proposed_at', models.DateTimeField(verbose_name='proposed')),
                ('approver_name', models.CharField(max_length=150, verbose_name="approver's name")),
                ('asked_at', models.DateTimeField(verbose_name='approver asked')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='approver reminded')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason for the refusal')),
                ('approver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nominations_to_approve', to=settings.AUTH_USER_MODEL, verbose_name='approver')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nominations', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nominations', to='partnership.seat', verbose_name='seat')),
                ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='partnership.seatholding', verbose_name='replaces')),
            ],
            options={
                'verbose_name': 'nomination',
                'verbose_name_plural': 'nominations',
                'ordering': ['-proposed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='StoredDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=200, unique=True, verbose_name='path under the documents folder')),
                ('media_type', models.CharField(max_length=100, verbose_name='media type')),
                ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('stored_at', models.DateTimeField(verbose_name='stored')),
            ],
            options={
                'verbose_name': 'stored document',
                'verbose_name_plural': 'stored documents',
                'ordering': ['path'],
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='stored_document_is_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalAgreement',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('status', models.CharField(choices=[('invited', 'invited'), ('decided', 'decided by the municipal council'), ('confirmed', "confirmed by KL's board"), ('active', 'active'), ('withdrawn', 'withdrawn'), ('ended', 'ended')], default='invited', editable=False, max_length=10, verbose_name='status')),
                ('invited_on', models.DateField(verbose_name='invited on')),
                ('answer_by', models.DateField(blank=True, null=True, verbose_name='answer by')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='decided by the municipal council on')),
                ('confirmed_on', models.DateField(blank=True, null=True, verbose_name="confirmed by KL's board on")),
                ('active_from', models.DateField(blank=True, null=True, verbose_name='takes part from')),
                ('withdrawn_from', models.DateField(blank=True, null=True, verbose_name='withdrawn from')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended on')),
                ('case_id', models.CharField(blank=True, max_length=40, verbose_name="KL's case id")),
                ('document_id', models.CharField(blank=True, max_length=40, verbose_name="KL's document id")),
                ('municipality_case_no', models.CharField(blank=True, max_length=40, verbose_name="the municipality's case number")),
                ('history_user_id', models.BigIntegerField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('municipality', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='municipalities.municipality', verbose_name='municipality')),
                ('partnership', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partnership.partnership', verbose_name='partnership')),
                ('invitation', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partnership.storeddocument', verbose_name='invitation for the agenda')),
                ('signed_document', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partnership.storeddocument', verbose_name='signed agreement')),
            ],
            options={
                'verbose_name': 'historical agreement',
                'verbose_name_plural': 'historical agreements',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name='agreement',
            name='invitation',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invited_agreements', to='partnership.storeddocument', verbose_name='invitation for the agenda'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='signed_document',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signed_agreements', to='partnership.storeddocument', verbose_name='signed agreement'),
        ),
        migrations.CreateModel(
            name='SuccessCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('text', models.TextField(verbose_name='text')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='success_criteria', to='partnership.partnership', verbose_name='partnership')),
            ],
            options={
                'verbose_name': 'success criterion',
                'verbose_name_plural': 'success criteria',
                'ordering': ['partnership', 'number'],
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='person_email_is_used_once', violation_error_message='There is already a person with this e-mail address.'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('is_active', False), _connector='OR'), name='person_merged_is_inactive', violation_error_message='This record was merged into another and stays closed.'),
        ),
        migrations.AddConstraint(
            model_name='approver',
            constraint=models.UniqueConstraint(fields=('municipality', 'body'), name='approver_one_per_municipality_and_body', violation_error_message='The municipality already has an approver for this body.'),
        ),
        migrations.AddConstraint(
            model_name='identityprovider',
            constraint=models.CheckConstraint(condition=models.Q(('key__regex', '^[a-z0-9]+(-[a-z0-9]+)*\\Z')), name='identity_provider_key_is_plain', violation_error_message='Write small letters a to z, figures and hyphens.'),
        ),
        migrations.AddConstraint(
            model_name='identityprovider',
            constraint=models.CheckConstraint(condition=models.Q(('issuer__regex', '^(https://|http://(localhost|127\\.0\\.0\\.1)[:/])')), name='identity_provider_is_reached_by_https', violation_error_message='Write the address with https://.'),
        ),
        migrations.AddConstraint(
            model_name='identityprovider',
            constraint=models.CheckConstraint(condition=models.Q(('issuer__iregex', '/(common|organizations|consumers|9188040d-6c67-4c5b-b112-36a304b66dad)(/|\\Z)'), _negated=True), name='identity_provider_names_one_tenant', violation_error_message="Name the municipality's own tenant: common, organizations and consumers let everybody in."),
        ),
        migrations.AddConstraint(
            model_name='identityproviderdomain',
            constraint=models.UniqueConstraint(fields=('domain',), name='mail_domain_has_one_provider', violation_error_message="This domain belongs to a municipality's log-in already."),
        ),
        migrations.AddConstraint(
            model_name='identityproviderdomain',
            constraint=models.CheckConstraint(condition=models.Q(('domain__regex', '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}\\Z')), name='mail_domain_is_well_formed', violation_error_message='Write the part of the address after @ in small letters, for example kommune.dk.'),
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.UniqueConstraint(fields=('person', 'municipality', 'year', 'week'), name='digest_once_a_week'),
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.CheckConstraint(condition=models.Q(('week__gte', 1), ('week__lte', 53)), name='digest_week_is_of_the_calendar'),
        ),
        migrations.AddConstraint(
            model_name='letterattachment',
            constraint=models.UniqueConstraint(fields=('letter', 'name'), name='letter_attachment_name_is_used_once'),
        ),
        migrations.AddConstraint(
            model_name='localproject',
            constraint=models.UniqueConstraint(fields=('organisation', 'focus_area'), name='local_project_one_per_focus_area', violation_error_message='The municipality has already described this focus area.'),
        ),
        migrations.AddConstraint(
            model_name='localproject',
            constraint=models.CheckConstraint(condition=models.Q(('owner', ''), _negated=True), name='local_project_has_an_owner', violation_error_message='Write who owns the work in this focus area.'),
        ),
        migrations.AddConstraint(
            model_name='logbookentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['viewing_started', 'viewing_stopped', 'people_merged']), _negated=True), ('person__isnull', False), _connector='OR'), name='logbook_entry_names_whom_it_is_about'),
        ),
        migrations.AddConstraint(
            model_name='logbookentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'viewing_started'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='logbook_entry_viewing_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.UniqueConstraint(condition=models.Q(('settled_at__isnull', True)), fields=('person',), name='objection_one_open_per_person', violation_error_message='The person has already objected.'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='objection_settled_by_somebody', violation_error_message='Say who dealt with the objection, and when.'),
        ),
        migrations.AddConstraint(
            model_name='guidingquestion',
            constraint=models.UniqueConstraint(fields=('partnership', 'number'), name='guiding_question_number_is_used_once', violation_error_message='The partnership already has a guiding question with this number.'),
        ),
        migrations.AddConstraint(
            model_name='focusarea',
            constraint=models.UniqueConstraint(fields=('partnership', 'number'), name='focus_area_number_is_used_once', violation_error_message='The partnership already has a focus area with this number.'),
        ),
        migrations.AddConstraint(
            model_name='body',
            constraint=models.UniqueConstraint(fields=('partnership', 'key'), name='body_key_is_used_once', violation_error_message='The partnership already has a body with this short name.'),
        ),
        migrations.AddConstraint(
            model_name='body',
            constraint=models.CheckConstraint(condition=models.Q(('seats_max__gte', models.F('seats_min')), ('seats_max__gte', 1)), name='body_most_seats_not_below_fewest', violation_error_message='The most seats must be at least 1 and not below the fewest.'),
        ),
        migrations.AddConstraint(
            model_name='personallink',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='personal_link_expires_after_it_is_made'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['status', 'priority', 'not_before'], name='letter_due'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status', 'sent')), models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='letter_sent_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'sending'), _negated=True), ('lease_until__isnull', False), _connector='OR'), name='letter_sending_has_a_lease'),
        ),
        migrations.AddConstraint(
            model_name='professiondecision',
            constraint=models.CheckConstraint(condition=models.Q(('professions', ''), _negated=True), name='profession_decision_names_professions', violation_error_message='Name at least one profession.'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(fields=('body', 'municipality', 'number'), name='seat_number_is_used_once', violation_error_message='The municipality already has a seat with this number in this body.'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='seat_number_starts_at_1', violation_error_message='Seats are numbered from 1.'),
        ),
        migrations.AddConstraint(
            model_name='seatholding',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('seat',), name='seat_has_one_open_holding', violation_error_message='Somebody already holds this seat.'),
        ),
        migrations.AddConstraint(
            model_name='seatholding',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gt', models.F('from_on')), _connector='OR'), name='seat_holding_ends_after_it_starts', violation_error_message='A holding must end after it starts.'),
        ),
        migrations.AddConstraint(
            model_name='seatholding',
            constraint=models.CheckConstraint(condition=models.Q(('entered_by__isnull', True), ('entered_at__isnull', False), _connector='OR'), name='seat_holding_entered_has_a_time', violation_error_message='Say when the person was entered.'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'awaiting')), fields=('seat',), name='nomination_one_awaiting_per_seat', violation_error_message='Somebody is already nominated for this seat.'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('status', 'awaiting')), models.Q(models.Q(('status', 'awaiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='nomination_decided_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['withdrawn', 'ended']), _negated=True), fields=('partnership', 'municipality'), name='agreement_one_standing_per_municipality', violation_error_message='The municipality already has an agreement in this partnership.'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['invited', 'withdrawn']), ('decided_on__isnull', False), _connector='OR'), name='agreement_decided_has_a_date', violation_error_message="Give the date of the municipal council's decision."),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['invited', 'decided', 'withdrawn']), ('confirmed_on__isnull', False), _connector='OR'), name='agreement_confirmed_has_a_date', violation_error_message="Give the date on which KL's board confirmed."),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'active'), _negated=True), ('active_from__isnull', False), _connector='OR'), name='agreement_active_has_a_date', violation_error_message='Give the date from which the municipality takes part.'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'withdrawn'), _negated=True), ('withdrawn_from__isnull', False), _connector='OR'), name='agreement_withdrawn_has_a_date', violation_error_message='Give the date from which the municipality has withdrawn.'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'ended'), _negated=True), ('ended_on__isnull', False), _connector='OR'), name='agreement_ended_has_a_date', violation_error_message='Give the date on which the agreement ended.'),
        ),
        migrations.AddConstraint(
            model_name='successcriterion',
            constraint=models.UniqueConstraint(fields=('partnership', 'number'), name='success_criterion_number_is_used_once', violation_error_message='The partnership already has a success criterion with this number.'),
        ),
    ]
