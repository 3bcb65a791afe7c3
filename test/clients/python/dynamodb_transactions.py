"""What boto3 does with DynamoDB's transactions, streams and statements."""

from decimal import Decimal

import boto3
from harness import check, equal, refused, run_checks

KEY_SCHEMA = [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}]
KEY_TYPES = [{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "at", "AttributeType": "N"}]

for name in ("sums", "changes", "rows"):
    boto3.client("dynamodb").create_table(
        TableName=name, KeySchema=KEY_SCHEMA, AttributeDefinitions=KEY_TYPES, BillingMode="PAY_PER_REQUEST"
    )


@check("DynamoDB carries out a transaction whole or not at all, and once for each token")
def transactions():
    client = boto3.resource("dynamodb").meta.client  # converts values as the resource does

    def add(at, least):
        return {
            "Update": {
                "TableName": "sums",
                "Key": {"id": "sum", "at": at},
                "UpdateExpression": "ADD amount :one",
                "ConditionExpression": "attribute_not_exists(amount) OR amount > :least",
                "ExpressionAttributeValues": {":one": 1, ":least": least},
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        }

    for _ in range(2):
        client.transact_write_items(TransactItems=[add(1, 0), add(2, 0)], ClientRequestToken="once")
    message = "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]"
    answer = refused(
        lambda: client.transact_write_items(TransactItems=[add(1, 0), add(2, 9)]), "TransactionCanceledException", message
    )
    equal([reason["Code"] for reason in answer["CancellationReasons"]], ["None", "ConditionalCheckFailed"])
    equal(answer["CancellationReasons"][1]["Item"]["amount"], {"N": "1"})
    refused(
        lambda: client.transact_write_items(TransactItems=[add(1, 0)], ClientRequestToken="once"), "IdempotentParameterMismatchException"
    )
    gets = [{"Get": {"TableName": "sums", "Key": {"id": "sum", "at": at}}} for at in (1, 2, 3)]
    got = client.transact_get_items(TransactItems=gets)["Responses"]
    equal([response.get("Item", {}).get("amount") for response in got], [Decimal(1), Decimal(1), None])


@check("DynamoDB Streams gives a record for each change")
def streams():
    client, reader = boto3.client("dynamodb"), boto3.client("dynamodbstreams")
    client.update_table(TableName="changes", StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
    client.get_waiter("table_exists").wait(TableName="changes")
    arn = client.describe_table(TableName="changes")["Table"]["LatestStreamArn"]
    key = {"id": {"S": "a"}, "at": {"N": "1"}}
    client.put_item(TableName="changes", Item={**key, "b": {"B": b"\x00\xff"}})
    client.put_item(TableName="changes", Item={**key, "b": {"B": b"\x00\xff"}})
    client.update_item(TableName="changes", Key=key, UpdateExpression="REMOVE b")
    client.delete_item(TableName="changes", Key=key)
    shards = reader.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    iterator = reader.get_shard_iterator(StreamArn=arn, ShardId=shards[0]["ShardId"], ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    records = reader.get_records(ShardIterator=iterator)["Records"]
    equal([record["eventName"] for record in records], ["INSERT", "MODIFY", "REMOVE"])
    equal(records[1]["dynamodb"]["OldImage"], {**key, "b": {"B": b"\x00\xff"}})
    equal(records[1]["dynamodb"]["NewImage"], key)
    numbers = [int(record["dynamodb"]["SequenceNumber"]) for record in records]
    equal(numbers, sorted(numbers))


@check("DynamoDB executes PartiQL statements with parameters, and gives each its own refusal")
def statements():
    client = boto3.client("dynamodb")
    client.execute_statement(Statement="INSERT INTO \"rows\" VALUE {'id': 'a', 'at': 1, 'marks': [1, 'two']}")
    found = client.execute_statement(Statement='SELECT marks[1] FROM "rows" WHERE id = ? AND "at" = ?', Parameters=[{"S": "a"}, {"N": "1"}])
    equal(found["Items"], [{"marks[1]": {"S": "two"}}])
    updates = [f"UPDATE \"rows\" SET n = 1 WHERE id = 'a' AND \"at\" = {at}" for at in (1, 2)]
    changed = client.batch_execute_statement(Statements=[{"Statement": statement} for statement in updates])["Responses"]
    # There is no second item to update.
    equal([response.get("Error", {}).get("Code") for response in changed], [None, "ConditionalCheckFailed"])
    rows = client.get_paginator("scan").paginate(TableName="rows").search("Items[].n.N")
    equal(list(rows), ["1"])


run_checks()
