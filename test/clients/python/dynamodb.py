"""What boto3 does with DynamoDB."""

from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Key
from boto3.dynamodb.types import Binary
from harness import UNCHECKED, check, equal, refused, run_checks

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


run_checks()
