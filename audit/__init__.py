"""A directory of PDFs → reports. The last stage: the command line, the workers and the exports."""
