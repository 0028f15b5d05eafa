"""Grids → one `SelfEvaluation` per form. The second stage: it knows headings, columns and wrapped text.

`stitch` says where forms begin and end, `form` maps each to a record whose every field keeps its place on the
page, `figures` reads printed numbers, dates and units. It judges nothing: that is `validate`'s.
"""
