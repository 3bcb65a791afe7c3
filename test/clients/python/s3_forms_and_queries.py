"""What boto3 does with S3's browser forms, queries and directory buckets."""

import os

import boto3
import urllib3
from botocore.config import Config
from harness import check, equal, refused, run_checks

PEOPLE = b"name,age\nann,30\nbob,25\n"
DIRECTORY = "logs--use1-az4--x-s3"


def submit(form, name, content):
    """As a browser: the form's fields, then the file."""
    fields = [*form["fields"].items(), ("file", (name, content))]
    return urllib3.PoolManager().request("POST", form["url"], fields=fields, redirect=False)


def submit_signed(version):
    client = boto3.client("s3", config=Config(signature_version=version))
    form = client.generate_presigned_post(
        "pictures",
        "up/${filename}",
        Fields={"success_action_status": "201", "x-amz-meta-by": "form"},
        Conditions=[{"success_action_status": "201"}, {"x-amz-meta-by": "form"}, ["content-length-range", 1, 10_000_000]],
    )
    content = os.urandom(3_000_000)
    answer = submit(form, "photo.jpg", content)
    equal(answer.status, 201)
    got = client.get_object(Bucket="pictures", Key="up/photo.jpg")
    equal((got["Body"].read() == content, got["Metadata"]), (True, {"by": "form"}))
    equal(submit(form, "large.jpg", b"x" * 10_000_001).status, 400)
    form["fields"]["x-amz-meta-by"] = "another"
    refusal = submit(form, "photo.jpg", b"x")
    equal(refusal.status, 403)
    if b'Policy Condition failed: ["eq", "$x-amz-meta-by", "form"]' not in refusal.data.replace(b"&quot;", b'"'):
        raise AssertionError(refusal.data)


@check("S3 takes a presigned form of version 4")
def forms():
    boto3.client("s3").create_bucket(Bucket="pictures")
    submit_signed("s3v4")


@check("S3 takes a presigned form of version 2")
def older_forms():
    submit_signed("s3")


@check("S3 answers a query with events")
def queries():
    client = boto3.client("s3")
    client.put_object(Bucket="pictures", Key="people.csv", Body=PEOPLE)

    def ask(expression):
        answer = client.select_object_content(
            Bucket="pictures",
            Key="people.csv",
            Expression=expression,
            ExpressionType="SQL",
            InputSerialization={"CSV": {"FileHeaderInfo": "USE"}},
            OutputSerialization={"JSON": {}},
        )
        return list(answer["Payload"])

    records, stats, end = ask("SELECT s.name FROM s3object s WHERE CAST(s.age AS INT) > 26")
    equal(records, {"Records": {"Payload": b'{"name":"ann"}\n'}})
    details = {"BytesScanned": len(PEOPLE), "BytesProcessed": len(PEOPLE), "BytesReturned": 15}
    equal((stats, end), ({"Stats": {"Details": details}}, {"End": {}}))
    message = "Some headers in the query are missing from the file. Please check the file and try again."
    refused(lambda: ask("SELECT s.height FROM s3object s"), "MissingHeaders", message)


@check("S3 keeps a directory bucket, with sessions that boto3 asks for")
def directory_buckets():
    # By number: names below localhost are not known everywhere.
    endpoint = os.environ["AWS_ENDPOINT_URL"].replace("localhost", "127.0.0.1")
    client = boto3.client("s3", endpoint_url=endpoint)
    zone = {"Location": {"Type": "AvailabilityZone", "Name": "use1-az4"}}
    kind = {"Bucket": {"Type": "Directory", "DataRedundancy": "SingleAvailabilityZone"}}
    client.create_bucket(Bucket=DIRECTORY, CreateBucketConfiguration={**zone, **kind})
    equal([bucket["Name"] for bucket in client.list_directory_buckets()["Buckets"]], [DIRECTORY])
    equal([bucket["Name"] for bucket in client.list_buckets()["Buckets"]], ["pictures"])
    client.put_object(Bucket=DIRECTORY, Key="log", Body=b"one,")
    equal(client.put_object(Bucket=DIRECTORY, Key="log", Body=b"two", WriteOffsetBytes=4)["Size"], 7)
    client.rename_object(Bucket=DIRECTORY, Key="log.1", RenameSource=f"{DIRECTORY}/log")
    equal(client.get_object(Bucket=DIRECTORY, Key="log.1")["Body"].read(), b"one,two")
    equal([item["Key"] for item in client.list_objects_v2(Bucket=DIRECTORY)["Contents"]], ["log.1"])


run_checks()
