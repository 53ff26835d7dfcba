"""Every address of the portal. Rooms own their paths; this page only says where they begin."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from dzm.views import bias, dashboard, health, keys, pipeline, public, timers
from legal.views import pages as legal_pages
from privacy.views.notice import privacy

urlpatterns = [
    path("", public.home, name="home"),
    path("imprint/", legal_pages.imprint, name="imprint"),
    path("privacy/", privacy, name="privacy"),
    path("privacy/", include("privacy.urls")),
    path("accessibility/", legal_pages.accessibility, name="accessibility"),
    path("i18n/setlang/", public.switch_language, name="set_language"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("pipeline/", pipeline.pipeline, name="pipeline"),
    path("keys/", keys.keys, name="keys"),
    path("timers/<int:pk>/retry/", timers.timer_retry, name="timer_retry"),
    path("bias/<str:kind>/<int:pk>/declare/", bias.declare, name="bias_declare"),
    path("bias/<str:kind>/<int:pk>/withdraw/", bias.withdraw, name="bias_withdraw"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/second-factor/", include("allauth.mfa.urls")),
    path("account/", include("accounts.urls")),
    path("", include("links.urls")),
    path("organisations/", include("organisations.urls")),
    path("", include("contactlog.urls")),
    path("", include("companies.urls")),
    path("", include("startups.urls")),
    path("", include("matchmaking.urls")),
    path("outcomes/", include("outcomes.urls")),
    path("", include("meetings.urls")),
    path("legal/", include("legal.urls")),
    path("transfer/", include("transfer.urls")),
    path("outbox/", include("mail.urls")),
    path("region/", include("regions.urls")),
    path("figures/", include("reporting.urls")),
    path("operator/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("operator/", admin.site.urls),
]
