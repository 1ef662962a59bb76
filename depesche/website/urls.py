"""The public addresses (INTERFACES.md). Sections and articles are Wagtail's; everything else stands here."""

from __future__ import annotations

from depesche.website import archive, callback, consent_log, feeds, machines, newsletter, pages

urlpatterns = [
    *newsletter.urlpatterns,
    *archive.urlpatterns,
    *consent_log.urlpatterns,
    *callback.urlpatterns,
    *feeds.urlpatterns,
    *machines.urlpatterns,
    *pages.urlpatterns,
]
