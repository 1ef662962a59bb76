"""A founded site for the promises."""

from __future__ import annotations

import pytest

from depesche.brand.models import Publisher
from depesche.kernel import options
from depesche.newsroom import founding
from depesche.newsroom.models import HomePage


@pytest.fixture
def found_site(publisher: Publisher) -> HomePage:
    return founding.found(site_url=options.current().site_url)
