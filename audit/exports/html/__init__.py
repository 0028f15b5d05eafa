"""report.html: one file that can be mailed, written after the lists from the tables of audit.db and from the PDFs.

totals    what the plots show, gathered while the lists are written
plots     these as SVG
spots     which part of which page each finding gets a picture of
cutting   the pictures, each file's in a process that may die
album     which of them the page holds, and their marks
contents  what the page says, out of the tables
report    all of it into one file
"""
