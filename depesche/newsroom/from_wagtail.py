"""What Wagtail and Django tell by signal: one line each, calling the deed. Publishing itself enters through ``ArticlePage.save``."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from depesche.brand.models import Picture
from depesche.kernel import clock
from depesche.newsroom import changes
from depesche.newsroom.models import Author, Topic


def connect() -> None:
    """Receive; called once, when the process starts."""
    page_published.connect(_published, dispatch_uid="newsroom-published")
    page_unpublished.connect(_unpublished, dispatch_uid="newsroom-unpublished")
    page_slug_changed.connect(_slug_changed, dispatch_uid="newsroom-slug")
    post_page_move.connect(_moved, dispatch_uid="newsroom-moved")
    post_save.connect(_topic, sender=Topic, dispatch_uid="newsroom-topic")
    post_save.connect(_author, sender=Author, dispatch_uid="newsroom-author")
    post_save.connect(_picture, sender=Picture, dispatch_uid="newsroom-picture")


def _published(instance: Page, **_: Any) -> None:
    changes.page_changed(instance, at=clock.now())


def _unpublished(instance: Page, **_: Any) -> None:
    changes.page_taken_down(instance, at=clock.now())


def _slug_changed(instance: Page, **_: Any) -> None:
    changes.page_changed(instance, at=clock.now())


def _moved(instance: Page, parent_page_before: Page, **_: Any) -> None:
    changes.page_moved(instance, came_from=parent_page_before, at=clock.now())


def _topic(instance: Topic, created: bool, **_: Any) -> None:
    if not created:
        changes.topic_changed(instance, at=clock.now())


def _author(instance: Author, created: bool, **_: Any) -> None:
    if not created:
        changes.author_changed(instance, at=clock.now())


def _picture(instance: Picture, created: bool, **_: Any) -> None:
    if not created:
        changes.picture_changed(instance, at=clock.now())
