"""Events as sending services post them, shaped as their documentation and accounts show them; ``token`` is where each one gives ours back."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

MAILGUN_KEY = "key-0123456789abcdef0123456789abcdef"
DORA = "dora@example.org"
UNKNOWN_USER = "550 5.1.1 <dora@example.org>: Recipient address rejected: User unknown in virtual mailbox table"
FULL = "552 5.2.2 <dora@example.org> Mailbox is full / Blocks limit exceeded / Inode limit exceeded"
POLICY = "554 5.7.1 Service unavailable; client host [192.0.2.1] blocked using zen.spamhaus.org"
REPLIES = {"unknown": UNKNOWN_USER, "full": FULL, "policy": POLICY}


def signature(*, token: str = "a1b2c3", key: str = MAILGUN_KEY) -> dict[str, str]:
    digest = hmac.new(key.encode(), f"1790000000{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": "1790000000", "token": token, "signature": digest}


def mailgun(kind: str, token: str, *, number: int = 1, message_id: str = "20260302070000.1.ABC@mg.example.org", **proof: str) -> Any:
    code, _, text = REPLIES.get(kind, "").partition(" ")
    data: dict[str, Any] = {
        "id": f"G9Bn5sl1TC6nu79C8C0bw{number}",
        "timestamp": 1790000000.529 + number,
        "log-level": "error",
        "event": {"complained": "complained", "opened": "opened", "clicked": "clicked", "left": "unsubscribed"}.get(kind, "failed"),
        "recipient": DORA,
        "recipient-domain": "example.org",
        "envelope": {"sender": "bounce+dora=example.org@mg.example.org", "transport": "smtp", "targets": DORA, "sending-ip": "192.0.2.1"},
        "message": {
            "headers": {"to": DORA, "message-id": message_id, "from": "post@example.org", "subject": "Gold"},
            "attachments": [],
            "size": 18_011,
        },
        "flags": {"is-routed": False, "is-authenticated": True, "is-system-test": False, "is-test-mode": False},
        "user-variables": {"depesche": token} if token else {},
        "tags": [],
    }
    if kind in REPLIES:
        data |= {"severity": "permanent", "reason": "bounce"}
        data["delivery-status"] = {"tls": True, "mx-host": "mx.example.org", "code": int(code), "description": "", "attempt-no": 1, "message": text}
    if kind == "suppressed":
        data |= {"severity": "permanent", "reason": "suppress-bounce"}
        data["delivery-status"] = {"code": 605, "description": "Not delivering to previously bounced address", "message": "", "attempt-no": 1}
    if kind in {"opened", "clicked"}:
        data |= {"ip": "198.51.100.7", "geolocation": {"country": "DE"}, "client-info": {"client-os": "iOS", "user-agent": "Mozilla/5.0"}}
        data["url"] = "https://example.org/maerkte/"
    return {"signature": signature(**proof), "event-data": data}


def postmark(kind: str, token: str, *, number: int = 1) -> Any:
    shared = {"MessageID": f"883953f4-6105-42a2-a16a-77a8eac7948{number}", "ServerID": 23, "MessageStream": "broadcast", "Tag": ""}
    shared["Metadata"] = {"depesche": token} if token else {}
    if kind == "opened":
        return {"RecordType": "Open", "FirstOpen": True, "Recipient": DORA, "UserAgent": "Mozilla/5.0", "Geo": {"City": "Berlin"}, **shared}
    if kind == "clicked":
        return {"RecordType": "Click", "Recipient": DORA, "OriginalLink": "https://example.org/", "UserAgent": "Mozilla/5.0", **shared}
    if kind == "left":
        change = {"RecordType": "SubscriptionChange", "ChangedAt": "2026-03-02T07:05:00Z", "Origin": "Recipient", "SuppressSending": True}
        return {**change, "Recipient": DORA, "SuppressionReason": "ManualSuppression", **shared}
    names = {"complained": "SpamComplaint", "unknown": "HardBounce", "full": "SoftBounce", "policy": "HardBounce"}
    return {
        "RecordType": "SpamComplaint" if kind == "complained" else "Bounce",
        "ID": 692560170 + number,
        "Type": names.get(kind, kind),
        "TypeCode": 1,
        "Name": "Hard bounce",
        "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
        "Details": f"smtp;{REPLIES.get(kind, '')}",
        "Email": DORA,
        "From": "post@example.org",
        "BouncedAt": "2026-03-02T07:05:00Z",
        "DumpAvailable": True,
        "Inactive": True,
        "CanActivate": True,
        "Subject": "Gold",
        **shared,
    }


def amazon_ses(kind: str, token: str, *, number: int = 1) -> Any:
    """The SNS message around an SES event; ``mail.source`` is the envelope sender of the mail as we handed it over."""
    mail = {
        "timestamp": "2026-03-02T07:00:00.000Z",
        "messageId": f"0102019a0b1c2d3e-1111-2222-3333-00000000000{number}-000000",
        "source": token or "post@example.org",
        "sourceArn": "arn:aws:ses:eu-central-1:111122223333:identity/example.org",
        "destination": [DORA],
        "headersTruncated": False,
        "headers": [{"name": "From", "value": "post@example.org"}, {"name": "To", "value": DORA}, {"name": "Subject", "value": "Gold"}],
        "commonHeaders": {"from": ["post@example.org"], "to": [DORA], "subject": "Gold"},
    }
    names = {"complained": "Complaint", "opened": "Open", "clicked": "Click", "left": "Subscription"}
    event: dict[str, Any] = {"eventType": names.get(kind, "Bounce"), "mail": mail}
    if event["eventType"] == "Bounce":
        types = {"unknown": ("Permanent", "General"), "full": ("Transient", "MailboxFull"), "policy": ("Permanent", "General")}
        recipient = {"emailAddress": DORA, "action": "failed", "status": REPLIES.get(kind, "550 5.1.1")[4:9]}
        recipient["diagnosticCode"] = f"smtp; {REPLIES.get(kind, '')}"
        bounce_type, sub_type = types.get(kind, ("Permanent", kind))
        event["bounce"] = {"bounceType": bounce_type, "bounceSubType": sub_type, "bouncedRecipients": [recipient], "feedbackId": f"f{number}"}
    if kind == "complained":
        event["complaint"] = {"complainedRecipients": [{"emailAddress": DORA}], "complaintFeedbackType": "abuse", "feedbackId": f"f{number}"}
    if kind in {"opened", "clicked"}:
        event[names[kind].lower()] = {"ipAddress": "198.51.100.7", "userAgent": "Mozilla/5.0", "timestamp": "2026-03-02T07:05:00.000Z"}
    return sns("Notification", json.dumps(event), number=number)


def sns(kind: str, message: str, *, number: int = 1) -> Any:
    return {
        "Type": kind,
        "MessageId": f"22b80b92-fdea-4c2c-8f9d-bdfb0c7bf32{number}",
        "TopicArn": "arn:aws:sns:eu-central-1:111122223333:ses-events",
        "Message": message,
        "Timestamp": "2026-03-02T07:05:01.000Z",
        "SignatureVersion": "1",
        "Signature": "EXAMPLE",
        "SigningCertURL": "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0.pem",
        "UnsubscribeURL": "https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe",
    }


def brevo(kind: str, token: str, *, number: int = 1) -> Any:
    names = {
        "unknown": "hard_bounce",
        "full": "soft_bounce",
        "policy": "hard_bounce",
        "complained": "spam",
        "opened": "unique_opened",
        "clicked": "click",
    }
    return {
        "event": {**names, "left": "unsubscribe"}.get(kind, kind),
        "email": DORA,
        "id": 26224 + number,
        "date": "2026-03-02 08:05:00",
        "ts": 1790000000,
        "ts_event": 1790000000,
        "ts_epoch": 1790000000000 + number,
        "message-id": f"<20260302070{number}.1234567890@smtp-relay.mailin.fr>",
        "template_id": 0,
        "subject": "Gold",
        "tag": "",
        "sending_ip": "192.0.2.1",
        "reason": REPLIES.get(kind, ""),
        **({"X-Mailin-custom": json.dumps({"depesche": token})} if token else {}),
    }


def sparkpost(kind: str, token: str, *, number: int = 1) -> Any:
    classes = {"unknown": "10", "full": "22", "policy": "51"}
    names = {"complained": "spam_complaint", "opened": "open", "clicked": "click", "left": "list_unsubscribe"}
    group = "track_event" if kind in {"opened", "clicked"} else "unsubscribe_event" if kind == "left" else "message_event"
    event = {
        "type": names.get(kind, "bounce"),
        "event_id": f"9267767852242506{number}",
        "message_id": "000443ee14578172be22",
        "transmission_id": f"6583953228674129{number}",
        "timestamp": "1790000000",
        "msg_from": "msprvs1=1790000000=bounces-1@bounces.example.org",
        "rcpt_to": DORA,
        "raw_rcpt_to": DORA,
        "rcpt_meta": {"depesche": token} if token else {},
        "subject": "Gold",
        "ip_address": "192.0.2.1",
    }
    if kind in REPLIES:
        event |= {
            "bounce_class": classes[kind],
            "error_code": REPLIES[kind][:3],
            "raw_reason": REPLIES[kind],
            "reason": REPLIES[kind].replace(DORA, "..."),
        }
    if group == "track_event":
        event |= {"user_agent": "Mozilla/5.0", "geo_ip": {"country": "DE"}, "target_link_url": "https://example.org/"}
    return {"msys": {group: event}}


def sendgrid(kind: str, token: str, *, number: int = 1) -> Any:
    names = {"complained": "spamreport", "opened": "open", "clicked": "click", "left": "unsubscribe", "dropped": "dropped"}
    event: dict[str, Any] = {
        "event": names.get(kind, "bounce"),
        "email": DORA,
        "timestamp": 1790000000 + number,
        "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
        "sg_event_id": f"6g4ZI7SA-xmRDv57GoPIP{number}==",
        "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
        **({"depesche": token} if token else {}),
    }
    if kind in REPLIES:
        event |= {"reason": REPLIES[kind], "status": REPLIES[kind][4:9], "type": "bounce", "tls": 1, "ip": "192.0.2.1"}
        event["bounce_classification"] = {"unknown": "Invalid Address", "full": "Mailbox Unavailable", "policy": "Reputation"}[kind]
    if kind == "dropped":
        event["reason"] = "Bounced Address"
    if kind in {"opened", "clicked"}:
        event |= {"ip": "198.51.100.7", "useragent": "Mozilla/5.0", "url": "https://example.org/"}
    return event


def mailjet(kind: str, token: str, *, number: int = 1) -> Any:
    names = {"complained": "spam", "opened": "open", "clicked": "click", "left": "unsub"}
    errors = {"unknown": ("recipient", "user unknown"), "full": ("recipient", "quota exceeded"), "policy": ("spam", "policy issue")}
    event: dict[str, Any] = {
        "event": names.get(kind, "bounce"),
        "time": 1790000000 + number,
        "MessageID": 13792286917004336 + number,
        "email": DORA,
        "mj_campaign_id": 0,
        "customcampaign": "",
        "CustomID": "",
        "Payload": token,
    }
    if kind in errors:
        event |= {
            "blocked": False,
            "hard_bounce": kind == "unknown",
            "error_related_to": errors[kind][0],
            "error": errors[kind][1],
            "comment": REPLIES[kind],
        }
    if kind in {"opened", "clicked"}:
        event |= {"ip": "198.51.100.7", "geo": "DE", "agent": "Mozilla/5.0", "url": "https://example.org/"}
    return event


BUILT = {
    "amazon_ses": amazon_ses,
    "brevo": brevo,
    "mailgun": mailgun,
    "mailjet": mailjet,
    "postmark": postmark,
    "sendgrid": sendgrid,
    "sparkpost": sparkpost,
}
HEAPS = {"mailjet", "sendgrid", "sparkpost"}
