"""All addresses of Depesche."""

from __future__ import annotations

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as desk_urls
from wagtail.documents import urls as document_urls

from depesche.brand import login
from depesche.operations import health
from depesche.operations.inbox import urls as inbox_urls
from depesche.website import urls as website_urls

urlpatterns = [
    path("desk/login/", include(login.urlpatterns)),
    path("desk/", include(desk_urls)),
    path("documents/", include(document_urls)),
    path("inbox/", include(inbox_urls)),
    path("health/", include(health.urlpatterns)),
    *website_urls.urlpatterns,
    path("", include(wagtail_urls)),
]

handler400 = "depesche.website.errors.bad_request"
handler403 = "depesche.website.errors.forbidden"
handler404 = "depesche.website.errors.not_found"
handler500 = "depesche.website.errors.broken"
