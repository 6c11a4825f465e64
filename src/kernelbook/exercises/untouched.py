"""What exercises share that ask an answer to leave its arguments as they are, besides returning what is right."""

import copy

import numpy as np

CHANGED = "the result is right, but {names} came back changed: *= and [...] = write into the array of who calls. {hint}"


def came_back_changed(task, answer, hint):
    """Return None if arrays are after a call what they were before, or which arguments of a `Task` are not, in words.

    Parameters
    ----------
    task : Task
        Its cases are tried.
    answer : callable
        Returns what is right on all of them.
    hint : str
        A sentence that says what to do instead.
    """
    changed = set()
    for case in task.cases():
        handed_over = copy.deepcopy(case)
        answer(*handed_over)
        for name, before, after in zip(task.names(), case, handed_over, strict=True):
            changed |= {name} if isinstance(before, np.ndarray) and not np.array_equal(before, after) else set()
    names = [name for name in task.names() if name in changed]
    return CHANGED.format(names=" and ".join(names), hint=hint) if names else None
