"""Encryption and login against a real mail server with a certificate of its own making."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from depesche.courier.transport import Phase, Reply, Unreachable, Verdict, open_way_out, smtp
from depesche.courier.transport.mail import Mail
from depesche.courier.transport.pool import Pool

pytestmark = pytest.mark.once
MAIL = b"Subject: Hallo\r\n\r\nGuten Tag\r\n"


class Witness:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails.append(envelope)
        return "250 ok"


def allow(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object) -> AuthResult:
    assert isinstance(given, LoginPassword)
    return AuthResult(success=(given.login, given.password) == (b"anna", b"ge:heim/"), handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "elsewhere.example")])
    now = datetime.now(tz=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(certificate)
    return made


def free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture(params=["smtps", "smtp+starttls"])
def server(request: pytest.FixtureRequest, certificate: Path) -> Iterator[tuple[str, int, Witness]]:
    witness, rules = Witness(), {"authenticator": allow, "auth_required": True, "hostname": "127.0.0.1", "port": free_port()}
    if request.param == "smtps":
        running = Controller(witness, ssl_context=context(certificate), auth_require_tls=False, **rules)
    else:
        running = Controller(witness, tls_context=context(certificate), require_starttls=True, **rules)
    running.start()
    yield request.param, rules["port"], witness  # type: ignore[misc]
    running.stop()


def test_a_mail_over_an_encrypted_connection_with_login(server: tuple[str, int, Witness]) -> None:
    scheme, port, witness = server
    with open_way_out(f"{scheme}://anna:ge%3Aheim%2F@127.0.0.1:{port}") as way_out:
        reply = way_out.hand_over(sender="b+x@example.org", recipient="anna@example.org", content=MAIL)

    assert reply.verdict is Verdict.ACCEPTED
    assert [(mail.mail_from, mail.rcpt_tos, mail.content) for mail in witness.mails] == [("b+x@example.org", ["anna@example.org"], MAIL)]


def by_pool(url: str) -> Reply:
    async def run() -> Reply:
        async with Pool(url, connections=1, host="news.example.org") as pool:
            return (await pool.hand_over(Mail(1, "b+x@example.org", "anna@example.org", MAIL))).reply

    return asyncio.run(run())


def test_a_pool_encrypts_and_logs_in(server: tuple[str, int, Witness]) -> None:
    scheme, port, witness = server

    assert by_pool(f"{scheme}://anna:ge%3Aheim%2F@127.0.0.1:{port}").verdict is Verdict.ACCEPTED
    assert [(mail.mail_from, mail.rcpt_tos, mail.content) for mail in witness.mails] == [("b+x@example.org", ["anna@example.org"], MAIL)]


def test_a_pool_reports_a_wrong_password_without_it(server: tuple[str, int, Witness]) -> None:
    scheme, port, witness = server
    with pytest.raises(Unreachable) as unreachable:
        by_pool(f"{scheme}://anna:falsch@127.0.0.1:{port}")

    assert unreachable.value.phase is Phase.LOGIN
    assert "falsch" not in repr(unreachable.value)
    assert witness.mails == []


def test_a_pool_logs_in_where_only_login_is_known(certificate: Path) -> None:
    witness, port = Witness(), free_port()
    running = Controller(
        witness,
        hostname="127.0.0.1",
        port=port,
        ssl_context=context(certificate),
        authenticator=allow,
        auth_require_tls=False,
        auth_exclude_mechanism=["PLAIN"],
    )
    running.start()
    try:
        assert by_pool(f"smtps://anna:ge%3Aheim%2F@127.0.0.1:{port}").verdict is Verdict.ACCEPTED
    finally:
        running.stop()


def test_a_pool_refuses_a_foreign_certificate(server: tuple[str, int, Witness], monkeypatch: pytest.MonkeyPatch) -> None:
    scheme, port, witness = server
    monkeypatch.setattr(smtp.option_types, "is_loopback", lambda name: False)
    with pytest.raises(Unreachable, match="certificate") as unreachable:
        by_pool(f"{scheme}://anna:ge%3Aheim%2F@127.0.0.1:{port}")

    assert unreachable.value.phase in {Phase.CONNECT, Phase.TLS}
    assert witness.mails == []


def test_a_wrong_password_is_reported_without_it(server: tuple[str, int, Witness]) -> None:
    scheme, port, witness = server
    with pytest.raises(Unreachable) as unreachable, open_way_out(f"{scheme}://anna:falsch@127.0.0.1:{port}"):
        pass

    assert unreachable.value.phase is Phase.LOGIN
    assert "falsch" not in repr(unreachable.value)
    assert witness.mails == []


def test_a_foreign_certificate_is_refused_anywhere_but_on_this_machine(server: tuple[str, int, Witness], monkeypatch: pytest.MonkeyPatch) -> None:
    scheme, port, witness = server
    monkeypatch.setattr(smtp.option_types, "is_loopback", lambda name: False)
    with pytest.raises(Unreachable, match="certificate") as unreachable, open_way_out(f"{scheme}://anna:ge%3Aheim%2F@127.0.0.1:{port}"):
        pass

    assert unreachable.value.phase in {Phase.CONNECT, Phase.TLS}
    assert witness.mails == []
