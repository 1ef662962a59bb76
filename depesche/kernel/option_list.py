"""The list of all options: name, type, default and help of each. How they are read is in ``options.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from depesche.kernel import option_types as types

DEFAULT_HOME = Path("home")


def _option(default: object, parse: Callable[[str], object], help: str, *, secret: bool = False, unit: str = "") -> Any:
    return field(default=default, metadata={"parse": parse, "help": help, "secret": secret, "unit": unit})


@dataclass(frozen=True)
class Options:
    """All options with their values."""

    home: Path = _option(DEFAULT_HOME, types.path, "The home folder: configuration, keys, database, media, pages.")  # noqa: RUF009 - fields, like all below
    site_url: str = _option("http://127.0.0.1:8000", types.site_url, "The address of the site; every absolute address is made from it.")
    secret_key: str = _option("", types.text, "Django's secret key for sessions and forms; by default read from the home folder.", secret=True)
    database_url: str = _option("", types.database_url, "sqlite:///PATH or postgres://USER:PASSWORD@HOST/NAME; by default a file in the home folder.")
    smtp_url: str = _option(
        "", types.smtp_url, "The way out for mail: smtp://, smtps://, smtp+starttls://, file:///DIR or catcher://. Empty: mail waits."
    )
    smtp_connections: int = _option(10, types.whole(1, 200), "Connections to the mail server at the same time.")
    smtp_timeout: int = _option(30, types.whole(1, 600), "How long the mail server may take to answer.", unit="s")
    smtp_dot_timeout: int = _option(
        600,
        types.whole(1, 3600),
        "How long a campaign waits for the mail server's answer to a whole mail; whoever gives up earlier does not know whether it was taken.",
        unit="s",
    )
    postfix_config: str = _option("", types.text, "Configuration of the Postfix on this machine (/etc/postfix): its queue tells of lost answers.")
    postfix_log: str = _option("", types.text, "Where that Postfix writes its log (/var/log/mail.log), for the same.")
    send_rate: int = _option(0, types.whole(0, 100_000), "Messages per second; 0 means as fast as the mail server takes them.")
    send_rates: tuple[str, ...] = _option(
        (),
        types.rates,
        "Messages per second to single receivers, such as gmail=20, example.org=0.5; gmail, outlook, gmx/web.de, t-online, yahoo and icloud stand "
        "for all their domains. Empty: as fast as they take them.",
    )
    dkim_selector: str = _option(
        "", types.dkim_selector, "The selector under which mail is signed (DKIM); empty: it is not signed here. See docs/guides/dkim.md."
    )
    dkim_domain: str = _option("", types.host, "The domain that signs mail; by default the host of the site address.")
    dkim_key: str = _option(
        "", types.text, "The private keys that sign mail, in PEM form; by default read from dkim.pem in the home folder.", secret=True
    )
    bounce_domain: str = _option("", types.host, "The domain of envelope senders; by default the host of the site address.")
    bounce_url: str = _option(
        "",
        types.bounce_url,
        "The way in for mail that comes back: imaps://USER:PASSWORD@HOST/INBOX, imap:// (with STARTTLS), maildir:///PATH or lmtp://127.0.0.1:PORT. "
        "Empty: nothing is read.",
    )
    webhook_providers: tuple[str, ...] = _option(
        (),
        types.providers,
        "Sending services that tell by webhook what did not arrive, comma-separated: " + ", ".join(types.PROVIDERS) + ". "
        "Empty: nobody may. See docs/guides/bounces.md.",
    )
    webhook_secret: str = _option(
        "",
        types.webhook_secret,
        "The secret in the address that a sending service calls, https://depesche:SECRET@.../webhooks/NAME/; at least 20 letters and digits.",
        secret=True,
    )
    webhook_mailgun_key: str = _option("", types.text, "Mailgun's HTTP webhook signing key; needed for mailgun.", secret=True)
    webhook_sendgrid_key: str = _option(
        "", types.text, "SendGrid's verification key for signed events; without it the secret alone counts.", secret=True
    )
    inbound_days: int = _option(90, types.whole(1, 365), "After how many days a mail that came back is deleted here.", unit="days")
    language: str = _option("de", types.one_of("de", "en"), "The language of the site and the default of the desk.")
    time_zone: str = _option("Europe/Berlin", types.time_zone, "The time zone in which readers and editors see times.")
    shell_approval: bool = _option(False, types.switch, "Whether `campaign send --approve-as` may approve from the shell.")
    breaking_by_two: bool = _option(
        False, types.switch, "Whether breaking news by mail wait for a second person, instead of going out when who publishes has confirmed them."
    )
    trusted_proxies: tuple[str, ...] = _option(
        (), types.networks, "Networks whose X-Forwarded-For and X-Forwarded-Proto are believed, comma-separated."
    )
    metrics_token_file: str = _option("", types.text, "A file with the token that /metrics asks for.")
    log_format: str = _option("text", types.one_of("text", "json"), "How log lines look.")
    page_store: bool = _option(True, types.switch, "Whether rendered pages are kept as files and answered without rendering them again.")
    cdn_purge_url: str = _option("", types.web_address, "Where a CDN in front is told which pages are outdated, by their tags; empty: there is none.")
    cdn_purge_style: str = _option(
        "cloudflare",
        types.one_of("cloudflare", "fastly", "varnish"),
        "How the CDN is told: as Cloudflare or Fastly want it, or PURGE with xkey-purge, as Varnish with xkey does.",
    )
    cdn_purge_token: str = _option("", types.text, "The token with which the CDN lets itself be told.", secret=True)
    cdn_seconds: int = _option(
        86_400, types.whole(0, 31_536_000), "How long the CDN may hold a page that it is not told of; a minute where a page ends by itself.", unit="s"
    )
    workers: int = _option(1, types.whole(1, 64), "Web worker processes of `depesche serve`.")
    security_contact: str = _option("", types.text, "The Contact of security.txt (mailto: or https:); by default the publisher's address.")
    security_expires: str = _option(
        "", types.day, "The Expires of security.txt, a day like 2027-03-01 (RFC 9116); empty: half a year ahead, moved on by itself."
    )
    data_protection_officer: str = _option("", types.text, "Name and address of the data protection officer, for the record of processing.")
    processors: str = _option(
        "", types.text, "Who else gets personal data (hosting, mail relay, support), separated by semicolons, for the record of processing."
    )
    upload_limit: int = _option(10, types.whole(1, 200), "The largest picture that may be uploaded.", unit="MB")
    text_limit: int = _option(2_000_000, types.whole(10_000, 50_000_000), "The largest form that a person may send, pictures aside.", unit="bytes")
    country: str = _option(
        "DE", types.eea_country, "Two letters of the country whose law applies and where subscribers' data is kept; a state of the EEA."
    )
    authority: str = _option(
        "https://www.edpb.europa.eu/about-edpb/about-edpb/members_en",
        types.web_address,
        "The web address of your data protection authority, named in consent records; by default the list of all of the EU's.",
    )
    unconfirmed_days: int = _option(7, types.whole(1, 14), "After how many days an unconfirmed sign-up is erased (L-26).", unit="days")
    not_me_days: int = _option(90, types.whole(1, 3650), "How long 'this was not me' blocks further sign-ups of an address (B-09).", unit="days")
    preferences_minutes: int = _option(45, types.whole(5, 60), "How long a mailed link to the preferences lives (B-05).", unit="minutes")
    proof_years: int = _option(3, types.whole(1, 10), "Full years for which a proof is kept after withdrawal (L-27).", unit="years")
    consent_stale_months: int = _option(24, types.whole(6, 120), "After how many unused months a consent is called stale (L-09).", unit="months")
    consent_end_months: int = _option(48, types.whole(12, 240), "After how many unused months a consent ends (L-09).", unit="months")
    keep_ip: bool = _option(False, types.switch, "Whether a truncated network address is kept as evidence of a sign-up (L-20).")
    signup_address_day: int = _option(1, types.whole(1, 100), "Confirmation mails to one address in 24 hours (B-07).")
    signup_address_month: int = _option(3, types.whole(1, 1000), "Confirmation mails to one address in 30 days (B-07).")
    signup_network_hour: int = _option(5, types.whole(1, 100_000), "Sign-ups from one network (IPv4 /24, IPv6 /48) in an hour (B-07).")
    signup_site_hour: int = _option(200, types.whole(1, 1_000_000), "Sign-ups of the whole site in an hour; more wait for release (B-07).")
    signup_domain_hour: int = _option(
        100, types.whole(1, 1_000_000), "Sign-ups with addresses of one receiving domain in an hour; more wait for release (B-07)."
    )
    signup_proof_hour: int = _option(
        60, types.whole(1, 1_000_000), "Sign-ups of the whole site in an hour from which a sign-up proves work, or waits for release (B-08)."
    )
    signup_disposable: str = _option("accept", types.one_of("accept", "hold"), "What becomes of sign-ups with disposable addresses (B-10).")
    embed_sites: tuple[str, ...] = _option(
        (), types.origins, "Sites that may show sign-up forms in a frame, comma-separated, like https://partner.example; empty: every site."
    )
    callback_days: int = _option(30, types.whole(1, 365), "After how many days a request to be called back is deleted.", unit="days")
    callback_network_hour: int = _option(5, types.whole(1, 100_000), "Requests to be called back from one network (IPv4 /24, IPv6 /48) in an hour.")
    callback_site_hour: int = _option(100, types.whole(1, 1_000_000), "Requests to be called back of the whole site in an hour.")
    report_network_hour: int = _option(10, types.whole(1, 100_000), "Reports of errors from one network (IPv4 /24, IPv6 /48) in an hour.")
    report_site_hour: int = _option(200, types.whole(1, 1_000_000), "Reports of errors of the whole site in an hour.")
    websub_hub: str = _option("", types.web_address, "The WebSub hub that is told when feeds change; empty: none.")
    indexnow_key: str = _option(
        "", types.indexnow_key, "The IndexNow key of this site, 8 to 128 letters, digits or dashes; empty: search engines are not told."
    )
    indexnow_url: str = _option("https://api.indexnow.org/indexnow", types.web_address, "Where IndexNow is told.")
    checkpoint_mail: str = _option(
        "", types.mailbox, "An archive outside this house that is mailed the newest checkpoint of each log once a day; empty: none."
    )
    audit_days: int = _option(365, types.whole(30, 3650), "How long the history remembers logins and changes of accounts.", unit="days")
    demo: bool = _option(False, types.switch, "Whether this home is the demo; set by `depesche demo` only.")

    @property
    def database(self) -> str:
        """The database address, with the default filled in."""
        return self.database_url or f"sqlite:///{self.home / 'depesche.sqlite3'}"

    @property
    def is_https(self) -> bool:
        """Whether the site is reached over TLS."""
        return self.site_url.startswith("https://")

    @property
    def host(self) -> str:
        """The host of the site address, without the port."""
        return types.host_of(self.site_url)

    @property
    def envelope_domain(self) -> str:
        """The domain of envelope senders."""
        return self.bounce_domain or self.host

    def address(self, path: str) -> str:
        """Return the absolute address of a path of the site; the path starts with a slash."""
        return f"{self.site_url}{path}"
