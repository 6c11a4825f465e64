import importlib.util
import json

import numpy as np
import pytest
from scipy import stats

from chapters import ROOT
from kernelbook import data, detection, faces, models, results
from kernelbook.detection import Detections
from kernelbook.results import grids, masks, syntax

WEIGHTS = sorted(path.stem for path in models.WEIGHTS.glob("*.json"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(results.files, "FOLDER", tmp_path)
    return tmp_path


def test_there_are_results():
    assert "digit_network" in results.names()


@pytest.mark.parametrize("name", results.names())
def test_results_are_those_of_the_code_as_it_is(name):
    provenance = results.read(name).provenance
    assert provenance["fingerprint"] == syntax.fingerprint(provenance["determined_by"]), (
        f"the code behind {name}.json has changed: make bench ONLY={name}"
    )
    assert provenance.keys() >= {"command", "date", "processor", "threads", "python", "numpy", "tensorflow"}


@pytest.mark.parametrize("name", results.names())
def test_no_figure_was_edited(name):
    stored = results.read(name)
    assert stored.seal == results.seal(stored.rows, stored.provenance, stored.predictions)


@pytest.mark.parametrize("name", WEIGHTS)
def test_weights_are_those_of_the_code_as_it_is(name):
    provenance = json.loads((models.WEIGHTS / f"{name}.json").read_text(encoding="utf-8"))
    assert provenance["fingerprint"] == syntax.fingerprint(provenance["determined_by"]), "make weights"


@pytest.mark.parametrize("name", results.names())
def test_accuracies_follow_from_the_predicted_labels(name):
    stored = results.read(name)
    truth = {
        "test accuracy": data.load_mnist()[1][1],
        "validation accuracy": data.load_mnist()[0][1][55_000:],
        "held-out accuracy": data.load_mnist()[0][1][50_000:],
        "accuracy on 8 × 8 digits": data.load_small_digits()[1],
        "accuracy on new garments": data.select_classes(*data.load_garments()[1], data.NEW_GARMENTS)[1],
    }
    rows = [row for row in stored.rows if row["metric"] in truth]
    for row in rows:
        accuracy = 100 * np.mean(stored.labels(row["case"], row["seed"]) == truth[row["metric"]])
        assert row["value"] == pytest.approx(accuracy, abs=0.005), row
    # The others are judged below, by more figures than one.
    if name not in ("nuclei", "diagnosis", "detection", "driving", "pixels", "faces"):
        assert len(rows) == len(stored.predictions)


def test_the_digit_network_keeps_its_promise():
    values = results.read("digit_network").values("5 epochs, divided by 255", "test accuracy")
    assert len(values) >= 5
    assert values.mean() >= 98.9


def benchmark(name):
    """Load a script under benchmarks/ as a module."""
    specification = importlib.util.spec_from_file_location(f"benchmark_{name}", ROOT / "benchmarks" / f"{name}.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def expected_rows(figures, case, seed):
    """Return the rows of one run as a results file keeps them."""
    return [
        {"case": case, "seed": seed, "metric": metric, "value": value, "unit": unit}
        for metric, (value, unit) in figures.items()
    ]


def test_the_nuclei_follow_from_the_stored_masks():
    script, stored = benchmark("nuclei"), results.read("nuclei")
    _, truth = data.load_nuclei()
    assert set(stored.predictions) == {f"{case}, seed {seed}" for case, seed in script.RUNS}
    assert len(script.SEEDS) >= 3
    for case, seed in script.RUNS:
        figures = script.judge(truth[script.TEST], stored.mask(case, seed))
        rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
        assert [row for row in rows if row["metric"] != "IoU, validation"] == expected_rows(figures, case, seed)


def test_the_parts_of_the_image_do_not_overlap():
    script, used = benchmark("nuclei"), np.zeros((512, 512), int)
    for part in (script.TRAIN, script.VALIDATE, script.TEST):
        used[part] += 1
    assert (used == 1).all()


def test_otsus_threshold_gives_the_stored_mask():
    script, stored = benchmark("nuclei"), results.read("nuclei")
    for case in script.OTSU:
        _, mask = script.measure(case, 0)
        assert np.mean(mask != stored.mask(case, 0)) < 1e-4


def test_the_unet_keeps_its_promise():
    stored = results.read("nuclei")
    assert stored.values("U-Net", "IoU").mean() >= 0.88
    assert stored.values("U-Net", "F1 of nuclei").mean() >= 0.90


def test_the_diagnoses_follow_from_the_stored_answers():
    script, stored = benchmark("diagnosis"), results.read("diagnosis")
    _, malignant = data.load_tumors()
    cases = [case for case in script.CASES if case not in script.LEAKS]
    assert set(stored.predictions) == {f"{case}, seed {seed}" for case in cases for seed in script.SEEDS}
    for seed in script.SEEDS:
        learned, chosen, judged = script.split(malignant, seed)
        assert sorted(np.concatenate([learned, chosen, judged])) == list(range(569))
        for case in cases:
            called, truth = stored.labels(case, seed), malignant[judged]
            shares = {
                "sensitivity": called[truth == 1].mean(),
                "specificity": 1 - called[truth == 0].mean(),
                "accuracy": np.mean(called == truth),
            }
            for metric, share in shares.items():
                value = stored.values(case, metric)[seed]
                assert value == pytest.approx(100 * share, abs=1e-4), (case, seed, metric)


def test_a_diagnosis_measured_again_is_the_same():
    script, stored = benchmark("diagnosis"), results.read("diagnosis")
    for case in script.CASES:
        figures, _ = script.measure(case, 3)
        for metric, (value, _) in figures.items():
            assert stored.values(case, metric)[3] == pytest.approx(value, abs=1.0 if metric == "accuracy" else 0.02)


def test_wider_outlines_are_those_of_disks():
    script = benchmark("diagnosis")
    disk = np.array([[np.pi * 81, 2 * np.pi * 9, 0.1, np.pi * 100, 2 * np.pi * 10, 0.2]])
    expected = [[np.pi * 100, 2 * np.pi * 10, 0.1, np.pi * 121, 2 * np.pi * 11, 0.2]]
    np.testing.assert_allclose(script.widen(disk), expected)


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (512, 256)], ids=str)
def test_a_mask_goes_into_a_text_and_comes_back(shape):
    mask = np.random.default_rng(0).random(shape) < 0.3
    np.testing.assert_array_equal(masks.unpack(masks.pack(mask)), mask)


@pytest.mark.parametrize("text", ["", "0101", "2x2:!!", "9x9:eNpjAAAAAQAB", "2x2:AAAA"])
def test_what_is_no_mask_is_refused(text):
    with pytest.raises(ValueError, match="no mask that was packed"):
        masks.unpack(text)


@pytest.mark.parametrize("shape", [(3,), (2, 5), (2, 3, 4)])
def test_a_grid_goes_into_a_text_and_comes_back(shape):
    grid = np.random.default_rng(0).integers(0, 256, shape)
    np.testing.assert_array_equal(grids.unpack(grids.pack(grid)), grid)


@pytest.mark.parametrize("grid", [[0.5], [256], [-1], []])
def test_what_is_no_grid_is_refused(grid):
    with pytest.raises(ValueError, match="whole numbers from 0 to 255"):
        grids.pack(np.array(grid))


@pytest.mark.parametrize("text", ["", "3x3", "2x2:", "2x2:!", "3x3:" + grids.pack(np.zeros((2, 2), int)).split(":")[1]])
def test_a_grid_that_was_not_packed_is_refused(text):
    with pytest.raises(ValueError, match="no grid that was packed"):
        grids.unpack(text)


def test_every_change_was_measured_from_every_seed():
    script, stored = benchmark("changes"), results.read("changes")
    assert len(script.SEEDS) >= 3
    runs = [(case, seed) for seed in script.SEEDS for case in script.CASES]
    assert sorted(stored.predictions) == sorted(f"{case}, seed {seed}" for case, seed in runs)
    for metric in ("held-out accuracy", "held-out loss", "training loss, last epoch", "parameters"):
        assert all(len(stored.values(case, metric)) == len(script.SEEDS) for case in script.CASES)


def test_the_changed_networks_have_the_stored_sizes():
    script, stored = benchmark("changes"), results.read("changes")
    for case, changes in script.CASES.items():
        network = script.changed_network(**{name: value for name, value in changes.items() if name in script.NETWORK})
        assert network.output_shape == (None, 10)
        assert stored.values(case, "parameters")[0] == network.count_params()
    assert stored.values("chapter 05", "parameters")[0] == models.digit_network().count_params()


@pytest.mark.parametrize("name", ["families", "labels", "patience", "scaling"])
def test_every_case_of_chapter_15_was_measured_from_three_seeds(name):
    script, stored = benchmark(name), results.read(name)
    assert len(script.SEEDS) >= 3
    assert {(row["case"], row["seed"]) for row in stored.rows} == {(c, s) for c in script.CASES for s in script.SEEDS}


def test_the_families_are_of_one_size_and_the_widths_have_the_stored_ones():
    sizes = [build().count_params() for build, _ in benchmark("families").FAMILIES.values()]
    assert max(sizes) < 1.06 * min(sizes)
    stored = {
        (row["case"].split(",")[0], row["value"]) for row in results.read("scaling").rows if row["unit"] == "numbers"
    }
    widths = (*benchmark("scaling").WIDTHS, 32)
    assert stored == {(f"width {width}", models.convolutional_network(width).count_params()) for width in widths}


def test_the_records_keep_their_promise():
    script, stored = benchmark("records"), results.read("records")
    assert sorted(stored.predictions) == sorted(f"{case}, seed {seed}" for case, seed in script.RUNS)
    accuracy = {case: stored.values(case, "test accuracy") for case in script.CASES}
    seconds = {case: stored.values(case, "time from start to end") for case in script.CASES}
    assert len(accuracy[script.FASTEST]) == len(accuracy[script.FIRST]) >= 5
    assert accuracy[script.FASTEST].mean() >= accuracy[script.FIRST].mean()
    assert np.median(seconds[script.FASTEST] / seconds[script.FIRST]) <= 0.25
    assert len(accuracy[script.SMALLEST]) >= 3
    assert accuracy[script.SMALLEST].mean() >= 99.0
    assert stored.values(script.SMALLEST, "parameters").max() < 2000
    assert len(accuracy[script.MOST_ACCURATE]) >= 3
    assert accuracy[script.MOST_ACCURATE].mean() >= 99.65
    assert seconds[script.MOST_ACCURATE].max() < 600


def test_the_records_networks_have_the_stored_sizes():
    script, stored = benchmark("records"), results.read("records")
    for case in script.CASES:
        network = script.built(case)
        assert (network.input_shape, network.output_shape) == ((None, 28, 28, 1), (None, 10))
        assert network.layers[-1].compute_dtype == "float32"
        assert stored.values(case, "parameters")[0] == network.count_params()


def test_every_part_of_a_training_was_timed_in_every_pass():
    script, stored = benchmark("speed"), results.read("speed")
    kinds = {**dict.fromkeys(script.NETWORKS, ("training", "prediction"))}
    kinds |= dict.fromkeys(script.LAYERS, ("forward", "forward and back"))
    expected = {(case, seed, kind) for case in script.CASES for kind in kinds[case] for seed in script.PASSES}
    assert {(row["case"], row["seed"], row["metric"]) for row in stored.rows} == expected
    assert all(row["value"] > 0 for row in stored.rows)


@pytest.fixture(scope="module")
def convolution_benchmark():
    return benchmark("convolution")


def test_every_convolution_was_timed_in_every_pass(convolution_benchmark):
    benchmark, stored = convolution_benchmark, results.read("convolution")
    expected = {(benchmark.MACHINE, seed, peak) for peak in benchmark.peaks() for seed in benchmark.PASSES}
    for case, layer in benchmark.CASES.items():
        _, size, c_in, _, c_out = layer
        methods = {"taps", "im2col", "fft", "im2col, product alone", "TensorFlow"}
        methods |= {"loops"} if size <= 128 else set()
        methods |= {"SciPy, direct", "SciPy, FFT"} if layer[0] == c_in == c_out == 1 else set()
        expected |= {(case, seed, method) for method in methods for seed in benchmark.PASSES}
    assert {(row["case"], row["seed"], row["metric"]) for row in stored.rows} == expected
    assert all(row["value"] > 0 for row in stored.rows)
    assert "openblas" in stored.provenance["linear algebra"]


def test_what_was_timed_computes_the_same(convolution_benchmark):
    methods = convolution_benchmark.methods(convolution_benchmark.SMALLEST)
    computed = {name: np.asarray(method()).squeeze() for name, method in methods.items()}
    assert len(computed) == 8
    for name, values in computed.items():
        assert values.shape == (14, 14)
        np.testing.assert_allclose(values, computed["loops"], atol=1e-5, err_msg=name)


def test_every_layer_was_raced_in_every_pass():
    script, stored = benchmark("race"), results.read("race")
    expected = {
        (case, seed, way)
        for case in script.CASES
        for seed in script.PASSES
        for way in (*script.METHODS, "im2col, all at once", "product alone", "TensorFlow", "PyTorch")
    }
    expected |= {("images (1, 512, 512, 1), kernels (3, 3, 1, 1)", seed, "SciPy") for seed in script.PASSES}
    assert {(row["case"], row["seed"], row["metric"]) for row in stored.rows} == expected
    assert all(row["value"] > 0 for row in stored.rows)


def test_what_was_raced_computes_the_same():
    script = benchmark("race")
    for layer in (script.LAYERS[5], script.LAYERS[-2]):
        found = {name: np.asarray(way()) for name, way in script.ways(layer).items()}
        if "PyTorch" in found:
            found["PyTorch"] = found["PyTorch"].transpose(0, 2, 3, 1)
        scale = np.abs(found["TensorFlow"]).max()
        for result in found.values():
            difference = result.reshape(found["TensorFlow"].shape) - found["TensorFlow"]
            assert np.abs(difference).max() < 1e-5 * scale


def test_collect_goes_on_where_it_was_interrupted(folder):
    measured = []

    def measure(case, seed):
        if len(measured) == 2:
            measured.append("interrupted")
            raise KeyboardInterrupt
        measured.append((case, seed))
        return {"test accuracy": (50.0, "%")}, [1, 2, seed]

    runs = [("a", 0), ("b", 0), ("a", 1)]
    code = ["kernelbook.data.load_mnist"]
    with pytest.raises(KeyboardInterrupt):
        results.collect("trial", runs, measure, code)
    assert len(results.read("trial").rows) == 2
    results.collect("trial", runs, measure, code)
    assert measured == [("a", 0), ("b", 0), "interrupted", ("a", 1)]
    stored = results.read("trial")
    assert stored.labels("a", 1).tolist() == [1, 2, 1]
    assert stored.values("a", "test accuracy").tolist() == [50.0, 50.0]
    # The code behind the figures changes: nothing that is stored counts any longer.
    results.collect("trial", runs[:1], measure, ["kernelbook.models.digit_network"])
    assert len(results.read("trial").rows) == 1


def test_results_that_are_not_there_are_named(folder):
    with pytest.raises(ValueError, match="name='none': no such results"):
        results.read("none")
    results.write("bad", [{"case": "a"}], {})
    with pytest.raises(ValueError, match=r"bad\.json: the row .* must have the keys"):
        results.read("bad")
    with pytest.raises(ValueError, match="no rows for case='a', metric='b'"):
        results.Results().values("a", "b")
    with pytest.raises(ValueError, match="no rows for case='a'; there are"):
        results.Results().medians("a")


def test_medians_are_those_of_the_seeds():
    rows = [{"case": "a", "seed": k, "metric": "m", "value": v, "unit": "ms"} for k, v in enumerate((3.0, 9.0, 4.0))]
    assert results.Results(rows).medians("a") == {"m": 4.0}


def test_a_table_is_read_by_people_and_by_screen_readers():
    table = results.Table("Time (ms)", {"a & b": {"loops": 1234.5, "fft": 0.1}, "c": {"fft": None}})
    assert repr(table).splitlines()[1:] == ["a & b      1,230  0.1", "c              –    –"]
    html = table._repr_html_()
    assert "<caption>Time (ms)</caption>" in html
    assert '<th scope="col">loops</th>' in html
    assert html.count('<th scope="row"') == 2
    assert "a &amp; b" in html


SOURCE = 'def f(x):\n    """Say it."""\n    # why\n    return x + 1\n'


@pytest.mark.parametrize(
    ("change", "same"),
    [(("Say it", "Say it better"), True), (("# why", "# because"), True), (("x + 1", "x + 2"), False)],
)
def test_the_fingerprint_sees_code_and_no_prose(monkeypatch, change, same):
    sources = iter([SOURCE, SOURCE.replace(*change)])
    monkeypatch.setattr(syntax, "source_of", lambda name: next(sources))
    assert (syntax.fingerprint(["f"]) == syntax.fingerprint(["f"])) is same


def test_the_numpy_network_learns_as_well_as_the_one_in_keras():
    ours = results.read("training").values("NumPy, 5 epochs, batch 32", "test accuracy")
    theirs = results.read("digit_network").values("5 epochs, divided by 255", "test accuracy")
    assert len(ours) == len(theirs) >= 5
    assert min(ours.mean(), theirs.mean()) >= 98.9
    assert stats.ttest_ind(ours, theirs, equal_var=False).pvalue > 0.05  # five seeds each cannot tell them apart


def test_the_race_was_run_in_every_round():
    script, stored = benchmark("training"), results.read("training")
    for batch in script.BATCHES:
        for name in ("Keras", "NumPy"):
            assert (stored.values(f"race, batch {batch}", f"{name}, one epoch") > 0).sum() == len(script.ROUNDS) >= 3


def test_every_training_of_the_descent_was_run_to_its_end():
    script, stored = benchmark("descent"), results.read("descent")
    for case in script.CASES:
        assert len(stored.values(case, "validation accuracy")) == len(script.SEEDS) >= 3
    for case, seed in {(row["case"], row["seed"]) for row in stored.rows}:
        metrics = [row["metric"] for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
        assert len(metrics) == script.PARTS + 1 or "ended in part" in metrics


@pytest.mark.slow
def test_the_detections_lead_to_the_stored_figures():
    script, stored = benchmark("detection"), results.read("detection")
    runs = sorted({(row["case"], row["seed"]) for row in stored.rows})
    assert set(stored.predictions) == {f"{case}, seed {seed}" for case, seed in runs}
    assert len(script.SEEDS) >= 3
    for case, seed in runs:
        rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
        assert [row for row in rows if "validation" not in row["metric"]] == expected_rows(
            script.judge(stored.detections(case, seed)), case, seed
        )


def test_the_detector_that_ships_is_the_one_that_was_judged():
    script, stored = benchmark("detection"), results.read("detection")
    network = models.detector()
    models.set_weights(network, models.load_weights("detector"))
    composed = script.test_scenes()[:40]
    found, kept = script.find(network, composed), stored.detections(script.DETECTOR, 0)[:40]
    for ours, theirs in zip(found, kept, strict=True):
        sure, was_sure = ours.above(0.5), theirs.above(0.5)
        assert sure.labels.tolist() == was_sure.labels.tolist()
        np.testing.assert_allclose(sure.boxes, was_sure.boxes, atol=0.1)


def test_the_detector_keeps_its_promise():
    stored = results.read("detection")
    assert stored.values("detector", "mAP at 0.5").mean() >= 0.95


@pytest.mark.parametrize("text", ["", "no text", "1x2x3:abcd", "AAAA"])
def test_detections_that_were_not_packed_are_refused(text):
    with pytest.raises(ValueError, match="that were packed"):
        results.boxes.unpack(text)


def test_detections_survive_packing():
    generator = np.random.default_rng(0)
    found = []
    for m in (0, 3, 1):
        corners = generator.integers(0, 800, (m, 2)) / 16
        boxes = np.concatenate([corners, corners + generator.integers(1, 600, (m, 2)) / 16], axis=1)
        found.append(Detections(boxes, generator.integers(0, 10, m), generator.integers(0, 65536, m) / 65535))
    for ours, theirs in zip(found, results.boxes.unpack(results.boxes.pack(found)), strict=True):
        np.testing.assert_array_equal(ours.boxes, theirs.boxes)
        np.testing.assert_array_equal(ours.labels, theirs.labels)
        np.testing.assert_allclose(ours.scores, theirs.scores, atol=1e-12)


def test_the_driving_follows_from_the_steps_on_the_road():
    script, stored = benchmark("driving"), results.read("driving")
    assert set(stored.predictions) == {f"{case}, seed {seed}" for case, seed in script.RUNS}
    for case, seed in script.RUNS:
        kept = stored.labels(case, seed).reshape(-1, 3) @ [100, 10, 1]
        rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
        assert rows[:2] == expected_rows(script.judge(kept), case, seed)


def test_the_corrected_clone_keeps_its_promise():
    script, stored = benchmark("driving"), results.read("driving")
    ends = stored.values(script.DAGGER, "episodes on the road to the end")
    assert len(ends) == len(script.SEEDS) >= 3
    assert ends.min() >= 95


def test_the_overlaps_follow_from_the_stored_maps():
    script, stored = benchmark("pixels"), results.read("pixels")
    runs = [(case, seed) for seed in script.SEEDS for case in script.CASES]
    assert set(stored.predictions) == {f"{case}, seed {seed}" for case, seed in runs}
    assert len(script.SEEDS) >= 3
    for case, seed in runs:
        rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
        assert rows == expected_rows(script.judge(stored.grid(case, seed)), case, seed)


def test_skips_are_worth_what_chapter_11_says():
    stored = results.read("pixels")
    with_skips, without = (stored.values(f"{name}, cross-entropy", "mean IoU") for name in ("skips", "no skips"))
    assert with_skips.min() > without.max() + 10


def test_the_labels_that_ship_are_those_that_were_judged():
    script, stored = benchmark("pixels"), results.read("pixels")
    network = models.unet(script.WIDTHS, script.CLASSES, normalize=True)
    models.set_weights(network, models.load_weights("pixel_labels"))
    x, _ = script.test_scenes()
    answers = network.predict(x[:30], batch_size=30, verbose=0).argmax(axis=-1)
    assert np.mean(answers == stored.grid(script.SHIPPED, 0)[:30]) > 0.9999


def test_what_was_searched_leads_to_the_stored_figures():
    script, stored = benchmark("faces"), results.read("faces")
    assert {(row["case"], row["seed"]) for row in stored.rows} == set(script.RUNS)
    for case, seed in script.RUNS:
        if case in script.SEARCHES:
            rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
            assert rows == expected_rows(script.judge_search(stored.detections(case, seed)), case, seed)


def test_the_search_keeps_its_promise():
    stored = results.read("faces")
    assert len(stored.values("search", "threshold")) == 5
    assert stored.values("search", "portrait, face found").min() == 1
    assert stored.values("search", "portrait, false boxes").max() == 0


def test_the_directions_lead_to_the_stored_figures():
    script, stored = benchmark("faces"), results.read("faces")
    assert not set(script.GROUPS[0]) & set(script.GROUPS[1])
    for case in script.MARGINS:
        assert len(stored.values(case, "equal error rate")) >= 3
        for seed in range(3):
            rows = [row for row in stored.rows if (row["case"], row["seed"]) == (case, seed)]
            assert rows == expected_rows(script.judge_directions(stored.grid(case, seed)), case, seed)
    best, plain = (stored.values(case, "equal error rate") for case in ("ArcFace", "pixels"))
    assert best.max() < 0.7 * plain.min()


def test_no_picture_is_kept_in_the_results():
    script, stored = benchmark("faces"), results.read("faces")
    assert not any(name.startswith(script.PIXELS) for name in stored.predictions)


def test_the_directions_that_ship_are_those_that_were_judged(olivetti):
    script, stored = benchmark("faces"), results.read("faces")
    images, people = olivetti
    network = models.face_embedding()
    models.set_weights(network, models.load_weights("face_embedding"))
    directions = faces.embed(network, images[np.isin(people, script.GROUPS[0])])
    kept = faces.from_bytes(stored.grid(script.SHIPPED, 0))[:100]
    assert np.sum(directions * kept, axis=1).min() > 0.999
    rows = [row for row in stored.rows if row["case"] == script.PIXELS]
    figures = script.judge_directions(script.directions_of(script.PIXELS, 0))
    for row in rows:
        assert row["value"] == pytest.approx(figures[row["metric"]][0], abs=0.1)


def test_the_searcher_that_ships_is_the_one_that_was_judged():
    script, stored = benchmark("faces"), results.read("faces")
    network = models.face_classifier()
    models.set_weights(network, models.load_weights("face_classifier"))
    image, _ = faces.load_portrait()
    found = faces.find(detection.fully_convolutional(network), image, -20, smallest=script.SMALLEST)
    kept = stored.detections("search", 0)[0]
    np.testing.assert_allclose(found.boxes[:3], kept.boxes[:3], atol=0.1)
    np.testing.assert_allclose(found.scores[:3], script.logit(kept.scores[:3]), atol=0.05)


def test_an_overview_has_every_case_with_its_spread_and_unit():
    rows = [
        {"case": case, "seed": seed, "metric": metric, "value": value, "unit": unit}
        for case, seed, metric, value, unit in [
            ("a", 0, "m", 1.0, "%"),
            ("a", 1, "m", 2.0, "%"),
            ("b", 0, "m", 5.0, "%"),
            ("b", 0, "t", 7.25, "s"),
            ("b", 0, "p", 12345, "numbers"),
            ("b", 1, "p", 12345, "numbers"),
        ]
    ]
    stored = results.Results(rows)
    table = stored.overview(digits=1)
    assert table.caption == "mean (lowest to highest) of up to 2 runs"
    assert table.rows == {
        "a": {"m (%)": "1.5 (1.0 to 2.0)"},
        "b": {"m (%)": "5", "t (s)": "7.2", "p (numbers)": "12,345"},
    }
    assert stored.overview(["t"]).rows == {"b": {"t (s)": "7.25"}}
    with pytest.raises(ValueError, match=r"metrics=\['x'\]: there are \['m', 't', 'p'\]"):
        stored.overview(["x"])


def test_origins_tell_where_every_file_comes_from():
    table = results.origins()
    assert list(table.rows) == results.names()
    assert table.rows["changes"]["command"] == "python benchmarks/changes.py"
