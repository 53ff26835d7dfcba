"""Every address of the portal. Rooms own their paths; this page only says where they begin."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from dzm import feeds
from dzm.views import bias, dashboard, findable, glance, health, keys, pipeline, public, timers
from legal.views import pages as legal_pages
from privacy.views.notice import privacy

urlpatterns = [
    path("", public.home, name="home"),
    path("imprint/", legal_pages.imprint, name="imprint"),
    path("privacy/", privacy, name="privacy"),
    path("privacy/", include("privacy.urls")),
    path("accessibility/", legal_pages.accessibility, name="accessibility"),
    path("easy-language/", public.easy_language, name="easy_language"),
    path("sign-language/", public.sign_language, name="sign_language"),
    path("i18n/setlang/", public.switch_language, name="set_language"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("glance/", glance.glance, name="glance"),
    path("pipeline/", pipeline.pipeline, name="pipeline"),
    path("keys/", keys.keys, name="keys"),
    path("timers/<int:pk>/retry/", timers.timer_retry, name="timer_retry"),
    path("bias/<str:kind>/<int:pk>/declare/", bias.declare, name="bias_declare"),
    path("bias/<str:kind>/<int:pk>/withdraw/", bias.withdraw, name="bias_withdraw"),
    path("robots.txt", findable.robots, name="robots"),
    path("sitemap.xml", findable.sitemap, name="sitemap"),
    path("feeds/offers.atom", feeds.new_offers, name="feed_offers"),
    path("feeds/needs.atom", feeds.new_needs, name="feed_needs"),
    path("feeds/events.atom", feeds.next_events, name="feed_events"),
    path("cards/portal.png", findable.card_default, name="card_default"),
    path("cards/<slug:kind>/<slug:key>.png", findable.card, name="card"),
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
    path("", include("landscape.urls")),
    path("", include("matchmaking.urls")),
    path("", include("board.urls")),
    path("", include("events.urls")),
    path("", include("newsletter.urls")),
    path("outcomes/", include("outcomes.urls")),
    path("", include("meetings.urls")),
    path("legal/", include("legal.urls")),
    path("transfer/", include("transfer.urls")),
    path("outbox/", include("mail.urls")),
    path("search/", include("search.urls")),
    path("region/", include("shares.urls")),
    path("region/", include("cooperation.urls")),
    path("radar/", include("radar.urls")),
    path("figures/", include("reporting.urls")),
    path("impact/", include("reporting.impact.urls")),
    path("charts/", include("charts.urls")),
    path("projects/", include("projects.urls")),
    path("operator/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("operator/", admin.site.urls),
]

handler500 = "core.outages.server_error"
