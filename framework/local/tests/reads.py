"""Calls whatever lists, describes or gets something without being told what, in the services that people use most."""

import os

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

SERVICES = """acm apigateway autoscaling backup cloudfront cloudtrail cloudwatch codebuild cognito-idp dynamodb ec2 ecr ecs efs eks elasticache elb elbv2
events firehose iam kinesis kms lambda logs rds route53 s3 secretsmanager sns sqs ssm stepfunctions sts wafv2""".split()
CONFIG = Config(retries={"total_max_attempts": 1}, inject_host_prefix=False)


def reads(client):
    for name in client.meta.service_model.operation_names:
        operation = client.meta.service_model.operation_model(name)
        needs = operation.input_shape is not None and operation.input_shape.required_members
        if name.startswith(("Describe", "Get", "List")) and not needs and not operation.has_event_stream_output:
            yield getattr(client, xform_name(name))


answered = 0
for region in ("eu-west-1", "us-east-1"):
    for service in SERVICES:
        for read in reads(boto3.client(service, region_name=region, endpoint_url=os.environ["ENDPOINT"], config=CONFIG)):
            try:
                read()
                answered += 1
            except (ClientError, ValueError, KeyError):
                # moto does not know every call, and some want one of several options.
                pass
assert answered > 200, answered
