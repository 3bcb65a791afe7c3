"""What boto3 does with SNS."""

import json

import boto3
from harness import check, equal, refused, run_checks


def queue(name, **attributes):
    sqs = boto3.resource("sqs")
    return sqs.create_queue(QueueName=name, Attributes=attributes)


def bodies(source):
    return [message.body for message in source.receive_messages(MaxNumberOfMessages=10, WaitTimeSeconds=1)]


@check("SNS delivers a topic's messages to a queue, through a filter")
def fan_out():
    topic = boto3.resource("sns").create_topic(Name="orders", Attributes={"DisplayName": "Orders"})
    orders = queue("orders")
    policy = {"kind": ["order"], "amount": [{"numeric": [">", 10]}]}
    subscription = topic.subscribe(
        Protocol="sqs",
        Endpoint=orders.attributes["QueueArn"],
        Attributes={"FilterPolicy": json.dumps(policy)},
        ReturnSubscriptionArn=True,
    )
    equal(json.loads(subscription.attributes["FilterPolicy"]), policy)
    for amount in ("5", "50"):
        attributes = {
            "kind": {"DataType": "String", "StringValue": "order"},
            "amount": {"DataType": "Number", "StringValue": amount},
        }
        topic.publish(Message=f"an order of {amount}", Subject="an order", MessageAttributes=attributes)
    [body] = [json.loads(text) for text in bodies(orders)]
    equal((body["Message"], body["Subject"]), ("an order of 50", "an order"))
    equal(body["MessageAttributes"]["amount"], {"Type": "Number", "Value": "50"})
    equal([listed.arn for listed in topic.subscriptions.all()], [subscription.arn])
    subscription.delete()
    equal(list(topic.subscriptions.all()), [])
    topic.delete()


@check("SNS keeps the order of a FIFO topic, and takes a message once")
def fifo():
    sns = boto3.client("sns")
    arn = sns.create_topic(Name="steps.fifo", Attributes={"FifoTopic": "true", "ContentBasedDeduplication": "true"})["TopicArn"]
    steps = queue("steps.fifo", FifoQueue="true")
    sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=steps.attributes["QueueArn"], Attributes={"RawMessageDelivery": "true"})
    entries = [{"Id": str(step), "Message": f"step {step}", "MessageGroupId": "all"} for step in range(4)]
    first = sns.publish_batch(TopicArn=arn, PublishBatchRequestEntries=entries)
    equal(first["Failed"], [])
    again = sns.publish_batch(TopicArn=arn, PublishBatchRequestEntries=entries)
    equal(again["Successful"], first["Successful"])
    equal(bodies(steps), [f"step {step}" for step in range(4)])


@check("SNS pages through topics and their subscriptions")
def pages():
    sns = boto3.client("sns")
    arns = {sns.create_topic(Name=f"page-{number}")["TopicArn"] for number in range(105)}
    listed = [topic["TopicArn"] for page in sns.get_paginator("list_topics").paginate() for topic in page["Topics"]]
    equal(arns <= set(listed), True)
    equal(len(listed), len(set(listed)))
    arn = min(arns)
    for number in range(101):
        sns.subscribe(TopicArn=arn, Protocol="sms", Endpoint=f"+1555000{1000 + number}")
    for name, parameters in (("list_subscriptions_by_topic", {"TopicArn": arn}), ("list_subscriptions", {})):
        found = [item["Endpoint"] for page in sns.get_paginator(name).paginate(**parameters) for item in page["Subscriptions"]]
        equal(len([endpoint for endpoint in found if endpoint.startswith("+1555000")]), 101)


@check("SNS refuses with errors that boto3 knows by name")
def refusals():
    sns = boto3.client("sns")
    missing = "arn:aws:sns:us-east-1:000000000000:nowhere"
    refused(lambda: sns.publish(TopicArn=missing, Message="hello"), "NotFound", "Topic does not exist", 404)
    refused(lambda: sns.create_topic(Name="not a name"), "InvalidParameter", "Invalid parameter: Topic Name")
    try:
        sns.get_topic_attributes(TopicArn=missing)
    except sns.exceptions.NotFoundException as error:
        equal(error.response["Error"]["Message"], "Topic does not exist")


run_checks()
