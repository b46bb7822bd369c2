"""Every address of the house; `docs/modules.md` lists the stable ones."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from backoffice.certificates import public_pages as certificate_pages
from backoffice.documents.public import ask_code, verify
from eservices.applications.screens.ranked import public_list
from eservices.payments import views as payment_views
from portal.accounts.views import entry

from . import api, health
from .demo.mailbox import mailbox

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ReadyView.as_view(), name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", include(api)),
    path("_allauth/", include("allauth.headless.urls")),
    path("passkeys/", include("portal.accounts.urls_passkeys")),
    path("cms/login/", entry.staff_login),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("webhooks/stripe/", payment_views.webhook, name="stripe_webhook"),
    path("verify/", ask_code, name="verify_ask"),
    path("verify/keys/", certificate_pages.keys, name="verify_keys"),
    path("verify/revoked.jws", certificate_pages.revoked, name="verify_revoked"),
    path("verify/check/", certificate_pages.check, name="verify_check"),
    path("verify/<slug:code>/", verify, name="verify"),
    path("demo/mail/", mailbox, name="demo_mail"),
    path("", include("portal.urls")),
]

urlpatterns += i18n_patterns(
    path("account/second-factor/", include("portal.accounts.urls_second_factor")),
    path("account/debts/", include("eservices.debts.urls")),
    path("account/documents/", include("eservices.correspondence.urls")),
    path("account/arrangements/", include("eservices.arrangements.urls")),
    path("account/certificates/", include("eservices.certificates.urls")),
    path("", include("eservices.appointments.urls")),
    path("account/privacy/", include("eservices.privacy.urls")),
    path("", include("eservices.applications.urls")),
    path("account/messages/", include("eservices.messages.urls")),
    path("account/", include("portal.accounts.urls")),
    path("account/", include("portal.accounts.urls_guarded")),
    path("account/", include("allauth.urls")),
    path("services/tourist-fee/", include("eservices.tourist_fee.urls")),
    path("services/lists/<slug:code>/", public_list, name="ranked_list"),
    path("pay/", include("eservices.debts.urls_pay")),
    path("payments/", include("eservices.payments.urls")),
    path("news/", include("portal.news.urls")),
    path("agenda/", include("portal.agenda.urls")),
    path("search/", include("portal.search.urls")),
    path("feedback/", include("portal.home.urls")),
    path("", include(wagtail_urls)),
)
