"""The desk's first page: what needs this person now, plots of what happened, keys, and the tour for who is new.

Parts register what they have to say; what a person may not see is never asked for.
"""
