"""Reads CSV files with pandas and, where it is installed, with R, and compares every cell.

    python3 Tests/check_tables.py FILE.csv ...

Each file is read as text and by the program's own guesses of types: texts must be the ones in the
file, as Python's csv module reads it, and what is a number there must be the same double. R may be off
by one in the last binary digit, as its reader doesn't always find the nearest double. Ends with 1 where
a cell differs, and with 0 and a line that says so where Python lacks `pandas` (PyPI: pandas).
"""

import csv
import json
import math
import shutil
import subprocess
import sys

try:
    import pandas
except ImportError as error:
    print(f"skipped: {error}; install pandas to check tables")
    sys.exit(0)

# Prints the header and the cells of each file as JSON texts; numbers with 17 digits.
R_SCRIPT = r"""
quoted <- function(x) {
  x <- gsub("\\", "\\\\", x, fixed = TRUE)
  x <- gsub("\"", "\\\"", x, fixed = TRUE)
  x <- gsub("\n", "\\n", x, fixed = TRUE)
  x <- gsub("\r", "\\r", x, fixed = TRUE)
  paste0("\"", gsub("\t", "\\t", x, fixed = TRUE), "\"")
}
for (file in commandArgs(trailingOnly = TRUE)) {
  text <- read.csv(file, check.names = FALSE, colClasses = "character", na.strings = NULL)
  guessed <- read.csv(file, check.names = FALSE, na.strings = "")
  numbers <- lapply(guessed, function(x) if (is.numeric(x)) sprintf("%.17g", x) else NULL)
  columns <- sapply(seq_along(text), function(i) {
    number <- numbers[[i]]
    paste0("{\"name\":", quoted(names(text)[i]), ",\"text\":[", paste(quoted(text[[i]]), collapse = ","),
      "],\"number\":[", if (is.null(number)) "" else paste(quoted(number), collapse = ","), "]}")
  })
  cat("[", paste(columns, collapse = ","), "]\n", sep = "")
}
"""


def written(path):
    """The columns of a file by Python's csv module: pairs of a name and texts."""
    with open(path, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    if any(len(row) != len(header) for row in rows):
        raise ValueError("rows of other lengths than the header")
    return [(name, [row[index] for row in rows]) for index, name in enumerate(header)]


def same_number(text, number, tolerance):
    """Whether a reader's number is that of a text; an empty text is no number."""
    if text == "":
        return math.isnan(number)
    try:
        own = float(text)
    except ValueError:
        return False
    if math.isnan(own) or math.isinf(own):
        return str(own) == str(number)
    return abs(own - number) <= tolerance * abs(own)


def by_pandas(path):
    """The columns as pandas reads them: names, texts, and numbers or None."""
    text = pandas.read_csv(path, dtype=str, keep_default_na=False)
    guessed = pandas.read_csv(path)
    for index, name in enumerate(text.columns):
        column = guessed.iloc[:, index]
        isnumeric = pandas.api.types.is_numeric_dtype(column) and column.dtype != bool
        yield name, list(text.iloc[:, index]), [float(x) for x in column] if isnumeric else None


def by_r(line):
    """The columns of a line that the R script printed."""
    for column in json.loads(line):
        numbers = [math.nan if x == "NA" else float(x) for x in column["number"]]
        yield column["name"], column["text"], numbers or None


def differences(path, reader, columns, tolerance=0.0):
    """What a reader found otherwise than the csv module."""
    own = written(path)
    read = list(columns)
    if [name for name, _, _ in read] != [name for name, _ in own]:
        yield f"{path}: {reader} reads other columns"
        return
    for (name, texts), (_, found, numbers) in zip(own, read):
        if found != texts:
            yield f"{path}: {reader} reads other texts in column {name}"
        if numbers is not None and not all(
            same_number(text, number, tolerance) for text, number in zip(texts, numbers)
        ):
            yield f"{path}: {reader} reads other numbers in column {name}"


def main(paths):
    wrong = [line for path in paths for line in differences(path, "pandas", by_pandas(path))]
    readers = "pandas"
    if shutil.which("Rscript"):
        readers += " and R"
        output = subprocess.run(
            ["Rscript", "-e", R_SCRIPT, *paths], check=True, capture_output=True, text=True
        ).stdout
        for path, line in zip(paths, output.splitlines(), strict=True):
            wrong += differences(path, "R", by_r(line), tolerance=sys.float_info.epsilon)
    cells = sum(len(texts) for path in paths for _, texts in written(path))
    print("\n".join(wrong + [f"{readers}: {len(paths)} files, {cells} cells; {len(wrong)} columns differ"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
