import json

import pytest
from botocore.exceptions import ClientError


def store_order(s3, order_id, order):
    """The code under test takes its client from outside."""
    s3.put_object(Bucket="orders", Key=f"{order_id}.json", Body=json.dumps(order))


def test_an_order_is_stored_under_its_id(aws):
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="orders")
    store_order(s3, "17", {"item": "kettle"})
    stored = s3.get_object(Bucket="orders", Key="17.json")["Body"].read()
    assert json.loads(stored) == {"item": "kettle"}


def test_a_test_sees_nothing_of_the_one_before(aws):
    with pytest.raises(ClientError) as refused:
        aws.client("s3").get_object(Bucket="orders", Key="17.json")
    assert refused.value.response["Error"]["Code"] == "NoSuchBucket"


def test_accounts_are_apart(aws):
    aws.client("s3", account="111122223333").create_bucket(Bucket="of-one")
    assert aws.client("s3", account="444455556666").list_buckets()["Buckets"] == []
