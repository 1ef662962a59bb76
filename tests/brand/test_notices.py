"""What happens to an article on its way to approval is told in the letterhead."""

from __future__ import annotations

import email
from email.policy import default

import pytest
from django.core.mail import EmailMessage  # noqa: TID251 - what Wagtail hands to the backend

from depesche.brand import notices
from depesche.brand.accounts import OutboxBackend
from depesche.brand.models import Publisher
from depesche.courier.models import OutboxMessage

NOTICE = """Hallo Edda,

  Carl Haupt bittet um Änderungen an „Gold & Silber“.

Folgender Kommentar wurde hinterlassen: "Bitte <b>eine</b> Quelle."
Sie können die Seite hier bearbeiten: http://testserver.localhost/desk/pages/21/edit/

Einstellungen: http://testserver.localhost/desk/account/#tab-notifications"""


def test_addresses_become_buttons_and_settings_a_link(db: None) -> None:
    found = notices.sheet(subject="Zurück", text=NOTICE)

    assert [type(block).__name__ for block in found.blocks] == ["Paragraph", "Paragraph", "Paragraph", "Button"]
    assert found.blocks[-1].label == "Im Editor öffnen"  # type: ignore[union-attr]
    assert [link for _label, link in found.links] == ["http://testserver.localhost/desk/account/#tab-notifications"]


@pytest.mark.usefixtures("publisher")
def test_a_notice_waits_in_the_outbox_as_html_and_text_and_runs_nothing(publisher: Publisher) -> None:
    OutboxBackend().send_messages([EmailMessage("Noch nicht freigegeben", NOTICE, to=["edda@example.org"])])

    mail = email.message_from_bytes(bytes(OutboxMessage.objects.get().content), policy=default)
    html, text = mail.get_body(("html",)), mail.get_body(("plain",))
    assert html is not None
    assert text is not None
    assert "&lt;b&gt;eine&lt;/b&gt;" in html.get_content()
    assert publisher.name in html.get_content()
    assert "Bitte <b>eine</b> Quelle." in text.get_content()
    assert mail["Auto-Submitted"] == "auto-generated"
