"""Bounces, written by hand after what servers of today write, each with the class that its meaning has."""
# ruff: noqa: E501 - what a server says is one line

from __future__ import annotations

from depesche.courier.bouncing import Class
from tests.courier.bouncing.built import ORIGINAL, TOKEN, exchange, exim, gmail, mail, postfix, report

DAEMON = "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.net>"
DORA = "Dora Beispiel <dora@example.net>"
HOST = "host mx.example.net[192.0.2.25] said: "
SAMPLES: dict[str, tuple[bytes, Class]] = {
    "postfix: user unknown": (
        postfix(
            "5.1.1",
            HOST + "550 5.1.1 <dora@example.net>: Recipient address rejected: User unknown in virtual mailbox table (in reply to RCPT TO command)",
        ),
        Class.HARD_ADDRESS,
    ),
    "postfix: nxdomain": (
        postfix("5.4.4", "Host or domain name not found. Name service error for name=exmaple.net type=AAAA: Host not found"),
        Class.HARD_DOMAIN,
    ),
    "postfix: null mx": (postfix("5.1.0", "Domain example.net does not accept mail (nullMX)"), Class.HARD_DOMAIN),
    "postfix: dns trouble, given up": (
        postfix("4.4.3", "Host or domain name not found. Name service error for name=mx.example.net type=A: Host not found, try again"),
        Class.TEMPORARY,
    ),
    "postfix: expired": (postfix("4.4.1", "connect to mx.example.net[192.0.2.25]:25: Connection timed out"), Class.TEMPORARY),
    "postfix: delayed by greylisting": (
        postfix(
            "4.2.0",
            HOST
            + "450 4.2.0 <dora@example.net>: Recipient address rejected: Greylisted, see https://postgrey.example/ (in reply to RCPT TO command)",
            action="delayed",
        ),
        Class.TEMPORARY,
    ),
    "postfix: delayed, unknown for now": (
        postfix("4.1.1", HOST + "450 4.1.1 <dora@example.net>: Recipient address rejected: User unknown in local recipient table", action="delayed"),
        Class.TEMPORARY,
    ),
    "postfix: full": (
        postfix("5.2.2", HOST + "552 5.2.2 <dora@example.net>: Recipient's mailbox is over its limit (in reply to RCPT TO command)"),
        Class.MAILBOX,
    ),
    "postfix: blocked list": (
        postfix(
            "5.7.1",
            HOST
            + "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1 (in reply to RCPT TO command)",
        ),
        Class.POLICY,
    ),
    "postfix: too large": (postfix("5.3.4", "message size 31457280 exceeds size limit 10485760 of server mx.example.net[192.0.2.25]"), Class.CONTENT),
    "postfix: virus": (
        postfix("5.7.1", HOST + "550 5.7.1 This message contains a virus (Eicar-Test-Signature) (in reply to end of DATA command)"),
        Class.CONTENT,
    ),
    "postfix: delivered": (postfix("2.0.0", HOST + "250 2.0.0 Ok: queued as 4XyZ", action="delivered"), Class.DELIVERED_NOTICE),
    "postfix: 5.0.0 dovecot quota": (
        postfix(
            "5.2.2",
            "host mail.example.net[private/dovecot-lmtp] said: 552 5.2.2 <dora@example.net> Quota exceeded (mailbox for user is full) (in reply to end of DATA command)",
        ),
        Class.MAILBOX,
    ),
    "postfix: blocked with 5.1.1": (
        postfix("5.1.1", HOST + "550 5.1.1 <dora@example.net> Your IP 192.0.2.1 has been blocked by our reputation filter"),
        Class.POLICY,
    ),
    "gmx: no such mailbox": (
        postfix(
            "5.0.0",
            "host mx00.emig.gmx.net[212.227.15.9] said: 550-Requested action not taken: mailbox unavailable 550 For explanation visit https://postmaster.gmx.net/de/error-messages?c=nrcpt (in reply to RCPT TO command)",
        ),
        Class.HARD_ADDRESS,
    ),
    "gmx: policy": (
        postfix(
            "5.0.0",
            "host mx01.emig.gmx.net[212.227.17.5] refused to talk to me: 554-gmx.net (mxgmx109) Nemesis ESMTP Service not available 554-No SMTP service 554-IP address is block listed. 554 For explanation visit https://postmaster.gmx.net/de/error-messages?ip=192.0.2.1&c=bl",
        ),
        Class.POLICY,
    ),
    "web.de: full": (
        postfix(
            "5.2.2",
            "host mx-ha02.web.de[212.227.17.8] said: 552-Requested mail action aborted: exceeded storage allocation 552-Quota exceeded. The recipients mailbox is full. (in reply to RCPT TO command)",
        ),
        Class.MAILBOX,
    ),
    "web.de: transaction failed": (
        postfix(
            "5.0.0",
            "host mx-ha03.web.de[213.165.67.104] said: 554-Transaction failed 554-Reject due to policy restrictions. 554 For explanation visit https://postmaster.web.de/de/case?c=r0601 (in reply to end of DATA command)",
        ),
        Class.POLICY,
    ),
    "t-online: unknown": (
        postfix(
            "5.1.1", "host mx00.t-online.de[194.25.134.8] said: 550-5.1.1 User unknown 550 5.1.1 Benutzer unbekannt (in reply to RCPT TO command)"
        ),
        Class.HARD_ADDRESS,
    ),
    "t-online: refused host": (
        postfix(
            "5.0.0",
            "host mx01.t-online.de[194.25.134.72] refused to talk to me: 554 IP=192.0.2.1 - A problem occurred. (Ask your postmaster for help or to contact tobr@rx.t-online.de to clarify.)",
        ),
        Class.UNKNOWN,
    ),
    "t-online: locked": (
        postfix("5.2.1", "host mx00.t-online.de[194.25.134.8] said: 550 5.2.1 Mailbox gesperrt / mailbox disabled (in reply to RCPT TO command)"),
        Class.MAILBOX,
    ),
    "yahoo: no account": (
        postfix(
            "5.0.0",
            "host mta5.am0.yahoodns.net[67.195.204.72] said: 554 delivery error: dd This user doesn't have a yahoo.com account (dora@yahoo.com) [0] - mta4117.mail.gq1.yahoo.com (in reply to end of DATA command)",
        ),
        Class.HARD_ADDRESS,
    ),
    "yahoo: 554.30": (
        postfix(
            "5.0.0",
            "host mta7.am0.yahoodns.net[67.195.204.74] said: 554 30 Sorry, your message to dora@yahoo.com cannot be delivered. This mailbox is disabled (554.30). (in reply to end of DATA command)",
        ),
        Class.MAILBOX,
    ),
    "yahoo: TSS04": (
        postfix(
            "4.7.0",
            "host mta6.am0.yahoodns.net[98.136.96.91] refused to talk to me: 421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes",
            action="delayed",
        ),
        Class.POLICY,
    ),
    "icloud: unknown": (
        postfix(
            "5.1.1", "host mx01.mail.icloud.com[17.57.154.33] said: 550 5.1.1 <dora@icloud.com>: user does not exist (in reply to RCPT TO command)"
        ),
        Class.HARD_ADDRESS,
    ),
    "icloud: over quota": (
        postfix(
            "5.2.2", "host mx02.mail.icloud.com[17.42.251.62] said: 552 5.2.2 <dora@icloud.com>: user is over quota (in reply to RCPT TO command)"
        ),
        Class.MAILBOX,
    ),
    "icloud: HME1": (
        postfix(
            "5.7.1",
            "host mx01.mail.icloud.com[17.57.156.30] said: 554 5.7.1 [HME1] This message was blocked for apparently being spam. Please see https://support.apple.com/en-us/HT204137",
        ),
        Class.POLICY,
    ),
    "outlook.com: S3140": (
        postfix(
            "5.7.1",
            "host outlook-com.olc.protection.outlook.com[104.47.1.33] said: 550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140). (in reply to MAIL FROM command)",
        ),
        Class.POLICY,
    ),
    "outlook.com: unavailable": (
        postfix(
            "5.5.0",
            "host hotmail-com.olc.protection.outlook.com[104.47.18.225] said: 550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302). (in reply to RCPT TO command)",
        ),
        Class.HARD_ADDRESS,
    ),
    "outlook.com: 5.7.515": (
        postfix(
            "5.7.515",
            "host outlook-com.olc.protection.outlook.com[52.101.8.36] said: 550 5.7.515 Access denied, sending domain EXAMPLE.ORG doesn't meet the required authentication level. The sender's domain in the 5322.From address doesn't meet the authentication requirements",
        ),
        Class.AUTH,
    ),
    "gmail 5.1.1": (
        gmail(
            "5.1.1",
            "550-5.1.1 The email account that you tried to reach does not exist. Please try\n 550-5.1.1 double-checking the recipient's email address for typos or\n 550 5.1.1 unnecessary spaces. Learn more at\n 550 5.1.1  https://support.google.com/mail/?p=NoSuchUser a1 - gsmtp",
            "** Address not found **\n\nYour message wasn't delivered to dora@example.net because the address couldn't be found, or is unable to receive mail.",
        ),
        Class.HARD_ADDRESS,
    ),
    "gmail 4.2.2": (
        gmail(
            "4.2.2",
            "452-4.2.2 The recipient's inbox is out of storage space. Please direct the\n 452 4.2.2 recipient to https://support.google.com/mail/?p=OverQuotaTemp a1 - gsmtp",
            "** Delivery incomplete **\n\nThere was a temporary problem delivering your message to dora@example.net. Gmail will retry for 46 more hours.",
            action="delayed",
        ),
        Class.MAILBOX,
    ),
    "gmail 5.7.26": (
        postfix(
            "5.7.26",
            "host gmail-smtp-in.l.google.com[142.251.168.27] said: 550-5.7.26 Your email has been blocked because the sender is unauthenticated. 550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM. (in reply to end of DATA command)",
        ),
        Class.AUTH,
    ),
    "gmail 4.7.28": (
        postfix(
            "4.7.28",
            "host gmail-smtp-in.l.google.com[142.251.168.27] said: 421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP Netblock.",
            action="delayed",
        ),
        Class.POLICY,
    ),
    "gmail 5.2.1": (
        gmail(
            "5.2.1",
            "550 5.2.1 The email account that you tried to reach is inactive. For more information, go to https://support.google.com/mail/?p=DisabledUser",
            "Message blocked",
        ),
        Class.MAILBOX,
    ),
    "gmail: dns error": (
        gmail(
            "4.0.0",
            "DNS Error: DNS type 'mx' lookup of exmaple.net responded with code NXDOMAIN Domain name not found: exmaple.net",
            "** Address not found **\n\nYour message wasn't delivered to dora@exmaple.net because the domain exmaple.net couldn't be found. Check for typos or unnecessary spaces and try again.",
        ),
        Class.TEMPORARY,
    ),
    "exchange: 5.1.10 german": (
        exchange(
            "5.1.10",
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient dora@example.net not found by SMTP address lookup",
            "Ihre Nachricht an dora@example.net konnte nicht zugestellt werden.<br>dora wurde bei example.net nicht gefunden.",
            subject="Unzustellbar: Gold im Urlaub",
        ),
        Class.HARD_ADDRESS,
    ),
    "exchange: 5.4.1": (
        exchange(
            "5.4.1",
            "550 5.4.1 Recipient address rejected: Access denied. [FR1DEU01FT001.eop-deu01.prod.protection.outlook.com]",
            "Your message to dora@example.net couldn't be delivered.",
        ),
        Class.HARD_ADDRESS,
    ),
    "exchange: 5.2.2 german": (
        exchange(
            "5.2.2",
            "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed to process message",
            "Das Postfach des Empfängers ist voll und kann zurzeit keine Nachrichten annehmen.",
            subject="Unzustellbar: Gold",
        ),
        Class.MAILBOX,
    ),
    "exchange: 5.4.310": (
        exchange(
            "5.4.310",
            "550 5.4.310 DNS domain exmaple.net does not exist [Message=InfoDomainNonexistent]",
            "Your message to dora@exmaple.net couldn't be delivered. The domain couldn't be found.",
        ),
        Class.HARD_DOMAIN,
    ),
    "exchange: 5.7.133": (
        exchange(
            "5.7.133",
            "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group",
            "Your message couldn't be delivered because the group only accepts messages from people in its organization.",
        ),
        Class.AUTH,
    ),
    "exchange: 5.4.14 loop": (
        exchange("5.4.14", "554 5.4.14 Hop count exceeded - possible mail loop ATTR34", "A mail loop was found."),
        Class.TEMPORARY,
    ),
    "exchange: html only, on premises": (
        mail(
            "postmaster@example.net",
            "Unzustellbar: Gold",
            "<html><body><p><b>Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Verteilerlisten:</b></p><p>dora@example.net<br>Die eingegebene E-Mail-Adresse konnte nicht gefunden werden. Überprüfen Sie die Adresse, und senden Sie die Nachricht erneut.</p></body></html>",
            kind="text/html; charset=utf-8",
            encoding="base64",
        ),
        Class.HARD_ADDRESS,
    ),
    "exim: unrouteable": (exim("Unrouteable address"), Class.HARD_ADDRESS),
    "exim: no such user": (
        exim("host mx.example.net [192.0.2.25]\n    SMTP error from remote mail server after RCPT TO:<dora@example.net>:\n    550 No Such User Here"),
        Class.HARD_ADDRESS,
    ),
    "exim: no mx": (exim("all relevant MX records point to non-existent hosts"), Class.HARD_DOMAIN),
    "exim: retry timeout": (exim("host mx.example.net [192.0.2.25]: Connection refused: retry timeout exceeded"), Class.TEMPORARY),
    "exim: rejected as spam": (
        exim(
            "host mx.example.net [192.0.2.25]\n    SMTP error from remote mail server after end of data:\n    550 This message was classified as SPAM and may not be delivered"
        ),
        Class.POLICY,
    ),
    "exim: spf": (
        exim(
            "host mx.example.net [192.0.2.25]\n    SMTP error from remote mail server after MAIL FROM:<b+x@example.org>:\n    550 SPF: 192.0.2.1 is not allowed to send mail from example.org"
        ),
        Class.AUTH,
    ),
    "exim: lines too long": (exim("message has lines too long for transport"), Class.CONTENT),
    "exim: quota": (exim("mailbox is full (MTA-imposed quota exceeded while writing to file /var/mail/dora)"), Class.MAILBOX),
    "kundenserver, german": (
        mail(
            "Mail Delivery System <mailer-daemon@kundenserver.de>",
            "Nicht zustellbar: Gold",
            "Guten Tag,\n\ndies ist eine automatisch erstellte Nachricht des E-Mail-Systems.\n\nIhre E-Mail konnte an folgende Empfänger nicht zugestellt werden:\n\n<dora@example.de>:\nDer Empfänger existiert nicht.\n\n--- Die Kopfzeilen der ursprünglichen Nachricht: ---\n"
            + ORIGINAL,
            encoding="quoted-printable",
        ),
        Class.HARD_ADDRESS,
    ),
    "german postmaster: full": (
        mail(
            "Postmaster <postmaster@example.de>",
            "Ihre Nachricht konnte nicht zugestellt werden",
            "Sehr geehrter Absender,\n\nIhre Nachricht an dora@example.de konnte nicht zugestellt werden, weil das Postfach des Empfängers überfüllt ist.\n",
        ),
        Class.MAILBOX,
    ),
    "german postmaster: delay": (
        mail(
            "Postmaster <postmaster@example.de>",
            "Zustellung verzögert",
            "Ihre Nachricht an dora@example.de konnte bisher nicht zugestellt werden. Es wird weiter versucht, sie zuzustellen. Sie müssen nichts tun.\n",
        ),
        Class.TEMPORARY,
    ),
    "qmail": (
        mail(
            "MAILER-DAEMON@example.net",
            "failure notice",
            "Hi. This is the qmail-send program at example.net.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<dora@example.net>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n"
            + ORIGINAL,
        ),
        Class.HARD_ADDRESS,
    ),
    "qmail: cname": (
        mail(
            "MAILER-DAEMON@example.net",
            "failure notice",
            "Hi. This is the qmail-send program at example.net.\n\n<dora@exmaple.net>:\nSorry, I couldn't find any host named exmaple.net. (#5.1.2)\n\n--- Below this line is a copy of the message.\n\n"
            + ORIGINAL,
        ),
        Class.HARD_DOMAIN,
    ),
    "domino": (
        mail(
            "Postmaster@example.net",
            "DELIVERY FAILURE: User dora (dora@example.net) not listed in Domino Directory",
            "Your message\n\n  Subject: Gold\n\nwas not delivered to:\n\n  dora@example.net\n\nbecause:\n\n  User dora (dora@example.net) not listed in Domino Directory\n",
        ),
        Class.HARD_ADDRESS,
    ),
    "groupwise": (
        mail(
            "System Administrator <postmaster@example.net>",
            "Message status - undeliverable",
            "The message that you sent was undeliverable to the following:\n\tdora (The user is unknown or mailbox unavailable)\n",
        ),
        Class.HARD_ADDRESS,
    ),
    "sendmail: warning": (
        mail(
            DAEMON,
            "Warning: could not send message for past 4 hours",
            "    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n    **********************************************\n\n   ----- Transcript of session follows -----\n<dora@example.net>... Deferred: Connection timed out with mx.example.net.\nWarning: message still undelivered after 4 hours\nWill keep trying until message is 5 days old\n",
            "Auto-Submitted: auto-generated (warning-timeout)",
        ),
        Class.TEMPORARY,
    ),
    "no reason at all": (mail(DAEMON, "Undelivered mail", "Your message could not be delivered.\n"), Class.UNKNOWN),
    "sieve reject": (
        report(
            "Dora <dora@example.net>",
            "Automatically rejected mail",
            "Your message to <dora@example.net> was automatically rejected:\nIch möchte von Ihnen nichts mehr bekommen.",
            "Reporting-UA: Dovecot Mail Delivery Agent\nFinal-Recipient: rfc822; dora@example.net\nDisposition: automatic-action/MDN-sent-automatically; deleted",
            "Auto-Submitted: auto-replied (rejected)",
            of="disposition-notification",
        ),
        Class.POLICY,
    ),
    "a virus scanner": (
        mail(
            "postmaster@example.net", "Undeliverable: Gold", "Your message was not delivered. Attachment type .exe is not allowed by our mail policy."
        ),
        Class.POLICY,
    ),
    "mimecast": (
        postfix(
            "5.0.0",
            "host de-smtp-inbound-1.mimecast.com[51.163.158.21] said: 550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550 [abc.de20] (in reply to RCPT TO command)",
        ),
        Class.HARD_ADDRESS,
    ),
    "proofpoint": (
        postfix("5.0.0", "host mx1.ppe-hosted.com[148.163.129.50] said: 550 5.7.0 Local Policy Violation (in reply to end of DATA command)"),
        Class.POLICY,
    ),
    "barracuda": (
        postfix(
            "5.0.0",
            "host d1.ess.barracudanetworks.com[209.222.82.252] said: 550 permanent failure for one or more recipients (dora@example.net:550 5.1.1 recipient rejected: user unknown)",
        ),
        Class.HARD_ADDRESS,
    ),
    "mailbox.org full": (
        postfix(
            "5.2.2",
            "host mxext1.mailbox.org[80.241.60.212] said: 452 4.2.2 <dora@mailbox.org>: Mailbox is full / Blocks limit exceeded / Inode limit exceeded",
            action="delayed",
        ),
        Class.MAILBOX,
    ),
    "strato": (
        postfix("5.1.1", "host smtpin.rzone.de[81.169.145.97] said: 550 5.1.1 (#7.3) No such user here (in reply to RCPT TO command)"),
        Class.HARD_ADDRESS,
    ),
}
__all__ = ["SAMPLES", "TOKEN"]
