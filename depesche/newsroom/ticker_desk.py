"""The ticker at the desk: one screen to write and publish in one step, one to change or withdraw an entry.

Who may publish the article opens and closes its ticker; while it is open, everybody who may edit the article publishes entries.
"""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.images.widgets import AdminImageChooser

from depesche.brand.people import logged_in
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom import row_path, ticker, ticker_rows
from depesche.newsroom.models import ArticlePage, TickerEntry
from depesche.newsroom.readable_form import ReadableForm
from depesche.newsroom.ticker import Said

SHOWN = 100
FIELDS = ("headline", "text", "picture", "picture_alternative_text", "is_important", "is_pinned")


class EntryForm(ReadableForm):
    """What an editor writes. ``key`` makes a form that is sent twice publish once; ``seen`` tells what a change began with."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = TickerEntry
        fields = FIELDS
        widgets = {"picture": AdminImageChooser}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.fields["text"]
        text.widget.options["ariaLabel"] = str(text.label)  # the label's "for" names no editor of rich text

    def said(self) -> Said:
        """Return what was written; the form is valid."""
        return Said(**{name: self.cleaned_data[name] for name in FIELDS})


def address(article: ArticlePage) -> str:
    """Return where the ticker of an article is written."""
    return reverse("newsroom-ticker", args=[article.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show a ticker with an empty form; a POST publishes the entry. What was refused stays in the form."""
    article = _article(request, page_id)
    form = EntryForm(request.POST if request.method == "POST" else None, initial={"key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            key = form.cleaned_data["key"] or uuid.uuid4()
            ticker.publish(article, form.said(), key=key, by=logged_in(request), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            if refusal.code == "key-used":
                form.data = {**request.POST.dict(), "key": str(uuid.uuid4())}
        else:
            messages.success(request, _("Published."))
            return redirect(address(article))
    found = ticker_rows.of(article)
    context = {
        "ticker": found,
        "entries": found.entries.all()[:SHOWN] if found else (),
        "may_switch": _may_switch(request, article),
        **_frame(request, article, form),
    }
    return TemplateResponse(request, "newsroom/ticker.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, page_id: int, number: int) -> HttpResponse:
    """Show an entry; a POST changes it. What was refused stays in the form."""
    article = _article(request, page_id)
    entry = _entry(request, article, number)
    form = EntryForm(request.POST if request.method == "POST" else None, instance=entry, initial={"seen": entry.sha256})
    if request.method == "POST" and form.is_valid():
        stored = TickerEntry.objects.get(pk=entry.pk)  # the form has written into the other one
        try:
            _must_be_open(request, article, entry)
            ticker.change(stored, form.said(), seen=form.cleaned_data["seen"], by=logged_in(request), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Changed."))
            return redirect(address(article))
    return _entry_screen(request, entry, form)


@require_POST
def withdraw(request: HttpRequest, page_id: int, number: int) -> HttpResponse:
    """Take an entry back. What was refused stays on the screen."""
    article = _article(request, page_id)
    entry = _entry(request, article, number)
    because = request.POST.get("because", "")
    try:
        _must_be_open(request, article, entry)
        ticker.withdraw(entry, because=because, by=logged_in(request), at=clock.now())
    except Refusal as refusal:
        form = EntryForm(instance=entry, initial={"seen": entry.sha256})
        return _entry_screen(request, entry, form, refused=str(refusal), because=because)
    messages.success(request, _("The entry is withdrawn; its place in the ticker says so."))
    return redirect(address(article))


@require_POST
def switch(request: HttpRequest, page_id: int) -> HttpResponse:
    """Open a ticker, or close it."""
    article = _article(request, page_id)
    if not _may_switch(request, article):
        raise PermissionDenied
    if request.POST.get("to") == "closed":
        ticker.close(article, by=logged_in(request), at=clock.now())
        messages.success(request, _("The ticker is closed."))
    else:
        ticker.open_ticker(article, by=logged_in(request), at=clock.now())
        messages.success(request, _("The ticker is open."))
    return redirect(address(article))


def _article(request: HttpRequest, page_id: int) -> ArticlePage:
    """Return the article.

    :raises PermissionDenied: for who may not edit it
    """
    article: ArticlePage = get_object_or_404(ArticlePage.objects.select_related("ticker"), pk=page_id)
    if not article.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return article


def _entry(request: HttpRequest, article: ArticlePage, number: int) -> TickerEntry:
    """Return an entry: to read, one that can be changed; to write, any, so that what was typed meanwhile is not lost.

    :raises PermissionDenied: for who may not publish, once the ticker is closed
    """
    entry = get_object_or_404(TickerEntry.objects.select_related("ticker"), ticker_id=article.pk, number=number)
    if request.method == "POST":
        return entry
    if entry.withdrawn_at is not None:
        raise Http404
    if not (entry.ticker.is_open or _may_switch(request, article)):
        raise PermissionDenied
    return entry


def _must_be_open(request: HttpRequest, article: ArticlePage, entry: TickerEntry) -> None:
    if not (entry.ticker.is_open or _may_switch(request, article)):
        raise ticker.is_closed()


def _entry_screen(request: HttpRequest, entry: TickerEntry, form: EntryForm, **further: str) -> HttpResponse:
    crumb = {"url": "", "label": _("Entry %(number)s") % {"number": entry.number}}
    context = {"entry": entry, **further, **_frame(request, entry.ticker.article, form, crumb)}
    return TemplateResponse(request, "newsroom/ticker_entry.html", context)


def _may_switch(request: HttpRequest, article: ArticlePage) -> bool:
    return bool(article.permissions_for_user(request.user).can_publish())


def _frame(request: HttpRequest, article: ArticlePage, form: EntryForm, *crumbs: dict[str, str]) -> dict[str, Any]:
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    ways = [{"url": edit, "label": article.title}, {"url": address(article) if crumbs else "", "label": _("Live ticker")}, *crumbs]
    return {
        "article": article,
        "form": form,
        "media": form.media,
        "page_title": _("Live ticker"),
        "header_icon": "time",
        "breadcrumbs_items": [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, *ways],
    }


row_path.register()

urlpatterns = [
    path("ticker/<row:page_id>/", write, name="newsroom-ticker"),
    path("ticker/<row:page_id>/switch/", switch, name="newsroom-ticker-switch"),
    path("ticker/<row:page_id>/<row:number>/", change, name="newsroom-ticker-entry"),
    path("ticker/<row:page_id>/<row:number>/withdraw/", withdraw, name="newsroom-ticker-withdraw"),
]
