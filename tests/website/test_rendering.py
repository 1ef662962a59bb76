"""One page as an answer: the frame around it, and its headers."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from depesche.website import rendering
from depesche.website.rendering import Meta

pytestmark = pytest.mark.once


@pytest.mark.usefixtures("db")
def test_a_page_of_a_site_without_a_publisher_is_named_after_its_host(rf: RequestFactory) -> None:
    answer = rendering.page(rf.get("/"), "website/404.html", {}, status=404)

    assert answer.status_code == 404
    assert "testserver.localhost" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.usefixtures("db")
def test_a_second_visit_costs_nothing(rf: RequestFactory) -> None:
    first = rendering.page(rf.get("/"), "website/404.html", {})

    second = rendering.page(rf.get("/", headers={"If-None-Match": first["ETag"]}), "website/404.html", {})

    assert second.status_code == 304
    assert second.content == b""
    assert second["ETag"] == first["ETag"]


@pytest.mark.usefixtures("db")
def test_a_page_without_a_canonical_address_is_not_for_search_engines(rf: RequestFactory) -> None:
    without = rendering.page(rf.get("/"), "website/404.html", {}).content.decode()
    with_one = rendering.page(rf.get("/"), "website/404.html", {"meta": Meta(title="Gold", path="/gold/")}).content.decode()

    assert '<meta name="robots" content="noindex">' in without
    assert 'rel="canonical"' not in without
    assert '<link rel="canonical" href="http://testserver.localhost/gold/">' in with_one
    assert "noindex" not in with_one
