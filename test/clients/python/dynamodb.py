"""What boto3 does with DynamoDB."""

from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from boto3.dynamodb.types import Binary, TypeDeserializer, TypeSerializer
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


@check("DynamoDB keeps every digit of a Decimal through the serializers")
def decimals():
    numbers = ["12345678901234567890123456789012345678", "-1E-130", "0.10", "0"]
    client, serializer, deserializer = boto3.client("dynamodb"), TypeSerializer(), TypeDeserializer()
    item = {"id": "decimals", "at": 1, "numbers": [Decimal(number) for number in numbers], "set": {Decimal("1.0"), Decimal("-2E+3")}}
    # boto3 itself can write a number of more than 38 digits, but not read it (boto3 issue 2500).
    large = {"large": {"N": "9." + "9" * 37 + "E+125"}}
    client.put_item(TableName="things", Item={name: serializer.serialize(value) for name, value in item.items()} | large)
    stored = client.get_item(TableName="things", Key={"id": {"S": "decimals"}, "at": {"N": "1"}})["Item"]
    equal(stored.pop("large"), {"N": "9" * 38 + "0" * 88})
    equal({name: deserializer.deserialize(value) for name, value in stored.items()}, item)
    # The form that DynamoDB gives numbers.
    equal([number["N"] for number in stored["numbers"]["L"]][2:], ["0.1", "0"])
    equal(sorted(stored["set"]["NS"]), ["-2000", "1"])


@check("DynamoDB updates an item on a condition that boto3 has built")
def conditions():
    table = boto3.resource("dynamodb").Table("things")
    table.put_item(Item={"id": "row", "at": 1, "tags": {"a", "b"}, "lines": ["x"], "nested": {"count": 1}})
    update = {
        "Key": {"id": "row", "at": 1},
        "UpdateExpression": "SET #l = list_append(#l, :more) ADD nested.#c :one DELETE tags :old",
        "ExpressionAttributeNames": {"#l": "lines", "#c": "count"},
        "ExpressionAttributeValues": {":more": ["y"], ":one": 1, ":old": {"a"}},
    }
    holds = Attr("tags").contains("a") & Attr("nested.count").between(1, 5) & ~Attr("gone").exists() & Attr("lines").size().lt(2)
    changed = table.update_item(**update, ConditionExpression=holds, ReturnValues="ALL_NEW")["Attributes"]
    equal(changed, {"id": "row", "at": 1, "tags": {"b"}, "lines": ["x", "y"], "nested": {"count": 2}})
    answer = refused(
        lambda: table.update_item(**update, ConditionExpression=holds, ReturnValuesOnConditionCheckFailure="ALL_OLD"),
        "ConditionalCheckFailedException",
        "The conditional request failed",
    )
    equal(answer["Item"]["tags"], {"SS": ["b"]})


@check("DynamoDB takes only the last of several writes to a key in a batch_writer")
def overwriting():
    table = boto3.resource("dynamodb").Table("things")
    with table.batch_writer(overwrite_by_pkeys=["id", "at"]) as batch:
        for turn in range(3):
            for at in range(40):
                batch.put_item(Item={"id": "row", "at": at, "at2": at, "even": at % 2 == 0, "name": f"row-{at}", "turn": turn})
        batch.delete_item(Key={"id": "row", "at": 39})
        batch.put_item(Item={"id": "row", "at": 39, "even": False, "turn": 3})
    last = table.query(KeyConditionExpression=Key("id").eq("row"), ScanIndexForward=False, Limit=2)["Items"]
    equal([(item["at"], item["turn"]) for item in last], [(39, 3), (38, 2)])
    twice = [{"DeleteRequest": {"Key": {"id": {"S": "row"}, "at": {"N": number}}}} for number in ("1", "1.0")]
    refused(
        lambda: boto3.client("dynamodb").batch_write_item(RequestItems={"things": twice}),
        "ValidationException",
        "Provided list of item keys contains duplicates",
    )


@check("DynamoDB filters by conditions that boto3 has built, and projects")
def filters():
    table = boto3.resource("dynamodb").Table("things")
    found = table.query(
        KeyConditionExpression=Key("id").eq("row") & Key("at").between(0, 20),
        FilterExpression=Attr("even").eq(True) & (Attr("at2").is_in([4, 6]) | Attr("name").begins_with("row-1")),
        ProjectionExpression="#n, even",
        ExpressionAttributeNames={"#n": "name"},
    )
    equal(found["Items"], [{"name": f"row-{at}", "even": True} for at in (4, 6, 10, 12, 14, 16, 18)])
    equal(found["ScannedCount"], 21)
    counted = table.scan(FilterExpression=Attr("even").attribute_type("BOOL") & Attr("even").ne(True), Select="COUNT")
    equal(counted["Count"], 20)


@check("DynamoDB pages through queries, scans and lists, and goes on from a token")
def paginators():
    client = boto3.client("dynamodb")
    query = {
        "TableName": "things",
        "KeyConditionExpression": "id = :id",
        "ExpressionAttributeValues": {":id": {"S": "row"}},
        "ScanIndexForward": False,
    }
    first = client.get_paginator("query").paginate(**query, PaginationConfig={"PageSize": 7, "MaxItems": 10}).build_full_result()
    equal([item["at"]["N"] for item in first["Items"]], [str(at) for at in range(39, 29, -1)])
    rest = client.get_paginator("query").paginate(**query, PaginationConfig={"StartingToken": first["NextToken"]}).build_full_result()
    equal([item["at"]["N"] for item in rest["Items"]], [str(at) for at in range(29, -1, -1)])
    segments = [
        item["at"]["N"]
        for segment in range(3)
        for page in client.get_paginator("scan").paginate(TableName="things", Segment=segment, TotalSegments=3, Limit=9)
        for item in page["Items"]
        if item["id"]["S"] == "row"
    ]
    equal(sorted(map(int, segments)), list(range(40)))
    for name in ("list-a", "list-b", "list-c"):
        client.create_table(
            TableName=name, KeySchema=KEY_SCHEMA, AttributeDefinitions=KEY_TYPES, BillingMode="PAY_PER_REQUEST"
        )
    pages = list(client.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 3}))
    equal([page["TableNames"] for page in pages], [["list-a", "list-b", "list-c"], ["things"]])
    equal([table.name for table in boto3.resource("dynamodb").tables.all()][-1], "things")


@check("DynamoDB refuses expressions and keys that are wrong")
def wrong_expressions():
    table = boto3.resource("dynamodb").Table("things")
    refused(
        lambda: table.query(KeyConditionExpression=Key("at").eq(1)),
        "ValidationException",
        "Query condition missed key schema element: id",
    )
    refused(
        lambda: table.scan(FilterExpression="name = :n", ExpressionAttributeValues={":n": 1}),
        "ValidationException",
        "Invalid FilterExpression: Attribute name is a reserved keyword; reserved keyword: name",
    )
    refused(
        lambda: table.update_item(
            Key={"id": "row", "at": 1}, UpdateExpression="SET id = :i", ExpressionAttributeValues={":i": "other"}
        ),
        "ValidationException",
        "One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key",
    )
    refused(lambda: table.get_item(Key={"id": "row"}), "ValidationException", "The provided key element does not match the schema")
    refused(
        lambda: table.put_item(Item={"id": "", "at": 1}),
        "ValidationException",
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id",
    )


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
