"""The methods that the SuperCollider classes get from the command table."""

from tools.clients.stubs import stubs_of
from tools.clients.supercollider import CLASSES, method


def test_no_class_has_two_methods_of_one_name():
    for name in CLASSES:
        methods = [method(stub) for stub in stubs_of(name)]
        assert len(methods) == len(set(methods)), name
