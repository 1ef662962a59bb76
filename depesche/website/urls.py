"""The public addresses (INTERFACES.md). Sections and articles are Wagtail's; everything else stands here."""

from __future__ import annotations

from depesche.website import (
    archive,
    callback,
    claim_page,
    consent_log,
    feeds,
    lists,
    machines,
    newsletter,
    pages,
    search,
    signing_up,
    source_page,
    ticker,
)

urlpatterns = [
    *signing_up.urlpatterns,
    *newsletter.urlpatterns,
    *archive.urlpatterns,
    *consent_log.urlpatterns,
    *callback.urlpatterns,
    *feeds.urlpatterns,
    *machines.urlpatterns,
    *lists.urlpatterns,
    *pages.urlpatterns,
    *search.urlpatterns,
    *ticker.urlpatterns,
    *claim_page.urlpatterns,
    *source_page.urlpatterns,
]
