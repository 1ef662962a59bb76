"""The tour for who is new: a few steps for each role. That it was taken or left is kept with the person's profile, so it comes once on any device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from depesche.brand.people import Role


@dataclass(frozen=True)
class Step:
    """One step: what is shown, and the name of the address where it is."""

    title: Any
    text: Any
    address: str = ""
    arguments: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where it is; empty for what is everywhere."""
        return reverse(self.address, args=self.arguments) if self.address else ""


@dataclass(frozen=True)
class Tour:
    """The steps of a role; ``key`` is the name under which the profile remembers it."""

    key: str
    steps: tuple[Step, ...]
    is_new: bool


HOME = Step(
    _("What needs you now"),
    _("This page lists what waits for you, the most urgent first. Each line leads to where it is dealt with. When nothing waits, it says so."),
    "wagtailadmin_home",
)
HELP = Step(
    _("Keys and help"),
    _(
        "Press ? to see all keys, such as g and then h for this page. They can be switched off under “My account”. "
        "This tour stands in the menu under “Help”."
    ),
    "wagtailadmin_account",
)
WRITING = Step(
    _("Write"),
    _("“Pages” holds sections and articles. The key n opens an empty article. What you write is saved as a draft; readers see what was published."),
    "wagtailadmin_explore_root",
)
CLAIMS = Step(
    _("Say where it comes from"),
    _("Mark words in an article, press Ctrl+Shift+Q and name the source. Every claim stands here with all that was said about it."),
    "newsroom-claims",
)
NEWSLETTERS = Step(
    _("Newsletters"),
    _("Put articles together and submit the newsletter. A second person approves it; only then can it be sent."),
    "campaigns:index",
)
APPROVING = Step(
    _("Approve newsletters"),
    _("You approve what others wrote, never your own. What you have seen is what is sent: any later change asks for a new approval."),
    "campaigns:index",
)
CORRECTIONS = Step(
    _("Put mistakes right"),
    _("Readers report errors, editors draft corrections, and you let them out. They stand beside the article for good."),
    "newsroom-corrections",
)
PEOPLE_WHO_READ = Step(
    _("Subscribers"),
    _("Who agreed to what, when, and to which words. Each person's history can be proven, and each look at it is written down."),
    "subscribers:index",
)
FORMS = Step(
    _("Forms and consent texts"),
    _("A published text never changes: whoever agreed, agreed to just these words. A new wording is a new version."),
    "signup-forms:index",
)
REQUESTS = Step(
    _("Requests about personal data"),
    _("Access, correction, erasure: what comes by letter or phone is written down here and has its month. The first page reminds you."),
    "data-requests:index",
)
PROOFS = Step(
    _("Proofs"),
    _("Find a person and take the proof of the consent as a file. That you read it is written into the log."),
    "subscribers:index",
)
READINGS = Step(_("Who read what"), _("Here stands every reading of a proof, with name and reason."), "proof-readings:index")
COLLEAGUES = Step(
    _("People and roles"),
    _("Invite colleagues and give each the roles they need. You can demand a second factor of a role."),
    "wagtailusers_users:index",
)
HEALTH = Step(
    _("The state of the site"),
    _("What the doctor found, with the next step for each finding, and how pages, queue and disk are doing."),
    "operations-health",
)
PUBLISHER = Step(
    _("Your publication"),
    _("Name, logo, colour, imprint and policies. They show on the site, in mails and on the proof at once."),
    "wagtailsettings:edit",
    ("brand", "publisher"),
)
OF_ROLE: dict[Role, tuple[Step, ...]] = {
    Role.ADMINISTRATOR: (HOME, PUBLISHER, COLLEAGUES, HEALTH, HELP),
    Role.CHIEF: (HOME, WRITING, APPROVING, CORRECTIONS, HELP),
    Role.EDITOR: (HOME, WRITING, CLAIMS, NEWSLETTERS, HELP),
    Role.AUDIENCE_OFFICER: (HOME, PEOPLE_WHO_READ, FORMS, REQUESTS, HELP),
    Role.PROOF_READER: (HOME, PROOFS, READINGS, HELP),
}


def of(user: Any) -> Tour | None:
    """Return the tour of a person's widest role; ``None`` without any role."""
    roles = user.roles()
    role = next((role for role in OF_ROLE if role in roles), None)
    if role is None:
        return None
    profile = getattr(user, "wagtail_userprofile", None)
    key = f"tour-{role.value}"
    return Tour(key, OF_ROLE[role], is_new=not (profile and profile.dismissibles.get(key)))
