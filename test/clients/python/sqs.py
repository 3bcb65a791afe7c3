"""What boto3 does with SQS, by its resources and by its client: over JSON, and before 1.29 over the query protocol."""

import json
import threading
import time

import boto3
from harness import check, equal, refused, run_checks

client = boto3.client("sqs")
GONE = "AWS.SimpleQueueService.NonExistentQueue"


def arn_of(queue):
    return client.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def bodies(queue, count=10, **more):
    found = client.receive_message(QueueUrl=queue, MaxNumberOfMessages=count, **more).get("Messages", [])
    return [message["Body"] for message in found]


@check("SQS creates, finds, lists and changes queues")
def queues():
    sqs = boto3.resource("sqs")
    queue = sqs.create_queue(QueueName="jobs", Attributes={"DelaySeconds": "0", "VisibilityTimeout": "20"}, tags={"team": "blue"})
    equal(queue.url, client.get_queue_url(QueueName="jobs")["QueueUrl"])
    equal(sqs.get_queue_by_name(QueueName="jobs").attributes["VisibilityTimeout"], "20")
    queue.set_attributes(Attributes={"VisibilityTimeout": "40"})
    queue.reload()
    equal(queue.attributes["VisibilityTimeout"], "40")
    equal(queue.attributes["QueueArn"], "arn:aws:sqs:us-east-1:000000000000:jobs")
    equal(client.list_queue_tags(QueueUrl=queue.url)["Tags"], {"team": "blue"})
    client.untag_queue(QueueUrl=queue.url, TagKeys=["team"])
    equal("Tags" in client.list_queue_tags(QueueUrl=queue.url), False)
    for number in range(3):
        client.create_queue(QueueName=f"page-{number}")
    pages = client.get_paginator("list_queues").paginate(QueueNamePrefix="page-", PaginationConfig={"PageSize": 2})
    equal([[url.rsplit("/", 1)[1] for url in page["QueueUrls"]] for page in pages], [["page-0", "page-1"], ["page-2"]])


@check("SQS sends, receives and deletes a message with attributes of all types")
def messages():
    queue = boto3.resource("sqs").get_queue_by_name(QueueName="jobs")
    sent = queue.send_message(
        MessageBody="hëllo <&> 'world'",
        MessageAttributes={
            "text": {"DataType": "String", "StringValue": "grün"},
            "number": {"DataType": "Number.int", "StringValue": "42"},
            "bytes": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
        },
    )
    (message,) = queue.receive_messages(MessageAttributeNames=["All"], AttributeNames=["All"], WaitTimeSeconds=1)
    equal((message.message_id, message.body), (sent["MessageId"], "hëllo <&> 'world'"))
    equal(message.message_attributes["bytes"], {"DataType": "Binary", "BinaryValue": b"\x00\xff"})
    equal(message.message_attributes["text"]["StringValue"], "grün")
    equal(message.attributes["ApproximateReceiveCount"], "1")
    equal(queue.receive_messages(), [])
    message.change_visibility(VisibilityTimeout=0)
    (again,) = queue.receive_messages(AttributeNames=["ApproximateReceiveCount"])
    equal(again.attributes, {"ApproximateReceiveCount": "2"})
    again.delete()
    equal(client.receive_message(QueueUrl=queue.url).get("Messages"), None)


@check("SQS works on batches, and tells which of their entries failed")
def batches():
    queue = boto3.resource("sqs").get_queue_by_name(QueueName="jobs")
    entries = [{"Id": str(number), "MessageBody": f"body {number}"} for number in range(9)]
    sent = queue.send_messages(Entries=[*entries, {"Id": "bad", "MessageBody": "x", "DelaySeconds": 901}])
    equal([entry["Id"] for entry in sent["Successful"]], [str(number) for number in range(9)])
    equal([(entry["Id"], entry["SenderFault"]) for entry in sent["Failed"]], [("bad", True)])
    received = queue.receive_messages(MaxNumberOfMessages=10)
    equal(sorted(message.body for message in received), [f"body {number}" for number in range(9)])
    deleted = queue.delete_messages(Entries=[{"Id": m.message_id, "ReceiptHandle": m.receipt_handle} for m in received])
    equal(len(deleted["Successful"]), 9)
    refused(lambda: queue.send_messages(Entries=[]), "AWS.SimpleQueueService.EmptyBatchRequest")
    twice = [{"Id": "a", "MessageBody": "x"}, {"Id": "a", "MessageBody": "y"}]
    refused(lambda: queue.send_messages(Entries=twice), "AWS.SimpleQueueService.BatchEntryIdsNotDistinct")


@check("SQS wakes a receive that waits")
def long_polling():
    queue = client.create_queue(QueueName="polled")["QueueUrl"]
    sender = boto3.client("sqs")
    timer = threading.Timer(0.2, lambda: sender.send_message(QueueUrl=queue, MessageBody="wake up"))
    started = time.monotonic()
    timer.start()
    equal(bodies(queue, WaitTimeSeconds=20), ["wake up"])
    timer.join()
    equal(time.monotonic() - started < 10, True)


@check("SQS keeps the order of a FIFO queue, and takes a message once")
def fifo():
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    queue = client.create_queue(QueueName="ordered.fifo", Attributes=attributes)["QueueUrl"]
    for body in ["a", "b", "b", "c"]:
        client.send_message(QueueUrl=queue, MessageBody=body, MessageGroupId="group")
    first = client.receive_message(QueueUrl=queue, AttributeNames=["All"])["Messages"][0]
    equal((first["Body"], first["Attributes"]["MessageGroupId"]), ("a", "group"))
    # The group waits for what is in flight.
    equal(bodies(queue), [])
    client.delete_message(QueueUrl=queue, ReceiptHandle=first["ReceiptHandle"])
    equal(bodies(queue), ["b", "c"])
    refused(
        lambda: client.send_message(QueueUrl=queue, MessageBody="x"),
        "MissingParameter",
        "The request must contain the parameter MessageGroupId.",
    )


@check("SQS moves dead letters away, and a task moves them back")
def dead_letters():
    letters = client.create_queue(QueueName="letters")["QueueUrl"]
    policy = {"deadLetterTargetArn": arn_of(letters), "maxReceiveCount": 1}
    source = client.create_queue(QueueName="source", Attributes={"RedrivePolicy": json.dumps(policy)})["QueueUrl"]
    equal(client.list_dead_letter_source_queues(QueueUrl=letters)["queueUrls"], [source])
    client.send_message(QueueUrl=source, MessageBody="never deleted")
    equal(bodies(source, VisibilityTimeout=0), ["never deleted"])
    equal(bodies(source), [])
    (letter,) = client.receive_message(QueueUrl=letters, AttributeNames=["All"], VisibilityTimeout=0)["Messages"]
    equal(letter["Attributes"]["DeadLetterQueueSourceArn"], arn_of(source))
    handle = client.start_message_move_task(SourceArn=arn_of(letters))["TaskHandle"]
    equal(bool(handle), True)
    equal(bodies(source, WaitTimeSeconds=10), ["never deleted"])
    (task,) = client.list_message_move_tasks(SourceArn=arn_of(letters))["Results"]
    equal((task["Status"], task["ApproximateNumberOfMessagesMoved"]), ("COMPLETED", 1))
    unknown = "arn:aws:sqs:us-east-1:000000000000:unknown"
    refused(lambda: client.start_message_move_task(SourceArn=unknown), "ResourceNotFoundException", status=404)


@check("SQS shares a queue by permissions")
def permissions():
    queue = client.create_queue(QueueName="shared")["QueueUrl"]
    client.add_permission(QueueUrl=queue, Label="all", AWSAccountIds=["111122223333"], Actions=["SendMessage", "ReceiveMessage"])
    policy = json.loads(client.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"])["Attributes"]["Policy"])
    equal(policy["Id"], f"{arn_of(queue)}/SQSDefaultPolicy")
    equal(policy["Statement"][0]["Action"], ["SQS:SendMessage", "SQS:ReceiveMessage"])
    client.remove_permission(QueueUrl=queue, Label="all")
    equal("Attributes" in client.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"]), False)


@check("SQS refuses in words that boto3 makes its exceptions of")
def refusals():
    nowhere = client.get_queue_url(QueueName="jobs")["QueueUrl"].replace("jobs", "nowhere")
    words = "The specified queue does not exist."
    refused(lambda: client.send_message(QueueUrl=nowhere, MessageBody="x"), GONE, words)
    refused(lambda: client.get_queue_url(QueueName="nowhere"), GONE, words)
    try:
        client.get_queue_url(QueueName="nowhere")
    except client.exceptions.QueueDoesNotExist as error:
        equal(error.response["Error"]["Message"], words)
    again = "A queue already exists with the same name and a different value for attribute VisibilityTimeout"
    refused(lambda: client.create_queue(QueueName="jobs", Attributes={"VisibilityTimeout": "1"}), "QueueAlreadyExists", again)
    wrong = {"QueueName": "wrong", "Attributes": {"DelaySeconds": "901"}}
    refused(lambda: client.create_queue(**wrong), "InvalidAttributeValue", "Invalid value for the parameter DelaySeconds.")
    queue = client.get_queue_url(QueueName="jobs")["QueueUrl"]
    refused(lambda: client.delete_message(QueueUrl=queue, ReceiptHandle="made up"), "ReceiptHandleIsInvalid", status=404)
    client.purge_queue(QueueUrl=queue)
    refused(
        lambda: client.purge_queue(QueueUrl=queue),
        "AWS.SimpleQueueService.PurgeQueueInProgress",
        "Only one PurgeQueue operation on jobs is allowed every 60 seconds.",
        status=403,
    )


@check("SQS deletes a queue")
def deletion():
    queue = boto3.resource("sqs").get_queue_by_name(QueueName="jobs")
    queue.delete()
    refused(lambda: client.get_queue_url(QueueName="jobs"), GONE)
    refused(queue.delete, GONE)


run_checks()
