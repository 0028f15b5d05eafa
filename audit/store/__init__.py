"""audit.db: what was done, kept as soon as it is done, and the lists that the last run came to.

packing      a result as bytes, and back
fingerprint  what a result depends on besides the file
schema       the tables; opening, locking and refusing a database
state        how far a run is, for another process
store        results in and out
crossing     what only the whole directory shows
lists        the tables that a review page reads
"""
