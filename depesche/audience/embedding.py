"""A sign-up form on somebody else's page: as plain HTML to copy, as a frame, or through the API."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from depesche.audience import application, forms
from depesche.audience.models import FormVersion
from depesche.kernel import options

LOCAL = re.compile(r'href="/(?!/)')
FRAME_HEIGHT = 800  # pixels: three purposes and the usual text on a phone; more scrolls


@dataclass(frozen=True)
class Codes:
    """What an operator copies into a foreign page; ``api`` is an address for programs."""

    plain: str
    frame: str
    api: str


def codes(version: FormVersion) -> Codes:
    """Return the ways to embed a form, in the form's language."""
    with translation.override(version.language):
        return Codes(plain=str(_plain(version)), frame=str(_frame(version)), api=options.current().address(api_path(version.slug)))


def api_path(slug: str) -> str:
    """Return the address under which programs get the form and sign up."""
    return f"/api/v1{forms.path(slug)}"


def with_whole_links(wording: str) -> str:
    """Return the exact text of a version with addresses that also lead here from elsewhere; not a word differs."""
    return LOCAL.sub(f'href="{options.current().site_url}/', wording)


def _plain(version: FormVersion) -> SafeString:
    prefix = f"depesche-{version.slug}"
    boxes = format_html_join(
        "\n",
        '    <label><input type="checkbox" name="purpose" value="{}"> {}</label><br>',
        ((purpose["key"], purpose["title"]) for purpose in version.text.purposes),
    )
    return format_html(
        _PLAIN,
        action=options.current().address(forms.path(version.slug)),
        language=version.language,
        version=version.number,
        prefix=prefix,
        email=_("Your e-mail address"),
        about=_("What may we write to you about?"),
        boxes=boxes,
        wording=mark_safe(with_whole_links(version.text.wording)),
        trap=application.TRAP,
        empty=_("Please leave this field empty"),
        button=version.button_label,
    )


def _frame(version: FormVersion) -> SafeString:
    address = options.current().address(forms.embed_path(version.slug))
    return format_html(_FRAME, address=address, title=_("Newsletter"), height=FRAME_HEIGHT)


_PLAIN = """<form method="post" action="{action}" accept-charset="utf-8" lang="{language}">
  <input type="hidden" name="version" value="{version}">
  <p><label for="{prefix}-email">{email}</label><br>
    <input id="{prefix}-email" type="email" name="email" autocomplete="email" maxlength="254" required></p>
  <fieldset>
    <legend>{about}</legend>
{boxes}
  </fieldset>
  <div>{wording}</div>
  <p style="position:absolute;left:-999em" aria-hidden="true"><label>{empty} <input name="{trap}" tabindex="-1" autocomplete="off"></label></p>
  <p><button type="submit">{button}</button></p>
</form>"""
_FRAME = """<iframe src="{address}" title="{title}" width="100%" height="{height}" loading="lazy" style="border:0"></iframe>"""
