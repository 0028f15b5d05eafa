"""audit.xlsx: the lists for people who live in a spreadsheet, written file by file with little memory."""
