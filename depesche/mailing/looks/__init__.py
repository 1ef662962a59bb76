"""What each kind of newsletter looks like: plain data in, a sheet for the letterhead out; nothing here asks the database."""

from depesche.mailing.looks import breaking, correction, digest, issue, offer

__all__ = ["breaking", "correction", "digest", "issue", "offer"]
