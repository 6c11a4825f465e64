"""How a caption becomes false by one change: what a bag of words cannot tell from the caption itself."""

from dataclasses import replace

from kernelbook import guards
from kernelbook.words.captions import Caption, Group, told

OPPOSITE = {"left of": "right of", "right of": "left of", "above": "below", "below": "above"}
OTHER = {"small": "large", "large": "small"}


def falsify(caption, kind, generator):
    """Return the caption with one change that makes it false of the scene that it was told of, or None.

    Parameters
    ----------
    caption : Caption
        True of a scene, with every digit of it in a group.
    kind : str
        "digit": another label. "relation": the opposite. "size": small for large, of two that differ exchanged.
        "count": of two that differ exchanged, otherwise one more. "no": the digit that is absent is there, or the last
        that is there is absent.
    generator : numpy.random.Generator
        Draws the digit that is changed, and the label.

    Returns
    -------
    Caption or None
        None where the caption has nothing of that kind.

    Raises
    ------
    ValueError
        If there is no caption or no generator, or the kind is none of `CHANGES`.
    """
    told("caption", caption)
    guards.one_of("kind", kind, tuple(CHANGES))
    guards.generator("generator", generator)
    try:
        return CHANGES[kind](caption, generator)
    except ValueError:  # the change would name one kind of digit twice
        return None


def other_digit(caption, generator):
    """Put a label that the caption does not name in place of one that it does."""
    k = int(generator.integers(len(caption.groups)))
    taken = [group.label for group in caption.groups] + [caption.absent]
    label = int(generator.choice([label for label in range(10) if label not in taken]))
    return replace(caption, groups=exchanged(caption.groups, {k: replace(caption.groups[k], label=label)}))


def other_relation(caption, generator):
    """Turn the relation round."""
    return replace(caption, relation=OPPOSITE[caption.relation]) if caption.relation else None


def other_size(caption, generator):
    """Exchange the sizes of two groups of different labels, or turn the only one round."""
    groups = caption.groups
    if None in (group.size for group in groups):
        return None
    differ = [(a, b) for a in range(len(groups)) for b in range(a) if groups[a].size != groups[b].size]
    differ = [(a, b) for a, b in differ if groups[a].label != groups[b].label]
    if len(groups) > 1 and not differ:
        return None
    chosen = differ[generator.integers(len(differ))] if differ else (0,)
    return replace(
        caption, groups=exchanged(groups, {k: replace(groups[k], size=OTHER[groups[k].size]) for k in chosen})
    )


def other_count(caption, generator):
    """Exchange the counts of two groups, or change the only one."""
    groups = caption.groups
    if caption.relation:
        return None
    differ = [(a, b) for a in range(len(groups)) for b in range(a) if groups[a].count != groups[b].count]
    if len(groups) == 1:
        more = groups[0].count % 3 + 1
        return replace(caption, groups=(replace(groups[0], count=more),))
    if not differ:
        return None
    a, b = differ[generator.integers(len(differ))]
    changed = {a: replace(groups[a], count=groups[b].count), b: replace(groups[b], count=groups[a].count)}
    return replace(caption, groups=exchanged(groups, changed))


def other_no(caption, generator):
    """Have what is absent, or be without the last of two labels."""
    groups = caption.groups
    if caption.absent is not None and len(groups) < 3:
        return Caption((*groups, Group(1, caption.absent)))
    if len({group.label for group in groups}) < 2 or caption.absent is not None:
        return None
    return Caption(tuple(g for g in groups if g.label != groups[-1].label), absent=groups[-1].label)


def exchanged(groups, changed):
    """Return the groups with some of them, by number, in another form."""
    return tuple(changed.get(k, group) for k, group in enumerate(groups))


CHANGES = {
    "digit": other_digit,
    "relation": other_relation,
    "size": other_size,
    "count": other_count,
    "no": other_no,
}
