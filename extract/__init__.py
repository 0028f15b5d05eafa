"""PDF → grids of cells. The first stage: it knows pages, glyphs and rules, and nothing of forms.

`locate` marks the pages worth reading, a reader (`readers/`) turns each into a `Page` of `Grid`s, and every
failure is an `ExtractError` that says what is wrong and what to do. Nothing here imports a later stage.
"""
