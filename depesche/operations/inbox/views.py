"""The inbox's pages: what the catcher caught, as a list and one by one."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from depesche.courier import caught, way
from depesche.kernel import clock, options, paging
from depesche.operations.inbox.gate import only_here

PAGE_SIZE = 50
LONGEST_SHOWN = 1_000_000
VIEWS = ("html", "text", "headers", "source")
HEAD = re.compile(r"<head(\s[^>]*)?>", re.IGNORECASE)
START = re.compile(r"\s*<!doctype[^>]*>|", re.IGNORECASE)
SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"


@only_here
def messages(request: HttpRequest) -> HttpResponse:
    """List the caught mails, newest first."""
    ids = caught.ids()
    try:
        number, first, last = paging.bounds(request.GET.get("page"), total=len(ids), size=PAGE_SIZE)
    except paging.NoSuchPage as error:
        raise Http404 from error
    shown = paging.Slice([caught.summary(identifier) for identifier in ids[first:last]], number, paging.page_count(len(ids), PAGE_SIZE))
    return render(request, "inbox/messages.html", {"mails": shown, "total": len(ids), "problem": way.problem()})


@only_here
def messages_json(request: HttpRequest) -> HttpResponse:
    """List the caught mails for programs: id, from, to, subject, date (when caught, RFC 3339)."""
    found = [caught.summary(identifier) for identifier in caught.ids()]
    return JsonResponse(
        [{"id": mail.id, "from": mail.sender, "to": mail.to, "subject": mail.subject, "date": clock.to_milliseconds(mail.date)} for mail in found],
        safe=False,
        json_dumps_params={"ensure_ascii": False},
    )


@only_here
def message(request: HttpRequest, identifier: str) -> HttpResponse:
    """Show one mail: as HTML in a frame, as text, its headers, or its source."""
    mail = _read(identifier)
    tabs = [name for name in VIEWS if getattr(mail, name)]
    view = request.GET.get("view", tabs[0])
    if view not in tabs:
        raise Http404
    context = {
        "mail": mail,
        "tabs": tabs,
        "view": view,
        "sandbox": SANDBOX,
        "source": mail.source[:LONGEST_SHOWN],
        "is_cut": len(mail.source) > LONGEST_SHOWN,
    }
    return render(request, "inbox/message.html", context)


@only_here
def message_html(request: HttpRequest, identifier: str) -> HttpResponse:
    """Answer with a mail's HTML alone, for the frame: no script, nothing from elsewhere, links open in the whole window."""
    mail = _read(identifier)
    if not mail.html:
        raise Http404
    response = HttpResponse(with_base(mail.html))
    response.headers["Content-Security-Policy"] = (
        f"sandbox {SANDBOX}; default-src 'none'; img-src 'self' data: {options.current().site_url}; "
        "style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )
    return response


@only_here
def message_eml(request: HttpRequest, identifier: str) -> HttpResponse:
    """Answer with a mail as it was caught."""
    try:
        content = caught.content(identifier)
    except caught.NoSuchMail as error:
        raise Http404 from error
    headers = {"Content-Disposition": f'attachment; filename="{identifier}.eml"'}
    return HttpResponse(content, content_type="message/rfc822", headers=headers)


def with_base(html: str) -> str:
    """Let every link of a mail open in the whole window, without changing how the browser reads the rest."""
    place = HEAD.search(html) or START.match(html)
    end = place.end() if place else 0
    return f'{html[:end]}<base target="_top">{html[end:]}'


def _read(identifier: str) -> caught.Mail:
    try:
        return caught.read(identifier)
    except caught.NoSuchMail as error:
        raise Http404 from error
