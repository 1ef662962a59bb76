"""Checks beside the editor: the preview marks what is missing, and Wagtail's panel "Checks" lists the marks and jumps to each.

A mark is the attribute ``data-check`` on what readers would see; readers' pages carry none.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem, Userbar

from depesche.newsroom import models as newsroom

LONG_HEADLINE = 90  # characters; the gate refuses much later
MARKED = "marked-by-depesche"
Message = dict[str, str | Promise]
MESSAGES: dict[str, Message] = {
    "headline-long": {"error_name": _("The headline is long"), "help_text": _("More than 90 characters are cut off in lists and search results.")},
    "lead-missing": {"error_name": _("The lead is missing"), "help_text": _("Lists, newsletters and search results show it.")},
    "author-missing": {"error_name": _("The author is missing"), "help_text": _("Choose one on the tab “Promote”.")},
    "section-missing": {"error_name": _("The section is not published"), "help_text": _("Readers cannot find the article through its section.")},
    "picture-missing": {"error_name": _("The article has no picture"), "help_text": _("Lists and previews elsewhere show one.")},
    "alt-missing": {"error_name": _("Alternative text is missing"), "help_text": _("Say what the picture shows: at the picture or here.")},
    "credit-missing": {"error_name": _("The credit is missing"), "help_text": _("Say at the picture who made it.")},
    "licence-missing": {"error_name": _("The licence is missing"), "help_text": _("Say at the picture under which licence it may be used.")},
    "claim-unsourced": {
        "error_name": _("A statement has no source"),
        "help_text": _("Nobody stands for this marked statement. Say who says so; a rule may refuse to publish it."),
    },
    "stance-unshown": {
        "error_name": _("Who is named here does not all say so"),
        "help_text": _("Somebody is named with a stance that no marked statement shows. Add what they said, or write whom it is true of."),
    },
    "statement-unsourced": {
        "error_name": _("A sentence has no source"),
        "help_text": _("It states something and carries no mark. Select its words and press Ctrl+Shift+Q to say who says so."),
    },
    "dead-link": {"error_name": _("A link leads nowhere"), "help_text": _("The page is not published or does not exist.")},
}


class ArticleChecks(ContentCheckerItem):
    """Wagtail's checker, which looks at the article alone, with our rules added."""

    axe_include: Any = ["main"]
    axe_run_only: Any = [*(rule for rule in ContentCheckerItem.axe_run_only if rule != "empty-meta-description"), *MESSAGES]
    # No script of ours is needed: axe's own check "has this attribute words?" is asked for an attribute that nothing has.
    axe_custom_checks: Any = [
        *ContentCheckerItem.axe_custom_checks,
        {"id": MARKED, "evaluate": "attr-non-space-content-evaluate", "options": {"attribute": "data-checked"}},
    ]
    axe_custom_rules: Any = [
        *ContentCheckerItem.axe_custom_rules,
        *(
            {
                "id": name,
                "impact": "serious",
                "selector": f'[data-check~="{name}"]',
                "tags": ["best-practice"],
                "any": [MARKED],
                "enabled": True,
                "excludeHidden": False,
            }
            for name in MESSAGES
        ),
    ]
    axe_messages: Any = {**ContentCheckerItem.axe_messages, **MESSAGES}


def of_article(article: newsroom.ArticlePage) -> frozenset[str]:
    """Return the marks that an article as a whole deserves; pictures and links are marked where they stand."""
    parent = article.get_parent()  # type: ignore[no-untyped-call]  # Wagtail has no types
    deserved = {
        "headline-long": len(article.title) > LONG_HEADLINE,
        "lead-missing": not article.lead.strip(),
        "author-missing": article.author_id is None,
        "section-missing": parent is None or not parent.live,
        "picture-missing": article.picture_id is None,
    }
    return frozenset(name for name, is_deserved in deserved.items() if is_deserved)


def userbar(request: HttpRequest) -> str:
    """Return what the preview beside the editor needs to be checked; nothing for readers, and nothing for a preview in a tab of its own."""
    user = getattr(request, "user", None)
    if not getattr(request, "in_preview_panel", False) or user is None or not user.has_perm("wagtailadmin.access_admin"):
        return ""
    return str(Userbar().render_html({"request": request}))  # type: ignore[no-untyped-call]  # Wagtail has no types
