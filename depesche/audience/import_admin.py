"""The desk's screens for moving in: upload, look at the counts, start, follow, take back."""

from __future__ import annotations

import secrets
import shutil
from typing import Any

from django import forms as fields
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from depesche.audience.importing import desk, keeping, ordering, reading, undoing, waiting
from depesche.audience.importing.ordering import Order
from depesche.audience.importing.presets.known import PRESETS
from depesche.audience.models import ImportRun, Purpose
from depesche.audience.screens import ADDRESSES, PAGE_SIZE, Screen, Screens
from depesche.audience.statement_admin import SIGN, EndStatement, SignStatement
from depesche.chores import wake
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal

MOST_FILES = 10
State = ImportRun.State


class ManyFiles(fields.ClearableFileInput):
    """A field of a page that takes several files."""

    allow_multiple_selected = True


class FilesField(fields.FileField):
    """Several files of one export."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Check each file; an empty one is refused."""
        given = data if isinstance(data, list | tuple) else [data]
        if len(given) > MOST_FILES:
            raise fields.ValidationError(_("At most %(number)s files belong to one export.") % {"number": MOST_FILES})
        return [super(FilesField, self).clean(one, initial) for one in given or [None]]


class Upload(fields.Form):
    """What has to be said of files before anybody looks at them."""

    files: Any = FilesField(
        label=_("Files"),
        widget=ManyFiles(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
        help_text=_("CSV as the other system exports it. Mailchimp's three files (subscribed, unsubscribed, cleaned) belong together."),
    )
    preset = fields.ChoiceField(
        label=_("System"),
        required=False,
        choices=[("", _("recognise it by the columns")), *((key, preset.title) for key, preset in PRESETS.items() if key != "generic")],
    )
    purposes = fields.ModelMultipleChoiceField(
        Purpose.objects.all(),
        label=_("Purposes"),
        widget=fields.CheckboxSelectMultiple,
        help_text=_("What people agreed to there. Tick only what the wording covers."),
    )
    source = fields.CharField(label=_("Where the addresses come from"), max_length=255, help_text=_("In your words. It becomes part of every proof."))
    wording = fields.CharField(
        label=_("Wording"),
        required=False,
        max_length=reading.LONGEST_WORDING,
        widget=fields.Textarea(attrs={"rows": 6}),
        help_text=_("The text that people agreed to there, word for word, if the files do not hold it. Without a wording nobody becomes mailable."),
    )


class ImportList(Screen):
    """All imports, newest first."""

    asks_for: tuple[str, ...] = (ADDRESSES,)
    page_title: Any = _("Imports")
    header_icon = "upload"
    template_name = "audience/imports.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the list."""
        return self.show(page=Paginator(ImportRun.objects.all(), PAGE_SIZE).get_page(request.GET.get("p")))


class NewImport(Screen):
    """Upload files; nothing is taken in before somebody saw the counts."""

    asks_for: tuple[str, ...] = (ADDRESSES,)
    page_title: Any = _("New import")
    header_icon = "upload"
    template_name = "audience/import_new.html"
    above = (("audience-imports:index", _("Imports")),)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the empty form."""
        return self.show(form=Upload())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Store the files and have them looked at; what was typed stays if something is wrong."""
        form = Upload(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form=form)
        try:
            run = self._place(form.cleaned_data)
        except Refusal as refusal:
            form.add_error("files", str(refusal))
            return self.show(form=form)
        return redirect("audience-imports:show", pk=run.pk)

    def _place(self, said: dict[str, Any]) -> ImportRun:
        """Store an upload as a run that waits to be looked at, or return the run that did the same before."""
        place = keeping.begin_upload(secrets.token_hex(8))
        try:
            sources = [keeping.store(place, number, file.chunks(), name=file.name) for number, file in enumerate(said["files"])]
            order = Order(
                sources=sources,
                preset=said["preset"] or reading.preset_of(sources),
                purposes=tuple(purpose.key for purpose in said["purposes"]),
                source=said["source"],
                asked_by=self.request.user.get_username(),
                wording=said["wording"],
            )
            present = ordering.earlier(order) or ordering.pending(order)
            if present is not None:
                messages.warning(self.request, _("These files are here already; nothing was changed."))
                return present
            run = ordering.place(order, state=State.UPLOADED, at=clock.now())
            shutil.copytree(place, keeping.begin_upload(run.digest), dirs_exist_ok=True)
        finally:
            shutil.rmtree(place, ignore_errors=True)
        wake.wake()
        return run


class ImportView(Screen):
    """One import: counts, first losses, and what can be done."""

    asks_for: tuple[str, ...] = (ADDRESSES,)
    header_icon = "upload"
    template_name = "audience/import.html"
    above = (("audience-imports:index", _("Imports")),)

    def get_page_title(self) -> str:
        """Return which import it is."""
        return str(_("Import %(number)s") % {"number": self.run.pk})

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the import."""
        super().setup(request, *args, **kwargs)
        self.run = get_object_or_404(ImportRun, pk=kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show the page."""
        return self.show(run=desk.shown(self.run), statements=self.run.statements.all(), may_sign=request.user.has_perm(SIGN))


class StartImport(ImportView):
    """Have a looked-at import carried out."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Start it; a second click finds it started."""
        if waiting.start(self.run, at=clock.now()):
            wake.wake()
        return redirect("audience-imports:show", pk=pk)


class DiscardImport(ImportView):
    """Forget an import that took nothing in."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Delete upload, report and run."""
        if self.run.state in {State.CHECKED, State.FAILED} and not self.run.rows.exists():
            keeping.discard(self.run)
            messages.success(request, _("The upload is deleted; nothing was taken in."))
        return redirect("audience-imports:index")


class UndoImport(ImportView):
    """Take an import back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Decide it here, so that a refusal is said at once; the worker does the rest."""
        undoing.begin(self.run, at=clock.now(), is_left_to_worker=True)
        wake.wake()
        return redirect("audience-imports:show", pk=pk)


class ImportReport(ImportView):
    """The report of losses as a file."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Hand out the file."""
        try:
            data = keeping.report(self.run).read_bytes()
        except OSError as error:
            raise Http404 from error
        headers = {"Content-Disposition": f'attachment; filename="import-{pk}-report.csv"', "Cache-Control": "no-store"}
        return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


class Imports(Screens):
    """Moving in from other systems."""

    name: Any = "audience-imports"
    icon: Any = "upload"
    menu_label: Any = _("Imports")
    views = (
        ("", "index", ImportList),
        ("new/", "new", NewImport),
        ("<int:pk>/", "show", ImportView),
        ("<int:pk>/start/", "start", StartImport),
        ("<int:pk>/discard/", "discard", DiscardImport),
        ("<int:pk>/undo/", "undo", UndoImport),
        ("<int:pk>/report/", "report", ImportReport),
        ("<int:pk>/statement/", "state", SignStatement),
        ("<int:pk>/statement/end/", "state-end", EndStatement),
    )
