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
    "<=": "at most|no more than|not more than|never more than|(?:at no time|nowhere|in no [a-z]+) more than",
    ">=": "at least|no less than|no fewer than|not less than",
    ">": "more than|greater than|larger than|longer than|higher than|wider than|better than|above|beyond",
    "<": "less than|fewer than|smaller than|lower than|shorter than|narrower than|below|not even",
}
OF_SHARES = {">": "|over", "<": "|under"}  # before other numbers these are places: a sum over 784 pixels
AFTERWARDS = {">=": "(?:or|and) more", "<=": "or (?:fewer|less)"}
NEARLY = "about|almost|nearly|roughly|around|some|hardly|close to|(?:little|hardly|somewhat) (?:more|less) than"
# Words that turn a sentence around: which way, how many of them, which in a row, in which color, or not at all; and
# the field's words that come in twos, of which one is easily said for the other.
TURNING = (
    "more|less|fewer|most|least|better|worse|best|worst|larger|smaller|largest|smallest|higher|lower|highest|lowest|"
    "longer|shorter|longest|shortest|wider|narrower|faster|slower|fastest|slowest|earlier|later|nearer|further|"
    "stronger|weaker|above|below|ahead|behind|left|right|up|down|upper|lower|horizontal|vertical|row|column|rows|"
    "columns|rises?|falls?|grows?|shrinks?|gains?|loses?|costs?|increases?|decreases?|before|after|inside|outside|"
    "all|every|each|none|never|always|no|not|nobody|nothing|nowhere|neither|nor|both|only|without|violet|orange|blue|"
    "green|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|last|degrees|radians|"
    r"conv\d|dense|convolutions?|convolutional|precision|recall|sensitivity|specificity|inputs?|outputs?|true|false|"
    "positives?|negatives?|training|validation|test|large|small|forward|backward|clockwise|counterclockwise|even|odd|"
    "sum|mean|product|pixel|once"
)
