"""What boto3 does with STS."""

import boto3
from harness import UNCHECKED, check, equal, refused, run_checks


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



run_checks()
