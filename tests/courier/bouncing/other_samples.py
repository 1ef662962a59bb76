"""Mails of people and their programs that came in, each with the class that its meaning has."""
# ruff: noqa: E501 - what a server says is one line

from __future__ import annotations

from depesche.courier.bouncing import Class
from tests.courier.bouncing.built import ORIGINAL, complaint, mail, receipt

DORA = "Dora Beispiel <dora@example.net>"
SAMPLES: dict[str, tuple[bytes, Class]] = {
    "out of office, german": (
        mail(
            DORA,
            "Automatische Antwort: Gold",
            "Guten Tag, vielen Dank für Ihre Nachricht. Ich bin bis zum 15. März nicht im Büro. Mein Postfach ist voll, bitte schreiben Sie an Herrn Muster.",
            "Auto-Submitted: auto-replied",
            "X-Auto-Response-Suppress: All",
        ),
        Class.AUTO_REPLY,
    ),
    "out of office, english": (mail(DORA, "Out of Office: Gold", "I am away until Monday."), Class.AUTO_REPLY),
    "out of office, only fields": (mail(DORA, "Gold", "Bin weg.", "X-Autoreply: yes", "Precedence: bulk"), Class.AUTO_REPLY),
    "out of office, only words": (
        mail(
            DORA,
            "Re: Gold",
            "Liebe Kolleginnen, ich bin im Urlaub und ab 9. März wieder erreichbar. In dringenden Fällen wenden Sie sich an die Zentrale.",
        ),
        Class.AUTO_REPLY,
    ),
    "left the company": (
        mail(
            DORA,
            "Abwesenheitsnotiz",
            "Frau Beispiel ist nicht mehr in unserem Unternehmen. Diese Adresse existiert nicht mehr. Bitte nutzen Sie info@example.net.",
            "Auto-Submitted: auto-replied",
        ),
        Class.AUTO_REPLY,
    ),
    "ticket system": (
        mail(
            "Support <support@example.net>",
            "[Ticket#2026030210000017] Ihre Anfrage",
            "Vielen Dank für Ihre Anfrage. Wir melden uns.",
            "Auto-Submitted: auto-replied",
            "Precedence: bulk",
        ),
        Class.AUTO_REPLY,
    ),
    "challenge, english": (
        mail(
            DORA,
            "Re: Gold [please confirm]",
            "Hello, to have your message delivered to my inbox please click the link below and prove you are human: https://boxfilter.example/c/1",
            "Auto-Submitted: auto-replied",
        ),
        Class.CHALLENGE,
    ),
    "challenge, german": (
        mail(
            DORA,
            "Bestätigung erforderlich",
            "Bitte bestätigen Sie einmalig, dass Sie kein Roboter sind. Ihre Nachricht wird erst zugestellt, wenn Sie auf den Link klicken.",
            "Auto-Submitted: auto-replied",
        ),
        Class.CHALLENGE,
    ),
    "read receipt": (receipt("Gelesen: Gold"), Class.DELIVERED_NOTICE),
    "unread receipt": (receipt("Not read: Gold", "automatic-action/MDN-sent-automatically; deleted"), Class.DELIVERED_NOTICE),
    "delivered, outlook": (
        mail("postmaster@example.net", "Zugestellt: Gold", "Ihre Nachricht wurde den folgenden Empfängern zugestellt:\n\ndora@example.net\n"),
        Class.DELIVERED_NOTICE,
    ),
    "arf: yahoo": (complaint(), Class.COMPLAINT),
    "arf: fraud": (complaint("fraud", sender="feedback@fbl.example.net", subject="complaint"), Class.COMPLAINT),
    "arf: not spam": (complaint("not-spam"), Class.DELIVERED_NOTICE),
    "arf: auth failure": (complaint("auth-failure", sender="dmarc@example.net", subject="FW: Gold"), Class.AUTH),
    "jmrp": (
        mail(
            "staff@hotmail.com",
            "complaint about message from 192.0.2.1",
            f"--=_b\nContent-Type: message/rfc822\n\nX-HmXmrOriginalRecipient: dora@hotmail.com\n{ORIGINAL}Hallo\n--=_b--\n",
            kind='multipart/mixed; boundary="=_b"',
        ),
        Class.COMPLAINT,
    ),
    "a person asks about a parcel": (
        mail(DORA, "Re: Zustellung fehlgeschlagen", "Guten Tag, wo ist mein Paket? Die Adresse stimmt doch."),
        Class.UNKNOWN,
    ),
    "a person complains about goods": (mail(DORA, "Beschwerde", "Die Münze hat einen Kratzer."), Class.UNKNOWN),
    "a report of spamcop": (
        mail("1@reports.spamcop.net", "[SpamCop (192.0.2.1) id:7] Gold", "[ SpamCop V5 ]\nThis message is brief for your comfort."),
        Class.COMPLAINT,
    ),
    "out of office in brackets": (mail(DORA, "[Auto-Reply] Gold am Montag", "Bis bald."), Class.AUTO_REPLY),
    "an ndr about an automatic answer": (
        mail(
            "postmaster@example.net",
            "Undeliverable: Automatic reply: Gold",
            "Delivery has failed to these recipients:\n\ndora@example.net\nThe mailbox is full.",
        ),
        Class.MAILBOX,
    ),
    "a person writes": (mail(DORA, "Frage zum Goldpreis", "Guten Tag, wie ist der Preis? Freundliche Grüße"), Class.UNKNOWN),
    "a person leaves": (mail(DORA, "Re: Gold", "Bitte abmelden."), Class.UNKNOWN),
}
