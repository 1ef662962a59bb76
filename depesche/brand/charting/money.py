"""Amounts of money as readers write them; currencies by their codes (ISO 4217)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import get_language

from depesche.brand.charting import numbers

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
CODES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF
    DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW
    KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP
    PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
    UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905  # a list of 155 lines reads worse
)


def sign(currency: str) -> str:
    """Return the sign of a currency; its code where readers know no sign."""
    return SIGNS.get(currency, currency)


def text(amount: Decimal, currency: str, *, decimals: int = 2) -> str:
    """Write an amount as readers of the active language do: 1.189,50 €, £1,189.50, 1,189.50 CHF."""
    number, mark = numbers.write(amount, decimals), sign(currency)
    if len(mark) == 1 and (get_language() or "").startswith("en"):
        return f"{number[0]}{mark}{number[1:]}" if amount < 0 else f"{mark}{number}"
    return numbers.with_unit(number, mark)
