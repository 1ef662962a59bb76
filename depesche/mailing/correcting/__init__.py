"""Corrections find their readers: what an issue carried, who got it wrong, and the block on top of their next issue.

The engine knows four names of this package: :func:`handing.stands_against` and :func:`handing.note` in the transaction that says
``handing_over``, :func:`handing.cut` for the mail, and :class:`handing.Known` for what holds for a whole run.
"""
