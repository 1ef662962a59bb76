"""Pictures at the desk, where Wagtail knows less: the form keeps what was typed when articles need a text that was emptied, and who deletes a picture
in use is told where, instead of "no access".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from wagtail.images.views.bulk_actions import DeleteBulkAction
from wagtail.images.views.images import DeleteView, EditView

from depesche.brand.models import Picture
from depesche.kernel.refusal import Refusal
from depesche.newsroom import picture_naming, picture_removal


class EditPicture(EditView):  # type: ignore[misc, unused-ignore]  # Wagtail has no types
    """Change one picture."""

    def is_valid(self, form: Any) -> bool:
        """Ask before saving what saving would refuse, so that everything typed stays in the form."""
        if form.is_valid():
            try:
                picture_naming.gate(form.instance)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
        return bool(super().is_valid(form))


class DeletePicture(DeleteView):  # type: ignore[misc, unused-ignore]  # Wagtail has no types
    """Delete one picture."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Delete it, unless an article shows it; what else holds it (a portrait, an offer) is named by the database's own refusal.

        :raises Refusal: code ``picture-in-use``
        :raises ProtectedError: for an author or an offer with this picture
        """
        picture_removal.gate(self.object)
        self.usage = None  # Wagtail's check of the same, without a sentence
        answer: HttpResponse = super().form_valid(form)
        return answer


class DeletePictures(DeleteBulkAction):  # type: ignore[misc, unused-ignore]  # Wagtail has no types
    """Delete many pictures, all or none."""

    models = [Picture]

    def prepare_action(self, objects: Sequence[Picture], objects_without_access: Any) -> None:
        """Refuse before anything is deleted; Wagtail's check of the same, without a sentence, is left out.

        :raises Refusal: code ``picture-in-use``
        """
        for picture in objects:
            picture_removal.gate(picture)


def edit(request: HttpRequest, image_id: int) -> HttpResponseBase:
    """Stand in the place of Wagtail's view, at the same address."""
    answer: HttpResponseBase = EditPicture.as_view()(request, image_id=image_id)
    return answer


def delete(request: HttpRequest, image_id: int) -> HttpResponseBase:
    """Stand in the place of Wagtail's view, at the same address."""
    answer: HttpResponseBase = DeletePicture.as_view()(request, image_id=image_id)
    return answer


urlpatterns = [
    path("images/<int:image_id>/", edit, name="newsroom-picture-edit"),
    path("images/<int:image_id>/delete/", delete, name="newsroom-picture-delete"),
]
