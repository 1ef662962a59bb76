"""The tiny, framework-free ground that every other part stands on."""
