"""What a reader sees when something is not there or goes wrong: a page with a sentence, never a stack trace."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _

from depesche.kernel import options
from depesche.newsroom import gone
from depesche.website import rendering


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, or 413 (RFC 9110, 15.5.14) to a form with more text than allowed."""
    if isinstance(exception, RequestDataTooBig):
        size = filesizeformat(options.current().text_limit)
        text = _("A form holds at most %(size)s. Please go back in your browser: what you wrote is still there. Shorten or divide it.")
        return rendering.page(request, "website/refused.html", {"title": _("This is too much text"), "text": text % {"size": size}}, status=413)
    context = {"title": _("We did not understand this"), "text": _("Your browser sent something that we cannot read. Please go back and try again.")}
    return rendering.page(request, "website/refused.html", context, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    context = {"title": _("This is not open to you"), "text": _("You may not see this page, or the form was too old. Please go back and try again.")}
    return rendering.page(request, "website/refused.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, or 410 where something stood that was withdrawn."""
    since = gone.since(request.path)
    if since is not None:
        return rendering.page(request, "website/410.html", {"since": since}, status=410)
    return rendering.page(request, "website/404.html", {}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500 without asking the database, which may be what broke."""
    return HttpResponse(render_to_string("website/500.html", bare()), status=500, headers={"Cache-Control": "no-store"})


def bare() -> dict[str, object]:
    """Return what the page gets that needs nothing but the options."""
    settings = options.current()
    return {"name": settings.host, "language": settings.language, "sheets": _sheets()}


def _sheets() -> tuple[str, ...]:
    """Return the addresses of the style sheets, or none when static files were not collected, which may be what broke."""
    try:
        return (static("website/page.css"),)
    except ValueError:
        return ()
