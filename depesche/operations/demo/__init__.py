"""The demo: a fictitious publisher with articles, subscribers and campaigns, made through the real deeds."""
