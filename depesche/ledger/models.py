"""The rows of the ledger. Only this part touches them; triggers (``guards.py``) keep everybody else from changing them."""

from __future__ import annotations

from django.db import models


class Log(models.Model):
    """One log of the ledger, with its own tree, key and origin line (C2SP tlog-checkpoint)."""

    name = models.CharField(max_length=32, primary_key=True)
    size = models.PositiveBigIntegerField(default=0, help_text="kept by a trigger: the number of entries")

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One leaf: only the salted commitment, no word of what happened. Never changed, never deleted."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="entries")
    index = models.PositiveBigIntegerField()
    commitment = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "index"], name="ledger_entry_log_index")]

    def __str__(self) -> str:
        return f"{self.log_id}/{self.index}"


class Body(models.Model):
    """What happened (canonical JSON) and the salt of its commitment. Deleted only by the official erasure.

    Kind, subject and time repeat what the committed bytes say, so that they can be searched; the verifier compares them.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="body")
    kind = models.CharField(max_length=40, db_index=True)
    subject = models.UUIDField(null=True, db_index=True)
    recorded_at = models.DateTimeField()
    salt = models.BinaryField(max_length=32)
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.kind}"


class Erasure(models.Model):
    """Says that the body of ``entry`` was erased officially, and by which ``erased`` entry."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="erasure")
    by = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="erasures")

    def __str__(self) -> str:
        return f"{self.entry_id} by {self.by_id}"


class Tile(models.Model):
    """A tile of the tree (C2SP tlog-tiles): up to 256 hashes of 32 bytes; it only ever grows."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="tiles")
    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hashes = models.BinaryField(max_length=8192)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "level", "index"], name="ledger_tile_place")]

    def __str__(self) -> str:
        return f"{self.log_id}/tile/{self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed statement of size and root (C2SP tlog-checkpoint in a signed note). Never changed, never deleted."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="checkpoints")
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "size"], name="ledger_checkpoint_size")]

    def __str__(self) -> str:
        return f"{self.log_id}@{self.size}"
