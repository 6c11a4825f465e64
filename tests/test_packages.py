"""What the package hands on: every name of ``__all__`` is there, and no module of a package hides one of them."""

import importlib
import pkgutil

import pytest

import kernelbook

MODULES = [f"kernelbook.{module.name}" for module in pkgutil.iter_modules(kernelbook.__path__)]
PACKAGES = [f"kernelbook.{module.name}" for module in pkgutil.iter_modules(kernelbook.__path__) if module.ispkg]


@pytest.mark.parametrize("name", MODULES)
def test_what_is_handed_on_exists_once(name):
    module = importlib.import_module(name)
    names = getattr(module, "__all__", [])
    assert [each for each in names if not hasattr(module, each)] == []
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", PACKAGES)
def test_no_module_hides_a_name_that_is_handed_on(name):
    """Importing a module binds its name in its package: a function of that name would be there only by luck."""
    package = importlib.import_module(name)
    hidden = {module.name for module in pkgutil.iter_modules(package.__path__)} & set(package.__all__)
    assert not hidden, f"{name} hands on {hidden}, which are modules too"
