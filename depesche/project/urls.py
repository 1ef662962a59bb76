"""All addresses of Depesche."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import JavaScriptCatalog
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as desk_urls
from wagtail.documents import urls as document_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from depesche.api import urls as api_urls
from depesche.api import webhooks
from depesche.brand import history, login
from depesche.operations import health
from depesche.operations.inbox import urls as inbox_urls
from depesche.project.desk import in_one_transaction
from depesche.website import urls as website_urls

desk_patterns = [
    path("desk/login/", include(login.urlpatterns)),
    path("desk/jsi18n/", JavaScriptCatalog.as_view(packages=["wagtail.admin", "depesche.brand"])),
    *history.urlpatterns,
    path("desk/", include(desk_urls)),
]
urlpatterns = [
    *decorate_urlpatterns(desk_patterns, in_one_transaction),  # type: ignore[no-untyped-call]  # Wagtail has no types
    path("documents/", include(document_urls)),
    path("inbox/", include(inbox_urls)),
    path("api/v1/", include(api_urls)),
    *webhooks.urlpatterns,
    path("health/", include(health.urlpatterns)),
    *website_urls.urlpatterns,
    path("", include(wagtail_urls)),
]

handler400 = "depesche.website.errors.bad_request"
handler403 = "depesche.website.errors.forbidden"
handler404 = "depesche.website.errors.not_found"
handler500 = "depesche.website.errors.broken"
