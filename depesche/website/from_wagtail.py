"""What Wagtail tells by signal about pages: one line each, calling the deed. The rows are written in the sender's transaction."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save, pre_save
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from depesche.brand import addresses
from depesche.brand.models import Picture
from depesche.kernel import clock
from depesche.newsroom.models import Author, Correction, Ticker, Topic
from depesche.website import announcing, renaming, sizes


def connect() -> None:
    """Receive; called once, when the process starts."""
    for signal in (page_published, page_unpublished):
        signal.connect(_changed, dispatch_uid=f"website-page-{id(signal)}")
    post_page_move.connect(_moved, dispatch_uid="website-moved")
    for model in (Topic, Author):
        pre_save.connect(_renamed, sender=model, dispatch_uid=f"website-{model.__name__}")
    post_save.connect(_ticker, sender=Ticker, dispatch_uid="website-ticker")
    post_save.connect(_correction, sender=Correction, dispatch_uid="website-correction")
    post_save.connect(_picture, sender=Picture, dispatch_uid="website-picture")


def _changed(instance: Page, **_: Any) -> None:
    announcing.note(instance.specific, at=clock.now())


def _moved(instance: Page, url_path_before: str, **_: Any) -> None:
    announcing.note(instance.specific, at=clock.now(), also=[addresses.plain(url_path_before)])


def _ticker(instance: Ticker, **_: Any) -> None:
    announcing.note(instance.article, at=clock.now())


def _correction(instance: Correction, **_: Any) -> None:
    announcing.note_correction(instance, at=clock.now())


def _picture(instance: Picture, **_: Any) -> None:
    sizes.wish(instance)


def _renamed(instance: Topic | Author, **_: Any) -> None:
    renaming.renamed(instance)
