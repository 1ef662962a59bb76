"""The sample content: made up, in the language of whoever looks, and of the lengths that newsrooms write."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from django.templatetags.static import static
from django.utils.translation import gettext as _

from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.terms import Comparator
from depesche.website.figures_chart import Given
from depesche.website.images import Image
from depesche.website.teasers import Teaser

MOMENT = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
HERE = "#content"


def headline() -> str:
    """Return a headline of the usual length."""
    return _("Town hall opens its archive, and finds the plans of 1911")


def short_headline() -> str:
    """Return one for a narrow column."""
    return _("The bridge stays shut until May")


def kicker() -> str:
    """Return what stands above a headline."""
    return _("City history")


def lead() -> str:
    """Return what stands below it."""
    return _("For a hundred years nobody looked into these boxes. What lies in them tells why the harbour never got its second quay.")


def sentence() -> str:
    """Return a sentence of running text, safe HTML."""
    return _(
        "The drawings were rolled up and dry. “We had <em>expected</em> dust,” says the archivist, "
        "who opened the <a href='#content'>first box</a> in March."
    )


def picture(*, credit: str = "Depesche") -> Image:
    """Return a picture that needs no file of anybody's."""
    return Image(src=static("website/design/sample.svg"), srcset="", width=960, height=640, alt=_("A landscape in simple shapes"), credit=credit)


def teaser(*, pictured: bool = True, is_live: bool = False, short: bool = False) -> Teaser:
    """Return an article in a list."""
    return Teaser(
        id=1,
        path=HERE,
        kicker=kicker(),
        headline=short_headline() if short else headline(),
        lead=lead(),
        moment=MOMENT,
        image=picture() if pictured else None,
        is_live=is_live,
    )


def given() -> tuple[Given, ...]:
    """Return figures of every kind that a chart can draw: exact, about, more than, less than, from to, planned."""
    measure, unit = _("berths in the harbour"), _("berths")
    kinds = (
        (Comparator.EXACT, 320, None),
        (Comparator.ABOUT, 300, None),
        (Comparator.MORE, 250, None),
        (Comparator.LESS, 400, None),
        (Comparator.RANGE, 280, 360),
    )
    found = [Given(Figure(measure, unit, kind, Decimal(low), Decimal(high) if high else None), _("harbour office")) for kind, low, high in kinds]
    return (*found, Given(Figure(_("berths by 2030"), unit, Comparator.EXACT, Decimal(480)), _("city council"), is_plan=True))


def claim() -> str:
    """Return a claim, one sentence."""
    return _("The second quay was planned in 1911.")
