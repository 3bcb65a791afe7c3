"""One emulator for the test session, reset before each test.

TINSMITH says how to start it: `npx tinsmith` unless the environment says otherwise.
"""

import os
import shlex
import subprocess
import urllib.request

import boto3
import pytest


class Tinsmith:
    """An emulator in a process of its own."""

    def __init__(self, endpoint):
        self.endpoint = endpoint

    def client(self, service, account="test", region="us-east-1"):
        """A boto3 client. With 12 digits as its account it sees nothing of other accounts."""
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=region,
            aws_access_key_id=account,
            aws_secret_access_key="test",
        )

    def post(self, path):
        urllib.request.urlopen(urllib.request.Request(self.endpoint + path, method="POST")).close()

    def reset(self):
        self.post("/_tinsmith/reset")


@pytest.fixture(scope="session")
def tinsmith_process():
    command = [*shlex.split(os.environ.get("TINSMITH", "npx tinsmith")), "--port", "0", "--log-level", "warn"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        endpoint = None
        for line in process.stdout:
            if line.startswith("tinsmith listening on "):
                endpoint = line.split()[-1]
            if line.strip() == "Ready.":
                break
        assert endpoint, "tinsmith didn't start: " + " ".join(command)
        yield Tinsmith(endpoint)
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def aws(tinsmith_process):
    tinsmith_process.reset()
    return tinsmith_process
