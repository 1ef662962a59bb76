"""A topic that published articles carry is not deleted: their lists, their boxes and the editorial log would no longer agree with them.
The same goes for claims."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.newsroom import naming
from depesche.newsroom.models import ArticlePage, Topic


def gate(topic: Topic) -> None:
    """Let a topic go that no published article carries and no claim is filed under.

    :raises Refusal: code ``topic-in-use``, naming the newest articles or claims
    """
    found = ArticlePage.objects.live().filter(topics=topic).order_by("-shown_at", "-pk").values_list("title", flat=True)
    if articles := naming.articles(found):
        raise Refusal(
            code="topic-in-use",
            message=_("The topic “%(title)s” was not deleted; these articles carry it: %(articles)s.") % {"title": topic.title, "articles": articles},
            help=_("Please take it off them first, and publish them."),
        )
    if claims := naming.articles(topic.claims.order_by("-changed_at", "-pk").values_list("text", flat=True)):
        raise Refusal(
            code="topic-in-use",
            message=_("The topic “%(title)s” was not deleted; these claims are filed under it: %(claims)s.")
            % {"title": topic.title, "claims": claims},
            help=_("Please file them under another one first."),
        )
