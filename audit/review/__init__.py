"""What a reviewer decides and corrects: the page for it, and what becomes of it in the results.

corrected  a form as a person read it
cases      the lists of audit.db as the page shows them
desk       decisions and corrections into audit.db, and the lists with them
paper      pages of the files as pictures
app        the page itself (Flask)
server     the page on a port (waitress)
"""
