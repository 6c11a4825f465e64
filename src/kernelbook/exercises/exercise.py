"""What an exercise is: a judge, a right answer, and a bank of typical wrong answers."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Verdict:
    """The outcome of a check; passed is None while the exercise is unanswered."""

    id: str
    passed: bool | None
    message: str

    def __repr__(self):
        """Show the message that a notebook prints."""
        return f"{self.id}: {self.message}"


@dataclass(frozen=True)
class Exercise:
    """One exercise. Those that ask for a number, a shape or a function are made by `values` and `functions`.

    Parameters
    ----------
    id : str
        Chapter and name, for example ``"05-parameters"``.
    judge : callable
        Takes an answer, returns None if it is right, otherwise the message that names the misconception.
    praise : str
        The message of a right answer.
    solution : callable
        Returns a right answer.
    wrong : sequence of (str, callable)
        Typical wrong answers: the words that the message must contain, and what returns the answer.
    task : Task, optional
        If a function is asked for: its reference, inputs and typical mistakes.
    """

    id: str
    judge: Callable
    praise: str
    solution: Callable
    wrong: tuple = field(default=())
    task: object = None

    def check(self, answer):
        """Return a verdict, whatever the answer does, unless it is interrupted; ``...`` is no answer."""
        if answer is ...:
            return Verdict(self.id, None, "not answered yet. Replace the ... and run the cell again.")
        try:
            complaint = self.judge(answer)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            complaint = f"expected an answer that can be judged; to look at it raised {told(error)}"
        return Verdict(self.id, complaint is None, f"right. {self.praise}" if complaint is None else complaint)


def told(error):
    """Return an error in words: its name, and what it says if it can say it."""
    try:
        return f"{type(error).__name__}: {error}"
    except KeyboardInterrupt:
        raise
    except BaseException:
        return type(error).__name__
