"""The words of the claim model: kinds, stances, statuses (newsroom.md, 3.1 and 3.2)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1000, 2999  # of days that editors write: nearer to the calendar's ends no time of day can be told in every zone


class SourceKind(TextChoices):
    """What a source is."""

    PERSON = "person", _("person")
    ORGANISATION = "organisation", _("organisation")
    STATE_BODY = "state_body", _("state body")
    MEDIA = "media", _("media house")
    AGENCY = "agency", _("news agency")
    DOCUMENT = "document", _("document")
    DATASET = "dataset", _("data set")
    IMAGE_VIDEO = "image_video", _("picture or video")
    EYEWITNESS = "eyewitness", _("eyewitness")
    UNNAMED = "unnamed", _("unnamed")
    OWN_NEWSROOM = "own_newsroom", _("own newsroom")


class ClaimKind(TextChoices):
    """What a claim is: something that can be checked, or somebody's view."""

    FACT = "fact", _("fact")
    FIGURE = "figure", _("figure")
    EVENT = "event", _("event")
    PLAN = "plan", _("plan")
    ASSESSMENT = "assessment", _("assessment")
    WARNING = "warning", _("warning")
    DEMAND = "demand", _("demand")
    FORECAST = "forecast", _("forecast")
    QUESTION = "question", _("question")


OPINIONS = frozenset({ClaimKind.ASSESSMENT, ClaimKind.WARNING, ClaimKind.DEMAND, ClaimKind.FORECAST, ClaimKind.QUESTION})


class Stance(TextChoices):
    """How a source stands to a claim. That somebody says nothing (``no_statement``) is another thing than that he cannot confirm."""

    ASSERTS = "asserts", _("asserts")
    CONFIRMS = "confirms", _("confirms")
    REPORTS = "reports", _("reports")
    PLANS = "plans", _("plans")
    NO_STATEMENT = "no_statement", _("no statement")
    CANNOT_CONFIRM = "cannot_confirm", _("cannot confirm")
    DENIES = "denies", _("denies")
    RETRACTS = "retracts", _("retracts")
    ASSESSES = "assesses", _("assesses")
    WARNS = "warns", _("warns")
    DEMANDS = "demands", _("demands")


PRO = frozenset({Stance.CONFIRMS, Stance.ASSERTS, Stance.REPORTS, Stance.PLANS})
CON = frozenset({Stance.DENIES})
HOLD = frozenset({Stance.CANNOT_CONFIRM, Stance.NO_STATEMENT})
VIEWS = frozenset({Stance.ASSESSES, Stance.WARNS, Stance.DEMANDS})


class Precision(TextChoices):
    """How exactly it is known when something was said."""

    MINUTE = "minute", _("to the minute")
    DAY = "day", _("to the day")
    BEFORE_ARTICLE = "before-article", _("before the article")
    UNKNOWN = "unknown", _("not known")


class Independence(TextChoices):
    """Whether a voice is independent of the others; never guessed, an editor says so."""

    UNKNOWN = "unknown", _("not known")
    YES = "yes", _("independent")
    NO = "no", _("not independent")


class Visibility(TextChoices):
    """Who sees an assertion. Internal ones count for no status."""

    PUBLIC = "public", _("public")
    INTERNAL = "internal", _("for the newsroom only")


class AssertionState(TextChoices):
    """Where an assertion stands. A draft becomes live with the article that carries it, and is never edited from then on."""

    DRAFT = "draft", _("draft")
    LIVE = "live", _("live")
    SUPERSEDED = "superseded", _("superseded")
    RETRACTED = "retracted", _("retracted")


class Comparator(TextChoices):
    """How a figure is meant."""

    EXACT = "=", _("exactly")
    ABOUT = "~", _("about")
    MORE = ">", _("more than")
    LESS = "<", _("less than")
    AT_LEAST = "≥", _("at least")
    AT_MOST = "≤", _("at most")
    RANGE = "range", _("from … to")


class Status(TextChoices):
    """What is said of a claim in one label."""

    CONFIRMED = "confirmed", _("confirmed")
    CONFIRMED_DENIED = "confirmed_denied", _("confirmed, denied")
    CORROBORATED = "corroborated", _("several independent sources")
    REPEATED = "repeated", _("several sides say so")
    SINGLE_SOURCE = "single_source", _("one source")
    SELF_DECLARED = "self_declared", _("self-declared")
    ATTRIBUTED = "attributed", _("attributed")
    UNCONFIRMED = "unconfirmed", _("unconfirmed")
    NOT_CONFIRMED = "not_confirmed", _("not confirmed")
    DISPUTED = "disputed", _("disputed")
    DENIED = "denied", _("denied")
    WITHDRAWN = "withdrawn", _("taken back")
    UNSOURCED = "unsourced", _("without a source")
    ESTABLISHED = "established", _("generally known")
    REFUTED = "refuted", _("refuted")


class Ground(TextChoices):
    """On what ground published words are taken down. Readers read it."""

    COURT_ORDER = "court_order", _("order of a court or an authority")
    PERSONAL_DATA = "personal_data", _("protection of a person")
    LICENCE = "licence", _("rights of somebody else")
    OTHER = "other", _("other legal reason")
