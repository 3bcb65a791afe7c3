"""What Celery does with SQS: tasks that are sent to a worker in a process of its own."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone

import boto3
from celery import group
from celery_tasks import add, fail, reject_once, succeed_at_last, tell_time
from harness import check, equal, run_checks

# Seconds that anything may take on a busy machine before it counts as broken.
LONGEST = 30

sqs = boto3.client("sqs")
worker = None


def result_of(sent):
    return sent.get(timeout=LONGEST, interval=0.05)


@check("Celery runs a task in a worker")
def start():
    global worker
    command = [sys.executable, "-B", "-m", "celery", "-A", "celery_tasks", "worker", "--concurrency=1", "--loglevel=INFO"]
    options = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    environment = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.abspath(__file__))}
    # Its own words go where the test shows them when it fails.
    worker = subprocess.Popen([*command, *options], env=environment, stdout=sys.stderr)
    equal(result_of(add.delay(1, 2)), 3)


@check("Celery makes its queue with the visibility timeout that it was given")
def queue():
    url = sqs.get_queue_url(QueueName="tasks")["QueueUrl"]
    equal(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"], {"VisibilityTimeout": "60"})


@check("Celery runs a group of tasks, and passes text and structures unchanged")
def many():
    texts = [(f"grün <{number}> &", "\U0001f600\n") for number in range(10)]
    equal(result_of(group(add.s(a, b) for a, b in texts)()), [a + b for a, b in texts])
    equal(result_of(add.delay([{"a": 1}], [None])), [{"a": 1}, None])


@check("Celery retries a task after a countdown")
def retries():
    equal(result_of(succeed_at_last.delay()), 2)


@check("Celery runs a task again that was rejected")
def rejections():
    equal(result_of(reject_once.delay("rejected")), "taken")


@check("Celery runs a task at its time, and not before")
def eta():
    at = datetime.now(timezone.utc) + timedelta(seconds=1)
    equal(result_of(tell_time.apply_async(eta=at)) >= at.timestamp(), True)


@check("Celery tells how a task has failed")
def failures():
    error = fail.delay().get(timeout=LONGEST, interval=0.05, propagate=False)
    equal((type(error), str(error)), (ValueError, "it doesn't work"))


@check("Celery leaves nothing in its queue")
def acknowledged():
    url = sqs.get_queue_url(QueueName="tasks")["QueueUrl"]
    names = [f"ApproximateNumberOfMessages{kind}" for kind in ["", "NotVisible", "Delayed"]]
    nothing = dict.fromkeys(names, "0")
    end = time.monotonic() + LONGEST
    # A result comes before its message is acknowledged.
    while (counts := sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]) != nothing:
        if time.monotonic() > end:
            equal(counts, nothing)
        time.sleep(0.05)


@check("Celery ends its worker while it waits for messages")
def stop():
    worker.send_signal(signal.SIGTERM)
    equal(worker.wait(LONGEST), 0)


# What the test is ended by must end the worker, too.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
try:
    run_checks()
finally:
    if worker is not None and worker.poll() is None:
        worker.terminate()
        try:
            worker.wait(10)
        except subprocess.TimeoutExpired:
            worker.kill()
