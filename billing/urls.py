"""Addresses of this room."""

from django.urls import include, path

from billing.views import credit_notes, invoices, profiles, reminders, statements, webhook

_billing = [
    path("e-faktura/kvittering/", webhook.e_invoice_news, name="e-invoice-news"),
    path("fakturaer/", invoices.invoice_list, name="list"),
    path("fakturaer/<int:pk>/", invoices.invoice_page, name="invoice"),
    path("fakturaer/<int:pk>/pdf/", invoices.invoice_pdf, name="pdf"),
    path("fakturaer/<int:pk>/xml/<slug:format>/", invoices.invoice_xml, name="xml"),
    path("fakturaer/<int:pk>/videresend/", invoices.invoice_forward, name="forward"),
    path("kommune/<str:code>/kontoudtog/", statements.statement_page, name="statement"),
    path("kommune/<str:code>/kontoudtog/pdf/", statements.statement_file, name="statement-pdf"),
    path("kreditnotaer/<int:pk>/", credit_notes.credit_note_page, name="credit-note"),
    path("kreditnotaer/<int:pk>/pdf/", credit_notes.credit_note_pdf, name="credit-note-pdf"),
    path("kreditnotaer/<int:pk>/xml/<slug:format>/", credit_notes.credit_note_xml, name="credit-note-xml"),
    path("rykkere/<int:pk>/pdf/", reminders.reminder_pdf, name="reminder-pdf"),
    path("rykkere/<int:pk>/xml/", reminders.reminder_xml, name="reminder-xml"),
    path("kommune/<str:code>/faktureringsoplysninger/", profiles.profile_list, name="profiles"),
    path("kommune/<str:code>/faktureringsoplysninger/ny/", profiles.profile_add, name="profile-add"),
    path("kommune/<str:code>/faktureringsoplysninger/<int:pk>/", profiles.profile_change, name="profile-change"),
    path(
        "kommune/<str:code>/faktureringsoplysninger/<int:pk>/standard/",
        profiles.profile_default,
        name="profile-default",
    ),
    path("kommune/<str:code>/faktureringsoplysninger/<int:pk>/afslut/", profiles.profile_end, name="profile-end"),
]
urlpatterns = [path("", include((_billing, "billing")))]
