"""What Wagtail and Django tell by signal: one line each, calling the deed. Publishing itself enters through ``ArticlePage.save``."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move, pre_page_move

from depesche.brand.models import Offer, Picture, PublishedDocument
from depesche.kernel import clock
from depesche.newsroom import changes, picture_naming, picture_removal, shown_removal, topic_removal
from depesche.newsroom.claims import trusting
from depesche.newsroom.models import ArticlePage, Author, SectionPage, Topic, TrustClaim


def connect() -> None:
    """Receive; called once, when the process starts."""
    page_published.connect(_published, dispatch_uid="newsroom-published")
    page_unpublished.connect(_unpublished, dispatch_uid="newsroom-unpublished")
    page_slug_changed.connect(_slug_changed, dispatch_uid="newsroom-slug")
    pre_page_move.connect(_moving, dispatch_uid="newsroom-moving")
    post_page_move.connect(_moved, dispatch_uid="newsroom-moved")
    for model in (ArticlePage, SectionPage):
        pre_save.connect(_page, sender=model, dispatch_uid=f"newsroom-{model.__name__}")
    post_save.connect(_topic, sender=Topic, dispatch_uid="newsroom-topic")
    pre_delete.connect(_topic_goes, sender=Topic, dispatch_uid="newsroom-topic-removal")
    for vocabulary in (Topic, Author):
        post_delete.connect(_gone, sender=vocabulary, dispatch_uid=f"newsroom-{vocabulary.__name__}-gone")
    post_save.connect(_author, sender=Author, dispatch_uid="newsroom-author")
    post_save.connect(_picture, sender=Picture, dispatch_uid="newsroom-picture")
    pre_save.connect(_picture_changes, sender=Picture, dispatch_uid="newsroom-picture-naming")
    pre_delete.connect(_picture_goes, sender=Picture, dispatch_uid="newsroom-picture-removal")
    for signal in (post_save, post_delete):
        signal.connect(_trust, sender=TrustClaim, dispatch_uid=f"newsroom-trust-{id(signal)}")
    for shown in (PublishedDocument, Offer):
        pre_delete.connect(_shown_goes, sender=shown, dispatch_uid=f"newsroom-{shown.__name__}-removal")


def _published(instance: Page, **_: Any) -> None:
    changes.page_changed(instance, at=clock.now())


def _unpublished(instance: Page, **_: Any) -> None:
    changes.page_taken_down(instance, at=clock.now())


def _slug_changed(instance: Page, **_: Any) -> None:
    changes.page_changed(instance, at=clock.now())


def _moving(instance: Page, url_path_after: str, **_: Any) -> None:
    changes.address_changes(instance, to=url_path_after)


def _page(instance: Page, **_: Any) -> None:
    changes.page_saved(instance)


def _moved(instance: Page, parent_page_before: Page, **_: Any) -> None:
    changes.page_moved(instance, came_from=parent_page_before, at=clock.now())


def _topic(instance: Topic, created: bool, **_: Any) -> None:
    if not created:
        changes.topic_changed(instance, at=clock.now())


def _topic_goes(instance: Topic, **_: Any) -> None:
    topic_removal.gate(instance)


def _author(instance: Author, created: bool, **_: Any) -> None:
    if not created:
        changes.author_changed(instance, at=clock.now())


def _gone(instance: Topic | Author, **_: Any) -> None:
    changes.vocabulary_gone(instance, at=clock.now())


def _picture(instance: Picture, created: bool, **_: Any) -> None:
    if not created:
        changes.picture_changed(instance, at=clock.now())


def _picture_changes(instance: Picture, **_: Any) -> None:
    picture_naming.gate(instance)


def _picture_goes(instance: Picture, **_: Any) -> None:
    picture_removal.gate(instance)


def _trust(instance: TrustClaim, **_: Any) -> None:
    trusting.changed(instance, at=clock.now())


def _shown_goes(instance: PublishedDocument | Offer, **_: Any) -> None:
    shown_removal.gate(instance)
