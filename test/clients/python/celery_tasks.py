"""The tasks that celery_on_sqs.py sends, and its worker runs."""

import os
import time

from celery import Celery
from celery.exceptions import Reject

# boto3 finds the emulator by AWS_ENDPOINT_URL.
app = Celery("celery_tasks", broker="sqs://", backend=f"file://{os.environ['HOME']}")
app.conf.update(
    # Kombu hides what is rejected for as long as its receives wait.
    broker_transport_options={"region": "us-east-1", "visibility_timeout": 60, "wait_time_seconds": 2, "polling_interval": 0},
    task_default_queue="tasks",
    worker_prefetch_multiplier=1,
    worker_enable_remote_control=False,
)


@app.task
def add(a, b):
    return a + b


@app.task(bind=True, max_retries=3)
def succeed_at_last(self):
    if self.request.retries < 2:
        raise self.retry(countdown=0.1)
    return self.request.retries


@app.task(acks_late=True)
def reject_once(mark):
    path = os.path.join(os.environ["HOME"], mark)
    if os.path.exists(path):
        return "taken"
    open(path, "w").close()
    raise Reject("not yet", requeue=True)


@app.task
def fail():
    raise ValueError("it doesn't work")


@app.task
def tell_time():
    return time.time()
