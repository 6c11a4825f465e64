"""Every public function, one argument spoiled at a time: a ValueError that names it, or a documented result."""

import importlib
import inspect
import pkgutil
import re
import warnings

import numpy as np
import pytest

import bad_arguments
import kernelbook
from bad_arguments.spoiled import fresh, spoilings

TABLES = [
    importlib.import_module(f"bad_arguments.{module.name}")
    for module in pkgutil.iter_modules(bad_arguments.__path__)
    if module.name != "spoiled"
]
CALLS = [call for table in TABLES for call in table.CALLS]
EXEMPT = {name: reason for table in TABLES for name, reason in getattr(table, "EXEMPT", {}).items()}
MODULES = [f"kernelbook.{module.name}" for module in pkgutil.iter_modules(kernelbook.__path__)]


def public_functions():
    """Return the dotted names of all functions that modules hand on in ``__all__``, or define without a leading _."""
    found = []
    for name in MODULES:
        module = importlib.import_module(name)
        for each in getattr(module, "__all__", None) or vars(module):
            thing = getattr(module, each)
            own = getattr(thing, "__module__", "").startswith(name)
            if inspect.isfunction(thing) and own and not each.startswith("_"):
                found.append(f"{name}.{each}")
    return sorted(found)


def run(call, arguments):
    """Call a function as a learner would; a method gets its object first."""
    arguments, function = dict(arguments), call.function()
    place = [arguments.pop("self")] if "self" in arguments else []
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(*place, **arguments)


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_the_good_arguments_are_good(call):
    run(call, fresh(call.arguments))


def fault(call, argument, kind, bad):
    """Return what is wrong with how a spoiled argument is taken, or the empty string."""
    try:
        run(call, fresh(call.arguments) | {argument: bad})
    except (ValueError, FileNotFoundError) as error:
        named = re.search(rf"\b{re.escape(argument)}\b", str(error)) and isinstance(error, ValueError)
        documented = {argument, f"{argument}: {kind}"} & call.documented.keys()
        return "" if named or documented else f"{kind}: {error}"
    except Exception as error:
        return f"{kind}: fails in the depths, {type(error).__name__}: {error}"
    return "" if {argument, f"{argument}: {kind}"} & call.documented.keys() else f"{kind}: taken without a word"


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_a_spoiled_argument_is_refused_by_its_name_or_the_result_is_documented(call):
    faults = [
        f"{argument}, {found}"
        for argument, value in fresh(call.arguments).items()
        for kind, bad in (spoilings(value) if argument != "self" else ())
        if (found := fault(call, argument, kind, bad))
    ]
    assert not faults, "\n".join(faults)


def test_every_public_function_is_walked_or_exempt_with_a_reason():
    walked = {call.name for call in CALLS}
    missing = [name for name in public_functions() if name not in walked and name not in EXEMPT]
    assert not missing, "\n".join(missing)
