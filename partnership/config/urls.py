"""Every address of the portal."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import sitemap
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from partnership.config.casefile import views as casefile
from partnership.config.coordinator import views as coordinator
from partnership.config.criteria import assessment_views as assessments
from partnership.config.criteria import colleague_views as criteria_colleagues
from partnership.config.criteria import views as criteria
from partnership.config.health import healthz
from partnership.config.sitemaps import SITEMAPS, robots


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """Send browsers that ask at the old address to the icon."""
    return redirect(staticfiles_storage.url("favicon.svg"))


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", login_not_required(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("favicon.ico", favicon, name="favicon"),
    path("admin/", admin.site.urls),
    path("kommune/<str:code>/", coordinator.municipality_home, name="municipality_home"),
    path("kommune/<str:code>/status.pdf", coordinator.municipality_status, name="municipality_status"),
    path("journal/aftale/<int:pk>.zip", casefile.agreement_case_file, name="agreement_case_file"),
    path("journal/aktivitet/<int:pk>.zip", casefile.event_case_file, name="event_case_file"),
    path("succeskriterier/", criteria.all_criteria, name="criteria_all"),
    path("succeskriterier/rapport-<slug:path>.pdf", criteria.criteria_report, name="criteria_report"),
    path("min-side/succeskriterier/", criteria.own_criteria, name="own_criteria"),
    path("kommune/<str:code>/succeskriterier/", criteria.criteria, name="criteria"),
    path("kommune/<str:code>/succeskriterier/rapport.pdf", criteria.criteria_pdf, name="criteria_pdf"),
    path("kommune/<str:code>/succeskriterier/kolleger/", criteria_colleagues.colleagues, name="assessment_colleagues"),
    path("kommune/<str:code>/succeskriterier/<slug:path>/", assessments.assessment, name="assessment"),
    path("kommune/<str:code>/succeskriterier/<slug:path>/<int:number>/", assessments.answer, name="assessment_answer"),
    path("kommune/<str:code>/succeskriterier/<slug:path>/genaabn/", assessments.reopen, name="assessment_reopen"),
    path("konto/", include("partnership.config.account_urls")),
    path("", include("events.urls")),
    path("", include("tracks.urls")),
    path("", include("billing.urls")),
    path("", include("partnership.urls")),
]
