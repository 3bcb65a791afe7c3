"""What boto3 sees of S3's events, on their way through topics that filter them."""

import json

import boto3
from harness import check, equal, refused, run_checks

BUCKET = "telling"


def receive(queue, count):
    messages = []
    while len(messages) < count:
        received = queue.receive_messages(MaxNumberOfMessages=10, WaitTimeSeconds=10)
        if not received:
            raise AssertionError(f"only {len(messages)} of {count} messages came")
        for message in received:
            messages.append(json.loads(message.body))
            message.delete()
    return messages


@check("S3 tells a queue of its objects, beginning with a test event")
def to_queue():
    bucket = boto3.resource("s3").create_bucket(Bucket=BUCKET)
    queue = boto3.resource("sqs").create_queue(QueueName="arrivals")
    rules = [{"Name": "prefix", "Value": "in/"}, {"Name": "suffix", "Value": ".txt"}]
    part = {"QueueArn": queue.attributes["QueueArn"], "Events": ["s3:ObjectCreated:*"], "Filter": {"Key": {"FilterRules": rules}}}
    bucket.Notification().put(NotificationConfiguration={"QueueConfigurations": [part]})
    bucket.put_object(Key="out/a.txt", Body=b"hello")
    bucket.put_object(Key="in/a b.txt", Body=b"hello")
    test, event = receive(queue, 2)
    equal((test["Event"], test["Bucket"]), ("s3:TestEvent", BUCKET))
    [record] = event["Records"]
    equal((record["eventName"], record["awsRegion"]), ("ObjectCreated:Put", "us-east-1"))
    equal(record["s3"]["object"]["key"], "in/a+b.txt")
    equal(record["s3"]["object"]["eTag"], "5d41402abc4b2a76b9719d911017c592")
    equal(queue.attributes["ApproximateNumberOfMessages"], "0")


@check("SNS filters S3's events by their bodies")
def through_topic():
    sns = boto3.resource("sns")
    topic = sns.create_topic(Name="changes")
    queue = boto3.resource("sqs").create_queue(QueueName="removals")
    policy = {"Records": {"eventName": [{"prefix": "ObjectRemoved:"}], "s3": {"object": {"key": [{"suffix": ".txt"}]}}}}
    attributes = {"FilterPolicyScope": "MessageBody", "FilterPolicy": json.dumps(policy), "RawMessageDelivery": "true"}
    subscription = topic.subscribe(Protocol="sqs", Endpoint=queue.attributes["QueueArn"], Attributes=attributes)
    equal(json.loads(subscription.attributes["FilterPolicy"]), policy)
    bucket = boto3.resource("s3").Bucket(BUCKET)
    part = {"TopicArn": topic.arn, "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}
    bucket.Notification().put(NotificationConfiguration={"TopicConfigurations": [part]})
    bucket.put_object(Key="b.txt", Body=b"hello")
    bucket.delete_objects(Delete={"Objects": [{"Key": key} for key in ("b.txt", "c.json", "in/a b.txt")]})
    keys = [event["Records"][0]["s3"]["object"]["key"] for event in receive(queue, 2)]
    equal(sorted(keys), ["b.txt", "in/a+b.txt"])
    refused(
        lambda: subscription.set_attributes(AttributeName="FilterPolicy", AttributeValue='{"key":"value"}'),
        "InvalidParameter",
        'Invalid parameter: FilterPolicy: "key" must be an object or an array\n'
        ' at [Source: (String)"{"key":"value"}"; line: 1, column: 9]',
        400,
    )


@check("S3 refuses to tell queues that are missing")
def missing():
    arn = "arn:aws:sqs:us-east-1:000000000000:missing"
    configuration = {"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
    client = boto3.client("s3")
    refused(
        lambda: client.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration=configuration),
        "InvalidArgument",
        "Unable to validate the following destination configurations",
        400,
    )


run_checks()
