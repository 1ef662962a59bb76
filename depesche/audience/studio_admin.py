"""The studio at the desk: consent texts with their versions, and the forms that show them. Every view asks for its permission on the server."""

from __future__ import annotations

from typing import Any

from django import forms as fields
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from depesche.audience import embedding, forms, studio
from depesche.audience.desk_forms import NewForm, NewText, NextForm, NextText, NextVersion, first_filling, text_filling
from depesche.audience.screens import TEXTS, Screen, Screens
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal

STUDIO = (("signup-forms:index", _("Forms and consent texts")),)


class StudioView(Screen):
    """All texts and all forms."""

    asks_for: tuple[str, ...] = (TEXTS,)
    page_title: Any = _("Forms and consent texts")
    header_icon = "form"
    template_name = "audience/forms.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show them."""
        return self.show(present=forms.newest(), texts=studio.texts(), forms=studio.all_forms())


class WritingView(Screen):
    """A page on which a text is written: *Check* only lets the linter read it, *Publish* publishes."""

    asks_for: tuple[str, ...] = (TEXTS,)
    header_icon = "form"
    template_name = "audience/form_edit.html"
    above = STUDIO

    def answer(self, request: HttpRequest, form: Any, **parts: Any) -> HttpResponseBase:
        """Check or publish; what was written stays."""
        if not form.is_valid():
            return self.show(form=form)
        if "check" in request.POST:
            return self.show(form=form, is_checked=True)
        try:
            published = form.publish(at=clock.now())
        except Refusal as refusal:
            form.add_error("wording", str(refusal))
            return self.show(form=form)
        messages.success(request, _("Version %(number)s is published.") % {"number": published.number})
        return redirect("signup-forms:index")


class NextVersionView(WritingView):
    """Write the next version of the site's own text and form."""

    page_title: Any = _("New version")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the newest version to write on from."""
        return self.show(form=NextVersion(initial=first_filling()))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Take what was written."""
        return self.answer(request, NextVersion(request.POST))


class NewTextView(WritingView):
    """Write a text of a new name."""

    page_title: Any = _("New consent text")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the newest text of the site to write on from."""
        filling = {key: value for key, value in first_filling().items() if key != "button_label"}
        return self.show(form=NewText(initial=filling))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Take what was written."""
        return self.answer(request, NewText(request.POST))


class TextScreen(WritingView):
    """What the pages of one text have in common."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the text."""
        super().setup(request, *args, **kwargs)
        self.text = next(iter(studio.texts(kwargs["name"])), None)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer 404 to whoever may look but finds nothing."""
        if self.text is None and request.user.has_perm(TEXTS):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> Any:
        """Return the text's name."""
        return _("Consent text “%(name)s”") % {"name": self.kwargs["name"]}


class TextView(TextScreen):
    """All versions of one text, with two of them side by side when asked."""

    template_name = "audience/text.html"

    def get(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """Show the versions; ``older`` and ``newer`` name the two to compare."""
        older, newer = (self._version(name, request.GET.get(side, "")) for side in ("older", "newer"))
        compared = studio.compared(older, newer) if older and newer else ()
        return self.show(text=self.text, older=older, newer=newer, compared=compared)

    def _version(self, name: str, number: str) -> Any:
        return studio.version(name, int(number)) if number.isascii() and number.isdigit() and len(number) < 9 else None


class NextTextView(TextScreen):
    """Write the next version of one text."""

    def get(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """Show the newest version to write on from."""
        assert self.text is not None
        return self.show(form=NextText(name=name, initial=text_filling(self.text.newest.text)))

    def post(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """Take what was written."""
        return self.answer(request, NextText(request.POST, name=name))


class NewFormView(Screen):
    """Make a form with an address of its own."""

    asks_for: tuple[str, ...] = (TEXTS,)
    page_title: Any = _("New form")
    header_icon = "form"
    template_name = "audience/form_new.html"
    above = STUDIO

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the empty form."""
        return self.show(form=NewForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Publish it, or say what is missing."""
        form = NewForm(request.POST)
        if not form.is_valid():
            return self.show(form=form)
        try:
            version = form.found(at=clock.now())
        except Refusal as refusal:
            form.add_error("slug", str(refusal))
            return self.show(form=form)
        messages.success(request, _("The form is open for sign-ups."))
        return redirect("signup-forms:form", version.slug)


class FormView(Screen):
    """One form: what readers see, how to embed it, its versions, and closing it."""

    asks_for: tuple[str, ...] = (TEXTS,)
    header_icon = "form"
    template_name = "audience/form.html"
    above = STUDIO

    def get_page_title(self) -> Any:
        """Return the form's slug."""
        return _("Form “%(slug)s”") % {"slug": self.kwargs["slug"]}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer 404 to whoever may look but finds nothing."""
        self.form = studio.form(kwargs["slug"])
        if self.form is None and request.user.has_perm(TEXTS):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        """Show the page."""
        return self._show(slug, None)

    def post(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        """Close, open again, or publish the next version."""
        at = clock.now()
        if "close" in request.POST and forms.close(slug, at=at):
            messages.success(request, _("The form is closed; whoever signed up with it stays."))
        elif "reopen" in request.POST and forms.reopen(slug, at=at):
            messages.success(request, _("The form is open for sign-ups."))
        elif "text" in request.POST:
            form = NextForm(request.POST)
            if not form.is_valid():
                return self._show(slug, form)
            messages.success(request, _("Version %(number)s is published.") % {"number": form.publish(slug, at=at).number})
        return redirect("signup-forms:form", slug)

    def _show(self, slug: str, form: fields.Form | None) -> HttpResponseBase:
        assert self.form is not None
        newest = self.form.newest
        filled = form or NextForm(initial={"text": newest.text.name, "button_label": newest.button_label})
        return self.show(shown=self.form, versions=studio.form_versions(slug), codes=embedding.codes(newest), form=filled)


class SignupForms(Screens):
    """Consent texts and forms."""

    name: Any = "signup-forms"
    icon: Any = "form"
    menu_label: Any = _("Forms and consent texts")
    views = (
        ("", "index", StudioView),
        ("new/", "new", NextVersionView),
        ("texts/new/", "new-text", NewTextView),
        ("texts/<slug:name>/", "text", TextView),
        ("texts/<slug:name>/new/", "next-text", NextTextView),
        ("forms/new/", "new-form", NewFormView),
        ("forms/<slug:slug>/", "form", FormView),
    )
