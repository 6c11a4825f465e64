from scipy import stats

from kernelbook import results


def test_the_numpy_network_learns_as_well_as_the_one_in_keras():
    ours = results.read("training").values("NumPy, 5 epochs, batch 32", "test accuracy")
    theirs = results.read("digit_network").values("5 epochs, divided by 255", "test accuracy")
    assert len(ours) == len(theirs) >= 5
    assert min(ours.mean(), theirs.mean()) >= 98.9
    assert stats.ttest_ind(ours, theirs, equal_var=False).pvalue > 0.05  # five seeds each cannot tell them apart
