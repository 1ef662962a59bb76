"""Wire ingest: agency items into an inbox for editors. It opens in a later edition; until then this part stores nothing."""
