"""Words for numbers, fractions and comparisons, as the book's prose uses them."""

SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
CARDINALS = {
    **{word: value for value, word in enumerate(SMALL + TEENS)},
    **TENS,
    **{f"{ten}-{SMALL[unit]}": value + unit for ten, value in TENS.items() for unit in range(1, 10)},
}
POWERS = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9}
PARTS = {
    **{"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8},
    **{"ninth": 9, "tenth": 10, "twelfth": 12, "twentieth": 20, "fiftieth": 50, "hundredth": 100, "thousandth": 1000},
    **{"ten-thousandth": 10_000, "millionth": 10**6},
}
MULTIPLES = {"twice": 2, "double": 2, "thrice": 3}
COMPARISONS = {  # in this order: "no more than" ends in "more than"
    "<=": "at most|no more than|not more than|never more than",
    ">=": "at least|no less than|no fewer than|not less than",
    ">": "more than|greater than|larger than|longer than|higher than|wider than|better than|above|beyond",
    "<": "less than|fewer than|smaller than|lower than|shorter than|narrower than|below|not even",
}
OF_SHARES = {">": "|over", "<": "|under"}  # before other numbers these are places: a sum over 784 pixels
AFTERWARDS = {">=": "(?:or|and) more", "<=": "or (?:fewer|less)"}
NEARLY = "about|almost|nearly|roughly|around|some|hardly|close to|(?:little|hardly|somewhat) (?:more|less) than"
