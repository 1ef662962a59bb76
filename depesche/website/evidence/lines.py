"""One assertion as one line: who, with which stance, and everything that tells how much it weighs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from depesche.newsroom.claims import figure_words, wording
from depesche.newsroom.claims.assertion_rows import Assertion, Evidence
from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.source_rows import Source
from depesche.newsroom.claims.taken_rows import TakenDown
from depesche.newsroom.claims.terms import AssertionState, ClaimKind, Ground, Independence, Precision, SourceKind, Stance
from depesche.website import paths
from depesche.website.figures_chart import Given

SEPARATOR = " · "
MANY: dict[Stance, Promise] = {  # those who are not named are several, as a rule
    Stance.ASSERTS: gettext_lazy("say so"),
    Stance.CONFIRMS: gettext_lazy("confirm it"),
    Stance.REPORTS: gettext_lazy("report it"),
    Stance.PLANS: gettext_lazy("plan it"),
    Stance.CANNOT_CONFIRM: gettext_lazy("are not able to confirm it"),
    Stance.DENIES: gettext_lazy("deny it"),
    Stance.RETRACTS: gettext_lazy("retract"),
    Stance.ASSESSES: gettext_lazy("assess"),
    Stance.WARNS: gettext_lazy("warn"),
    Stance.DEMANDS: gettext_lazy("demand it"),
}


@dataclass(frozen=True)
class Link:
    """Where a statement can be checked; the address is somebody else's."""

    address: str
    title: str


@dataclass(frozen=True)
class Line:
    """An assertion as readers see it.

    ``path`` leads to the source's page and is empty for a protected one; ``said`` holds everything after the name. ``ended`` is when it was
    superseded or taken back, ``because`` why; ``removed`` says when and on what ground its words were taken down.
    """

    name: str
    path: str
    said: str
    links: tuple[Link, ...]
    stance: Stance
    is_named: bool
    kind: SourceKind
    moment: datetime | None
    figure: Figure | None
    as_of: date | None = None
    since: datetime | None = None
    ended: datetime | None = None
    because: str = ""
    removed: str = ""


def line(assertion: Assertion) -> Line:
    """Describe an assertion; its source, way and evidence are read with it."""
    source = assertion.source
    return Line(
        name=wording.speaker(source),
        path="" if source.is_protected else paths.of_source(source.slug),
        said=SEPARATOR.join(_parts(assertion)),
        links=tuple(_link(one) for one in assertion.evidence.all() if one.url),
        stance=Stance(assertion.stance),
        is_named=source.is_named,
        kind=SourceKind(source.kind),
        moment=assertion.said_on,
        figure=assertion.figure,
        as_of=assertion.figure_as_of,
        since=assertion.live_since,
        ended=assertion.ended_at,
        because=assertion.end_reason if assertion.state == AssertionState.RETRACTED else "",
        removed=removed(getattr(assertion, "taken_down", None)) if assertion.ended_at else "",
    )


def removed(taken: TakenDown | None) -> str:
    """Say when words were taken down, and on what ground; empty when they were not."""
    if taken is None:
        return ""
    day = date_format(timezone.localtime(taken.at), "DATE_FORMAT")
    return _("Removed on %(date)s, reason: %(reason)s") % {"date": day, "reason": Ground(taken.ground).label}


def given(assertion: Assertion, *, status: str = "", path: str = "") -> Given | None:
    """Return the figure of an assertion for the chart, if it has one."""
    figure = assertion.figure
    if figure is None:
        return None
    is_plan = assertion.claim.kind == ClaimKind.PLAN or assertion.stance == Stance.PLANS
    return Given(figure, wording.speaker(assertion.source), is_plan=is_plan, status=status, path=path)


def when(assertion: Assertion) -> str:
    """Say when it was said, as exactly as it is known."""
    if assertion.said_on is None or assertion.precision in {Precision.UNKNOWN, Precision.BEFORE_ARTICLE}:
        return _("before the article appeared") if assertion.precision == Precision.BEFORE_ARTICLE else _("no date given")
    moment = timezone.localtime(assertion.said_on)
    day = f"{date_format(moment, 'D')}, {date_format(moment, 'DATE_FORMAT')}"
    return f"{day}, {date_format(moment, 'TIME_FORMAT')}" if assertion.precision == Precision.MINUTE else day


def stance(assertion: Assertion) -> str:
    """Say how a source stands to a claim, with the word by which it kept a distance."""
    many = MANY.get(Stance(assertion.stance)) if assertion.source.kind == SourceKind.UNNAMED else None
    said = str(many or Stance(assertion.stance).label)
    return f"{said} ({_('hedged: “%(word)s”') % {'word': assertion.hedge}})" if assertion.hedge else said


def _parts(assertion: Assertion) -> Iterator[str]:
    yield stance(assertion)
    figure = assertion.figure
    if figure is not None:
        yield figure_words.with_measure(figure)
        if assertion.figure_as_of:
            yield _("as of %(date)s") % {"date": date_format(assertion.figure_as_of, "SHORT_DATE_FORMAT")}
    if assertion.wording:
        yield (_("“%(words)s” (verbatim)") if assertion.is_verbatim else "%(words)s") % {"words": assertion.wording}
    yield from filter(None, (assertion.occasion, assertion.place))
    yield when(assertion)
    yield from _weight(assertion)


def _weight(assertion: Assertion) -> Iterator[str]:
    relays = [wording.name(relay.source) for relay in assertion.via.all()]
    if relays:
        yield _("through %(names)s") % {"names": ", ".join(relays)}
    if assertion.basis:
        yield _("rests on: %(basis)s") % {"basis": assertion.basis}
    if assertion.is_competent and assertion.competent_reason:
        yield _("competent: %(reason)s") % {"reason": assertion.competent_reason}
    if assertion.independent != Independence.UNKNOWN:
        yield str(Independence(assertion.independent).label)


def _link(evidence: Evidence) -> Link:
    title = evidence.title or urlsplit(evidence.url).hostname or evidence.url
    return Link(evidence.url, f"{title}, {evidence.locator}" if evidence.locator else title)


def described(source: Source) -> str:
    """Say what kind of source it is, and in which role it speaks; nothing of a protected one."""
    if source.is_protected:
        return ""
    behind = "" if source.speaks_for.casefold() in source.role.casefold() else source.speaks_for
    found = (str(SourceKind(source.kind).label), source.role, behind)
    return SEPARATOR.join(part for part in found if part)
