"""Addresses of this room."""

from django.urls import include, path

from billing import views

_billing = [
    path("", views.invoice_list, name="list"),
    path("<int:pk>/", views.invoice_page, name="invoice"),
    path("<int:pk>/pdf/", views.invoice_pdf, name="pdf"),
]
urlpatterns = [path("fakturaer/", include((_billing, "billing")))]
