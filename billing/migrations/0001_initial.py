
import billing.gln
import billing.models.seller
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import django.utils.timezone
import municipalities.models
from decimal import Decimal
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
            name='InvoiceSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefix', models.CharField(max_length=10, unique=True, verbose_name='prefix')),
                ('last_number', models.PositiveIntegerField(default=0, verbose_name='last number drawn')),
            ],
            options={
                'verbose_name': 'number series',
                'verbose_name_plural': 'number series',
                'ordering': ['prefix'],
            },
        ),
        migrations.CreateModel(
            name='FeeYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='year')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('ends_on', models.DateField(verbose_name='ends before')),
                ('issue_on', models.DateField(verbose_name='invoices are issued on')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fee_years', to='partnership.partnership', verbose_name='partnership')),
            ],
            options={
                'verbose_name': 'fee year',
                'verbose_name_plural': 'fee years',
                'ordering': ['partnership', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('issued', 'issued'), ('credited', 'credited')], default='draft', editable=False, max_length=10, verbose_name='status')),
                ('currency', models.CharField(default='DKK', editable=False, max_length=3, verbose_name='currency')),
                ('net', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount excl. VAT')),
                ('vat', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='VAT')),
                ('total', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount incl. VAT')),
                ('sequence', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='number in the series')),
                ('number', models.CharField(blank=True, editable=False, max_length=20, verbose_name='invoice number')),
                ('payment_id', models.CharField(blank=True, editable=False, max_length=15, verbose_name='payment id')),
                ('issued_on', models.DateField(blank=True, editable=False, null=True, verbose_name='invoice date')),
                ('due_on', models.DateField(blank=True, editable=False, null=True, verbose_name='due date')),
                ('issued_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='issued')),
                ('snapshot', models.JSONField(blank=True, editable=False, null=True, verbose_name='frozen content')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('credited', models.DecimalField(decimal_places=2, default=Decimal('0'), editable=False, max_digits=12, verbose_name='credited incl. VAT')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='partnership.agreement', verbose_name='agreement')),
                ('document', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invoice', to='partnership.storeddocument', verbose_name='PDF')),
                ('fee_year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='billing.feeyear', verbose_name='fee year')),
                ('replaces', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='billing.invoice', verbose_name='replaces')),
                ('series', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='billing.invoiceseries', verbose_name='number series')),
            ],
            options={
                'verbose_name': 'invoice',
                'verbose_name_plural': 'invoices',
                'ordering': ['-issued_on', '-sequence', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CreditNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(choices=[('ean', 'returned: wrong EAN number'), ('order_number', 'returned: order number missing'), ('person_reference', 'returned: person reference wrong or missing'), ('other', 'another reason')], default='other', max_length=20, verbose_name='cause')),
                ('reason', models.CharField(max_length=300, verbose_name='reason on the credit note')),
                ('net', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount excl. VAT')),
                ('vat', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='VAT')),
                ('total', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount incl. VAT')),
                ('sequence', models.PositiveIntegerField(verbose_name='number in the series')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='number')),
                ('issued_on', models.DateField(verbose_name='date')),
                ('issued_at', models.DateTimeField(verbose_name='issued')),
                ('snapshot', models.JSONField(verbose_name='frozen content')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='credit_note', to='partnership.storeddocument', verbose_name='PDF')),
                ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='issued by')),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='billing.invoice', verbose_name='invoice')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='billing.invoiceseries', verbose_name='number series')),
            ],
            options={
                'verbose_name': 'credit note',
                'verbose_name_plural': 'credit notes',
                'ordering': ['-issued_on', '-sequence', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='InvoiceDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(choices=[('peppol_bis3', 'Peppol BIS Billing 3.0'), ('oioubl_21', 'OIOUBL 2.1')], max_length=12, verbose_name='format')),
                ('rule_set', models.CharField(max_length=100, verbose_name='checked against')),
                ('credit_note', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='e_documents', to='billing.creditnote', verbose_name='credit note')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='invoice_document', to='partnership.storeddocument', verbose_name='file')),
                ('invoice', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='e_documents', to='billing.invoice', verbose_name='invoice')),
            ],
            options={
                'verbose_name': 'e-invoice',
                'verbose_name_plural': 'e-invoices',
                'ordering': ['invoice', 'credit_note', '-format'],
            },
        ),
        migrations.CreateModel(
            name='InvoiceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='line')),
                ('description', models.CharField(max_length=300, verbose_name='description')),
                ('quantity', models.DecimalField(decimal_places=2, default=Decimal('1'), max_digits=10, verbose_name='quantity')),
                ('unit_price', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='unit price excl. VAT')),
                ('net', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount excl. VAT')),
                ('vat_rate', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='VAT rate in per cent')),
                ('vat', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='VAT')),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='billing.invoice', verbose_name='invoice')),
            ],
            options={
                'verbose_name': 'invoice line',
                'verbose_name_plural': 'invoice lines',
                'ordering': ['invoice', 'number'],
            },
        ),
        migrations.CreateModel(
            name='CreditNoteLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('net', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount excl. VAT')),
                ('vat', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='VAT')),
                ('credit_note', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='billing.creditnote', verbose_name='credit note')),
                ('invoice_line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_lines', to='billing.invoiceline', verbose_name='invoice line')),
            ],
            options={
                'verbose_name': 'credit note line',
                'verbose_name_plural': 'credit note lines',
                'ordering': ['credit_note', 'invoice_line__number'],
            },
        ),
        migrations.CreateModel(
            name='InvoiceRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('requested_at', models.DateTimeField(verbose_name='requested')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='belongs to a worker until')),
                ('fee_year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='billing.feeyear', verbose_name='fee year')),
                ('requested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
            ],
            options={
                'verbose_name': 'invoice run',
                'verbose_name_plural': 'invoice runs',
                'ordering': ['-requested_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='InvoiceRunResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('issued', 'issued'), ('skipped', 'already issued'), ('failed', 'not issued')], max_length=10, verbose_name='outcome')),
                ('detail', models.CharField(blank=True, max_length=500, verbose_name='detail')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.agreement', verbose_name='agreement')),
                ('invoice', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='billing.invoice', verbose_name='invoice')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='billing.invoicerun', verbose_name='run')),
            ],
            options={
                'verbose_name': 'result',
                'verbose_name_plural': 'results',
                'ordering': ['agreement__municipality__sort_key'],
            },
        ),
        migrations.CreateModel(
            name='Seller',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('only', models.BooleanField(default=True, editable=False, unique=True)),
                ('name', models.CharField(default='KL – Kommunernes Landsforening', max_length=100, verbose_name='name')),
                ('street', models.CharField(default='Weidekampsgade', max_length=100, verbose_name='street')),
                ('building_number', models.CharField(default='10', max_length=10, verbose_name='building number')),
                ('postal_code', models.CharField(default='2300', max_length=4, verbose_name='postal code')),
                ('city', models.CharField(default='København S', max_length=60, verbose_name='city')),
                ('cvr', models.CharField(default='62547413', max_length=8, validators=[municipalities.models.validate_cvr], verbose_name='CVR number')),
                ('contact_name', models.CharField(blank=True, max_length=100, verbose_name='contact')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='phone')),
                ('payment_method', models.CharField(blank=True, choices=[('fik', 'payment slip (FIK +71)'), ('bank', 'registration and account number'), ('iban', 'IBAN')], max_length=4, verbose_name='way of payment')),
                ('creditor_number', models.CharField(blank=True, max_length=8, validators=[django.core.validators.RegexValidator('^\\d{8}$', 'Write the eight digits of the creditor number.')], verbose_name='FIK creditor number')),
                ('registration_number', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^\\d{4}$', 'Write the four digits of the registration number.')], verbose_name='registration number')),
                ('account_number', models.CharField(blank=True, max_length=10, validators=[django.core.validators.RegexValidator('^\\d{1,10}$', 'Write the account number with digits only.')], verbose_name='account number')),
                ('iban', models.CharField(blank=True, max_length=34, validators=[billing.models.seller.validate_iban], verbose_name='IBAN')),
                ('payment_term_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30, 'A public body has at most 30 days.')], verbose_name='payment term in days')),
            ],
            options={
                'verbose_name': 'seller settings',
                'verbose_name_plural': 'seller settings',
                'constraints': [models.CheckConstraint(condition=models.Q(('only', True)), name='seller_is_one'), models.CheckConstraint(condition=models.Q(('payment_term_days__gte', 1), ('payment_term_days__lte', 30)), name='seller_payment_term_1_to_30_days', violation_error_message='The payment term must be between 1 and 30 days.')],
            },
        ),
        migrations.CreateModel(
            name='BillingProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.CharField(help_text='For example Børn og Unge.', max_length=100, verbose_name='unit')),
                ('gln', models.CharField(help_text='13 digits that begin with 579.', max_length=13, validators=[billing.gln.validate_gln], verbose_name='EAN number')),
                ('person_reference', models.CharField(help_text='Who gets the invoice for approval: the initials or the code that your finance system knows.', max_length=50, verbose_name='person reference')),
                ('order_number', models.CharField(blank=True, max_length=50, verbose_name='order number')),
                ('account_string', models.CharField(blank=True, max_length=100, verbose_name='account string')),
                ('contact_name', models.CharField(blank=True, help_text='Without one, the invoice names your coordinator.', max_length=100, verbose_name='contact')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name="contact's e-mail address")),
                ('street', models.CharField(max_length=100, verbose_name='street')),
                ('building_number', models.CharField(max_length=10, verbose_name='building number')),
                ('postal_code', models.CharField(max_length=4, validators=[django.core.validators.RegexValidator('^[0-9]{4}\\Z', 'Write the four digits of the postal code.')], verbose_name='postal code')),
                ('city', models.CharField(max_length=60, verbose_name='city')),
                ('preferred_format', models.CharField(choices=[('peppol_bis3', 'Peppol BIS Billing 3.0'), ('oioubl_21', 'OIOUBL 2.1')], default='peppol_bis3', max_length=12, verbose_name='format of e-invoices')),
                ('is_default', models.BooleanField(default=False, editable=False, verbose_name='used unless something else is agreed')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, editable=False, null=True, verbose_name='valid until before')),
                ('changed_at', models.DateTimeField(editable=False, verbose_name='written')),
                ('changed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='billing_profiles', to='municipalities.municipality', verbose_name='municipality')),
                ('supersedes', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='billing.billingprofile', verbose_name='version before')),
            ],
            options={
                'verbose_name': 'billing profile',
                'verbose_name_plural': 'billing profiles',
                'ordering': ['municipality__sort_key', '-is_default', 'unit', '-valid_from', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_default', True), ('valid_to__isnull', True)), fields=('municipality',), name='billing_profile_one_default_per_municipality', violation_error_message='The municipality already has a default billing profile.'), models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('municipality', 'gln', 'person_reference', 'order_number'), name='billing_profile_is_stated_once', violation_error_message='You already have billing information with this EAN number and reference.'), models.CheckConstraint(condition=models.Q(('gln__regex', '^579[0-9]{10}\\Z')), name='billing_profile_gln_is_danish', violation_error_message='An EAN number has 13 digits and begins with 579.'), models.CheckConstraint(condition=models.Q(('postal_code__regex', '^[0-9]{4}\\Z')), name='billing_profile_postal_code_has_four_digits', violation_error_message='Write the four digits of the postal code.'), models.CheckConstraint(condition=models.Q(models.Q(('person_reference', ''), _negated=True), models.Q(('street', ''), _negated=True), models.Q(('building_number', ''), _negated=True), models.Q(('city', ''), _negated=True)), name='billing_profile_reference_and_address_are_stated', violation_error_message='Give the person reference and the whole address.'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='billing_profile_ends_after_it_starts', violation_error_message='A billing profile must not end before it starts.')],
            },
        ),
        migrations.AddConstraint(
            model_name='feeyear',
            constraint=models.UniqueConstraint(fields=('partnership', 'number'), name='fee_year_number_is_used_once', violation_error_message='The partnership already has a fee year with this number.'),
        ),
        migrations.AddConstraint(
            model_name='feeyear',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='fee_year_ends_after_it_starts', violation_error_message='The fee year must end after it starts.'),
        ),
        migrations.AddConstraint(
            model_name='invoicedocument',
            constraint=models.UniqueConstraint(fields=('invoice', 'format'), name='invoice_document_one_per_format', violation_error_message='The invoice already has a document in this format.'),
        ),
        migrations.AddConstraint(
            model_name='invoicedocument',
            constraint=models.UniqueConstraint(fields=('credit_note', 'format'), name='credit_note_document_one_per_format', violation_error_message='The credit note already has a document in this format.'),
        ),
        migrations.AddConstraint(
            model_name='invoicedocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('credit_note__isnull', False), ('invoice__isnull', True)), models.Q(('credit_note__isnull', True), ('invoice__isnull', False)), _connector='OR'), name='invoice_document_is_of_one_voucher', violation_error_message='A document belongs to an invoice or to a credit note.'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.UniqueConstraint(fields=('invoice', 'number'), name='invoice_line_number_is_used_once', violation_error_message='The invoice already has a line with this number.'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.CheckConstraint(condition=models.Q(('net__gt', 0), ('quantity__gt', 0), ('unit_price__gt', 0), ('vat__gte', 0)), name='invoice_line_amounts_are_positive', violation_error_message='Quantity and amounts must be above 0.'),
        ),
        migrations.AddConstraint(
            model_name='creditnoteline',
            constraint=models.UniqueConstraint(fields=('credit_note', 'invoice_line'), name='credit_note_line_once_per_invoice_line', violation_error_message='The credit note already has this line.'),
        ),
        migrations.AddConstraint(
            model_name='creditnoteline',
            constraint=models.CheckConstraint(condition=models.Q(('net__gt', 0), ('vat__gte', 0)), name='credit_note_line_amounts_are_positive', violation_error_message='The amounts must be above 0.'),
        ),
        migrations.AddConstraint(
            model_name='invoicerun',
            constraint=models.UniqueConstraint(condition=models.Q(('finished_at__isnull', True)), fields=('fee_year',), name='invoice_run_one_at_a_time', violation_error_message='The invoices of this fee year are already being issued.'),
        ),
        migrations.AddConstraint(
            model_name='invoicerunresult',
            constraint=models.UniqueConstraint(fields=('run', 'agreement'), name='invoice_run_result_once_per_agreement'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['draft', 'issued'])), fields=('agreement', 'fee_year'), name='invoice_one_standing_per_agreement_and_year', violation_error_message='The agreement already has an invoice for this fee year.'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(fields=('series', 'sequence'), name='invoice_sequence_is_used_once', violation_error_message='This number is already used in the series.'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('number',), name='invoice_number_is_used_once', violation_error_message='This invoice number is already used.'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'issued')), fields=('payment_id',), name='invoice_payment_id_is_used_once', violation_error_message='This payment id is already used.'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', True), ('due_on__isnull', True), ('issued_at__isnull', True), ('issued_on__isnull', True), ('number', ''), ('payment_id', ''), ('sequence__isnull', True), ('series__isnull', True), ('snapshot__isnull', True), ('status', 'draft')), models.Q(models.Q(('status', 'draft'), _negated=True), models.Q(('number', ''), _negated=True), models.Q(('payment_id', ''), _negated=True), ('document__isnull', False), ('due_on__isnull', False), ('issued_at__isnull', False), ('issued_on__isnull', False), ('sequence__isnull', False), ('series__isnull', False), ('snapshot__isnull', False)), _connector='OR'), name='invoice_is_numbered_exactly_when_issued', violation_error_message='An invoice has a number, dates and a document exactly when it is issued.'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('net__gt', 0), ('total', django.db.models.functions.math.Round(django.db.models.expressions.CombinedExpression(models.F('net'), '+', models.F('vat')), precision=2)), ('vat__gte', 0)), name='invoice_amounts_add_up', violation_error_message='The amounts must be above 0 and add up.'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__isnull', True), ('due_on__gte', models.F('issued_on')), _connector='OR'), name='invoice_due_not_before_issue', violation_error_message='The due date must not be before the invoice date.'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('credited__gte', 0), ('credited__lte', models.F('total'))), name='invoice_credited_at_most_once', violation_error_message='More cannot be credited than the invoice asks for.'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('credited', 0), ('status', 'draft')), models.Q(('status', 'issued'), ('credited__lt', models.F('total'))), models.Q(('credited', models.F('total')), ('status', 'credited')), _connector='OR'), name='invoice_is_credited_exactly_when_nothing_is_left', violation_error_message='An invoice is credited exactly when nothing of it is left.'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.UniqueConstraint(fields=('series', 'sequence'), name='credit_note_sequence_is_used_once', violation_error_message='This number is already used in the series.'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='credit_note_has_a_number_and_a_reason', violation_error_message='A credit note has a number and says why it is issued.'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(condition=models.Q(('net__gt', 0), ('total', django.db.models.functions.math.Round(django.db.models.expressions.CombinedExpression(models.F('net'), '+', models.F('vat')), precision=2)), ('vat__gte', 0)), name='credit_note_amounts_add_up', violation_error_message='The amounts must be above 0 and add up.'),
        ),
    ]
