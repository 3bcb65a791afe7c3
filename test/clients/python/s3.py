"""What boto3 does with S3."""

from io import BytesIO

import boto3
from boto3.s3.transfer import TransferConfig
from harness import UNCHECKED, check, equal, refused, run_checks

MIB = 1024**2


@check("S3 creates a bucket and waits until it exists")
def create_bucket():
    bucket = boto3.resource("s3").create_bucket(Bucket="pictures")
    bucket.wait_until_exists()
    client = boto3.client("s3")
    equal([bucket["Name"] for bucket in client.list_buckets()["Buckets"]], ["pictures"])
    equal(client.get_bucket_location(Bucket="pictures")["LocationConstraint"], None)


@check("S3 sends boto3 on to a bucket's region")
def regions():
    far = boto3.client("s3", region_name="eu-west-1")
    far.create_bucket(Bucket="in-ireland", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    near = boto3.client("s3", region_name="us-east-1")
    near.put_object(Bucket="in-ireland", Key="a", Body=b"hello")
    equal(near.get_object(Bucket="in-ireland", Key="a")["Body"].read(), b"hello")
    equal(near.head_bucket(Bucket="in-ireland")["BucketRegion"], "eu-west-1")
    # As recorded: what is put by way of one region is read by way of another.
    website = {"IndexDocument": {"Suffix": "index.html"}}
    far.put_bucket_website(Bucket="in-ireland", WebsiteConfiguration=website)
    equal(boto3.client("s3").get_bucket_website(Bucket="in-ireland")["IndexDocument"], website["IndexDocument"])
    far.delete_object(Bucket="in-ireland", Key="a")
    far.delete_bucket(Bucket="in-ireland")


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


@check("S3 takes and gives large files in parts, by several threads, and copies them")
def transfers():
    client = boto3.client("s3")
    config = TransferConfig(multipart_threshold=8 * MIB, multipart_chunksize=8 * MIB, max_concurrency=4)
    data = bytes(range(256)) * (20 * MIB // 256) + b"end"
    extra = {"Metadata": {"colour": "red"}, "Tagging": "kind=large"}
    client.upload_fileobj(BytesIO(data), "pictures", "large", ExtraArgs=extra, Config=config)
    head = client.head_object(Bucket="pictures", Key="large")
    equal((head["ContentLength"], head["Metadata"], head["ETag"][-3:]), (len(data), {"colour": "red"}, '-3"'))
    target = BytesIO()
    client.download_fileobj("pictures", "large", target, Config=config)
    equal(target.getvalue() == data, True)
    client.copy({"Bucket": "pictures", "Key": "large"}, "pictures", "large-copy", Config=config)
    equal(client.get_object(Bucket="pictures", Key="large-copy")["Body"].read() == data, True)
    equal(client.head_object(Bucket="pictures", Key="large-copy")["ETag"][-3:], '-3"')
    equal(client.get_object_tagging(Bucket="pictures", Key="large")["TagSet"], [{"Key": "kind", "Value": "large"}])
    equal("Uploads" in client.list_multipart_uploads(Bucket="pictures"), False)


@check("S3 keeps versions, and empties a bucket of them")
def versions():
    bucket = boto3.resource("s3").create_bucket(Bucket="versions")
    bucket.Versioning().enable()
    for body in (b"one", b"two"):
        bucket.put_object(Key="key", Body=body)
    bucket.Object("key").delete()
    found = [(version.size, version.is_latest) for version in bucket.object_versions.all()]
    equal(sorted(found, key=str), [(3, False), (3, False), (None, True)])
    bucket.object_versions.delete()
    bucket.delete()
    bucket.wait_until_not_exists()


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


run_checks()
