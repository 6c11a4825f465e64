"""Several processes train one network: each computes the gradient on its part of the batch, and all add them up."""

from pathlib import Path

from kernelbook import guards
from kernelbook.scale.addresses import cluster
from kernelbook.scale.meeting import meet

__all__ = ["train_together"]


def train_together(build, read, *, steps, batch_size, optimizer, folder=None, every=8, patience=120, before_step=None):
    r"""Train a classifier on as many workers as TF_CONFIG names, on equal parts of each batch.

    Worker w computes the gradient of its part's losses, divided by the size n of the whole batch; the sum over all
    workers is the gradient of the whole batch's mean loss, and every worker takes the same step with it:

    .. math:: \frac{1}{n} \sum_{i=1}^{n} \nabla l_i = \sum_{w=0}^{k-1} \frac{1}{n} \sum_{i \in P_w} \nabla l_i

    where P_w is the part of worker w.

    The strategy is ``tf.distribute.MultiWorkerMirroredStrategy``. It must be made before TensorFlow computes anything,
    so what makes network, optimizer and data comes as functions. Draw no random number in this process before.

    Parameters
    ----------
    build : callable
        ``build()`` returns a Keras model that gives logits, shape (n, classes). The first weights are those of worker
        0: the strategy hands them to all.
    read : callable
        ``read(worker, workers)`` returns a ``tf.data.Dataset`` of pairs (image, label), the part of this worker, in an
        order that is the same each time. It is cut at `steps` batches, and must last so long.
    steps : int
        Batches in the whole training, also where it goes on from a checkpoint.
    batch_size : int
        n, of all workers together: a multiple of their number.
    optimizer : callable
        ``optimizer()`` returns a Keras optimizer.
    folder : str or Path, optional
        Of checkpoints; all workers must see it. Where it holds one, training goes on from there.
    every : int
        Steps from one checkpoint to the next.
    patience : float
        Seconds until all workers must have come.
    before_step : callable, optional
        ``before_step(step, first)`` is called before each step; `first` is where this process began.

    Returns
    -------
    network : keras.Model
        Trained; the same at all workers.
    losses : list of float
        The mean loss of each batch since this process began.

    Raises
    ------
    TimeoutError
        If not all workers come in time.
    ValueError
        If an argument makes no sense, TF_CONFIG does not, this worker's port is taken, a worker sees more than one
        GPU, the data end early, or a checkpoint is damaged or of another network.
    """
    refuse_arguments(build, read, steps, batch_size, optimizer, every, patience)
    if before_step is not None and not callable(before_step):
        came = guards.shown(before_step)
        raise ValueError(f"before_step={came}: expected a function before_step(step, first), or None")
    if not isinstance(folder, str | Path | None):
        raise ValueError(f"folder={guards.shown(folder)}: expected the path of a folder, or None")
    found = cluster()
    if batch_size % found.workers:
        came = f"batch_size={batch_size} for {found.workers} workers"
        raise ValueError(f"{came}: expected a multiple, so that all parts are equal")
    strategy = strategy_of(found, patience)
    if strategy.num_replicas_in_sync != found.workers:  # each device would take a part, and the batch be too large
        came = f"CUDA_VISIBLE_DEVICES shows {strategy.num_replicas_in_sync} devices to {found.workers} workers"
        raise ValueError(f"{came}: expected one to each")
    with strategy.scope():
        network, chosen = build(), optimizer()
        chosen.build(network.trainable_variables)
    keeper = Keeper(folder, found.worker, network, chosen)
    first = keeper.restore()
    if first > steps:
        raise ValueError(f"steps={steps}: the checkpoint in folder has seen {first}: expected {first} or more")
    refuse_different(strategy, first)
    step, part = step_of(strategy, network, chosen, batch_size), batch_size // found.workers
    batches = strategy.distribute_datasets_from_function(
        lambda _: read(found.worker, found.workers).batch(part, drop_remainder=True).skip(first).take(steps - first)
    )
    losses = []
    for number, batch in enumerate(batches, first):
        if before_step:
            before_step(number, first)
        losses.append(step(batch))
        if (number + 1) % every == 0 or number + 1 == steps:
            keeper.save(number + 1)
    if first + len(losses) < steps:
        raise ValueError(f"steps={steps}: the data of worker {found.worker} end after {first + len(losses)} batches")
    return network, [float(loss) for loss in losses]


def refuse_arguments(build, read, steps, batch_size, optimizer, every, patience):
    """Refuse what makes no sense, before anybody waits for anybody."""
    guards.function("build", build, "a function without arguments that returns a Keras model")
    guards.function("read", read, "a function read(worker, workers) that returns a tf.data.Dataset")
    guards.function("optimizer", optimizer, "a function without arguments that returns a Keras optimizer")
    guards.whole("steps", steps, 1)
    guards.whole("batch_size", batch_size, 1)
    guards.whole("every", every, 1)
    guards.number("patience", patience, above=0)


def strategy_of(found, patience):
    """Return the strategy, once all workers have come."""
    import tensorflow as tf

    meet(found, patience)
    return tf.distribute.MultiWorkerMirroredStrategy()


def refuse_different(strategy, first):
    """Refuse to go on where not all workers have read the checkpoint of the same step."""
    import tensorflow as tf

    def own():
        return tf.constant(float(first))

    @tf.function
    def sum_of_all():
        return strategy.reduce("SUM", strategy.run(own), axis=None)

    workers, total = strategy.num_replicas_in_sync, float(sum_of_all())
    if total != first * workers:
        came = f"this worker goes on at step {first}, and the {workers} workers at {total / workers:g} on average"
        raise ValueError(f"folder: {came}: expected one folder that all of them see")


def step_of(strategy, network, optimizer, batch_size):
    """Return the function that takes one step on a batch of which each worker has its part, and returns its loss."""
    import keras
    import tensorflow as tf

    losses = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum")

    def part(images, labels):
        with tf.GradientTape() as tape:
            loss = losses(labels, network(images, training=True)) / batch_size
        optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
        return loss

    @tf.function
    def step(batch):
        return strategy.reduce("SUM", strategy.run(part, args=batch), axis=None)

    return step


class Keeper:
    """Keeps network and optimizer in checkpoints. All workers save, as the strategy asks; all go on from worker 0's."""

    def __init__(self, folder, worker, network, optimizer):
        import tensorflow as tf

        self.folder = Path(folder) if folder else None
        self.optimizer = optimizer
        if self.folder:
            self.checkpoint = tf.train.Checkpoint(network=network, optimizer=optimizer)
            self.manager = tf.train.CheckpointManager(self.checkpoint, self.folder / f"worker-{worker}", max_to_keep=2)

    def restore(self):
        """Read the last checkpoint of worker 0, if there is one, and return how many steps it has seen."""
        import tensorflow as tf

        place = self.folder / "worker-0" if self.folder else None
        if place is None or not any(place.glob("ckpt-*")):
            return 0
        latest = tf.train.latest_checkpoint(place)
        if not latest:
            raise ValueError(f"folder: {place} has checkpoints, but its file 'checkpoint' names none that is there")
        try:
            self.checkpoint.restore(latest).assert_consumed()
        except AssertionError:
            raise ValueError(f"folder: {latest} is of another network or optimizer: take an empty folder") from None
        except Exception as error:  # of many kinds, as the damage is: what matters is which file it is
            why = " ".join(str(error).split())[:200]
            raise ValueError(f"folder: {latest} is damaged, or of another network: {why}") from None
        return int(self.optimizer.iterations.numpy())

    def save(self, step):
        """Write a checkpoint of this step."""
        if self.folder:
            self.manager.save(checkpoint_number=step)
