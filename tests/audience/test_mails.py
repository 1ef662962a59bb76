"""The confirmation mail holds no advert, and a form that cannot be taken up yet waits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from depesche.audience import intake, letters, plain_mail, tokens
from depesche.audience.models import FormVersion, Intake, Subscriber
from depesche.brand.models import Offer, Publisher
from tests.cast import SUNDAY, apply_for, mails

LINKS = {"https://news.example/newsletter/confirm/x/"}


@pytest.mark.rule("L-24")
@pytest.mark.once
@pytest.mark.parametrize(
    "advert",
    [
        '<a href="https://news.example/gold/">Gold</a>',
        "<a href='https://elsewhere.example/'>here</a>",
        '<img src="https://elsewhere.example/pixel.gif">',
        '<img src="http://testserver.localhost/media/a.png"><img src="http://testserver.localhost/media/b.png">',
        "<script>track()</script>",
        '<div style="background: url(https://elsewhere.example/x.png)">',
        "<form action='/'></form>",
    ],
)
@pytest.mark.rule("L-24")
def test_an_advert_in_a_confirmation_mail_is_refused(advert: str) -> None:
    good = '<p>Ja? <a href="https://news.example/newsletter/confirm/x/">Ja</a></p><img src="http://testserver.localhost/media/logo.png">'

    assert plain_mail.problems(good, links=LINKS) == []
    assert plain_mail.problems(good.replace("<p>", f"<p>{advert}"), links=LINKS) != []
    with pytest.raises(plain_mail.AdvertInMail):
        plain_mail.require(advert, links=LINKS)


@pytest.mark.django_db
def test_a_sign_up_waits_while_there_is_no_sender_and_goes_on_then(signup_form: FormVersion, publisher: Publisher) -> None:
    Publisher.objects.update(email="", newsletter_sender="")
    intake.take_signup(apply_for("fritz@example.org"), at=SUNDAY)

    assert intake.work_off(at=SUNDAY) == 0
    assert Intake.objects.count() == 1

    Publisher.objects.update(email="info@example.org")
    assert intake.work_off(at=SUNDAY) == 1
    assert len(mails("fritz@example.org")) == 1
    assert not Intake.objects.exists()


@pytest.mark.django_db
def test_one_form_that_cannot_be_taken_up_does_not_stop_the_others(signup_form: FormVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    from depesche.audience import signup
    from depesche.kernel.refusal import Refusal

    real = signup.sign_up

    def stumbling(application: object, **rest: object) -> object:
        if getattr(application, "mailbox", "") == "bad@example.org":
            raise Refusal(code="stumbled", message="")
        return real(application, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(signup, "sign_up", stumbling)
    for name in ("bad", "good"):
        intake.take_signup(apply_for(f"{name}@example.org"), at=SUNDAY)

    assert intake.work_off(at=SUNDAY) == 1
    assert len(mails("good@example.org")) == 1
    assert Intake.objects.get().mailbox == "bad@example.org"


@pytest.mark.rule("L-10")
def test_no_single_mail_carries_an_advert(anna: Subscriber) -> None:
    Offer.objects.create(name="Goldbarren 1 oz", link="/shop/goldbarren/", price=2500)
    at = SUNDAY + timedelta(days=2)
    told = letters.Welcome(keys=("product-news",), titles=("Neues",), index=1, checkpoint="c", attachments=())
    request = anna.requests.get()
    mails = [
        letters.confirmation(request, tokens.random_token(), titles=["Neues"], at=at),
        letters.known(anna, at=at, name="known:1"),
        letters.preferences(anna, "http://testserver.localhost/newsletter/preferences/x/", at=at, name="preferences:1"),
        letters.welcome(anna, told, at=at),
    ]

    for mail in mails:
        assert "Goldbarren" not in mail.html + mail.text, mail.subject
        assert "/shop/" not in mail.html, mail.subject
        assert "Anzeige" not in mail.html, mail.subject
        assert not any(word in mail.text.lower() for word in ("bewerten", "sterne", "weiterempfehlen", "umfrage")), mail.subject
        assert mail.html.count("<img") <= 1, mail.subject  # the logo
