"""Makes a bucket, or shows that its name is taken: `bucket.py create|is-taken`."""

import os
import sys

import boto3

s3 = boto3.client("s3", region_name="us-east-1", endpoint_url=os.environ["ENDPOINT"])
try:
    s3.create_bucket(Bucket="terraproof-shared-name")
except s3.exceptions.BucketAlreadyExists:
    assert sys.argv[1] == "is-taken"
else:
    assert sys.argv[1] == "create"
