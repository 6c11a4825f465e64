import numpy as np
import pytest

from kernelbook import evaluation, models, results, sentences
from measurements import benchmark, expected_rows


@pytest.fixture(scope="module")
def script():
    return benchmark("names")


@pytest.fixture(scope="module")
def stored():
    return results.read("names")


@pytest.fixture(scope="module")
def told(script, stored):
    """Return word, part and name of each stamp."""
    return stored.grid(script.STAMPS, 0)


def names_of(told):
    """Return the names of the stamps."""
    return ["".join(map(chr, row[2:])).strip() for row in told]


def test_the_figures_of_names_follow_from_the_stored_answers(script, stored, told):
    names = names_of(told)
    for case, seed in script.RUNS:
        grid = stored.grid(case, seed)
        rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
        if case == script.STAMPS:
            expected = script.counts(told)
        elif case == script.QUESTIONED:
            expected = {}
            for ranks, (words, (folder, inside)) in zip(grid, script.QUESTIONS.items(), strict=True):
                right = np.array([(folder in name.split("/")) == inside for name in names])
                expected[f"right among 10, {words}"] = int(np.sum(right & (ranks <= 10))), ""
                expected[f"right among 10 by chance, {words}"] = round(10 * float(right.mean()), 2), ""
        else:
            expected = script.judge(grid, told)
        assert rows == expected_rows(expected, case, seed), (case, seed)


def test_the_words_are_folders_with_seven_stamps(script, told):
    names = names_of(told)
    words, own = script.words_of(names)
    assert own.tolist() == told[:, 0].tolist()
    assert len(words) == 13
    for number, word in enumerate(words):
        folders = [name.split("/")[:-1][:2] for name in np.array(names)[own == number]]
        assert len(folders) >= script.LEAST
        assert all(word in [script.singular(folder) for folder in each] for each in folders)
    assert script.folders_of_words([("a", "bs")] * 7 + [("a", "c")] * 6 + [("d",)] * 4 + [("d", "e")] * 3) == [
        "bs",
        "d",
    ]


def test_ranks_are_counted_by_hand(script):
    fits = np.array([[3.0, 1.0, 2.0], [1.0, 1.0, 1.0], [1.0, 5.0, 5.0]])
    same = np.array([[False, False, True], [True, False, False], [False, True, True]])
    assert script.rank(fits, same).tolist() == [2, 2, 1]


def test_answers_are_judged_by_hand(script):
    """Two stamps of a word and one of none to choose on; one is held out."""
    told = np.array([[0, 0], [1, 0], [255, 0], [0, 1]])
    grid = np.array([[0, 0, 1, 255], [1, 2, 6, 1], [1, 1, 5, 1]])
    found = {metric: value for metric, (value, unit) in script.judge(grid, told).items() if unit == "%"}
    assert found["accuracy, to choose"] == found["accuracy, mean of words, to choose"] == 50
    assert found["accuracy, held out"] == 0
    assert found["pictures found first, to choose"] == 33.33
    assert found["pictures found among 5, to choose"] == 66.67
    assert found["captions found among 5, to choose"] == 100


def test_a_thing_is_laid_in_the_middle(script):
    pixels = np.zeros((60, 40, 4), np.uint8)
    pixels[10:50, 15:25] = (200, 0, 0, 255)
    found = script.laid(pixels, script.backdrop("gray"))
    red = found[..., 0] > 150
    rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
    assert found.shape == (224, 224, 3)
    assert (rows[0], rows[-1]) == (22, 201)
    assert len(columns) == pytest.approx(45, abs=1)
    assert abs(columns[0] + columns[-1] - 223) <= 1
    assert (found[0] == 127).all()


def best(script, stored):
    """Return the case of the setting that is best on the part to choose on, of several the first."""
    return max(script.SETTINGS, key=lambda case: stored.values(case, "accuracy, to choose")[0])


def test_the_trials_were_made_with_the_setting_that_was_chosen(script, stored):
    case = best(script, stored)
    same = next(trial for trial, wording in script.ASKED.items() if wording == script.SETTINGS[case][2])
    np.testing.assert_array_equal(stored.grid(same, 0), stored.grid(case, 0))


def test_shuffled_names_fall_to_chance(script, stored):
    """With 13 words, one in 13 is right by chance, or one in four where all are called mammals."""
    shuffled = stored.values(script.SHUFFLED, "accuracy, mean of words, held out")
    assert shuffled.mean() < 15
    assert shuffled.mean() < stored.values(best(script, stored), "accuracy, mean of words, held out")[0] / 3


def test_the_stored_answers_come_again_where_the_stamps_are(script, stored, told, tuxpaint):
    """With bare class names and words, whose vectors ship; the captions need the encoder."""
    names = names_of(told)
    assert names == [stamp.name for stamp in tuxpaint]
    vectors, queries = sentences.load_name_vectors()
    words = np.stack([queries[word] for word in script.words_of(names)[0]])
    case = next(case for case in script.SETTINGS if case.startswith("top 10, temperature 1, …, on white"))
    pictures = sentences.conse(evaluation.softmax(script.logits("white")), vectors, 10)
    assert len(models.class_names()) == len(vectors)
    assert np.mean((pictures @ words.T).argmax(axis=1) != stored.grid(case, 0)[0]) < 0.01
