"""Exercises on what a ring of workers sends, and on how many workers pay for it."""

from math import ceil

from kernelbook.exercises.values import asks_for_number

# 20-ring: bytes that one worker of 6 sends, if they add up 86,400,000 gradients of 4 bytes each on a ring.

GRADIENTS = 86_400_000 * 4  # bytes

RING = asks_for_number(
    "20-ring",
    right=2 * (6 - 1) * 86_400_000 // 6 * 4,
    known={
        5 * GRADIENTS: "that sends all gradients to each of the others; on a ring, pieces go to one neighbor alone.",
        10 * GRADIENTS: "that is what all workers send together, or what one sends that passes on all pieces each "
        "time; one worker is asked, and each time it passes on one piece.",
        5 * GRADIENTS // 6: "that is the first time around, after which each worker has one piece of the sums; then "
        "the sums go around.",
        GRADIENTS: "that is all gradients once. They go around in pieces, and then the sums do; each time around, "
        "a worker need not send one of the pieces.",
        2 * GRADIENTS: "that is one piece too many each time around: with k workers, a piece has met all of them after "
        "k - 1 steps.",
        GRADIENTS // 6: "that is one piece; a worker passes on many, one after another.",
        2 * GRADIENTS // 6: "those are two pieces; a worker passes on one for each of the others, and then as many "
        "sums.",
        2 * 5 * 86_400_000 // 6: "those are numbers; each takes several bytes.",
        5 * 86_400_000 // 6: "those are numbers, and those of the first time around alone.",
        2 * 5 * GRADIENTS // 6 * 8: "those are bits; bytes are asked.",
        2 * 5 * GRADIENTS // 6 * 2: "that counts what it receives, too, or numbers of twice as many bytes.",
        2 * 5 * GRADIENTS // 6 // 10**6: "that is in megabytes; bytes are asked.",
    },
    otherwise="not this number. Draw three workers with three pieces each, and count the arrows from one of them.",
    praise="A longer ring takes more steps with smaller pieces: each worker sends hardly more.",
)

# 20-pays: from how many workers on a step is at least 3 times as fast, if one computes for 2.4 seconds, and gradients
# of 345.6 million bytes are added up on a ring whose links carry 1.25 billion bytes per second.

SENT_ONCE = 345.6e6 / 1.25e9  # seconds

PAYS = asks_for_number(
    "20-pays",
    right=ceil((2.4 - 2 * SENT_ONCE) / (2.4 / 3 - 2 * SENT_ONCE)),
    known={
        3: "that is how many it takes if sending costs no time.",
        4: "that sends too fast, or lets the batch grow with the workers: links carry bytes here, not bits, and the "
        "batch stays the same.",
        5: "that lets the gradients go around once; they go around in sums, and then the sums go around.",
        7: "with that many it is nearly so, and not yet: round up.",
        10: "that lets each worker send all of its gradients each time around; of k pieces it sends k - 1.",
    },
    otherwise="not this number. A step of k workers computes for 2.4 / k seconds, and sends 2 (k - 1) / k of the "
    "gradients.",
    praise="No number of workers makes it five times as fast: the sending, which they do not share, stays.",
)
