"""Lena writes corrections, Karl looks at them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group

from depesche.brand.models import User
from depesche.brand.people import Role
from depesche.kernel import clock
from depesche.newsroom.claims.correction_rows import Severity
from depesche.newsroom.corrections import approving, drafting, entries, publishing
from depesche.newsroom.corrections.drafting import Span, Wanted
from depesche.newsroom.models import ArticlePage, Correction
from tests.newsroom.conftest import media as media


def colleague(name: str, role: Role) -> User:
    user = User.objects.create_user(f"{name}@example.org", "a long password", first_name=name.title(), last_name="Beispiel")
    user.groups.add(Group.objects.get(name=role.value))
    return user


@pytest.fixture
def lena(db: None) -> User:
    """A chief who writes corrections."""
    return colleague("lena", Role.CHIEF)


@pytest.fixture
def karl(db: None) -> User:
    """Another chief."""
    return colleague("karl", Role.CHIEF)


def wanted(article: ArticlePage | None = None, *spans: Span, **more: Any) -> Wanted:
    said = {"wrong": "Es waren 12.000 Soldaten.", "right": "Es waren 1.200 Soldaten.", "why": "Wir haben eine Null zu viel geschrieben."}
    return Wanted(article=article, claims=spans, **{**said, **more})


def draft(article: ArticlePage | None = None, *spans: Span, by: User | None = None, **more: Any) -> Correction:
    return drafting.draft(wanted(article, *spans, **more), by=by, at=clock.now())


def approve(correction: Correction, by: User) -> None:
    drafting.submit(correction)
    approving.approve(correction, seen=entries.content_digest(correction), by=by, at=clock.now())


def published(article: ArticlePage | None = None, *spans: Span, by: User, then: User, **more: Any) -> Correction:
    """A correction that Lena wrote and Karl let out."""
    correction = draft(article, *spans, by=by, **more)
    if correction.severity in {Severity.CORRECTION, Severity.RETRACTION}:
        approve(correction, then)
    publishing.publish(correction, seen=entries.content_digest(correction), by=then, at=clock.now())
    return correction
