"""The desk's form for a picture: what cannot be painted anew is refused beside the field, with everything else still filled in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from depesche.brand import uploads
from depesche.kernel.refusal import Refusal


class PictureFile(WagtailImageField):
    """Wagtail's field looks at the first bytes only, and a picture that ends too early makes it crash."""

    def to_python(self, data: Any) -> Any:
        """Return the sent file if all its pixels can be read.

        :raises ValidationError: for a broken, cut off or oversized picture
        """
        try:
            found = super().to_python(data)
            if found is not None:
                uploads.check(found)
        except Refusal as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal
        except (OSError, SyntaxError, ValueError, MemoryError) as error:
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error
        return found


class PictureForm(BaseImageForm):
    """The form behind every way of sending a picture at the desk."""

    file = PictureFile(label=_("File"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in (self._meta.exclude or ()):  # Django keeps a declared field even where a form leaves it out
            del self.fields["file"]
