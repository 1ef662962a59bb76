"""Builders of mails that come back, in the shapes that today's servers give them."""
# ruff: noqa: E501 - what a server says is one line

from __future__ import annotations

import base64
import quopri

TOKEN = "b+mrswy2lwmvzhsidmnfxgk4tbnrwwc2lumvxgi@bounce.example.org"
ORIGINAL = f"""Return-Path: <{TOKEN}>
Received: from mail.example.org (mail.example.org [192.0.2.1])
List-Unsubscribe: <https://example.org/newsletter/leave/AbCdEfGhIjKlMnOpQrStUvWx/>
Message-ID: <mail.1@example.org>
From: Beispiel Edelmetalle <newsletter@example.org>
To: dora@example.net
Subject: Gold: user unknown, mailbox full, spam und Viren - unser Newsletter

"""


def mail(sender: str, subject: str, body: str, *fields: str, kind: str = "text/plain; charset=utf-8", encoding: str = "8bit") -> bytes:
    """A mail of one part."""
    content = body.encode()
    if encoding == "base64":
        content = base64.encodebytes(content)
    if encoding == "quoted-printable":
        content = quopri.encodestring(content)
    head = [f"Delivered-To: {TOKEN}", f"From: {sender}", f"To: {TOKEN}", f"Subject: {subject}", *fields, "MIME-Version: 1.0"]
    head += [f"Content-Type: {kind}", f"Content-Transfer-Encoding: {encoding}"]
    return ("\n".join(head) + "\n\n").encode() + content


def report(
    sender: str, subject: str, text: str, fields: str, *more: str, of: str = "delivery-status", kind: str = "text/plain; charset=utf-8"
) -> bytes:
    """A multipart/report (RFC 6522); ``more`` are further header fields."""
    part = {"delivery-status": "message/delivery-status", "feedback-report": "message/feedback-report"}.get(of, "message/disposition-notification")
    body = f"""--=_b
Content-Type: {kind}

{text}

--=_b
Content-Type: {part}

{fields}

--=_b
Content-Type: message/rfc822

{ORIGINAL}Hallo Dora
--=_b--
"""
    return mail(sender, subject, body, *more, kind=f'multipart/report; report-type={of}; boundary="=_b"')


def postfix(status: str, diagnostic: str, *, action: str = "failed", to: str = "dora@example.net") -> bytes:
    """As Postfix 3 writes it."""
    subject = {"failed": "Undelivered Mail Returned to Sender", "delayed": "Delayed Mail (still being retried)"}.get(
        action, "Successful Mail Delivery Report"
    )
    text = f"""This is the mail system at host mail.example.org.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

For further assistance, please send mail to postmaster.

                   The mail system

<{to}>: {diagnostic}"""
    if action == "delivered":
        text = f"This is the mail system at host mail.example.org.\n\nYour message was successfully delivered to the destination(s)\nlisted below.\n\n<{to}>: {diagnostic}"
    fields = f"""Reporting-MTA: dns; mail.example.org
X-Postfix-Queue-ID: 4XyZ
X-Postfix-Sender: rfc822; {TOKEN}
Arrival-Date: Mon,  2 Mar 2026 08:00:00 +0100 (CET)

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; {diagnostic}"""
    return report("MAILER-DAEMON@mail.example.org (Mail Delivery System)", subject, text, fields, "Auto-Submitted: auto-replied")


def exim(said: str, *, to: str = "dora@example.net") -> bytes:
    """As Exim 4 writes it, without a machine's part."""
    text = f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {to}
    {said}

------ This is a copy of the message, including all the headers. ------

{ORIGINAL}"""
    sender = "Mail Delivery System <Mailer-Daemon@relay.example.com>"
    return mail(sender, "Mail delivery failed: returning message to sender", text, f"X-Failed-Recipients: {to}", "Auto-Submitted: auto-replied")


def exchange(
    status: str, diagnostic: str, text: str, *, subject: str = "Undeliverable: Gold im Urlaub", kind: str = "text/html; charset=utf-8"
) -> bytes:
    """As Exchange Online writes it."""
    fields = f"""Reporting-MTA: dns;FR0P281MB0001.DEUP281.PROD.OUTLOOK.COM
Received-From-MTA: dns;mail.example.org
Arrival-Date: Mon, 2 Mar 2026 07:00:00 +0000

Final-Recipient: rfc822;dora@example.net
Action: failed
Status: {status}
Diagnostic-Code: smtp;{diagnostic}"""
    sender = "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.net>"
    body = f"<html><head><style>p {{color: red}}</style></head><body><p>{text}</p><p>Ursprüngliche Nachrichtenkopfzeilen:</p></body></html>"
    return report(sender, subject, body, fields, "Auto-Submitted: auto-replied", "X-MS-Exchange-Message-Is-Ndr:", kind=kind)


def gmail(status: str, diagnostic: str, text: str, *, action: str = "failed") -> bytes:
    """As Gmail writes it to its own customers' senders."""
    subject = "Delivery Status Notification (Failure)" if action == "failed" else "Delivery Status Notification (Delay)"
    fields = f"""Reporting-MTA: dns; googlemail.com
Received-From-MTA: dns; newsletter@example.org
X-Original-Message-ID: <mail.1@example.org>

Final-Recipient: rfc822; dora@example.net
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}
Last-Attempt-Date: Mon, 02 Mar 2026 00:00:00 -0800 (PST)"""
    return report(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        subject,
        text,
        fields,
        "Auto-Submitted: auto-replied",
        "X-Failed-Recipients: dora@example.net",
    )


def complaint(kind: str = "abuse", *, sender: str = "Yahoo! Mail AntiSpam Feedback <feedback@arf.mail.yahoo.com>", subject: str = "FW:Gold") -> bytes:
    """An ARF report (RFC 5965), the address redacted."""
    fields = f"Feedback-Type: {kind}\nUser-Agent: Yahoo!-Mail-Feedback/2.0\nVersion: 0.1\nOriginal-Mail-From: <{TOKEN}>\nOriginal-Rcpt-To: <redacted@example.net>"
    return report(sender, subject, "This is an email abuse report for an email message from 192.0.2.1", fields, of="feedback-report")


def receipt(subject: str, disposition: str = "manual-action/MDN-sent-manually; displayed") -> bytes:
    """A read receipt (RFC 8098)."""
    fields = f"Reporting-UA: example.net; Outlook\nFinal-Recipient: rfc822;dora@example.net\nOriginal-Message-ID: <mail.1@example.org>\nDisposition: {disposition}"
    return report("Dora <dora@example.net>", subject, "Ihre Nachricht wurde gelesen.", fields, of="disposition-notification")
