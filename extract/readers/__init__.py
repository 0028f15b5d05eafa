"""One reader a file. Each module holds an object `READER` that fulfils `extract.reader.Reader`."""
