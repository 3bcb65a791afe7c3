"""What boto3 does against the emulator. Prints one JSON line a check: its name, and what went wrong, if anything."""

import json
import sys
import traceback
from decimal import Decimal
from io import BytesIO

import boto3
from boto3.dynamodb.conditions import Key
from boto3.dynamodb.types import Binary
from botocore.config import Config
from botocore.exceptions import ClientError

CHECKS = []


def check(name):
    def add(function):
        CHECKS.append((name, function))
        return function

    return add


def equal(actual, expected):
    if actual != expected:
        raise AssertionError(f"expected {expected!r}, got {actual!r}")


def refused(call, code, message=None, status=400):
    """The call must be refused with this code, and with this message where one is given."""
    try:
        call()
    except ClientError as error:
        equal(error.response["Error"]["Code"], code)
        equal(error.response["ResponseMetadata"]["HTTPStatusCode"], status)
        if message is not None:
            equal(error.response["Error"]["Message"], message)
        return
    raise AssertionError(f"expected {code}, but the call succeeded")


# The wire as it is: what boto3 would refuse by itself must be refused by the service too.
UNCHECKED = Config(parameter_validation=False, retries={"max_attempts": 0})
KEY_SCHEMA = [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}]
KEY_TYPES = [{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "at", "AttributeType": "N"}]


@check("DynamoDB creates a table and waits until it exists")
def create_table():
    table = boto3.resource("dynamodb").create_table(
        TableName="things", KeySchema=KEY_SCHEMA, AttributeDefinitions=KEY_TYPES, BillingMode="PAY_PER_REQUEST"
    )
    table.wait_until_exists()
    table.reload()
    equal(table.table_status, "ACTIVE")
    equal(table.table_arn, "arn:aws:dynamodb:us-east-1:000000000000:table/things")
    equal(boto3.client("dynamodb").list_tables()["TableNames"], ["things"])


@check("DynamoDB gives back an item with every type of attribute")
def item_types():
    table = boto3.resource("dynamodb").Table("things")
    item = {
        "id": "all",
        "at": Decimal(1),
        "text": "ünïcode 🙂",
        "number": Decimal("-12345678901234567890.123456789"),
        "bytes": Binary(b"\x00\xff"),
        "yes": True,
        "nothing": None,
        "list": ["a", Decimal(2), []],
        "map": {"inner": {}, "value": ""},
        "texts": {"a", "b"},
        "numbers": {Decimal(1), Decimal("2.5")},
    }
    table.put_item(Item=item)
    equal(table.get_item(Key={"id": "all", "at": 1})["Item"], item)


@check("DynamoDB writes in batches, queries a key and scans in pages")
def batches():
    table = boto3.resource("dynamodb").Table("things")
    with table.batch_writer() as batch:
        for at in range(40):
            batch.put_item(Item={"id": "row", "at": at})
    found = table.query(KeyConditionExpression=Key("id").eq("row") & Key("at").gte(37))
    equal([int(item["at"]) for item in found["Items"]], [37, 38, 39])
    last = table.query(KeyConditionExpression=Key("id").eq("row"), ScanIndexForward=False, Limit=1)
    equal([int(item["at"]) for item in last["Items"]], [39])
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName="things", PaginationConfig={"PageSize": 15})
    equal(sum(page["Count"] for page in pages), 41)
    keys = [{"id": "row", "at": 1}, {"id": "row", "at": 2}, {"id": "row", "at": 99}]
    got = boto3.resource("dynamodb").batch_get_item(RequestItems={"things": {"Keys": keys}})
    equal(sorted(int(item["at"]) for item in got["Responses"]["things"]), [1, 2])


@check("DynamoDB refuses a table that it does not know")
def unknown_table():
    client = boto3.client("dynamodb")
    refused(
        lambda: client.get_item(TableName="bad-table", Key={"id": {"S": "x"}}),
        "ResourceNotFoundException",
        "Requested resource not found",
    )
    refused(
        lambda: client.describe_table(TableName="bad-table"),
        "ResourceNotFoundException",
        "Requested resource not found: Table: bad-table not found",
    )
    try:
        client.delete_table(TableName="bad-table")
    except client.exceptions.ResourceNotFoundException:
        return
    raise AssertionError("deleting an unknown table must raise the client's own exception")


@check("DynamoDB refuses a wrong type")
def wrong_type():
    client = boto3.client("dynamodb", config=UNCHECKED)
    refused(lambda: client.list_tables(Limit="many"), "SerializationException")
    refused(
        lambda: client.put_item(TableName="things", Item={"id": {"N": "1"}, "at": {"N": "1"}}),
        "ValidationException",
        "One or more parameter values were invalid: Type mismatch for key id expected: S actual: N",
    )


@check("DynamoDB refuses a request without a required member")
def missing_member():
    client = boto3.client("dynamodb", config=UNCHECKED)
    refused(
        lambda: client.get_item(TableName="things"),
        "ValidationException",
        "1 validation error detected: Value null at 'key' failed to satisfy constraint: Member must not be null",
    )
    refused(
        lambda: client.put_item(TableName="things", Item={"id": {"S": "x"}}),
        "ValidationException",
        "One or more parameter values were invalid: Missing the key at in the item",
    )


@check("DynamoDB deletes a table and waits until it is gone")
def delete_table():
    table = boto3.resource("dynamodb").Table("things")
    table.delete_item(Key={"id": "all", "at": 1})
    equal("Item" in table.get_item(Key={"id": "all", "at": 1}), False)
    table.delete()
    table.wait_until_not_exists()


@check("S3 creates a bucket and waits until it exists")
def create_bucket():
    bucket = boto3.resource("s3").create_bucket(Bucket="pictures")
    bucket.wait_until_exists()
    client = boto3.client("s3")
    equal([bucket["Name"] for bucket in client.list_buckets()["Buckets"]], ["pictures"])
    equal(client.get_bucket_location(Bucket="pictures")["LocationConstraint"], None)


@check("S3 gives back an object, whole and in part")
def objects():
    client = boto3.client("s3")
    key = "a b/ü+&=?#%25 //c.txt"
    put = client.put_object(Bucket="pictures", Key=key, Body=b"hello", ContentType="text/plain", Metadata={"colour": "green"})
    equal(put["ETag"], '"5d41402abc4b2a76b9719d911017c592"')
    got = client.get_object(Bucket="pictures", Key=key)
    equal(got["Body"].read(), b"hello")
    equal((got["ContentType"], got["ContentLength"], got["Metadata"]), ("text/plain", 5, {"colour": "green"}))
    equal(client.get_object(Bucket="pictures", Key=key, Range="bytes=-2")["Body"].read(), b"lo")
    equal(client.head_object(Bucket="pictures", Key=key)["ETag"], put["ETag"])
    client.upload_fileobj(BytesIO(b"x" * 1_000_000), "pictures", "file")
    target = BytesIO()
    client.download_fileobj("pictures", "file", target)
    equal(target.getvalue(), b"x" * 1_000_000)


@check("S3 lists by prefix and delimiter, in pages")
def listing():
    client = boto3.client("s3")
    for key in ("list/a/1", "list/a/2", "list/b/1", "list/c"):
        client.put_object(Bucket="pictures", Key=key, Body=b"")
    pages = client.get_paginator("list_objects_v2").paginate(
        Bucket="pictures", Prefix="list/", Delimiter="/", PaginationConfig={"PageSize": 2}
    )
    seen = []
    for page in pages:
        seen += [prefix["Prefix"] for prefix in page.get("CommonPrefixes", [])] + [item["Key"] for item in page.get("Contents", [])]
    equal(seen, ["list/a/", "list/b/", "list/c"])
    first = client.list_objects(Bucket="pictures", Prefix="a b/")
    equal([item["Key"] for item in first["Contents"]], ["a b/ü+&=?#%25 //c.txt"])


@check("S3 refuses a bucket or a key that it does not know")
def unknown_bucket():
    client = boto3.client("s3")
    refused(
        lambda: client.get_object(Bucket="no-such-bucket-here", Key="x"), "NoSuchBucket", "The specified bucket does not exist", 404
    )
    refused(lambda: client.get_object(Bucket="pictures", Key="nope"), "NoSuchKey", "The specified key does not exist.", 404)
    refused(lambda: client.head_bucket(Bucket="no-such-bucket-here"), "404", None, 404)
    refused(lambda: client.delete_bucket(Bucket="pictures"), "BucketNotEmpty", None, 409)


@check("S3 refuses a wrong type")
def wrong_number():
    client = boto3.client("s3", config=UNCHECKED)
    refused(lambda: client.list_objects_v2(Bucket="pictures", MaxKeys="many"), "InvalidArgument")


@check("S3 deletes objects and the empty bucket")
def delete_bucket():
    bucket = boto3.resource("s3").Bucket("pictures")
    for item in bucket.objects.all():
        item.delete()
    bucket.delete()
    bucket.wait_until_not_exists()


@check("STS names the caller, and the role that was assumed")
def identity():
    equal(boto3.client("sts").get_caller_identity()["Account"], "000000000000")
    role = boto3.client("sts").assume_role(RoleArn="arn:aws:iam::123456789012:role/builder", RoleSessionName="nightly")
    credentials = role["Credentials"]
    assumed = boto3.client(
        "sts",
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )
    equal(assumed.get_caller_identity()["Arn"], "arn:aws:sts::123456789012:assumed-role/builder/nightly")


@check("STS refuses a role without an ARN, and a duration that is no number")
def bad_role():
    client = boto3.client("sts", config=UNCHECKED)
    refused(
        lambda: client.assume_role(RoleSessionName="nightly"),
        "ValidationError",
        "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
    )
    role = "arn:aws:iam::123456789012:role/builder"
    refused(lambda: client.assume_role(RoleArn=role, RoleSessionName="nightly", DurationSeconds="long"), "MalformedInput")


for name, function in CHECKS:
    try:
        function()
        problem = None
    except Exception:
        problem = traceback.format_exc(limit=4)
    json.dump({"name": name, "problem": problem}, sys.stdout)
    print()
