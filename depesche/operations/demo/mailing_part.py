"""The demo's campaigns: one that was really sent, to the catcher, one draft that is ready to send, and a digest that is not switched on yet."""

from __future__ import annotations

import time
from collections.abc import Mapping

from depesche.audience.models import Purpose
from depesche.brand.models import Offer, User
from depesche.courier import outbox
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.mailing import approval, composing, rendering, sending, starting
from depesche.mailing.digests import writing
from depesche.mailing.models import Campaign, CampaignOffer, Digest
from depesche.newsroom.models import ArticlePage
from depesche.operations.demo import content

PATIENCE = 60.0


def compose(number: int, articles: Mapping[str, ArticlePage], *, author: User) -> Campaign:
    """Write the campaign of this number (from 0)."""
    told = content.site()["campaigns"][number]
    draft = composing.Draft(
        purpose=Purpose.objects.get(key="financial-news"),
        subject=told["subject"],
        preheader=told["preheader"],
        intro=told["intro"],
        articles=[articles[slug] for slug in told["articles"]],
    )
    campaign = composing.create(draft, author=author, at=clock.now())
    for position, key in enumerate(told["offers"]):
        CampaignOffer.objects.create(campaign=campaign, offer=Offer.objects.get(name=content.site()["offers"][key]["name"]), sort_order=position)
    return campaign


def digest(*, author: User) -> Digest:
    """Set up a weekly digest; a second person switches it on."""
    told = content.site()["digest"]
    made = Digest(
        name=told["name"],
        purpose=Purpose.objects.get(key="financial-news"),
        rhythm=Digest.Rhythm.WEEKLY,
        weekday=Digest.Weekday.FRIDAY,
        time=told["time"],
        most=told["most"],
        intro=told["intro"],
        responsible=author,
    )
    writing.begin(made, made.save, by=author, at=clock.now())
    return made


def send(campaign: Campaign, *, chief: User) -> None:
    """Have it approved and send it; returns when it is done.

    :raises Refusal: code ``demo-not-sent``
    """
    approval.submit(campaign, at=clock.now())
    approval.approve(campaign, by=chief, seen=rendering.content(campaign).digest, at=clock.now())
    starting.start(campaign, at=clock.now())
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        outbox.hand_over_due(at=clock.now())
        sending.run(at=clock.now())
        campaign.refresh_from_db()
        if campaign.state == Campaign.State.DONE:
            return
        time.sleep(0.05)
    raise Refusal(code="demo-not-sent", message="The demo's campaign could not be sent.", help="Start again with --fresh.")
