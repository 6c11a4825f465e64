"""How nbval compares a figure: by its text, whose words are exact and whose measured numbers may drift a little."""

import figure_texts
import trained_names


def figures(outputs):
    """Return the data of the outputs that are pictures."""
    return [output["data"] for output in outputs if "image/png" in output.get("data", {})]


def trains(item):
    """Return whether a cell's figure comes from a training in this notebook."""
    code = [cell for cell in item.parent.nb.cells if cell.cell_type == "code"]
    return trained_names.cells_with_training(code)[item.cell_num]


def compare_by_words(item):
    """Let nbval compare a cell's figures as `figure_texts` does, and all else as before."""
    compare = item.compare_outputs

    def compare_outputs(test, ref, skip_compare=None):
        now, stored = figures(test), figures(ref)
        if len(now) == len(stored):
            for came, reference in zip(now, stored, strict=True):
                was, new = reference.get("text/plain", ""), came.get("text/plain", "")
                if was != new and (reason := figure_texts.difference(was, new, trains(item))):
                    item.comparison_traceback = [message(item, reason)]
                    return False
                came["text/plain"] = was
        return compare(test, ref, skip_compare)

    item.compare_outputs = compare_outputs


def message(item, reason):
    """Return what a contributor looks at first, and how to go on."""
    chapter = item.path.stem.split("_")[0]
    return (
        f"The figure of this cell is not the stored one: {reason}\n"
        f"Look at its data and at the function that draws it. If the change was meant: make run CHAPTER={chapter}"
    )
