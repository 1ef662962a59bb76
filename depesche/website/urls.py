"""The public addresses (INTERFACES.md). Sections and articles are Wagtail's; everything else stands here."""

from __future__ import annotations

from depesche.website import archive, callback, consent_log, feeds, lists, machines, newsletter, pages, protocol, search, signing_up, ticker

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
    *protocol.urlpatterns,
    *search.urlpatterns,
    *ticker.urlpatterns,
]
