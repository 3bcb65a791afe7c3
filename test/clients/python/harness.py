"""How a script says what a Python client does against the emulator: one JSON line a check, its name and what went wrong, if anything."""

import json
import sys
import traceback

from botocore.config import Config
from botocore.exceptions import ClientError

CHECKS = []

# The wire as it is: what boto3 would refuse by itself must be refused by the service too.
UNCHECKED = Config(parameter_validation=False, retries={"max_attempts": 0})


def check(name):
    def add(function):
        CHECKS.append((name, function))
        return function

    return add


def equal(actual, expected):
    if actual != expected:
        raise AssertionError(f"expected {expected!r}, got {actual!r}")


def refused(call, code, message=None, status=400):
    """The call must be refused with this code, and with this message where one is given. Returns the whole answer."""
    try:
        call()
    except ClientError as error:
        equal(error.response["Error"]["Code"], code)
        equal(error.response["ResponseMetadata"]["HTTPStatusCode"], status)
        if message is not None:
            equal(error.response["Error"]["Message"], message)
        return error.response
    raise AssertionError(f"expected {code}, but the call succeeded")


def run_checks():
    """In the order in which they stand in the script: later ones build on earlier ones."""
    for name, function in CHECKS:
        try:
            function()
            problem = None
        except Exception:
            problem = traceback.format_exc(limit=4)
        json.dump({"name": name, "problem": problem}, sys.stdout)
        print()
