"""Writes items with boto3 as people do: python bulk-load.py ENDPOINT COUNT. Prints the seconds it took and its own CPU seconds."""

import sys
import time

import boto3

endpoint, count = sys.argv[1], int(sys.argv[2])
keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
dynamodb = boto3.resource("dynamodb", endpoint_url=endpoint, region_name="us-east-1", **keys)
table = dynamodb.create_table(
    TableName="bulk",
    BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
)
table.wait_until_exists()
wall, cpu = time.perf_counter(), time.process_time()
with table.batch_writer() as batch:
    for number in range(count):
        batch.put_item(Item={"id": f"item-{number}", "number": number, "active": True, "text": "lorem ipsum dolor " * 8})
print(time.perf_counter() - wall, time.process_time() - cpu)
