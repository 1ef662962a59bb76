"""The desk's form for a document: what is not what its ending says is refused beside the field, with everything else still filled in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.documents.forms import BaseDocumentForm

from depesche.brand import document_contents
from depesche.kernel.refusal import Refusal


class DocumentForm(BaseDocumentForm):
    """The form behind every way of sending a document at the desk."""

    def clean_file(self) -> Any:
        """Return the sent file if it is what it says.

        :raises ValidationError: if it is not
        """
        sent = self.cleaned_data["file"]
        if sent and "file" in self.changed_data:
            try:
                document_contents.check(sent)
            except Refusal as refusal:
                raise ValidationError(str(refusal), code=refusal.code) from refusal
        return sent
