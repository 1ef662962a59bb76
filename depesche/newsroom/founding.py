"""Founding a site: the front page, and Wagtail's Site row in step with the site address. Run at every start; it changes nothing twice."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from depesche.newsroom.models import HomePage


def found(*, site_url: str) -> HomePage:
    """Make the front page if there is none, and let Wagtail know the address of the site.

    :param site_url: ``http(s)://host[:port]``, the option of that name
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        _one_locale(settings.LANGUAGE_CODE)
        home = HomePage.objects.first() or _make_home()
        _synchronise_site(home, site_url)
    return home


def _one_locale(language: str) -> None:
    """One site has one language in this edition; a template database may have been made in another."""
    if not Locale.objects.filter(language_code=language).exists() and Locale.objects.count() == 1:
        Locale.objects.update(language_code=language)


def _make_home() -> HomePage:
    root = Page.get_first_root_node()
    if root is None:
        root = Page.add_root(instance=Page(title="Root", slug="root"))
    home = HomePage(title=_("Front page"), slug="front")
    root.add_child(instance=home)
    return home


def _synchronise_site(home: HomePage, site_url: str) -> None:
    address = urlsplit(site_url)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True, site_name=settings.WAGTAIL_SITE_NAME)
    wanted = {"hostname": address.hostname, "port": port, "root_page_id": home.pk}
    if site.pk is None or any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()
    _remove_welcome()


def _remove_welcome() -> None:
    """Wagtail's migrations leave a welcome page of the bare type Page below the root."""
    for page in Page.objects.exact_type(Page).filter(depth=2, slug="home"):
        page.delete()
