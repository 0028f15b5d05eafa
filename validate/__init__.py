"""Records → findings. The third stage: it recomputes, compares and explains, and never touches a PDF.

One rule a file in `rules/`; thresholds, word lists and bands are data in `policies/`.
"""
