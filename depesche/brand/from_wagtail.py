"""What Wagtail and Django tell by signal about the publisher's rows: one line each, calling the deed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from depesche.brand.models import LegalText, MenuItem, Menus, Offer, Picture, PublishedDocument, Publisher, TrustPoint
from depesche.kernel import clock
from depesche.press import rebuild


def connect() -> None:
    """Receive; called once, when the process starts."""
    own: tuple[type[Model], ...] = (Publisher, TrustPoint)
    for model in own:
        post_save.connect(_brand, sender=model, dispatch_uid=f"brand-{model.__name__}-save")
        post_delete.connect(_brand, sender=model, dispatch_uid=f"brand-{model.__name__}-delete")
    lists: tuple[type[Model], ...] = (Menus, MenuItem)
    for model in lists:
        post_save.connect(_menu, sender=model, dispatch_uid=f"brand-{model.__name__}-save")
        post_delete.connect(_menu, sender=model, dispatch_uid=f"brand-{model.__name__}-delete")
    post_save.connect(_legal, sender=LegalText, dispatch_uid="brand-legal-save")
    post_delete.connect(_legal, sender=LegalText, dispatch_uid="brand-legal-delete")
    post_save.connect(_offer, sender=Offer, dispatch_uid="brand-offer-save")
    post_delete.connect(_offer, sender=Offer, dispatch_uid="brand-offer-delete")
    post_save.connect(_document, sender=PublishedDocument, dispatch_uid="brand-document-save")
    post_save.connect(_picture, sender=Picture, dispatch_uid="brand-picture-save")
    pre_delete.connect(_picture, sender=Picture, dispatch_uid="brand-picture-goes")  # before, as the database takes a deleted logo off silently
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_page, dispatch_uid=f"brand-menu-page-{id(signal)}")


def _brand(**_: Any) -> None:
    outdate("brand")


def _menu(**_: Any) -> None:
    outdate("menu")


def _legal(instance: LegalText, **_: Any) -> None:
    outdate(f"legal:{instance.slug}", "brand")


def _offer(instance: Offer, **_: Any) -> None:
    outdate(f"offer:{instance.pk}")


def _document(instance: PublishedDocument, **_: Any) -> None:
    outdate(f"document:{instance.pk}")


def _picture(instance: Picture, **_: Any) -> None:
    offers = [f"offer:{pk}" for pk in Offer.objects.filter(picture=instance).values_list("pk", flat=True)]
    outdate(*offers, *(("brand",) if Publisher.objects.filter(logo=instance).exists() else ()))


def _page(instance: Any, **_: Any) -> None:
    outdate(*(("menu",) if MenuItem.objects.filter(page_id=instance.pk).exists() else ()))


def outdate(*tags: str) -> None:
    """Outdate in the sender's transaction; a save outside of one gets its own."""
    with transaction.atomic():
        rebuild.outdate(tags, at=clock.now())
