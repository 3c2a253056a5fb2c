"""Fails unless the credentials of the environment belong to an account: `whoami.py ACCOUNT`."""

import os
import sys

import boto3

sts = boto3.client("sts", region_name="eu-west-1", endpoint_url=os.environ["ENDPOINT"])
assert sts.get_caller_identity()["Account"] == sys.argv[1]
