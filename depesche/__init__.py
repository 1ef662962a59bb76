"""Depesche: a self-hosted newsroom and newsletter for publishers and merchants in the EU."""

__version__ = "0.1.0"
